import type { Instant } from "../../../instant.js";
import { sendKeyFromRef } from "../../../messages/send-key.js";
import type { LedgerEntry } from "../../../ports/consent-gate.js";
import type { EnrollmentRecord } from "../../../ports/store/enrollment.js";
import type { OutboxRecord } from "../../../ports/store/outbox.js";
import type { Page, Paged } from "../../../ports/store/store.js";
import { dayMs } from "./draw-plan.js";
import type { SimulatedEnd, SimulatedMail } from "./simulate-options.js";

/** The time in which a withdrawal may miss a mail whose hand-over has begun. */
const window = 1_000;
const grants: ReadonlySet<string> = new Set(["consent.granted", "consent.confirmed"]);

async function all<T>(read: (page: Page) => Promise<Paged<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  for (let after: string | null = null; ; ) {
    const page: Paged<T> = await read(after === null ? { limit: 500 } : { after, limit: 500 });
    items.push(...page.items);
    if (page.next === null) return items;
    after = page.next;
  }
}

/** Checks what every engine guarantees, whatever its workflows. */
export async function checkPromises(end: SimulatedEnd<unknown>): Promise<void> {
  const { store, tenant, mails } = end;
  const byKey = new Map<string, SimulatedMail[]>();
  for (const mail of mails) {
    const key = sendKeyFromRef(mail.message.ref);
    byKey.set(key, [...(byKey.get(key) ?? []), mail]);
  }
  const ledger = await all((page) => store.readLedger({ tenant, ...page }));
  for (const message of await all((page) => store.readOutbox({ tenant, ...page }))) {
    checkRest(end, message);
    checkCopies(end, message, byKey.get(message.key) ?? []);
    checkPermission(end, message, byKey.get(message.key) ?? [], ledger);
  }
  for (const run of await all((page) => store.readEnrollments({ tenant, ...page })))
    checkRun(end, run);
}

function checkRest({ now, violate, sometimes }: SimulatedEnd<unknown>, message: OutboxRecord) {
  const { key, status, dueAt, reasons, template } = message;
  sometimes(status);
  if (status === "claimed" || (status === "queued" && dueAt < now - 2 * dayMs))
    violate("UNSENT", `${key} (${template}) is ${status} although nothing is in its way`);
  if (["skipped", "failed", "rejected", "unknown"].includes(status) && reasons.length === 0)
    violate("REASON", `${key} (${template}) is ${status} without a reason`);
}

/** One more copy is allowed only if it is unknown whether a mail arrived. */
function checkCopies(
  { plan, violate, sometimes }: SimulatedEnd<unknown>,
  { key, template }: OutboxRecord,
  mails: readonly SimulatedMail[],
): void {
  const copies = mails.filter(({ arrived }) => arrived).length;
  if (copies > 1) sometimes("second copy");
  const doubtful = (["kill", "abort", "ambiguous", "slow", "lost"] as const).some((fault) =>
    plan.faults.includes(fault),
  );
  if (copies > 3 || (copies > 1 && !doubtful))
    violate("TWICE", `${key} (${template}) arrived ${copies} times`);
}

/** Reads the ledger and never asks the gate, because this checks the gate itself. */
function checkPermission(
  { violate, sometimes, committed }: SimulatedEnd<unknown>,
  { key, template, messageClass, contactPoint, purpose }: OutboxRecord,
  mails: readonly SimulatedMail[],
  ledger: readonly LedgerEntry[],
): void {
  if (messageClass !== "marketing") return;
  const acts = ledger.filter(
    (entry) =>
      entry.contactPoint === contactPoint &&
      (grants.has(entry.type) || entry.type === "consent.withdrawn") &&
      concerns(entry, purpose),
  );
  const said = ({ id, recordedAt }: LedgerEntry): Instant => committed.get(id) ?? recordedAt;
  for (const { at } of mails) {
    const last = acts.findLast((entry) => said(entry) < at);
    if (last === undefined || grants.has(last.type)) continue;
    sometimes("withdrawn in flight");
    const late = at - said(last);
    if (late > window) violate("PERMISSION", `${key} (${template}) left ${late} ms after a no`);
  }
}

/** An event is about the purposes it names, or about all. */
function concerns({ leaf }: LedgerEntry, purpose: string): boolean {
  return !leaf.includes('"purpose"') || leaf.includes(JSON.stringify(purpose));
}

function checkRun({ now, violate, sometimes }: SimulatedEnd<unknown>, run: EnrollmentRecord) {
  const { workflow, version, status, wakeAt, waitingFor, outcome } = run;
  sometimes(status === "ended" ? `run ${outcome}` : "run goes on");
  if (status !== "active") return;
  if (wakeAt === null && waitingFor.length === 0)
    violate("PARKED", `a run of ${workflow}@${version} waits for nothing`);
  if (wakeAt !== null && wakeAt < now - 2 * dayMs)
    violate("STUCK", `a run of ${workflow}@${version} is due and not taken`);
}
