import { equal, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  allowing,
  at,
  because,
  claimAll,
  claimCall,
  everything,
  judge,
  loadMessage,
  loadStatus,
  look,
  mail,
  minute,
  nothing,
  person,
  queue,
  refusing,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

/** What enters the outbox outside a workflow. */
export function enqueueCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("queues a key once, whoever brings it, and says what became of each draft", async (store) => {
      await add(store, person("ann"));
      const drafts = [mail("ann"), mail("ann", { template: "other" }), mail("nobody")];
      equal(
        await queue(store, t0, ...drafts),
        { results: ["queued", "known", null] },
        "new, taken in the same call, for nobody",
      );
      await claimAll(store, t0);
      equal(
        await queue(store, t0 + 1, ...drafts.slice(0, 2)),
        { results: ["known", "known"] },
        "again, already claimed",
      );
      const message = await loadMessage(store, "ann");
      equal(
        [message.template, message.status, message.createdAt],
        ["hello", "claimed", t0],
        "message",
      );
    }),
    test("drafts on facts of the same transaction, once a contact and in order", async (store) => {
      await add(store, person("ann"), person("bob"));
      const contacts = [person("bob").id, person("nobody").id, person("ann").id];
      const seen: unknown[] = [];
      const { results } = await store.enqueue(
        { ...at(t0), contacts, needs: everything },
        (facts, index) => {
          seen.push([index, facts?.contact.key ?? null, facts?.consent.length ?? 0]);
          return null;
        },
      );
      equal(
        seen,
        [
          [0, "bob", 1],
          [1, null, 0],
          [2, "ann", 1],
        ],
        "asked",
      );
      equal(results, [null, null, null], "results without drafts");
      equal(await store.countOutbox(acme), [], "outbox");
    }),
    test("records a refusal as skipped, and frees its key for a draft that is allowed", async (store) => {
      await add(store, person("ann"), person("bob"));
      const refused = mail("ann", { decision: refusing });
      equal(await queue(store, t0, refused), { results: ["refused"] }, "a refusal");
      const skipped = await loadMessage(store, "ann");
      equal(
        [skipped.status, skipped.reasons, skipped.settledAt, skipped.attempt],
        ["skipped", refusing.reasons, t0, 0],
        "on record with its reasons",
      );
      equal(await queue(store, t0 + 1, refused), { results: ["known"] }, "the same refusal again");
      equal((await loadMessage(store, "ann")).settledAt, t0, "the record");
      equal(await queue(store, t0 + 2, mail("ann")), { results: ["queued"] }, "allowed");
      const queued = await loadMessage(store, "ann");
      equal([queued.status, queued.reasons, queued.settledAt], ["queued", [], null], "the message");
      equal(
        (await claimAll(store, t0 + 2)).map(({ key }) => key),
        ["mail-ann"],
        "claimed",
      );
      const later = { ...refusing, retryAt: t0 + minute };
      const waiting = mail("bob", { decision: later, dueAt: t0 + minute });
      equal(await queue(store, t0, waiting), { results: ["queued"] }, "what time alone lifts");
      const verdict = { verdict: "skip", reasons: because } as const;
      await store.claimOutbox(
        claimCall(t0 + minute, { worker: "second" }),
        judge(() => verdict),
      );
      equal(
        await queue(store, t0 + minute, mail("bob")),
        { results: ["queued"] },
        "a key that was skipped before any attempt",
      );
    }),
    test("keeps the key of a message that was attempted", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      const claimed = await claimAll(store, t0);
      const skipping = judge(() => ({ verdict: "skip", reasons: because }));
      await look(store, t0, claimed, { judge: skipping });
      equal(await loadStatus(store, "ann"), "skipped", "status");
      equal(await queue(store, t0 + 1, mail("ann")), { results: ["known"] }, "the key");
    }),
    test("keeps a message exactly as it was queued", async (store) => {
      await add(store, person("ann"));
      const draft = mail("ann", {
        topic: "monthly",
        data: { order: { id: "№ 7", items: [1, null] } },
        origin: { kind: "campaign", campaign: "spring" },
        decision: { ...allowing, retryAt: t0, expiresAt: t0 + 1, basis: "consent" },
        policy: { caps: [], lateAfter: "P1D" },
      });
      await queue(store, t0, draft);
      equal(
        await loadMessage(store, "ann"),
        {
          ...draft,
          createdAt: t0,
          plannedAt: draft.dueAt,
          triedAt: null,
          status: "queued",
          attempt: 0,
          tries: 0,
          lost: 0,
          worker: null,
          reasons: [],
          providerMessageId: null,
          settledAt: null,
        },
        "message",
      );
    }),
    test("refuses a message for another contact than the one asked about, and queues nothing of it", async (store) => {
      await add(store, person("ann"), person("bob"));
      const call = { ...at(t0), contacts: [person("ann").id], needs: nothing };
      await rejectsWithCode(
        () => store.enqueue(call, () => mail("bob")),
        "STORE_RESULT_MISMATCH",
        "a message to somebody else",
      );
      equal(await store.countOutbox(acme), [], "outbox");
    }),
  ];
}
