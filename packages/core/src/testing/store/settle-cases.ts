import { enrollmentId, sendKey } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { OutboxStatus } from "../../ports/store/facts.js";
import type { Settlement } from "../../ports/store/outbox.js";
import type { Routed, RouteUnit, Store, Wake, WakeUnit } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import {
  acme,
  add,
  at,
  because,
  claimAll,
  everything,
  judge,
  loadMessage,
  loadStatus,
  look,
  mail,
  minute,
  person,
  queue,
  reactions,
  report,
  reportType,
  run,
  settleSegments,
  start,
  t0,
  unrouted,
} from "./fixtures.js";
import { queueFour } from "./outbox-cases.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

export function accept(name: string, attempt: number): Settlement {
  return {
    key: sendKey(`mail-${name}`),
    attempt,
    outcome: "accepted",
    providerMessageId: `id-${name}`,
  };
}

export function end(
  name: string,
  attempt: number,
  outcome: "rejected" | "failed" | "unknown" | "skipped",
): Settlement {
  return {
    key: sendKey(`mail-${name}`),
    attempt,
    outcome,
    reasons: because,
  };
}

export function retry(
  name: string,
  attempt: number,
  costs: "try" | "doubt" | "nothing",
  due: Instant = t0 + minute,
): Settlement {
  return {
    key: sendKey(`mail-${name}`),
    attempt,
    outcome: "retry",
    at: due,
    reasons: because,
    costs,
  };
}

export function settle(
  store: Store,
  now: number,
  ...results: readonly Settlement[]
): ReturnType<Store["settle"]> {
  return store.settle({ ...at(now), results }, reactions());
}

const all = { applied: 1, stale: 0 } as const;
const none = { applied: 0, stale: 1 } as const;

export function settleCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("records how each claimed message ended", async (store) => {
      await queueFour(store);
      await claimAll(store, t0 + 3);
      const results = [
        accept("ann", 1),
        end("bob", 1, "rejected"),
        end("cid", 1, "failed"),
        end("dee", 1, "unknown"),
      ];
      equal(await settle(store, t0 + 9, ...results), { applied: 4, stale: 0 }, "report");
      const ann = await loadMessage(store, "ann");
      equal(
        [ann.status, ann.providerMessageId, ann.settledAt, ann.worker, ann.reasons],
        ["accepted", "id-ann", t0 + 9, null, []],
        "ann",
      );
      equal((await loadMessage(store, "bob")).reasons, because, "reasons");
      equal((await loadMessage(store, "dee")).lost, 1, "hand-overs in doubt");
      const call = { ...at(t0 + 9), contact: person("ann").id, needs: everything };
      equal((await store.readFacts(call))?.messages[0]?.sentAt, t0 + 9, "sentAt in the facts");
      equal(await claimAll(store, t0 + 9 + minute), [], "nothing is left to claim");
    }),
    test("tells a run that its message has left, in the settlement and once", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann", { wakeAt: t0 + 9 * minute }), run("bob", { wakeAt: null }));
      const origin = { kind: "workflow", enrollment: enrollmentId("run-ann") } as const;
      await queue(store, t0, mail("ann", { origin }), mail("bob"));
      await claimAll(store, t0);
      const told: unknown[] = [];
      const wake = ({ inputs, enrollments }: WakeUnit): readonly Wake[] => {
        told.push([inputs, enrollments.map(({ id }) => id)]);
        return enrollments.map(({ id }) => ({ enrollment: id, input: { sent: "ann" } }));
      };
      const left = (now: Instant, ...results: readonly Settlement[]) =>
        store.settle({ ...at(now), results }, reactions({ wake }));
      await left(t0 + 1, retry("ann", 1, "nothing", t0 + 2));
      equal(told, [], "a message that has not left");
      await claimAll(store, t0 + 2);
      await left(t0 + 5, accept("ann", 2), accept("bob", 1));
      const said = { kind: "sent", message: "mail-ann", template: "hello", at: t0 + 5 };
      equal(told, [[[said], ["run-ann"]]], "what is said, and to whom");
      const runOf = async (name: string) =>
        (await store.readEnrollments({ tenant: acme, contact: person(name).id })).items[0];
      const ann = await runOf("ann");
      equal([ann?.wakeAt, ann?.pending], [t0 + 5, [{ sent: "ann" }]], "the run");
      equal((await runOf("bob"))?.pending, [], "a run that has sent nothing");
      await left(t0 + 6, accept("ann", 2));
      equal(told.length, 1, "a settlement that is stale");
    }),
    test("ignores the settlement of an attempt that is not the record's", async (store) => {
      await queueFour(store);
      equal(await settle(store, t0, end("ann", 0, "failed")), none, "a message nobody claimed");
      await claimAll(store, t0 + 3);
      equal(await settle(store, t0, end("ann", 2, "failed")), none, "an attempt of the future");
      equal(await settle(store, t0, accept("ann", 2)), none, "acceptance of the future");
      await claimAll(store, t0 + 3);
      equal(await settle(store, t0, end("ann", 1, "failed")), none, "the former attempt's failure");
      equal(
        await settle(store, t0, retry("ann", 1, "nothing")),
        none,
        "the former attempt's retry",
      );
      equal(await loadStatus(store, "ann"), "claimed", "status");
      equal(
        await settle(store, t0, end("ann", 2, "failed"), accept("nobody", 1)),
        { applied: 1, stale: 1 },
        "the present one's",
      );
    }),
    test("keeps terminal states terminal", async (store) => {
      for (const first of ["accepted", "rejected", "failed", "skipped"] as const)
        await terminal(store, first);
    }),
    test("lets whatever is known later resolve unknown, once", async (store) => {
      await queueFour(store);
      await claimAll(store, t0 + 3);
      const names = ["ann", "bob", "cid", "dee"];
      await settle(store, t0 + 4, ...names.map((name) => end(name, 1, "unknown")));
      equal(await settle(store, t0 + 5, end("ann", 1, "unknown")), none, "unknown once more");
      const results = [
        accept("ann", 1),
        end("bob", 1, "failed"),
        end("cid", 1, "skipped"),
        retry("dee", 1, "doubt"),
      ];
      equal(await settle(store, t0 + 5, ...results), { applied: 4, stale: 0 }, "report");
      const statuses = await Promise.all(names.map((name) => loadStatus(store, name)));
      equal(statuses, ["accepted", "failed", "skipped", "queued"], "statuses");
      const dee = await loadMessage(store, "dee");
      equal([dee.settledAt, dee.dueAt, dee.lost], [null, t0 + minute, 2], "queued once more");
      equal(
        await settle(store, t0 + 6, end("ann", 1, "failed"), end("bob", 1, "skipped")),
        { applied: 0, stale: 2 },
        "once only",
      );
    }),
    test("withdraws the copy that waits when an earlier attempt turns out to be accepted", async (store) => {
      await queueFour(store);
      await claimAll(store, t0 + 3);
      await settle(
        store,
        t0 + 4,
        ...["ann", "bob", "cid"].map((name) => retry(name, 1, "doubt", t0)),
      );
      await claimAll(store, t0 + 5, { worker: "second", limit: 1 });
      equal((await loadMessage(store, "ann")).attempt, 2, "the second copy of ann's is claimed");
      await claimAll(store, t0 + 5, { worker: "third", limit: 1 });
      await settle(store, t0 + 6, end("bob", 2, "unknown"));
      equal(
        await settle(store, t0 + 7, ...["ann", "bob", "cid"].map((name) => accept(name, 1))),
        { applied: 3, stale: 0 },
        "late acceptance of claimed, unknown and queued",
      );
      for (const name of ["ann", "bob", "cid"]) {
        const message = await loadMessage(store, name);
        equal(
          [message.status, message.providerMessageId, message.settledAt, message.worker],
          ["accepted", `id-${name}`, t0 + 7, null],
          name,
        );
      }
      equal(
        await settle(store, t0 + 8, accept("ann", 2)),
        none,
        "the second copy's own settlement",
      );
      const left = await claimAll(store, t0 + minute, { worker: "fourth" });
      equal(left, [], "what waits of the three, and dee is still held");
    }),
    test("puts a message back that was certainly not sent, at the cost it names", async (store) => {
      await queueFour(store);
      await claimAll(store, t0 + 3);
      const costs = { ann: "nothing", bob: "try", cid: "doubt" } as const;
      for (const [name, cost] of Object.entries(costs)) {
        equal(await settle(store, t0 + 4, retry(name, 1, cost)), all, `retry that costs ${cost}`);
      }
      const spent = await Promise.all(Object.keys(costs).map((name) => loadMessage(store, name)));
      equal(
        spent.map(({ status, dueAt, tries, lost, worker, reasons }) => [
          ...[status, dueAt, tries, lost, worker],
          reasons,
        ]),
        [
          ["queued", t0 + minute, 0, 0, null, because],
          ["queued", t0 + minute, 1, 0, null, because],
          ["queued", t0 + minute, 0, 1, null, because],
        ],
        "messages",
      );
      equal(
        spent.map(({ plannedAt }) => plannedAt - t0),
        [0, 1, 2],
        "what was planned",
      );
      equal(await claimAll(store, t0 + minute - 1, { worker: "early" }), [], "not before");
      const again = await claimAll(store, t0 + minute, { worker: "second" });
      equal(
        again.map(({ key, attempt, reasons, triedAt }) => [key, attempt, reasons, triedAt]),
        ["ann", "bob", "cid"].map((name) => [`mail-${name}`, 2, [], t0 + 3]),
        "claimed again",
      );
    }),
    test("settles messages of which one was judged meanwhile", async (store) => {
      await queueFour(store);
      const claimed = await claimAll(store, t0 + 3);
      const skipping = judge(() => ({ verdict: "skip", reasons: because }));
      await look(store, t0 + 4, claimed.slice(0, 1), { judge: skipping });
      equal(
        await settle(store, t0 + 5, end("ann", 1, "failed"), accept("bob", 1)),
        { applied: 1, stale: 1 },
        "report",
      );
      equal(await loadStatus(store, "ann"), "skipped", "the one judged");
    }),
    test("takes in what a hand-off said about the address, in the same transaction", async (store) => {
      await add(store, person("ann"));
      await settleSegments(store);
      await queue(store, t0, mail("ann"));
      await claimAll(store, t0);
      const input = report("ann", "bounced", {
        bounce: { permanence: "hard", scope: "recipient" },
      });
      if (input.kind !== "delivery") return;
      const told: unknown[] = [];
      const route = ({ inputs, facts }: RouteUnit): Routed => {
        const names = inputs.map((one) =>
          one.kind === "event" ? one.event.name : reportType(one),
        );
        told.push([names, facts.consent[0]?.projection, facts.messages[0]?.status]);
        return unrouted;
      };
      const result = { ...end("ann", 1, "rejected"), report: input.event };
      const call = { ...at(t0 + 1), results: [result] };
      const watching = reactions({ needs: everything, route });
      equal(await store.settle(call, watching), all, "report");
      equal(told, [[["bounced", "consent:withdrawn"], "denied", "rejected"]], "routed");
      const { items } = await store.readLedger({ tenant: acme });
      equal(
        items.map(({ type }) => type),
        ["bounce.hard"],
        "ledger",
      );
      equal(await settleSegments(store, t0 + 1), ["ann"], "marked");
      equal(await store.settle(call, watching), none, "again");
      equal([told.length, (await store.readLedgerHead(acme)).size], [1, 1], "taken in once");
    }),
    test("settles nothing where the ledger refuses what it reports", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      await claimAll(store, t0);
      const input = report("ann", "complained");
      if (input.kind !== "delivery") return;
      const thrown = new Error("from the gate");
      const result = { ...accept("ann", 1), report: input.event };
      const failing = reactions({
        append: () => {
          throw thrown;
        },
      });
      let caught: unknown;
      await store.settle({ ...at(t0), results: [result] }, failing).catch((error: unknown) => {
        caught = error;
      });
      equal(
        [caught === thrown, await loadStatus(store, "ann")],
        [true, "claimed"],
        "all or nothing",
      );
    }),
  ];
}

async function terminal(
  store: Store,
  first: Exclude<OutboxStatus, "queued" | "claimed" | "unknown">,
): Promise<void> {
  const key = sendKey(`${first}-1`);
  await add(store, person(first));
  await queue(store, t0, mail(first, { key }));
  await claimAll(store, t0);
  const result = (outcome: typeof first): Settlement =>
    outcome === "accepted"
      ? { key, attempt: 1, outcome, providerMessageId: null }
      : { key, attempt: 1, outcome, reasons: because };
  equal(await settle(store, t0 + 1, result(first)), all, first);
  const others = (["accepted", "rejected", "failed", "skipped"] as const).map(result);
  const again: Settlement = { ...retry(first, 1, "nothing"), key };
  const unknown: Settlement = { ...end(first, 1, "unknown"), key };
  equal(
    await settle(store, t0 + 2, ...others, again, unknown),
    { applied: 0, stale: 6 },
    `after ${first}`,
  );
}
