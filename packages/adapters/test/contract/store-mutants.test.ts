import { memoryStore } from "@wellsent/adapters/memory";
import {
  type CallOptions,
  type OutboxRecord,
  type Routed,
  type Settlement,
  type Store,
  tenantId,
  type Verdict,
} from "@wellsent/core";
import { storeContract } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { expectCaught, type Mutant } from "./caught.js";

const acme = tenantId("acme");
const unrouted: Routed = { wake: [], start: [], dirty: [] };

/** Calls whose signal is looked at before, but no more once the passed function ran. */
const early = (options?: CallOptions): CallOptions | undefined => {
  options?.signal?.throwIfAborted();
  return undefined;
};

const mutants: readonly Mutant<Store>[] = [
  {
    fault: "drops the signal of a write",
    caughtBy: "enqueue does nothing when aborted before, and rejects with the signal's reason",
    spoil: (store) => ({ ...store, enqueue: (call) => store.enqueue(call) }),
  },
  {
    fault: "drops the signal of a read",
    caughtBy: "readOutbox does nothing when aborted before, and rejects with the signal's reason",
    spoil: (store) => ({ ...store, readOutbox: (call) => store.readOutbox(call) }),
  },
  {
    fault: "commits although it was aborted meanwhile",
    caughtBy:
      "advance writes nothing when aborted from within, and rejects with the signal's reason",
    spoil: (store) => ({
      ...store,
      advance: (call, reduce, options) => store.advance(call, reduce, early(options)),
    }),
  },
  {
    fault: "rejects with an error of its own when aborted",
    caughtBy: "settle does nothing when aborted before, and rejects with the signal's reason",
    spoil: (store) => ({
      ...store,
      settle: (call, options) =>
        store.settle(call, options).catch(() => {
          throw new Error("aborted");
        }),
    }),
  },
  {
    fault: "records events before the route is known",
    caughtBy:
      "ingest writes nothing when the passed function throws, and rejects with what was thrown",
    spoil: (store) => ({
      ...store,
      async ingest(call, route, options) {
        let facts: Parameters<typeof route>[0] = { inputs: [], contacts: [] };
        const report = await store.ingest(
          call,
          (given) => {
            facts = given;
            return unrouted;
          },
          options,
        );
        route(facts);
        return report;
      },
    }),
  },
  {
    fault: "writes contacts one by one",
    caughtBy:
      "refuses a key or an address that belongs to another contact, and writes nothing of the batch",
    spoil: (store) => ({
      ...store,
      async changeContacts(call, change, options) {
        const found = await Promise.all(
          call.lookups.map((lookup) => store.readContact({ tenant: call.tenant, lookup }, options)),
        );
        const writes = change(found);
        for (const write of writes)
          await store.changeContacts({ ...call, lookups: [] }, () => [write], options);
        return { applied: true, written: writes.length };
      },
    }),
  },
  {
    fault: "calls the passed function twice",
    caughtBy:
      "claimOutbox writes nothing when the passed function throws, and rejects with what was thrown",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox(
          call,
          (candidates) => {
            try {
              judge(candidates);
            } catch {
              // Tries again, as a careless retry would.
            }
            return judge(candidates);
          },
          options,
        ),
    }),
  },
  {
    fault: "hands a claim to two workers",
    caughtBy: "lets no two claims hold the same attempt of a message",
    spoil(store) {
      let last: Awaited<ReturnType<Store["claimOutbox"]>>["claimed"] = [];
      return {
        ...store,
        async claimOutbox(call, judge, options) {
          const result = await store.claimOutbox(call, judge, options);
          const claimed = [...last, ...result.claimed];
          last = result.claimed;
          return { ...result, claimed };
        },
      };
    },
  },
  {
    fault: "gives no lease",
    caughtBy: "lets no two claims hold the same attempt of a message",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox({ ...call, leaseMs: 0 }, judge, options),
    }),
  },
  {
    fault: "never ends a lease",
    caughtBy: "offers a message again when its lease has run out, and says so",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox({ ...call, leaseMs: 1e12 }, judge, options),
    }),
  },
  {
    fault: "does not say that a lease ran out",
    caughtBy: "offers a message again when its lease has run out, and says so",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox(
          call,
          (all) => judge(all.map((one) => ({ ...one, leaseExpired: false }))),
          options,
        ),
    }),
  },
  {
    fault: "loses the order of what is due",
    caughtBy: "advances what is due, earliest first, at most as many as asked",
    spoil: (store) => ({
      ...store,
      advance: (call, reduce, options) =>
        store.advance(call, (due) => reduce(due.toReversed()).toReversed(), options),
    }),
  },
  {
    fault: "takes what is due a millisecond from now",
    caughtBy: "advances what is due, earliest first, at most as many as asked",
    spoil: (store) => ({
      ...store,
      advance: (call, reduce, options) =>
        store.advance({ ...call, now: call.now + 1 }, reduce, options),
    }),
  },
  {
    fault: "takes every lane",
    caughtBy: "claims due messages of one lane, earliest first, at most as many as asked",
    spoil: (store) => ({
      ...store,
      enqueue: (call, options) =>
        store.enqueue(
          { ...call, drafts: call.drafts.map((draft) => ({ ...draft, lane: "bulk" })) },
          options,
        ),
    }),
  },
  {
    fault: "forgets the tenant when it reads a message",
    caughtBy: "readMessage reads nothing of another tenant",
    spoil: (store) => ({
      ...store,
      readMessage: (call, options) => store.readMessage({ ...call, tenant: acme }, options),
    }),
  },
  {
    fault: "forgets the tenant when it settles",
    caughtBy: "settle changes nothing of another tenant",
    spoil: (store) => ({
      ...store,
      settle: (call, options) => store.settle({ ...call, tenant: acme }, options),
    }),
  },
  {
    fault: "forgets the tenant when it claims",
    caughtBy: "claimOutbox shows and changes nothing of another tenant",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox({ ...call, tenant: acme }, judge, options),
    }),
  },
  {
    fault: "forgets the tenant when it erases",
    caughtBy: "eraseContact changes nothing of another tenant",
    spoil: (store) => ({
      ...store,
      eraseContact: (call, options) => store.eraseContact({ ...call, tenant: acme }, options),
    }),
  },
  {
    fault: "settles whatever attempt is named",
    caughtBy: "ignores the settlement of an attempt that is not the record's",
    spoil: (store) => ({
      ...store,
      async settle(call, options) {
        const read = (result: Settlement): Promise<OutboxRecord | null> =>
          store.readMessage({ tenant: call.tenant, key: result.key });
        const results = await Promise.all(
          call.results.map(async (result) => ({
            ...result,
            attempt: (await read(result))?.attempt ?? 0,
          })),
        );
        return store.settle({ ...call, results }, options);
      },
    }),
  },
  {
    fault: "says a stale settlement was applied",
    caughtBy: "keeps terminal states terminal",
    spoil: (store) => ({
      ...store,
      async settle(call, options) {
        await store.settle(call, options);
        return { applied: call.results.length, stale: 0 };
      },
    }),
  },
  {
    fault: "keeps only the first reason",
    caughtBy: "records every verdict at once, with all its reasons",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox(
          call,
          (all) =>
            judge(all).map((verdict): Verdict => {
              return verdict.verdict === "send"
                ? verdict
                : { ...verdict, reasons: verdict.reasons.slice(0, 1) };
            }),
          options,
        ),
    }),
  },
  {
    fault: "confirms every claim at the second look",
    caughtBy: "takes the second look at claims that are still held, and at no others",
    spoil: (store) => ({
      ...store,
      async reviewClaims(call, judge, options) {
        await store.reviewClaims(call, judge, options);
        return { confirmed: call.claims.map((claim) => claim.key) };
      },
    }),
  },
  {
    fault: "forgets where links lead when the message is settled",
    caughtBy: "keeps where the links of a mail lead from the second look on",
    spoil(store) {
      const settled = new Set<string>();
      return {
        ...store,
        settle(call, options) {
          for (const { key } of call.results) settled.add(key);
          return store.settle(call, options);
        },
        async readMessage(call, options) {
          const message = await store.readMessage(call, options);
          if (message === null || !settled.has(call.key)) return message;
          const { links: _links, ...rest } = message;
          return rest;
        },
      };
    },
  },
  {
    fault: "drops links with every confirmation that brings none",
    caughtBy:
      "replaces the links of a mail that is sent again, and keeps them where nothing is said",
    spoil: (store) => ({
      ...store,
      reviewClaims: (call, judge, options) =>
        store.reviewClaims(
          call,
          (all) =>
            judge(all).map((verdict) =>
              verdict.verdict === "send" ? { links: [], ...verdict } : verdict,
            ),
          options,
        ),
    }),
  },
  {
    fault: "judges on consent it read earlier",
    caughtBy: "shows a withdrawal to every claim that begins after it is committed",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox(
          call,
          (all) => judge(all.map((one) => ({ ...one, facts: { ...one.facts, consent: [] } }))),
          options,
        ),
    }),
  },
  {
    fault: "ignores the name of a change",
    caughtBy: "does a named change once",
    spoil: (store) => ({
      ...store,
      changeContacts: ({ once: _once, ...call }, change, options) =>
        store.changeContacts(call, change, options),
    }),
  },
  {
    fault: "ignores revisions",
    caughtBy: "refuses a write that expects another revision",
    spoil: (store) => ({
      ...store,
      async changeContacts(call, change, options) {
        const { items } = await store.readContacts({ tenant: call.tenant, limit: 1_000 }, options);
        const revisions = new Map(items.map((contact) => [contact.id, contact.revision]));
        return store.changeContacts(
          call,
          (found) =>
            change(found).map(({ contact }) => ({
              contact: { ...contact, revision: revisions.get(contact.id) ?? 0 },
            })),
          options,
        );
      },
    }),
  },
  {
    fault: "loses wake-ups",
    caughtBy: "wakes a waiting run at once and keeps every input in order",
    spoil: (store) => ({
      ...store,
      ingest: (call, route, options) =>
        store.ingest(call, (facts) => ({ ...route(facts), wake: [] }), options),
    }),
  },
  {
    fault: "loses the wake-up of a run that begins to wait",
    caughtBy: "loses no wake-up between a step that begins to wait and an event at the same time",
    spoil(store) {
      // Routes by what it read before the step was committed.
      return {
        ...store,
        async ingest(call, route, options) {
          const known = await store.readEnrollments({ tenant: call.tenant });
          const stale = new Map(
            known.items.map((one) => [one.id, { ...one, waitingFor: [] as readonly string[] }]),
          );
          return store.ingest(
            call,
            (facts) =>
              route({
                ...facts,
                contacts: facts.contacts.map((one) => ({
                  ...one,
                  enrollments: one.enrollments.map((run) => stale.get(run.id) ?? run),
                })),
              }),
            options,
          );
        },
      };
    },
  },
  {
    fault: "records an event as often as it comes",
    caughtBy: "records an event once, in one batch as in two",
    spoil(store) {
      let count = 0;
      return {
        ...store,
        ingest(call, route, options) {
          const inputs = call.inputs.map((input) => {
            count += 1;
            return input.kind === "event"
              ? { ...input, event: { ...input.event, id: `${input.event.id}#${count}` } }
              : input;
          });
          return store.ingest({ ...call, inputs }, route, options);
        },
      };
    },
  },
  {
    fault: "starts a run as often as it is asked",
    caughtBy: "starts a run once per workflow, contact and entry key",
    spoil: (store) => ({
      ...store,
      ingest: (call, route, options) =>
        store.ingest(
          call,
          (facts) => {
            const routed = route(facts);
            return { ...routed, start: routed.start.map((run) => ({ ...run, entryKey: run.id })) };
          },
          options,
        ),
    }),
  },
  {
    fault: "replaces a message under a taken key",
    caughtBy: "queues a key once, whoever brings it",
    spoil: (store) => ({
      ...store,
      async enqueue(call, options) {
        await store.enqueue(call, options);
        return { queued: call.drafts.length };
      },
    }),
  },
  {
    fault: "does not say which consent events it knows",
    caughtBy: "reports known ids to the gate, so that the same event twice is one",
    spoil: (store) => ({
      ...store,
      appendConsent: (call, append, options) =>
        store.appendConsent(
          call,
          (state, drafts) => append({ ...state, known: [] }, drafts),
          options,
        ),
    }),
  },
  {
    fault: "never releases a suppression",
    caughtBy: "finds suppressions of every fingerprint, adds each once, and releases by reason",
    spoil: (store) => ({
      ...store,
      appendConsent: (call, append, options) =>
        store.appendConsent(
          call,
          (state, drafts) => ({ ...append(state, drafts), release: [] }),
          options,
        ),
    }),
  },
  {
    fault: "forgets the projection of an erased person",
    caughtBy: "keeps the log, the projection and the suppression of a person it erased",
    spoil: (store) => ({
      ...store,
      readConsent: async (call, options) =>
        "fingerprint" in call ? null : store.readConsent(call, options),
    }),
  },
  {
    fault: "erases nothing",
    caughtBy: "erases a person and everything about them, and nobody else",
    spoil: (store) => ({ ...store, eraseContact: async () => ({ removed: {} }) }),
  },
  {
    fault: "overwrites a published definition",
    caughtBy: "publishes versions of definitions that never change",
    spoil: (store) => ({
      ...store,
      putDefinition: (call, options) => store.putDefinition(call, options).catch(() => undefined),
    }),
  },
  {
    fault: "begins every page at the first row",
    caughtBy: "reads everything page by page, each row once",
    spoil: (store) => ({
      ...store,
      readContacts: ({ after: _after, ...call }, options) => store.readContacts(call, options),
    }),
  },
  {
    fault: "forgets leases when asked for the next work",
    caughtBy: "knows when there is something to do next",
    spoil: (store) => ({
      ...store,
      async nextWork(tenant, options) {
        const { items } = await store.readOutbox({ tenant, status: "claimed" });
        return items.length > 0 ? null : store.nextWork(tenant, options);
      },
    }),
  },
  {
    fault: "never looks at a segment again",
    caughtBy: "looks at segments again when time alone may change them, and not before",
    spoil: (store) => ({
      ...store,
      refreshSegments: (call, evaluate, options) =>
        store.refreshSegments(
          call,
          (contacts) => evaluate(contacts).map((one) => ({ ...one, recheckAt: null })),
          options,
        ),
    }),
  },
  {
    fault: "claims to be durable and shows no proof",
    caughtBy: "finds everything again after it was closed and opened, when it claims to be durable",
    spoil: (store) => ({ ...store, capabilities: { ...store.capabilities, durable: true } }),
  },
  {
    fault: "answers after it was closed",
    caughtBy: "answers nothing after close, which may be called twice",
    spoil: (store) => ({ ...store, close: async () => undefined }),
  },
];

describe("a broken store", () => {
  expectCaught(mutants, (spoil) => storeContract({ create: () => spoil(memoryStore()) }));
});

describe("skipping cases of the contract", () => {
  const create = () => memoryStore();

  it("leaves out what is named, with its reason", () => {
    const cases = ["does a named change once"];
    const all = storeContract({ create });
    const rest = storeContract({ create, skip: [{ reason: "imports are made elsewhere", cases }] });
    expect(all.length - rest.length).toBe(1);
    expect(rest.some((one) => cases.includes(one.name))).toBe(false);
  });

  it.each([
    [
      "a case that proves a capability",
      { reason: "hard", cases: ["says who it is and what it can do"] },
    ],
    ["a case there is not", { reason: "hard", cases: ["no such case"] }],
    ["anything without a reason", { reason: " ", cases: ["does a named change once"] }],
  ])("is refused for %s", (_, skip) => {
    expect(() => storeContract({ create, skip: [skip] })).toThrow(
      expect.objectContaining({ code: "ADAPTER_CONTRACT_SKIP_INVALID" }),
    );
  });

  it("has a name of its own for every case", () => {
    const names = storeContract({ create }).map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
