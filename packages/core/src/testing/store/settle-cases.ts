import { sendKey } from "../../identifiers.js";
import type { OutboxStatus, Settlement } from "../../ports/store/outbox.js";
import type { Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import {
  add,
  at,
  because,
  claimAll,
  claimCall,
  everything,
  mail,
  minute,
  nothing,
  person,
  sendAll,
  statusOf,
  t0,
} from "./fixtures.js";
import { queueFour, read } from "./outbox-cases.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const accept = (name: string, attempt: number): Settlement => ({
  key: sendKey(`mail-${name}`),
  attempt,
  outcome: "accepted",
  providerMessageId: `id-${name}`,
});

const end = (
  name: string,
  attempt: number,
  outcome: "rejected" | "failed" | "unknown" | "skipped",
): Settlement => ({
  key: sendKey(`mail-${name}`),
  attempt,
  outcome,
  reasons: because,
});

const settleOne = (store: Store, now: number, ...results: readonly Settlement[]) =>
  store.settle({ ...at(now), results });

export const settleCases = (test: StoreTest): readonly StoreCase[] => [
  test("records how each claimed message ended", async (store) => {
    await queueFour(store);
    await claimAll(store, t0 + 3);
    const results = [
      accept("ann", 1),
      end("bob", 1, "rejected"),
      end("cid", 1, "failed"),
      end("dee", 1, "unknown"),
    ];
    equal(await settleOne(store, t0 + 9, ...results), { applied: 4, stale: 0 }, "report");
    const ann = await read(store, "ann");
    equal(
      [ann.status, ann.providerMessageId, ann.settledAt, ann.leaseUntil],
      ["accepted", "id-ann", t0 + 9, null],
      "ann",
    );
    equal((await read(store, "bob")).reasons, because, "reasons");
    const call = { ...at(t0 + 9), contact: person("ann").id, needs: everything };
    equal((await store.readFacts(call))?.messages[0]?.sentAt, t0 + 9, "sentAt in the facts");
    equal(await claimAll(store, t0 + 9 + minute), [], "nothing is left to claim");
  }),
  test("ignores the settlement of an attempt that is not the record's", async (store) => {
    await queueFour(store);
    equal(
      await settleOne(store, t0, accept("ann", 0)),
      { applied: 0, stale: 1 },
      "a message nobody claimed",
    );
    await claimAll(store, t0 + 3);
    await claimAll(store, t0 + 3 + minute);
    equal(
      await settleOne(store, t0, end("ann", 1, "failed")),
      { applied: 0, stale: 1 },
      "the former worker's",
    );
    equal(await statusOf(store, "ann"), "claimed", "status");
    equal(
      await settleOne(store, t0, accept("ann", 2), accept("nobody", 1)),
      { applied: 1, stale: 1 },
      "the present one's",
    );
  }),
  test("keeps terminal states terminal", async (store) => {
    for (const first of ["accepted", "rejected", "failed", "skipped"] as const)
      await terminal(store, first);
  }),
  test("lets unknown become accepted or failed, and nothing else", async (store) => {
    await queueFour(store);
    await claimAll(store, t0 + 3);
    await settleOne(store, t0 + 4, ...["ann", "bob", "cid"].map((name) => end(name, 1, "unknown")));
    const retry: Settlement = {
      key: sendKey("mail-cid"),
      attempt: 1,
      outcome: "retry",
      at: t0 + 9,
      reasons: because,
    };
    equal(
      await settleOne(
        store,
        t0 + 5,
        accept("ann", 1),
        end("bob", 1, "failed"),
        retry,
        end("cid", 1, "skipped"),
      ),
      { applied: 2, stale: 2 },
      "report",
    );
    const statuses = await Promise.all(["ann", "bob", "cid"].map((name) => statusOf(store, name)));
    equal(statuses, ["accepted", "failed", "unknown"], "statuses");
  }),
  test("puts a message back that was certainly not sent, with a new attempt next time", async (store) => {
    await queueFour(store);
    await claimAll(store, t0);
    const retry = {
      key: sendKey("mail-ann"),
      attempt: 1,
      outcome: "retry",
      at: t0 + minute,
      reasons: because,
    } as const;
    equal(await settleOne(store, t0 + 1, retry), { applied: 1, stale: 0 }, "report");
    const ann = await read(store, "ann");
    equal(
      [ann.status, ann.dueAt, ann.reasons, ann.leaseUntil],
      ["queued", t0 + minute, because, null],
      "message",
    );
    equal(
      await settleOne(store, t0 + 2, accept("ann", 1)),
      { applied: 0, stale: 1 },
      "the same attempt once more",
    );
    const again = await store.claimOutbox(claimCall(t0 + minute), sendAll);
    const found = again.claimed.find(({ message }) => message.key === "mail-ann")?.message;
    equal([found?.attempt, found?.reasons], [2, []], "claimed again");
  }),
  test("settles messages of which one was judged meanwhile", async (store) => {
    await queueFour(store);
    await claimAll(store, t0 + 3);
    const claims = [{ key: sendKey("mail-ann"), attempt: 1 }];
    await store.reviewClaims({ ...at(t0 + 4), needs: nothing, claims }, () => [
      { verdict: "skip", reasons: because },
    ]);
    equal(
      await settleOne(store, t0 + 5, accept("ann", 1), accept("bob", 1)),
      { applied: 1, stale: 1 },
      "report",
    );
    equal(await statusOf(store, "ann"), "skipped", "the one judged");
  }),
];

async function terminal(
  store: Store,
  first: Exclude<OutboxStatus, "queued" | "claimed" | "unknown">,
): Promise<void> {
  const key = sendKey(`${first}-1`);
  await add(store, person(first));
  await store.enqueue({ ...at(t0), drafts: [mail(first, { key })] });
  await claimAll(store, t0);
  const result = (outcome: typeof first): Settlement =>
    outcome === "accepted"
      ? { key, attempt: 1, outcome, providerMessageId: null }
      : { key, attempt: 1, outcome, reasons: because };
  equal(await settleOne(store, t0 + 1, result(first)), { applied: 1, stale: 0 }, first);
  const others = (["accepted", "rejected", "failed", "skipped"] as const).map(result);
  const retry: Settlement = { key, attempt: 1, outcome: "retry", at: t0, reasons: because };
  equal(
    await settleOne(store, t0 + 2, ...others, retry),
    { applied: 0, stale: 5 },
    `after ${first}`,
  );
}
