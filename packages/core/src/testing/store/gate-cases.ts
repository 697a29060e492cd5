import { sendKey } from "../../identifiers.js";
import type { OutboxDraft } from "../../ports/store/outbox.js";
import type { GateMove, QueueGate } from "../../ports/store/queue-gate.js";
import type { Store } from "../../ports/store/store.js";
import { equal, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  at,
  claimAll,
  claimCall,
  judge,
  lane,
  loadMessage,
  look,
  mail,
  minute,
  person,
  queue,
  send,
  sending,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const names = ["ann", "bob", "cid", "dee"] as const;

function move(
  store: Store,
  name: string,
  over: Partial<Omit<GateMove, "tenant" | "queue">> = {},
): Promise<QueueGate> {
  return store.moveGate({ tenant: acme, queue: name, epoch: 0, ...over });
}

/** Messages of one person in the given number of queues: `a-0`, `a-1` and so on, in this order. */
async function fill(
  store: Store,
  queues: Readonly<Record<string, number>>,
  over: Partial<OutboxDraft> = {},
): Promise<void> {
  await add(store, person("ann"));
  const drafts = Object.entries(queues).flatMap(([name, size]) =>
    Array.from({ length: size }, (_, index) =>
      mail("ann", { key: sendKey(`${name}-${index}`), queue: name, dueAt: t0 + index, ...over }),
    ),
  );
  await queue(store, t0, ...drafts);
}

async function keys(
  store: Store,
  limit: number,
  worker = "worker",
  holding: readonly string[] = [],
): Promise<readonly string[]> {
  const over = { limit, worker, holding: holding.map(sendKey) };
  return (await claimAll(store, t0 + minute, over)).map(({ key }) => key);
}

export function gateCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("claims nothing of a shut queue, however much of it is due, and all of it once it is open", async (store) => {
      await fill(store, { shut: 3, other: 2 });
      await move(store, "shut", { open: false });
      const report = await store.claimOutbox(claimCall(t0 + minute, { limit: 2 }), sending);
      const claimed = report.claimed.map(({ message }) => message.key);
      equal(claimed, ["other-0", "other-1"], "the open one");
      equal(await keys(store, 9, "second"), [], "nothing more");
      await move(store, "shut", { open: true, epoch: 1 });
      equal(await keys(store, 9, "third"), ["shut-0", "shut-1", "shut-2"], "opened again");
    }),
    test("puts what is claimed of a shut queue back at the second look, unjudged and without cost", async (store) => {
      await add(store, ...names.map((name) => person(name)));
      const drafts = names.map((name, index) =>
        mail(name, { queue: index < 2 ? "shut" : "open", dueAt: t0 + index }),
      );
      await queue(store, t0, ...drafts);
      const claimed = await claimAll(store, t0 + minute);
      await move(store, "shut", { open: false, why: "HELD" });
      const seen: string[] = [];
      const watching = judge(({ message }) => {
        seen.push(message.key);
        return send;
      });
      const { confirmed } = await look(store, t0 + minute, claimed, { judge: watching });
      equal(confirmed, ["mail-cid", "mail-dee"], "confirmed");
      equal(seen.toSorted(), ["mail-cid", "mail-dee"], "judged");
      const { status, worker, tries, lost, dueAt, plannedAt, reasons } = await loadMessage(
        store,
        "bob",
      );
      equal([status, worker, tries, lost], ["queued", null, 0, 0], "back in the queue");
      equal([dueAt, plannedAt, reasons[0]?.code], [t0 + 1, t0 + 1, "QUEUE_PAUSED"], "as it was");
      await move(store, "shut", { open: true, epoch: 1 });
      equal(await keys(store, 9, "second"), ["mail-ann", "mail-bob"], "claimed again");
    }),
    test("gives what a lost claim reserved of a shut queue back, and does not claim it anew", async (store) => {
      await fill(store, { shut: 2 });
      equal(await keys(store, 9), ["shut-0", "shut-1"], "claimed, and the answer lost");
      await move(store, "shut", { open: false });
      equal(await keys(store, 9), [], "the claim again");
      const { items } = await store.readOutbox({ tenant: acme });
      equal(
        items.map(({ status }) => status),
        ["queued", "queued"],
        "free",
      );
    }),
    test("takes queues of a higher priority first, by the gate's word or else the messages'", async (store) => {
      await fill(store, { low: 2 }, { priority: 40 });
      await queue(
        store,
        t0,
        mail("ann", { key: sendKey("high"), queue: "high", priority: 90, dueAt: t0 + 9 }),
        mail("ann", { key: sendKey("mid"), queue: "mid", priority: 50, dueAt: t0 + 8 }),
      );
      equal(await keys(store, 2, "a"), ["high", "mid"], "before what is due earlier");
      await move(store, "low", { priority: 95 });
      await queue(store, t0, mail("ann", { key: sendKey("new"), queue: "high", priority: 90 }));
      equal(await keys(store, 2, "b"), ["low-0", "low-1"], "raised by its gate");
      equal(await keys(store, 2, "c"), ["new"], "the rest");
    }),
    test("divides a claim among queues of one priority by share, and leaves no room unused", async (store) => {
      await fill(store, { big: 20, small: 20, few: 1 });
      await move(store, "big", { share: 2 });
      const count = (claimed: readonly string[], name: string): number =>
        claimed.filter((key) => key.startsWith(name)).length;
      const first = await keys(store, 12, "a");
      equal(first.length, 12, "full");
      equal(
        [count(first, "few"), count(first, "big") > count(first, "small")],
        [1, true],
        "shares",
      );
      const second = await keys(store, 12, "b");
      equal([count(second, "big"), count(second, "small")], [8, 4], "twice as many");
      equal((await keys(store, 99, "c")).length, 17, "all that is left");
    }),
    test("moves a gate only on from the epoch that was read", async (store) => {
      equal(await store.readGates({ tenant: acme }), [], "none at first");
      const first = await move(store, "a", { open: false, why: "BREAKER" });
      const shut = { queue: "a", open: false, epoch: 1, priority: null, share: 1, why: "BREAKER" };
      equal(first, shut, "moved");
      await rejectsWithCode(() => move(store, "a"), "STORE_REVISION_CONFLICT", "made before");
      await rejectsWithCode(
        () => move(store, "b", { epoch: 1 }),
        "STORE_REVISION_CONFLICT",
        "never made",
      );
      const second = await move(store, "a", { epoch: 1, priority: 70, share: 3 });
      equal(second, { ...shut, epoch: 2, priority: 70, share: 3 }, "the rest stays");
      const open = { open: true, epoch: 2, priority: null, why: null };
      equal(await move(store, "a", open), { ...second, ...open, epoch: 3 }, "unset");
      await move(store, "b");
      const all = await store.readGates({ tenant: acme });
      equal(
        all.map((gate) => [gate.queue, gate.epoch]),
        [
          ["a", 3],
          ["b", 1],
        ],
        "all",
      );
      const some = await store.readGates({ tenant: acme, queues: ["b", "c"] });
      equal(
        some.map((gate) => gate.queue),
        ["b"],
        "some",
      );
    }),
    test("refuses a move that says nothing sound, and writes nothing", async (store) => {
      const unsound = [{ priority: 101 }, { priority: 1.5 }, { share: 0 }, { share: Number.NaN }];
      for (const over of unsound)
        await rejectsWithCode(() => move(store, "a", over), "STORE_GATE_INVALID", "unsound");
      await rejectsWithCode(() => move(store, ""), "STORE_GATE_INVALID", "no name");
      equal(await store.readGates({ tenant: acme }), [], "gates");
    }),
    test("names no work in shut queues, and the earliest of the others", async (store) => {
      await fill(store, { shut: 1, late: 1 });
      await store.refreshSegments(
        { ...at(t0), limit: 9, needs: { events: {}, messages: 0, consent: false } },
        ({ facts }) => ({
          ...{ contact: facts.contact.id, memberships: [], recheckAt: null },
          ...{ start: [], wake: [], log: [] },
        }),
      );
      await queue(
        store,
        t0,
        mail("ann", { key: sendKey("strange"), queue: "late", template: "x", dueAt: t0 - 5 }),
      );
      const exceptTemplates = ["x"];
      const reach = {
        lanes: [{ lane, notBefore: 0, exceptTemplates }],
        exceptVersions: [],
        graceMs: 0,
      };
      await move(store, "shut", { open: false });
      equal(await store.nextWork(acme), t0 - 5, "the earliest of all open queues");
      equal(await store.nextWork(acme, { reach }), t0, "past a template");
      await move(store, "late", { open: false });
      equal(await store.nextWork(acme), null, "all shut");
      equal(await store.nextWork(acme, { reach }), null, "all shut, within reach");
      const sweep = { ...at(t0), graceMs: 0, limit: 9, lanes: [lane] };
      equal((await store.sweepWorkers(sweep, () => "hold")).waiting, [], "no lane waits");
      await move(store, "shut", { open: true, epoch: 1 });
      equal((await store.sweepWorkers(sweep, () => "hold")).waiting, [lane], "a lane waits");
    }),
    test("keeps when a message was planned for, before it is due", async (store) => {
      await add(store, person("ann"), person("bob"));
      await queue(store, t0, mail("ann", { plannedAt: t0 - minute }), mail("bob"));
      const planned = await loadMessage(store, "ann");
      equal([planned.plannedAt, planned.dueAt], [t0 - minute, t0], "its own");
      equal((await loadMessage(store, "bob")).plannedAt, t0, "its due time");
      await rejectsWithCode(
        () => queue(store, t0, mail("ann", { key: sendKey("x"), plannedAt: t0 + 1 })),
        "STORE_RESULT_MISMATCH",
        "planned after it is due",
      );
      await rejectsWithCode(
        () => queue(store, t0, mail("ann", { key: sendKey("x"), priority: 101 })),
        "STORE_RESULT_MISMATCH",
        "no priority",
      );
    }),
  ];
}
