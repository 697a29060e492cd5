// Real processes, a real relay with faults, random SIGKILL: npm run chaos -- --kills 60 --workers 3
// --store sqlite; with --campaigns of campaigns, a series and a workflow with codes
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemRandom } from "@wellsent/adapters/in-process";
import { requestConsent } from "@wellsent/consent";
import { auditLog } from "@wellsent/consent/ledger";
import type { ContactId, OutboxRecord, OutboxStatus, Page, Paged } from "@wellsent/core";
import { seededRandom, sequentialIds } from "@wellsent/core/testing";
import { runCampaignChaos } from "./campaign-run.ts";
import { notice, openShop, purpose, type Shop, tenant } from "./shop.ts";
import { openSink } from "./sink.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "60" },
    campaigns: { type: "boolean", default: false },
    people: { type: "string", default: "300" },
    workers: { type: "string", default: "1" },
    store: { type: "string", default: "sqlite" },
    messages: { type: "string", default: "8000" },
    seed: { type: "string", default: String(Math.floor(Date.now() / 1_000)) },
  },
});
if (values.store !== "sqlite") {
  process.stderr.write(
    "Several processes share a store: --store sqlite is the only one of that kind here.\n",
  );
  process.exit(2);
}
function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}
if (values.campaigns) {
  const { kills, workers, people, seed } = values;
  const chaos = { kills: Number(kills), workers: Number(workers), people: Number(people) };
  const { faults, figures, complaints } = await runCampaignChaos({ ...chaos, seed: Number(seed) });
  say(`seed ${seed}, kills ${kills}, workers ${workers}: ${JSON.stringify(figures)}`);
  for (const [line, times] of complaints) say(`  ${times} x ${line}`);
  for (const fault of faults) say(fault);
  say(faults.length === 0 ? "passed" : "FAILED");
  process.exit(faults.length === 0 ? 0 : 1);
}
const [kills, workers, wanted] = [
  Number(values.kills),
  Number(values.workers),
  Number(values.messages),
];
const random = seededRandom(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), "wellsent-chaos-"));
const path = join(folder, "chaos.db");
const sink = await openSink(() => random.number());
const shop = openShop(path, sink.port);
const { engine } = shop;
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function keep<T>(
  read: (page: Page) => Promise<Paged<T>>,
  use: (item: T) => void,
): Promise<void> {
  let after: string | null = null;
  do {
    const page: Paged<T> = await read(after === null ? { limit: 1_000 } : { after, limit: 1_000 });
    for (const item of page.items) use(item);
    after = page.next;
  } while (after !== null);
}

/**
 * A store that other processes write to is locked now and then: the host tries again, as it would.
 */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === 20) throw error;
      await pause(100);
    }
  }
}

async function fill(shop: Shop): Promise<readonly ContactId[]> {
  const ids = sequentialIds("chaos");
  const people: ContactId[] = [];
  for (let from = 0; from < wanted / 2; from += 200) {
    const drafts = [];
    for (let n = from; n < Math.min(from + 200, wanted / 2); n++) {
      const known = await shop.identify({
        tenant,
        email: `p${n}@mail.example`,
        jurisdiction: "FR",
      });
      people.push(known.contact);
      for (const { id } of known.points) {
        const cells = [{ channel: "email", purpose, activity: "send" }] as const;
        drafts.push(
          ...requestConsent(
            { ids, random: systemRandom, now: Date.now() },
            { contactPoint: id, notice, mode: "single", cells },
          ).drafts,
        );
      }
    }
    await shop.record(tenant, drafts);
  }
  for (let from = 0; from < people.length; from += 200) {
    const some = people.slice(from, from + 200);
    await shop.sendMany(
      some.flatMap((contact) => [
        { tenant, contact, id: "news", template: "news", purpose },
        { tenant, contact, id: "receipt", template: "receipt", purpose: "service.orders" },
      ]),
    );
  }
  return people;
}

const running = new Map<number, ChildProcess>();
const complaints = new Map<string, number>();
function startWorker(index: number): void {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "worker.ts"), path, String(sink.port)],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  child.stderr?.on("data", (text: Buffer) => {
    for (const line of text.toString().split("\n").filter(Boolean)) {
      complaints.set(line, (complaints.get(line) ?? 0) + 1);
    }
  });
  running.set(index, child);
}
async function killWorker(index: number): Promise<void> {
  const child = running.get(index);
  if (child === undefined) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await gone;
}

async function counts(): Promise<Readonly<Record<OutboxStatus, number>>> {
  const all = {
    queued: 0,
    claimed: 0,
    accepted: 0,
    rejected: 0,
    failed: 0,
    unknown: 0,
    skipped: 0,
  };
  for (const { status, count } of await insist(() => engine.store.countOutbox(tenant)))
    all[status] += count;
  return all;
}

const began = performance.now();
await fill(engine);
say(`${wanted} messages queued, seed ${values.seed}`);
for (let index = 0; index < workers; index++) startWorker(index);
let killed = 0;
while (killed < kills) {
  await pause(300 + random.integer(900));
  const index = random.integer(workers);
  await killWorker(index);
  killed += 1;
  startWorker(index);
  const { queued, claimed } = await counts();
  // Kills must meet work: top the queue up when it runs dry.
  if (queued + claimed < wanted / 20) {
    const again: ContactId[] = [];
    await keep(
      (page) => engine.store.readContacts({ tenant, ...page }),
      ({ id }) => again.push(id),
    );
    const id = `more-${killed}`;
    for (let from = 0; from < again.length; from += 500) {
      await insist(() =>
        engine.sendMany(
          again
            .slice(from, from + 500)
            .map((contact) => ({ tenant, contact, id, template: "news", purpose })),
        ),
      );
    }
  }
}
sink.calm();
const deadline = performance.now() + 240_000;
for (;;) {
  const { queued, claimed } = await counts();
  if (queued + claimed === 0) break;
  if (performance.now() > deadline) break;
  await pause(500);
}
const held: OutboxRecord[] = [];
await keep(
  (page) => engine.held(tenant, page),
  (message) => held.push(message),
);
function seen(message: OutboxRecord): boolean {
  return (sink.copies.get(message.key.replaceAll(":", "_")) ?? 0) > 0;
}
const heldSeen = held.filter(seen).length;
// What a host does with them: it looks them up at its provider, and says which have left.
for (const message of held) {
  await insist(() => engine.resolveHeld(tenant, message.key, seen(message) ? "sent" : "release"));
}
for (;;) {
  const { queued, claimed } = await counts();
  if (queued + claimed === 0 || performance.now() > deadline + 60_000) break;
  await pause(500);
}
for (let index = 0; index < workers; index++) await killWorker(index);

let [unsent, copies, copiesHeld, doubts] = [0, 0, 0, 0];
await keep(
  (page) => engine.store.readOutbox({ tenant, ...page }),
  (message) => {
    const arrived = sink.copies.get(message.key.replaceAll(":", "_")) ?? 0;
    if (arrived === 0) unsent += 1;
    doubts += message.lost;
    if (arrived <= 1) return;
    copies += arrived - 1;
    if (message.messageClass === "marketing") copiesHeld += arrived - 1;
  },
);
const leaves: { readonly leaf: string; readonly leafHash: string }[] = [];
await keep(
  (page) => engine.store.readLedger({ tenant, ...page }),
  (entry) => leaves.push(entry),
);
const ledger = auditLog(leaves, { checkpoint: null });
const final = await counts();
const seconds = (performance.now() - began) / 1_000;
const inFlight = kills * 10;

say(`kills ${killed}, workers ${workers}, ${seconds.toFixed(0)} s`);
say(
  `faults of the relay: ${Object.entries(sink.faults)
    .map(([name, n]) => `${name} ${n}`)
    .join(", ")}`,
);
say(
  `messages ${Object.values(final).reduce((a, b) => a + b, 0)}: ${Object.entries(final)
    .filter(([, n]) => n > 0)
    .map(([s, n]) => `${s} ${n}`)
    .join(", ")}`,
);
say(`held ${held.length}, of which the relay had seen ${heldSeen}; hand-overs in doubt ${doubts}`);
say(`unsent ${unsent}`);
say(`second copies ${copies} (at most ${inFlight} were in flight), under hold ${copiesHeld}`);
say(`ledger ${ledger.ok ? "verifies" : "DOES NOT VERIFY"}: ${ledger.size} leaves`);
for (const [line, times] of complaints) say(`  ${times} x ${line}`);
await shop.close();
await sink.close();
rmSync(folder, { recursive: true, force: true });
const good =
  unsent === 0 &&
  copiesHeld === 0 &&
  copies <= inFlight &&
  ledger.ok &&
  final.queued + final.claimed === 0;
say(good ? "passed" : "FAILED");
process.exit(good ? 0 : 1);
