import { WellsentError } from "../errors/index.js";
import type { ContactId, TenantId } from "../identifiers.js";
import type { Clock } from "../ports/sources.js";
import type { ContactChangeRecord } from "../ports/store/contact-change.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { Store } from "../ports/store/store.js";
import { seenRows } from "./seen-rows.js";
import { planUndo, type UndoneValue, type UndoPlan } from "./undo-plan.js";
import { undoName } from "./undone.js";

/** Why a contact that the import made stays. */
export interface KeptContact {
  readonly contact: ContactId;
  /**
   * `CONTACT_CHANGED_SINCE`: somebody else has written it. `CONTACT_IN_USE`: it has messages,
   * events, runs or tasks. `CONSENT_ON_RECORD`: more than this import's claims stands in the ledger
   * about its addresses, a denial for example.
   */
  readonly code: "CONTACT_CHANGED_SINCE" | "CONTACT_IN_USE" | "CONSENT_ON_RECORD";
}

export interface UndoReport {
  /** Contacts that the import made and that are gone. */
  readonly removed: number;
  /** Contacts that have values back. */
  readonly restored: number;
  readonly kept: readonly KeptContact[];
  /** Values that the import changed and somebody else has changed since: they stay. */
  readonly changedSince: readonly UndoneValue[];
  /** Claims of consent that no longer hold. */
  readonly claimsRevoked: number;
}

export interface UndoOptions {
  readonly store: Store;
  readonly tenant: TenantId;
  readonly importId: string;
  readonly clock: Clock;
  /** Reads and writes nothing: what {@link undoImport} would do now. */
  readonly dryRun?: boolean;
  /** The ids of the import's claims at these points; `null` if anything else is on record there. */
  readonly claimsOf: (points: ContactRecord["points"]) => Promise<readonly string[] | null>;
  /** Ends the import's claims that are left, and counts them. */
  readonly revokeClaims: (dryRun: boolean) => Promise<number>;
  readonly signal?: AbortSignal;
}

/**
 * Takes an import back: each value that it changed, each list that it joined, each address that it
 * added, unless somebody else has changed it since, and the contacts that it made and nobody has
 * dealt with. Denials stay, whoever brought them. Before anything else the import is barred from
 * going on. Run again after an interruption, it completes what is missing.
 */
export async function undoImport(options: UndoOptions): Promise<UndoReport> {
  const { store, tenant, importId, clock, dryRun = false, signal } = options;
  const call = signal === undefined ? {} : { signal };
  if (!dryRun) {
    const bar = { tenant, now: clock.now(), lookups: [], once: undoName(importId) };
    await store.changeContacts(bar, () => [], call);
  }
  let [removed, restored] = [0, 0];
  const kept: KeptContact[] = [];
  const changedSince: UndoneValue[] = [];
  const seen = seenRows();
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store["readImportChanges"]>> = await store.readImportChanges(
      { tenant, importId, limit: 200, ...(after === null ? {} : { after }) },
      call,
    );
    after = page.next;
    for (const { contact } of page.items) {
      if (seen.get(contact) !== undefined) continue;
      seen.set(contact, 1);
      const done = await undoContact(options, contact);
      if (done === null) continue;
      if (done.kind === "removed") removed++;
      else if (done.kind === "kept") kept.push({ contact, code: done.code });
      else {
        if (done.plan.restored.length > 0) restored++;
        changedSince.push(...done.plan.changedSince.map((path) => ({ contact, path })));
      }
    }
  } while (after !== null);
  const claimsRevoked = await options.revokeClaims(dryRun);
  return { removed, restored, kept, changedSince, claimsRevoked };
}

type Undone =
  | { readonly kind: "removed" }
  | { readonly kind: "kept"; readonly code: KeptContact["code"] }
  | { readonly kind: "changed"; readonly plan: UndoPlan };

/** Somebody may write the contact between reading and writing: then it is planned anew. */
async function undoContact(options: UndoOptions, id: ContactId): Promise<Undone | null> {
  const { store, tenant, importId, dryRun = false, signal } = options;
  const call = signal === undefined ? {} : { signal };
  for (;;) {
    const contact = await store.readContact({ tenant, lookup: { id } }, call);
    if (contact === null) return null;
    const history = await readHistory(options, id);
    const plan = planUndo(contact, history, importId);
    if (plan.made) {
      const gone = await remove(options, contact);
      if (gone !== null) return gone;
      continue;
    }
    const source = `import:${importId}`;
    const made = history.some(({ created, cause }) => created && cause?.source === source);
    const result: Undone = made
      ? { kind: "kept", code: "CONTACT_CHANGED_SINCE" }
      : { kind: "changed", plan };
    if (plan.next === null || dryRun) return result;
    if (await write(options, contact, plan.next)) return result;
  }
}

/** `null`: it has been written meanwhile. */
async function remove(options: UndoOptions, contact: ContactRecord): Promise<Undone | null> {
  const { store, tenant, clock, dryRun = false, signal } = options;
  const entries = await options.claimsOf(contact.points);
  if (entries === null) return { kind: "kept", code: "CONSENT_ON_RECORD" };
  if (dryRun) return { kind: "removed" };
  const { removed, held } = await store.removeContact(
    { tenant, now: clock.now(), contact: contact.id, revision: contact.revision, entries },
    signal === undefined ? {} : { signal },
  );
  if (removed || held.length === 0) return { kind: "removed" };
  if (held.includes("contact")) return null;
  const code = held.includes("ledger") ? "CONSENT_ON_RECORD" : "CONTACT_IN_USE";
  return { kind: "kept", code };
}

async function write(
  { store, tenant, importId, clock, signal }: UndoOptions,
  { id, revision }: ContactRecord,
  next: ContactRecord,
): Promise<boolean> {
  const now = clock.now();
  let current = false;
  try {
    await store.changeContacts(
      { tenant, now, lookups: [{ id }], cause: { source: undoName(importId) } },
      ([found = null]) => {
        current = found !== null && !("unreadable" in found) && found.revision === revision;
        return current ? [{ contact: { ...next, updatedAt: now } }] : [];
      },
      signal === undefined ? {} : { signal },
    );
  } catch (error) {
    // Its former key belongs to somebody else by now: the contact stays as it is.
    if (WellsentError.isInstance(error) && error.code === "STORE_CONTACT_CONFLICT") return true;
    throw error;
  }
  return current;
}

async function readHistory(
  { store, tenant, signal }: UndoOptions,
  contact: ContactId,
): Promise<readonly ContactChangeRecord[]> {
  const history: ContactChangeRecord[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store["readContactChanges"]>> = await store.readContactChanges(
      { tenant, contact, limit: 200, ...(after === null ? {} : { after }) },
      signal === undefined ? {} : { signal },
    );
    history.push(...page.items);
    after = page.next;
  } while (after !== null);
  return history;
}
