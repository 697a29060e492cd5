import { sendKey } from "../../identifiers.js";
import type { OutboxRecord } from "../../ports/store/outbox.js";
import type { Candidate, Store } from "../../ports/store/store.js";
import { ensure, equal, present, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  allowing,
  at,
  because,
  claimAll,
  claimCall,
  everything,
  lane,
  mail,
  minute,
  nothing,
  person,
  refusing,
  sendAll,
  statusOf,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const names = ["ann", "bob", "cid", "dee"] as const;

/** Four people with a message each, due a millisecond apart in this order. */
export async function queueFour(store: Store): Promise<void> {
  await add(store, ...names.map((name) => person(name)));
  await store.enqueue({
    ...at(t0),
    drafts: names.map((name, index) => mail(name, { dueAt: t0 + index })),
  });
}

export const read = async (store: Store, name: string): Promise<OutboxRecord> =>
  present(await store.readMessage({ tenant: acme, key: sendKey(`mail-${name}`) }), "message");

export const outboxCases = (test: StoreTest): readonly StoreCase[] => [
  test("queues a key once, whoever brings it", async (store) => {
    await add(store, person("ann"));
    const drafts = [mail("ann"), mail("ann", { template: "other" })];
    equal(await store.enqueue({ ...at(t0), drafts }), { queued: 1 }, "first");
    await claimAll(store, t0);
    equal(await store.enqueue({ ...at(t0 + 1), drafts }), { queued: 0 }, "again, already claimed");
    const message = await read(store, "ann");
    equal(
      [message.template, message.status, message.createdAt],
      ["hello", "claimed", t0],
      "message",
    );
  }),
  test("keeps a message exactly as it was queued", async (store) => {
    await add(store, person("ann"));
    const draft = mail("ann", {
      topic: "monthly",
      data: { order: { id: "№ 7", items: [1, null] } },
      origin: { kind: "campaign", campaign: "spring" },
      decision: { ...allowing, retryAt: t0, expiresAt: t0 + 1, basis: "consent" },
    });
    await store.enqueue({ ...at(t0), drafts: [draft] });
    const outcome = { createdAt: t0, status: "queued", attempt: 0, leaseUntil: null, reasons: [] };
    equal(
      await read(store, "ann"),
      { ...draft, ...outcome, providerMessageId: null, settledAt: null },
      "message",
    );
  }),
  test("refuses a message to a contact that is not there, and queues nothing of the batch", async (store) => {
    await add(store, person("ann"));
    await rejectsWithCode(
      () => store.enqueue({ ...at(t0), drafts: [mail("ann"), mail("bob")] }),
      "STORE_CONTACT_UNKNOWN",
      "a message to nobody",
    );
    equal(await store.countOutbox(acme), [], "outbox");
  }),
  test("claims due messages of one lane, earliest first, at most as many as asked", async (store) => {
    await queueFour(store);
    await store.enqueue({
      ...at(t0),
      drafts: [mail("ann", { key: sendKey("other"), lane: "urgent" })],
    });
    const first = await store.claimOutbox(claimCall(t0 + 2, { limit: 2 }), sendAll);
    equal(
      first.claimed.map(({ message }) => [
        message.key,
        message.status,
        message.attempt,
        message.leaseUntil,
      ]),
      [
        ["mail-ann", "claimed", 1, t0 + 2 + minute],
        ["mail-bob", "claimed", 1, t0 + 2 + minute],
      ],
      "claimed",
    );
    equal([first.refused, first.more], [0, true], "refused and more");
    const keys = async (now: number): Promise<readonly string[]> =>
      (await claimAll(store, now)).map((message) => message.key);
    equal(await keys(t0 + 2), ["mail-cid"], "second: the last is not due yet");
    equal(await keys(t0 + 3), ["mail-dee"], "third");
  }),
  test("gives the judge facts as of the same moment, and does not call it for nothing", async (store) => {
    await add(store, person("ann"));
    let called = false;
    const empty = await store.claimOutbox(claimCall(t0), () => {
      called = true;
      return [];
    });
    equal([empty, called], [{ claimed: [], refused: 0, more: false }, false], "nothing due");
    await store.enqueue({ ...at(t0), drafts: [mail("ann")] });
    const { claimed } = await store.claimOutbox(
      claimCall(t0, { needs: everything }),
      (candidates) => {
        const { facts, leaseExpired } = present(candidates[0], "candidate");
        equal([facts.contact.key, facts.consent.length, leaseExpired], ["ann", 1, false], "facts");
        equal(facts.messages[0]?.status, "queued", "its own message among the facts");
        return sendAll(candidates);
      },
    );
    equal(claimed[0]?.facts.contact.key, "ann", "facts of the claimed");
  }),
  test("lets no two claims hold the same attempt of a message", async (store) => {
    await queueFour(store);
    const claims = await Promise.all(Array.from({ length: 6 }, () => claimAll(store, t0 + 3, 2)));
    const attempts = claims.flat().map((message) => `${message.key}#${message.attempt}`);
    equal(attempts.toSorted(), names.map((name) => `mail-${name}#1`).toSorted(), "attempts");
    equal(await claimAll(store, t0 + 3), [], "a later claim within the lease");
  }),
  test("records every verdict at once, with all its reasons", async (store) => {
    await queueFour(store);
    const reasons = [...because, { code: "CAP", effect: "deny", rule: "test" }] as const;
    const { claimed, refused } = await store.claimOutbox(claimCall(t0 + 3), () => [
      { verdict: "send", decision: allowing },
      { verdict: "defer", until: t0 + minute, reasons },
      { verdict: "skip", reasons },
      { verdict: "hold", reasons },
    ]);
    equal([claimed.length, refused], [1, 3], "counts");
    const rows = await Promise.all(names.map((name) => read(store, name)));
    equal(
      rows.map((row) => [
        row.status,
        row.dueAt - t0,
        row.reasons.length,
        row.leaseUntil !== null,
        row.settledAt,
      ]),
      [
        ["claimed", 0, 0, true, null],
        ["queued", minute, 2, false, null],
        ["skipped", 2, 2, false, t0 + 3],
        ["unknown", 3, 2, false, t0 + 3],
      ],
      "messages",
    );
    equal(rows[1]?.reasons, reasons, "reasons, each and in order");
    equal(
      (await claimAll(store, t0 + minute)).map((message) => message.key),
      ["mail-bob"],
      "deferred, due later",
    );
  }),
  test("sends on no decision that does not allow it", async (store) => {
    await queueFour(store);
    await rejectsWithCode(
      () =>
        store.claimOutbox(claimCall(t0 + 3), (candidates) =>
          candidates.map((_, index) => ({
            verdict: "send",
            decision: index === 1 ? refusing : allowing,
          })),
        ),
      "STORE_DECISION_REFUSED",
      "a refusing decision",
    );
    equal(await statusOf(store, "ann"), "queued", "the messages beside it");
  }),
  test("refuses a judge who does not answer each candidate", async (store) => {
    await queueFour(store);
    await rejectsWithCode(
      () => store.claimOutbox(claimCall(t0 + 3), (candidates) => sendAll(candidates.slice(1))),
      "STORE_RESULT_MISMATCH",
      "a verdict too few",
    );
    equal(await statusOf(store, "ann"), "queued", "nothing claimed");
  }),
  test("offers a message again when its lease has run out, and says so", async (store) => {
    await queueFour(store);
    await claimAll(store, t0 + 3);
    const seen: Candidate[] = [];
    const again = await store.claimOutbox(claimCall(t0 + 3 + minute), (candidates) => {
      seen.push(...candidates);
      return sendAll(candidates);
    });
    equal(
      seen.map((one) => one.leaseExpired),
      [true, true, true, true],
      "leaseExpired",
    );
    equal(
      again.claimed.map(({ message }) => message.attempt),
      [2, 2, 2, 2],
      "attempts",
    );
    equal(await claimAll(store, t0 + 3 + minute), [], "the new lease holds");
  }),
  test("takes the second look at claims that are still held, and at no others", async (store) => {
    await queueFour(store);
    await claimAll(store, t0 + 3);
    const claims = [
      ...names.map((name) => ({ key: sendKey(`mail-${name}`), attempt: 1 })),
      { key: sendKey("mail-ann"), attempt: 2 },
      { key: sendKey("nobody"), attempt: 1 },
    ];
    const call = { ...at(t0 + 4), needs: nothing, claims };
    const { confirmed } = await store.reviewClaims(call, (candidates) => {
      equal(
        candidates.map((one) => one.message.key),
        names.map((name) => `mail-${name}`),
        "candidates",
      );
      return [
        { verdict: "send", decision: allowing },
        { verdict: "skip", reasons: because },
        { verdict: "defer", until: t0 + minute, reasons: because },
        { verdict: "hold", reasons: because },
      ];
    });
    equal(confirmed, ["mail-ann"], "confirmed");
    const statuses = await Promise.all(names.map((name) => statusOf(store, name)));
    equal(statuses, ["claimed", "skipped", "queued", "unknown"], "messages");
    equal((await read(store, "bob")).reasons, because, "reasons");
    const late = { ...at(t0 + 3 + minute), needs: nothing, claims };
    equal((await store.reviewClaims(late, sendAll)).confirmed, [], "after the lease");
    ensure(
      (await claimAll(store, t0 + 3 + minute)).length === 2,
      "the first is up for another worker",
    );
  }),
  test("counts the outbox by status, template and first reason", async (store) => {
    await queueFour(store);
    await store.claimOutbox(claimCall(t0 + 2), () => [
      { verdict: "skip", reasons: because },
      { verdict: "skip", reasons: because },
      { verdict: "send", decision: allowing },
    ]);
    const counts = [...(await store.countOutbox(acme))].map((one) => [
      one.status,
      one.template,
      one.reason,
      one.count,
    ]);
    equal(
      counts.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
      [
        ["claimed", "hello", null, 1],
        ["queued", "hello", null, 1],
        ["skipped", "hello", "QUIET_HOURS", 2],
      ],
      "counts",
    );
    equal(
      (await store.readOutbox({ tenant: acme, status: "skipped" })).items.length,
      2,
      "read by status",
    );
    equal(
      (await store.readOutbox({ tenant: acme, contact: person("cid").id })).items[0]?.lane,
      lane,
      "by contact",
    );
  }),
];
