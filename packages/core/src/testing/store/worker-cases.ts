import type { OutboxRecord } from "../../ports/store/outbox.js";
import type { Store, SweepReport } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import {
  acme,
  at,
  claimAll,
  lease,
  loadMessage,
  loadStatus,
  look,
  minute,
  reactions,
  sending,
  settleSegments,
  t0,
} from "./fixtures.js";
import { queueFour } from "./outbox-cases.js";
import { accept, settle } from "./settle-cases.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const names = ["ann", "bob", "cid", "dee"] as const;
const began = t0 + 3;
const ended = began + minute;
const grace = 5_000;

function sweep(
  store: Store,
  now: number,
  fate: "hold" | "retry" | ((message: OutboxRecord) => "hold" | "retry") = "hold",
  limit = 100,
): Promise<SweepReport> {
  return store.sweepWorkers({ ...at(now), graceMs: grace, limit }, (message) =>
    typeof fate === "string" ? fate : fate(message),
  );
}

function swept(over: Partial<SweepReport> = {}): SweepReport {
  return {
    requeued: 0,
    held: 0,
    doubled: 0,
    more: false,
    waiting: [],
    ...over,
  };
}

function pickKeys(messages: readonly OutboxRecord[]): readonly string[] {
  return messages.map(({ key }) => key);
}

/** Workers, their leases, and what becomes of a message when one is lost. */
export function workerCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("puts back what a worker does not know that it holds, at no cost, when it claims again", async (store) => {
      await queueFour(store);
      const [ann, bob] = await claimAll(store, began);
      const other = await claimAll(store, began, { worker: "other" });
      equal(other, [], "nothing is left for another worker");
      const holding = [ann, bob].flatMap((message) => (message === undefined ? [] : [message.key]));
      const again = await claimAll(store, began + 1, { holding });
      equal(
        again.map(({ key, attempt, tries, lost }) => [key, attempt, tries, lost]),
        [
          ["mail-cid", 2, 0, 0],
          ["mail-dee", 2, 0, 0],
        ],
        "claimed again: what the worker had not said it holds",
      );
      const untouched = await loadMessage(store, "ann");
      equal([untouched.status, untouched.attempt], ["claimed", 1], "what it holds");
      await claimAll(store, began + 1, { holding: [...holding, ...again.map(({ key }) => key)] });
      const lane = await claimAll(store, began + 2, { lane: "other lane" });
      equal([lane.length, (await loadMessage(store, "cid")).attempt], [0, 2], "lanes of its own");
    }),
    test("puts back nothing that is in a worker's hands", async (store) => {
      await queueFour(store);
      const claimed = await claimAll(store, began);
      await look(store, began, claimed.slice(0, 2));
      equal(pickKeys(await claimAll(store, began + 1)), ["mail-cid", "mail-dee"], "claimed again");
      const hands = await loadMessage(store, "ann");
      equal([hands.status, hands.attempt], ["claimed", 1], "in hands");
    }),
    test("sweeps nobody whose lease has not ended more than the grace ago", async (store) => {
      await queueFour(store);
      await settleSegments(store);
      await claimAll(store, began);
      equal(await sweep(store, ended + grace), swept(), "at the end of the grace");
      equal(await store.nextWork(acme), ended, "the end of the lease is work to come");
      equal(await sweep(store, ended + grace + 1), swept({ requeued: 4 }), "after it");
      equal(await store.nextWork(acme), t0, "the messages are due as they were");
      equal(await sweep(store, ended + 2 * grace), swept(), "once");
    }),
    test("renews a worker's lease with every claim, look and settlement", async (store) => {
      await queueFour(store);
      const claimed = await claimAll(store, began, { limit: 2 });
      const holding = claimed.map(({ key }) => key);
      const steps: readonly ((now: number) => Promise<unknown>)[] = [
        (now) => claimAll(store, now, { holding, limit: 1 }),
        (now) => look(store, now, claimed),
        (now) =>
          store.settle(
            { ...at(now), results: [accept("ann", 1)], lease: lease("worker") },
            reactions(),
          ),
      ];
      let now = began;
      for (const step of steps) {
        now += minute;
        await step(now);
        equal(await sweep(store, now + minute), swept(), "within the renewed lease");
      }
      equal((await sweep(store, now + minute + grace + 1)).held, 1, "after the last of them");
    }),
    test("queues what a lost worker had only reserved, and holds what was in its hands", async (store) => {
      await queueFour(store);
      const claimed = await claimAll(store, began);
      await look(store, began, claimed.slice(0, 2));
      const asked: string[] = [];
      const report = await sweep(store, ended + grace + 1, ({ key, status, worker }) => {
        asked.push(`${key} ${status} ${worker}`);
        return "hold";
      });
      equal(report, swept({ requeued: 2, held: 2 }), "report");
      equal(
        asked.toSorted(),
        ["mail-ann claimed worker", "mail-bob claimed worker"],
        "whose fate was asked",
      );
      const after = await Promise.all(names.map((name) => loadMessage(store, name)));
      equal(
        after.map(({ status, worker, tries, lost, dueAt, settledAt, reasons }) => [
          ...[status, worker, tries, lost, dueAt - t0, settledAt],
          reasons.map(({ code }) => code),
        ]),
        [
          ["unknown", null, 0, 1, 0, ended + grace + 1, ["WORKER_LOST"]],
          ["unknown", null, 0, 1, 1, ended + grace + 1, ["WORKER_LOST"]],
          ["queued", null, 0, 0, 2, null, []],
          ["queued", null, 0, 0, 3, null, []],
        ],
        "messages",
      );
      const next = await claimAll(store, ended + grace + 1, { worker: "second" });
      equal(pickKeys(next), ["mail-cid", "mail-dee"], "for another worker");
    }),
    test("queues once more what was in a lost worker's hands, where that is its fate", async (store) => {
      await queueFour(store);
      const claimed = await claimAll(store, began);
      await look(store, began, claimed.slice(0, 2));
      const now = ended + grace + 1;
      const report = await sweep(store, now, ({ key }) => (key === "mail-ann" ? "retry" : "hold"));
      equal(report, swept({ requeued: 2, held: 1, doubled: 1 }), "report");
      const ann = await loadMessage(store, "ann");
      equal(
        [ann.status, ann.tries, ann.lost, ann.dueAt, ann.reasons.map(({ code }) => code)],
        ["queued", 0, 1, now, ["WORKER_LOST"]],
        "ann",
      );
      equal(
        await settle(store, now + 1, accept("ann", 1)),
        { applied: 1, stale: 0 },
        "it had left",
      );
      equal(await loadStatus(store, "ann"), "accepted", "the copy that waited");
      const next = await claimAll(store, now + 1, { worker: "second" });
      equal(pickKeys(next), ["mail-cid", "mail-dee"], "nothing of ann's");
    }),
    test("is in doubt about nothing that a closed hand-over had named", async (store) => {
      await queueFour(store);
      await settleSegments(store);
      const claimed = await claimAll(store, began);
      await look(store, began, claimed, { handOver: "first" });
      const closes = ["first"];
      const results = names.map((name) => accept(name, 1));
      await store.settle(
        { ...at(began + 1), results, closes, lease: lease("worker") },
        reactions(),
      );
      equal(await sweep(store, ended + grace + 2), swept(), "nothing is in doubt");
      equal(await store.nextWork(acme), null, "nothing is left");
    }),
    test("sweeps at most as many messages a call as asked, and all of them in the end", async (store) => {
      await queueFour(store);
      const claimed = await claimAll(store, began);
      await look(store, began, claimed.slice(0, 3));
      const now = ended + grace + 1;
      const first = await sweep(store, now, "hold", 3);
      equal([first.requeued + first.held, first.more], [3, true], "first");
      const second = await sweep(store, now, "hold", 3);
      equal([second.requeued + second.held, second.more], [1, false], "second");
      const statuses = await Promise.all(names.map((name) => loadStatus(store, name)));
      equal(statuses, ["unknown", "unknown", "unknown", "queued"], "all of them");
      equal(await sweep(store, now, "hold", 3), swept(), "nothing is left");
    }),
    test("confirms nothing for a worker that was swept", async (store) => {
      await queueFour(store);
      const claimed = await claimAll(store, began);
      await sweep(store, ended + grace + 1);
      equal((await look(store, ended + grace + 2, claimed)).confirmed, [], "confirmed");
      const next = await claimAll(store, ended + grace + 2, { worker: "second" });
      equal(
        next.map(({ attempt }) => attempt),
        [2, 2, 2, 2],
        "attempts of the next worker",
      );
      equal((await look(store, ended + grace + 3, claimed)).confirmed, [], "of the lost worker");
      const held = await look(store, ended + grace + 3, next, {
        worker: "second",
        handOver: "second",
        judge: sending,
      });
      equal(held.confirmed.length, 4, "of the next");
    }),
  ];
}
