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
  listId,
  readableContact,
  type Store,
  segmentId,
  sendKey,
  tenantId,
  workflowId,
} from "@wellsent/core";
import { StoreError, WellsentError } from "@wellsent/core/errors";
import type {
  FactsNeeded,
  Judge,
  OutboxDraft,
  Reactions,
  Settlement,
  Verdict,
} from "@wellsent/core/ports";
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

function nameFor({ who }: Step): string {
  return `p${who}`;
}

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

function createRun(name: string, pick: number, now: number): EnrollmentRecord {
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

function createDraft(name: string, pick: number, now: number): OutboxDraft {
  return {
    ...{
      tenant,
      key: sendKey(`${name}:${pick % 6}`),
      contact: contactId(name),
      ...{ lane: `lane${pick % 2}`, queue: `queue${pick % 3}`, priority: 40 + (pick % 2) },
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

function pickVerdict(pick: number, now: number): Verdict {
  return (
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
        { verdict: "leave", reasons },
      ] as const
    )[pick % 5] ?? { verdict: "leave", reasons }
  );
}

/** Some units throw, so that both stores put them aside. */
function poisoned(pick: number): void {
  if (pick % 13 === 0) throw new StoreError("STORE_POISON", "a bad unit");
}

function createReactions(
  route: Reactions["route"] = () => unrouted,
  wake: Reactions["wake"] = () => [],
): Reactions {
  return {
    needs,
    draftsFor: gate.draftsFor,
    append: (state, drafts) => {
      seen(state);
      return gate.append(state, drafts);
    },
    createEvent: ({ act, entry }) => ({ name: act, at: 50, data: { entry } }),
    wake: (unit) => {
      seen(unit);
      return wake(unit);
    },
    route: (unit) => {
      seen(unit);
      return route(unit);
    },
  };
}
const unrouted = { start: [], log: [], dirty: false } as const;
function worker(pick: number) {
  return { worker: `w${pick % 2}`, leaseMs: 4 };
}

const calls = {
  async contact(store: Store, step: Step, now: number) {
    const name = nameFor(step);
    const lookups = [{ id: contactId(name) }, { key: "shared" }];
    return store.changeContacts(
      { tenant, now, lookups, ...(step.many === 0 ? { once: `o${step.pick}` } : {}) },
      ([found = null]) => {
        const revision = step.pick % 11 === 0 ? 3 : (readableContact(found)?.revision ?? 0);
        return [{ contact: person(name, step.pick, revision) }];
      },
    );
  },
  async event(store: Store, step: Step, now: number) {
    const name = nameFor(step);
    const event = {
      id: `e${step.pick}`,
      name: step.pick % 2 === 0 ? "visited" : "ordered",
      at: now - step.many,
      data: {},
    };
    const inputs = [{ kind: "event", contact: contactId(name), event }] as const;
    return store.ingest(
      { tenant, now, inputs },
      createReactions(
        () => {
          poisoned(step.pick);
          return {
            start: step.many === 0 ? [] : [createRun(name, step.pick, now)],
            log: [],
            dirty: step.pick % 2 === 0,
          };
        },
        ({ enrollments }) => enrollments.map((one) => ({ enrollment: one.id, input: step.pick })),
      ),
    );
  },
  async delivery(store: Store, step: Step, now: number) {
    const type =
      (["delivered", "opened", "clicked", "bounced", "complained"] as const)[step.pick % 5] ??
      "unknown";
    const message = sendKey(`${nameFor(step)}:${step.many}`);
    const event: DeliveryEvent = {
      type,
      dedupeKey: `d${step.pick}`,
      message,
      at: now,
      engagement: { machine: step.pick % 2 === 0 },
    };
    const inputs = [{ kind: "delivery", event }] as const;
    return store.ingest({ tenant, now, inputs }, createReactions());
  },
  async advance(store: Store, step: Step, now: number) {
    const except = step.many === 0 ? [{ workflow: "w0", version: 1 }] : [];
    return store.advance(
      { tenant, now, limit: 1 + step.many, except },
      {
        needs: (definitions) => {
          seen(definitions);
          return needs;
        },
        step: (due) => {
          seen(due);
          poisoned(step.pick);
          const { enrollment, facts } = due;
          if (step.pick % 7 === 0) return null;
          return {
            enrollment: {
              ...enrollment,
              ...{
                revision: enrollment.revision + 1,
                wakeAt: step.pick % 2 === 0 ? null : now + 2,
                pending: [],
              },
              status: step.pick % 5 === 0 ? "ended" : "active",
            },
            outbox: [createDraft(facts.contact.id, step.pick + enrollment.revision, now)],
            log: [],
            ...(step.pick % 3 === 0
              ? { contact: { attributes: { step: now, pick: null }, addLists: [listId("new")] } }
              : {}),
          };
        },
      },
    );
  },
  async migrate(store: Store, step: Step, now: number) {
    const version = 1 + (step.who % 2);
    return store.migrateRuns(
      { tenant, now, workflow: `w${step.pick % 2}`, version, limit: 1 + step.many },
      {
        needs,
        move: (run) => {
          seen(run);
          poisoned(step.pick);
          if (step.pick % 7 === 0) return null;
          const { enrollment } = run;
          const wakeAt = step.pick % 2 === 0 ? null : now + 2;
          const revision = enrollment.revision + 1;
          return { enrollment: { ...enrollment, revision, wakeAt, version: 3 - version }, log: [] };
        },
      },
    );
  },
  async segments(store: Store, step: Step, now: number) {
    return store.refreshSegments({ tenant, now, limit: 1 + step.many, needs }, (unit) => {
      seen(unit);
      poisoned(step.pick);
      const { facts } = unit;
      return {
        contact: facts.contact.id,
        memberships:
          facts.events.length % 2 === 0 ? [{ segment: segmentId("even"), since: now }] : [],
        recheckAt: step.pick % 2 === 0 ? now + 5 : null,
        ...{ start: [], wake: [], log: [] },
      };
    });
  },
  async enqueue(store: Store, step: Step, now: number) {
    const names = [nameFor(step), "p0"];
    const contacts = names.map((name) => contactId(name));
    return store.enqueue({ tenant, now, contacts, needs }, (facts, index) => {
      seen(facts);
      const picks = [step.pick, step.many];
      if (facts === null) return null;
      const draft = createDraft(names[index] ?? "p0", picks[index] ?? 0, now);
      const refused = { ...decision, allowed: false, reasons };
      return step.pick % 3 === 0 ? { ...draft, decision: refused } : draft;
    });
  },
  async claim(store: Store, step: Step, now: number) {
    const call = {
      tenant,
      now,
      ...worker(step.pick),
      lane: `lane${step.pick % 2}`,
      limit: 1 + step.many,
      holding: [],
      exceptTemplates: step.many === 0 ? ["t0"] : [],
    };
    return store.claimOutbox(call, createJudge(step, now));
  },
  async gate(store: Store, step: Step, _now: number) {
    const queue = `queue${step.many % 3}`;
    const [known] = await store.readGates({ tenant, queues: [queue] });
    const moved = await store.moveGate({
      ...{ tenant, queue, epoch: known?.epoch ?? 0, open: step.pick % 2 === 0 },
      ...{
        priority: step.pick % 3 === 0 ? null : 40 + (step.pick % 3),
        share: 1 + (step.pick % 5),
      },
    });
    return [moved, await store.readGates({ tenant })];
  },
  async review(store: Store, step: Step, now: number) {
    const { items } = await store.readOutbox({ tenant, status: "claimed" });
    const claims = items.map(({ key, attempt }) => ({ key, attempt })).slice(0, step.many);
    const handOver = `h${step.pick}`;
    const call = { tenant, now, ...worker(step.pick), handOver, claims };
    return store.reviewClaims(call, createJudge({ ...step, pick: step.pick % 3 }, now));
  },
  async settle(store: Store, step: Step, now: number) {
    const base = {
      key: sendKey(`${nameFor(step)}:${step.many}`),
      attempt: 1 + (step.pick % 2),
      ...(step.pick % 4 === 0 ? { report: createComplaint(step, now) } : {}),
    };
    const costs = (["try", "doubt", "nothing"] as const)[step.pick % 3] ?? "nothing";
    const results: readonly Settlement[] = [
      step.pick % 3 === 0
        ? { ...base, outcome: "accepted", providerMessageId: "x" }
        : step.pick % 3 === 1
          ? { ...base, outcome: "retry", at: now + 2, reasons, costs }
          : { ...base, outcome: "unknown", reasons },
    ];
    const closes = step.many === 0 ? [`h${step.pick}`] : [];
    const call = { tenant, now, results, closes };
    return store.settle(
      step.many === 1 ? { ...call, lease: worker(step.pick) } : call,
      createReactions(),
    );
  },
  async sweep(store: Store, step: Step, now: number) {
    const call = { tenant, now, graceMs: step.pick % 3, limit: 1 + step.many };
    return store.sweepWorkers(call, (message) => {
      seen(message);
      return message.lost % 2 === 0 ? "hold" : "retry";
    });
  },
  async publish(store: Store, step: Step, now: number) {
    const body = { many: step.many % 2 };
    const definition = { kind: "workflow", id: `w${step.pick % 2}`, version: 1, body } as const;
    return store.putDefinition({ tenant, now, definition });
  },
  async prune(store: Store, step: Step, now: number) {
    const named = { kind: "workflow", id: `w${step.pick % 2}` } as const;
    for (const version of [2, 3])
      await store.putDefinition({ tenant, now, definition: { ...named, version, body: {} } });
    const [below, limit] = [1 + step.many, 1 + (step.who % 2)];
    return store.dropDefinitions({ tenant, now, ...named, below, keep: [step.who % 3], limit });
  },
  async resolve(store: Store, step: Step, now: number) {
    const { items } = await store.readQuarantine({ tenant });
    const entry = items[step.many % Math.max(1, items.length)];
    if (entry === undefined) return null;
    const how = step.pick % 2 === 0 ? "retry" : "drop";
    const { kind, id } = entry;
    return store.resolveQuarantine({ tenant, now, kind, id, how }, (dropped) => {
      seen(dropped);
      const told = dropped.others.filter((_run, index) => index % 2 === 0);
      return told.map((other) => ({ enrollment: other.id, input: { type: "said", at: now } }));
    });
  },
  async consent(store: Store, step: Step, now: number) {
    const type =
      (["consent.granted", "consent.withdrawn", "complaint"] as const)[step.many % 3] ??
      "complaint";
    const contactPoint = contactPointId(`${nameFor(step)}-${step.pick % 2}`);
    const draft = {
      id: `k${step.pick}`,
      type,
      contactPoint,
      effectiveAt: now,
      fields: {},
      payload: { step: step.pick },
    };
    return store.appendConsent(
      { tenant, now, drafts: [draft] },
      createReactions(() => {
        poisoned(step.pick);
        return { ...unrouted, dirty: true };
      }),
    );
  },
  async erase(store: Store, step: Step, now: number) {
    const contact = contactId(nameFor(step));
    const points = await store.readPoints({ tenant, contact });
    const suppress = points.slice(step.pick % 5 === 0 ? 1 : 0).map((point) => ({
      ...{ id: `x:${point.id}`, type: "erased", contactPoint: point.id },
      ...{ effectiveAt: now, fields: {} },
    }));
    return step.pick % 4 === 0
      ? store.eraseContact({ tenant, now, contact, suppress }, createReactions())
      : null;
  },
  async destroy(store: Store, step: Step) {
    return store.destroyPayloads({ tenant, ids: [`k${step.pick}`, `k${step.many}`] });
  },
} as const;

function createJudge(step: Step, now: number): Judge {
  return {
    needs: (messages) => {
      seen(messages);
      return needs;
    },
    verdict: (candidate) => {
      seen(candidate);
      poisoned(step.pick + candidate.message.attempt);
      return pickVerdict(step.pick + candidate.message.attempt, now);
    },
  };
}

function createComplaint(step: Step, now: number): DeliveryEvent {
  return {
    ...{ type: "complained", dedupeKey: `s${step.pick}`, at: now },
    message: sendKey(`${nameFor(step)}:${step.many}`),
  };
}

/** What passed functions were given, of the store at hand. */
let given: unknown[] = [];
function seen(facts: unknown): void {
  given.push(structuredClone(facts));
}

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
    await Promise.all(names.map((contact) => store.readPoints({ tenant, contact }))),
    await Promise.all(
      [...names, "shared"].map((name) =>
        store.readOwners({
          tenant,
          fingerprint: gate.fingerprints("email", `${name}@example.com`)[0] ?? "",
        }),
      ),
    ),
    await store.readQuarantine({ tenant }),
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
function comparable(trace: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(trace, (key, value: unknown) => (key === "next" ? value !== null : value)),
  );
}

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
        expect(await memory.integrity(tenant)).toEqual([]);
      } finally {
        await sqlite.close();
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
