import { memoryStore } from "@wellsent/adapters/memory";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import {
  type ContactRecord,
  contactId,
  contactPointId,
  type Decision,
  type DeliveryEvent,
  type EnrollmentRecord,
  enrollmentId,
  type FactsNeeded,
  listId,
  type OutboxDraft,
  type Settlement,
  type Store,
  segmentId,
  sendKey,
  tenantId,
  type Verdict,
  workflowId,
} from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { fakeConsentGate } from "@wellsent/core/testing";
import fc from "fast-check";
import { expect, it } from "vitest";

const tenant = tenantId("acme");
const gate = fakeConsentGate();
const needs: FactsNeeded = { events: { visited: 40, ordered: null }, messages: 60, consent: true };
const reasons = [{ code: "CAP", effect: "deny", rule: "test" }] as const;
const decision: Decision = {
  allowed: true,
  reasons: [],
  obligations: [],
  evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
  ruleset: { id: "test", digest: "test" },
};

/** One call, made of plain numbers; what they pick is the same in every store. */
interface Step {
  readonly call: keyof typeof calls;
  readonly who: number;
  readonly pick: number;
  readonly many: number;
}

const nameOf = ({ who }: Step): string => `p${who}`;

function person(name: string, pick: number, revision: number): ContactRecord {
  // Some share a key or an address, and conflict.
  const address = `${pick % 7 === 0 ? "shared" : name}@example.com`;
  const fingerprints = gate.fingerprints("email", address);
  return {
    ...{
      tenant,
      id: contactId(name),
      key: pick % 5 === 0 ? "shared" : name,
      attributes: { pick },
      revision,
    },
    points: [
      { id: contactPointId(`${name}-${pick % 2}`), channel: "email", address, fingerprints },
    ],
    lists: pick % 3 === 0 ? [listId("vip")] : [],
    ...{ locale: null, timeZone: null, jurisdiction: null, createdAt: 0, updatedAt: pick },
  };
}

function runOf(name: string, pick: number, now: number): EnrollmentRecord {
  return {
    ...{
      tenant,
      id: enrollmentId(`${name}/${pick}`),
      workflow: workflowId(`w${pick % 2}`),
      version: 1,
    },
    ...{
      contact: contactId(name),
      revision: 0,
      state: {},
      status: "active",
      waitingFor: [],
      pending: [],
    },
    wakeAt: pick % 3 === 0 ? null : now + (pick % 4),
    ...{ entryKey: `${pick % 3}`, startedAt: now, endedAt: null, outcome: null },
  };
}

function draftOf(name: string, pick: number, now: number): OutboxDraft {
  return {
    ...{
      tenant,
      key: sendKey(`${name}:${pick % 6}`),
      contact: contactId(name),
      lane: `lane${pick % 2}`,
    },
    contactPoint: contactPointId(`${name}-0`),
    ...{
      channel: "email",
      template: `t${pick % 2}`,
      purpose: "news",
      topic: null,
      messageClass: "marketing",
    },
    ...{ data: { pick }, origin: { kind: "direct" }, dueAt: now + (pick % 5), decision },
  };
}

const verdictOf = (pick: number, now: number): Verdict =>
  (
    [
      { verdict: "send", decision },
      {
        verdict: "send",
        decision,
        links: [{ position: 0, link: 0, target: `https://x.example/${pick}` }],
      },
      { verdict: "defer", until: now + 3, reasons },
      { verdict: "skip", reasons },
      { verdict: "hold", reasons },
    ] as const
  )[pick % 5] ?? { verdict: "hold", reasons };

const calls = {
  async contact(store: Store, step: Step, now: number) {
    const name = nameOf(step);
    const lookups = [{ id: contactId(name) }, { key: "shared" }];
    return store.changeContacts(
      { tenant, now, lookups, ...(step.many === 0 ? { once: `o${step.pick}` } : {}) },
      (found) => [
        { contact: person(name, step.pick, step.pick % 11 === 0 ? 3 : (found[0]?.revision ?? 0)) },
      ],
    );
  },
  async event(store: Store, step: Step, now: number) {
    const name = nameOf(step);
    const event = {
      id: `e${step.pick}`,
      name: step.pick % 2 === 0 ? "visited" : "ordered",
      at: now - step.many,
      data: {},
    };
    const inputs = [{ kind: "event", contact: contactId(name), event }] as const;
    return store.ingest({ tenant, now, needs, inputs }, ({ contacts }) => ({
      wake: contacts.flatMap(({ enrollments }) =>
        enrollments.map((one) => ({ enrollment: one.id, input: step.pick })),
      ),
      start: step.many === 0 ? [] : [runOf(name, step.pick, now)],
      dirty: step.pick % 2 === 0 ? [contactId(name)] : [],
    }));
  },
  async delivery(store: Store, step: Step, now: number) {
    const type =
      (["delivered", "opened", "clicked", "bounced", "complained"] as const)[step.pick % 5] ??
      "unknown";
    const message = sendKey(`${nameOf(step)}:${step.many}`);
    const event: DeliveryEvent = {
      type,
      dedupeKey: `d${step.pick}`,
      message,
      at: now,
      engagement: { machine: step.pick % 2 === 0 },
    };
    return store.ingest({ tenant, now, needs, inputs: [{ kind: "delivery", event }] }, (facts) => {
      seen(facts);
      return { wake: [], start: [], dirty: [] };
    });
  },
  async advance(store: Store, step: Step, now: number) {
    return store.advance({ tenant, now, limit: 1 + step.many, needs }, (due) => {
      seen(due);
      return due.map(({ enrollment, facts }, index) => ({
        enrollment: {
          ...enrollment,
          ...{
            revision: enrollment.revision + 1,
            wakeAt: step.pick % 2 === 0 ? null : now + 2,
            pending: [],
          },
          status: step.pick % 5 === 0 ? "ended" : "active",
        },
        outbox: [draftOf(facts.contact.id, step.pick + index, now)],
        log: [],
        ...(step.pick % 3 === 0
          ? { contact: { attributes: { step: now, pick: null }, addLists: [listId("new")] } }
          : {}),
      }));
    });
  },
  async segments(store: Store, step: Step, now: number) {
    return store.refreshSegments({ tenant, now, limit: 1 + step.many, needs }, (contacts) => {
      seen(contacts);
      return contacts.map(({ facts }) => ({
        contact: facts.contact.id,
        memberships:
          facts.events.length % 2 === 0 ? [{ segment: segmentId("even"), since: now }] : [],
        recheckAt: step.pick % 2 === 0 ? now + 5 : null,
        ...{ start: [], wake: [] },
      }));
    });
  },
  async enqueue(store: Store, step: Step, now: number) {
    return store.enqueue({
      tenant,
      now,
      drafts: [draftOf(nameOf(step), step.pick, now), draftOf("p0", step.many, now)],
    });
  },
  async claim(store: Store, step: Step, now: number) {
    const call = {
      tenant,
      now,
      lane: `lane${step.pick % 2}`,
      limit: 1 + step.many,
      leaseMs: 4,
      needs,
    };
    return store.claimOutbox(call, (all) => {
      seen(all);
      return all.map((_, index) => verdictOf(step.pick + index, now));
    });
  },
  async review(store: Store, step: Step, now: number) {
    const claims = [1, 2].map((attempt) => ({
      key: sendKey(`${nameOf(step)}:${step.many}`),
      attempt,
    }));
    return store.reviewClaims({ tenant, now, needs, claims }, (all) =>
      all.map(() => verdictOf(step.pick, now)),
    );
  },
  async settle(store: Store, step: Step, now: number) {
    const base = { key: sendKey(`${nameOf(step)}:${step.many}`), attempt: 1 + (step.pick % 2) };
    const results: readonly Settlement[] = [
      step.pick % 3 === 0
        ? { ...base, outcome: "accepted", providerMessageId: "x" }
        : step.pick % 3 === 1
          ? { ...base, outcome: "retry", at: now + 2, reasons }
          : { ...base, outcome: "unknown", reasons },
    ];
    return store.settle({ tenant, now, results });
  },
  async consent(store: Store, step: Step, now: number) {
    const type =
      (["consent.granted", "consent.withdrawn", "complaint"] as const)[step.many % 3] ??
      "complaint";
    const contactPoint = contactPointId(`${nameOf(step)}-${step.pick % 2}`);
    const draft = {
      id: `k${step.pick}`,
      type,
      contactPoint,
      effectiveAt: now,
      fields: {},
      payload: { step: step.pick },
    };
    return store.appendConsent({ tenant, now, drafts: [draft] }, (state, drafts) => {
      seen(state);
      return gate.append(state, drafts);
    });
  },
  async erase(store: Store, step: Step, now: number) {
    return step.pick % 4 === 0
      ? store.eraseContact({ tenant, now, contact: contactId(nameOf(step)) })
      : null;
  },
  async destroy(store: Store, step: Step) {
    return store.destroyPayloads({ tenant, ids: [`k${step.pick}`, `k${step.many}`] });
  },
} as const;

/** What passed functions were given, of the store at hand. */
let given: unknown[] = [];
const seen = (facts: unknown): void => {
  given.push(structuredClone(facts));
};

async function play(store: Store, steps: readonly Step[]): Promise<readonly unknown[]> {
  const trace: unknown[] = [];
  for (const [index, step] of steps.entries()) {
    given = [];
    const result = await calls[step.call](store, step, 100 + index).catch((error: unknown) =>
      WellsentError.isInstance(error) ? [error.code, error.path] : Promise.reject(error),
    );
    trace.push([step.call, result, given, await store.nextWork(tenant)]);
  }
  const names = [0, 1, 2, 3].map((who) => contactId(`p${who}`));
  const points = names.flatMap((name) => [0, 1].map((index) => contactPointId(`${name}-${index}`)));
  const now = 100 + steps.length;
  trace.push(
    await Promise.all(names.map((contact) => store.readFacts({ tenant, now, contact, needs }))),
    await Promise.all(points.map((contactPoint) => store.readConsent({ tenant, contactPoint }))),
    await Promise.all(
      [...names, "shared"].map((name) =>
        store.readConsent({
          tenant,
          fingerprint: gate.fingerprints("email", `${name}@example.com`)[0] ?? "",
        }),
      ),
    ),
    await store.readContacts({ tenant, limit: 2 }),
    await store.readContacts({ tenant, list: listId("vip") }),
    await store.readContacts({ tenant, segment: segmentId("even") }),
    await store.readEnrollments({ tenant }),
    await store.readOutbox({ tenant }),
    await store.readOutbox({ tenant, status: "claimed" }),
    await store.readLedger({ tenant }),
    await store.readLedgerHead(tenant),
    await store.readTiles({ tenant, tiles: [{ level: 0, index: 0 }] }),
    (await store.countOutbox(tenant))
      .map((one) => JSON.stringify(Object.entries(one).sort()))
      .sort(),
  );
  return trace;
}

/** Cursors are each store's own. */
const comparable = (trace: readonly unknown[]): unknown =>
  JSON.parse(
    JSON.stringify(trace, (key, value: unknown) => (key === "next" ? value !== null : value)),
  );

const step: fc.Arbitrary<Step> = fc.record({
  call: fc.constantFrom(
    ...(Object.keys(calls) as (keyof typeof calls)[]),
    "contact",
    "claim",
    "advance",
  ),
  who: fc.integer({ min: 0, max: 3 }),
  pick: fc.integer({ min: 0, max: 30 }),
  many: fc.integer({ min: 0, max: 5 }),
});

it("every sequence of calls gives the same in memory and in SQLite", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const [memory, sqlite] = [memoryStore(), sqliteStore({ path: ":memory:" })];
      try {
        expect(comparable(await play(sqlite, steps))).toEqual(
          comparable(await play(memory, steps)),
        );
      } finally {
        await sqlite.close();
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
