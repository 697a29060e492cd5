import { memoryRows } from "@wellsent/adapters/memory";
import { contactId, type Store, sendKey } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import {
  type RawRow,
  type RowStore,
  storeOver,
  type Table,
  tables,
} from "@wellsent/core/store-kit";
import { describe, expect, it } from "vitest";
import {
  asks,
  bounce,
  callDraft,
  claim,
  grant,
  issueOf,
  names,
  needs,
  now,
  reactions,
  scope,
  seed,
  taskDraft,
  tenant,
  visit,
} from "./one-of-everything.js";

const secret = "ada-private";
const damage = `{"${secret}`;

<<<<<<< HEAD
const reactions: Reactions = {
  ...gate,
  needs,
  createEvent: ({ act }) => ({ name: act, at: now, data: {} }),
  wake: () => [],
  route: () => ({ start: [], log: [], dirty: false }),
};
const decision: Decision = {
  ...{ allowed: true, reasons: [], obligations: [], ruleset: { id: "t", digest: "t" } },
  evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
};

function createContact(name: string): ContactRecord {
  const address = `${name}@example.com`;
  const fingerprints = gate.fingerprints("email", address);
  return {
    ...{ tenant, id: contactId(name), key: name, attributes: {}, lists: [], revision: 0 },
    points: [{ id: contactPointId(`point-${name}`), channel: "email", address, fingerprints }],
    ...{ locale: null, timeZone: null, jurisdiction: null, createdAt: 0, updatedAt: 0 },
  };
}

function createRun(name: string): EnrollmentRecord {
  return {
    ...{
      tenant,
      id: enrollmentId(`run-${name}`),
      workflow: workflowId(`flow-${name}`),
      version: 1,
    },
    ...{ contact: contactId(name), revision: 0, state: {}, status: "active", wakeAt: now },
    ...{
      waitingFor: [],
      pending: [],
      entryKey: "once",
      startedAt: 0,
      endedAt: null,
      outcome: null,
    },
  };
}

function createLogEntry(name: string): StepLogEntry {
  return {
    ...{ tenant, enrollment: createRun(name).id, workflow: createRun(name).workflow },
    ...{ contact: contactId(name), revision: 0, at: now, path: [], detail: {} },
  };
}

function createDraft(name: string, lane: string): OutboxDraft {
  return {
    ...{ tenant, key: sendKey(`${lane}-${name}`), contact: contactId(name), lane, dueAt: now },
    ...{ queue: "direct", priority: 50 },
    ...{ contactPoint: contactPointId(`point-${name}`), channel: "email", template: "hello" },
    ...{ purpose: "news", topic: null, messageClass: "marketing", data: {}, decision },
    origin: { kind: "direct" },
    policy: {},
  };
}

function createSeries(name: string): SeriesRecord {
  const { audience, content, channel } = createCampaign(name).definition;
  return {
    ...{ tenant, id: `s-${name}`, state: "active", epoch: 0, author: null },
    definition: {
      ...{ v: 1, id: `s-${name}`, content: "newest", approval: "none" },
      campaign: { audience, content, channel },
      recurrence: { v: 1, start: "2026-01-01", time: "09:00", zone: "UTC", every: "day" },
    },
    ...{ createdAt: 0, reached: 0, digest: null, why: null, dueAt: now },
  };
}

function createIssue(name: string): IssueRecord {
  const missed = { campaign: null, why: "MISSED", decidedAt: 0 };
  return { series: `s-${name}`, issue: "2026-01-01", at: 0, ...missed };
}

function createCampaign(name: string): CampaignRecord {
  const id = campaignId(`c-${name}`);
  return {
    ...{ tenant, id, state: "draft", epoch: 0, revision: 1, author: null, approved: null },
    definition: {
      ...{ v: 1, id, channel: "email", schedule: { at: "now" } },
      audience: { in: [{ all: true }], when: "start" },
      content: { variants: [{ id: "a", template: "hello", weight: 1 }] },
    },
    ...{ createdAt: 0, beginsAt: null, resumesTo: null, stoppedAt: null, resumedAt: null },
    ...{ pauses: [], why: null, endedAt: null, dueAt: now, figures: null },
    progress: { t0: null, prepared: 0, cursor: null, waves: [], task: null, reached: null },
  };
}

function visit(name: string, id: string) {
  return {
    ...{ kind: "event" as const, contact: contactId(name) },
    event: { id: `${id}-${name}`, name: "visited", at: now, data: {} },
  };
}
function grant(name: string, id: string) {
  return {
    ...{
      id: `${id}-${name}`,
      type: "consent.granted",
      contactPoint: contactPointId(`point-${name}`),
    },
    ...{ effectiveAt: now, fields: {}, payload: { name }, salt: "5a".repeat(32) },
  };
}
function bounce(name: string, days: number): IngestInput {
  return {
    kind: "delivery",
    event: {
      ...{ type: "bounced", dedupeKey: `bounce-${name}-${days}`, message: sendKey(`sent-${name}`) },
      ...{ at: now + days * 86_400_000, bounce: { permanence: "soft", scope: "recipient" } },
    },
  };
}
function claim(store: Store, lane: string, worker: string) {
  return store.claimOutbox(
    { ...scope, lane, limit: 10, worker, leaseMs: 99, holding: [], exceptTemplates: [] },
    {
      needs: () => needs,
      verdict: ({ message }) => ({
        verdict: "send",
        decision,
        links: [{ position: 0, link: 0, target: `https://x.example/${message.contact}` }],
      }),
    },
  );
}

/** A step that asks for a turn at the person's own throttle, of one a minute. */
function asks(name: string, enrollment: EnrollmentRecord, id: string): StepResult {
  const turn = { key: sendKey(`${id}-${name}`), throttle: `line-${name}`, max: 1, perMs: 60_000 };
  return {
    enrollment: { ...enrollment, revision: enrollment.revision + 1 },
    ...{ outbox: [], log: [], turns: [{ ...turn, over: "wait" }] },
  };
}
function callDraft(name: string): CallDraft {
  const body = { url: `https://x.example/${name}` };
  return { key: sendKey(`call-${name}`), kind: "webhook", body, until: now + 9_000 };
}
function taskDraft(name: string): TaskDraft {
  return {
    ...{ key: sendKey(`task-${name}`), node: "ask", owner: "kim", title: "Call", text: null },
    ...{ details: { name }, dueAt: null, mail: false },
  };
}
=======
>>>>>>> h-fix1
async function pendingInputs(store: Store, name: string): Promise<readonly unknown[]> {
  const { items } = await store.readEnrollments({ tenant, contact: contactId(name) });
  return items.flatMap(({ pending }) => pending);
}

<<<<<<< HEAD
/** Both have one of everything; nothing but rows of the tenant as a whole belongs to both. */
async function seed(store: Store): Promise<void> {
  await store.changeContacts({ ...scope, lookups: [] }, () =>
    names.map((name) => ({ contact: createContact(name) })),
  );
  const start: Reactions["route"] = ({ facts }) => ({
    ...{ wake: [], start: [createRun(facts.contact.key)], dirty: true },
    log: [createLogEntry(facts.contact.key)],
  });
  const inputs = names.map((name) => visit(name, "seed"));
  await store.ingest({ ...scope, inputs }, { ...reactions, route: start });
  await store.advance(
    { ...scope, limit: 10, except: [] },
    {
      needs: () => needs,
      step: ({ enrollment, facts }) => {
        const name = facts.contact.key;
        const step = asks(name, enrollment, "first");
        return { ...step, calls: [callDraft(name)], tasks: [taskDraft(name)] };
      },
    },
  );
  for (const lane of ["sent", "waiting"]) {
    const contacts = names.map((name) => contactId(name));
    await store.enqueue({ ...scope, contacts, needs }, (facts) =>
      facts === null ? null : createDraft(facts.contact.key, lane),
    );
  }
  await claim(store, "sent", "first");
  for (const name of names) {
    const claims = [{ key: sendKey(`sent-${name}`), attempt: 1 }];
    const look = { ...scope, worker: "first", leaseMs: 99, handOver: `look-${name}`, claims };
    const verdict = { verdict: "send", decision } as const;
    await store.reviewClaims(look, { needs: () => needs, verdict: () => verdict });
  }
  for (const name of names) {
    await store.putCampaign({ ...scope, campaign: createCampaign(name) });
    await store.putSeries({ ...scope, series: createSeries(name), issues: [createIssue(name)] });
    const definition = { kind: "workflow", id: `flow-${name}`, version: 1, body: {} } as const;
    await store.putDefinition({ ...scope, definition });
    const opened = { type: "opened", dedupeKey: `open-${name}`, at: now } as const;
    const event = { ...opened, message: sendKey(`sent-${name}`) };
    const inputs = [{ kind: "delivery", event } as const, bounce(name, 1)];
    await store.ingest({ ...scope, inputs }, reactions);
    await store.appendConsent({ ...scope, drafts: [grant(name, "seed")] }, reactions);
  }
}

=======
>>>>>>> h-fix1
/** Spoils a column of each row in which ada is named. How many those were. */
function spoil(rows: RowStore<true>, table: Table, column: string): number {
  return rows.transaction("write", tenant, (at) => {
    const ask = (request: Parameters<typeof at.trip>[0][number]): readonly RawRow[] =>
      at.trip([request])[0] ?? [];
    const keys = ask({ op: "tally", table, columns: table.key }).map((row) =>
      table.key.map((one) => row[one] ?? null),
    );
    const found = ask({ op: "get", table, path: "key", keys }).filter(
      (row) => JSON.stringify(row).includes("ada") && row[column] !== null,
    );
    const spoiled = found.map((row) => ({
      ...Object.fromEntries(table.key.map((one) => [one, row[one] ?? null])),
      [column]: damage,
    }));
    ask({ op: "patch", table, rows: spoiled });
    return found.length;
  });
}

/** The head belongs to all of a tenant's people: without it nothing can be appended for any. */
const columns = tables
  .filter(({ name }) => name !== "ledger_head")
  .flatMap((table) =>
    Object.entries(table.columns)
      .filter(([column, type]) => type.startsWith("json") && !table.key.includes(column))
      .map(([column]) => [`${table.name}.${column}`, table, column] as const),
  );

describe("one person's rows that cannot be read", () => {
  it.each(columns)("in %s: cost nobody else anything", async (_, table, column) => {
    const rows = memoryRows();
    const store = storeOver(rows);
    await seed(store);
    expect(await store.integrity(tenant)).toEqual([]);
    expect(spoil(rows, table, column)).toBeGreaterThan(0);

    const errors: unknown[] = [];
    const tell = async (call: Promise<unknown>): Promise<void> => {
      await call.catch((error: unknown) => errors.push(error));
    };
    const { claimed } = await claim(store, "waiting", "second");
    expect(claimed.map(({ message }) => message.key)).toContain("waiting-bob");
    const { calls } = await store.claimCalls({
      ...{ ...scope, kinds: ["webhook"], limit: 10, leaseMs: 99 },
    });
    expect(calls).toContainEqual(expect.objectContaining(callDraft("bob")));
    const open = await store.readTasks({ tenant });
    const task = { ...taskDraft("bob"), mail: null };
    expect(open.items).toContainEqual(expect.objectContaining(task));
    const done = { ...scope, key: sendKey("task-bob"), change: { done: { by: "kim" } } };
    expect(await store.changeTask(done)).toMatchObject({ ...task, state: "done" });
    await store.advance(
      { ...scope, limit: 10, except: [] },
      {
        needs: () => needs,
        step: ({ enrollment, facts }) => asks(facts.contact.key, enrollment, "second"),
      },
    );
    const turn = { type: "answer", outcome: "answered", reason: null, data: null };
    expect(await pendingInputs(store, "bob")).toEqual([
      { ...turn, call: "first-bob", at: now },
      { ...turn, call: "second-bob", at: now + 60_000 },
    ]);
    const answer = { type: "answer", call: "call-bob" };
    await store.settleCall({
      ...{ ...scope, key: sendKey("call-bob"), attempt: 1, end: { input: answer } },
    });
    expect(await pendingInputs(store, "bob")).toContainEqual(answer);
    const seen: string[] = [];
    await store.advance(
      { ...scope, limit: 10, except: [] },
      {
        needs: () => needs,
        step: ({ enrollment }) => {
          seen.push(enrollment.id);
          const { revision } = enrollment;
          return {
            enrollment: { ...enrollment, revision: revision + 1, status: "ended", wakeAt: null },
            ...{ outbox: [], log: [] },
          };
        },
      },
    );
    expect(seen).toContain("run-bob");
    await store.refreshSegments({ ...scope, limit: 10, needs }, ({ facts }) => {
      seen.push(facts.contact.key);
      const { memberships } = facts;
      return {
        ...{ contact: facts.contact.id, memberships, recheckAt: null },
        ...{ start: [], wake: [], log: [] },
      };
    });
    expect(seen).toContain("bob");
    const inputs = names.flatMap((name) => [visit(name, "late"), bounce(name, 2)]);
    expect((await store.ingest({ ...scope, inputs }, reactions)).accepted).toBeGreaterThan(0);
    await store.appendConsent({ ...scope, drafts: [grant("bob", "late")] }, reactions);
    await store.sweepWorkers({ ...scope, now: now + 500, graceMs: 0, limit: 10 }, () => "hold");
    expect(await store.readMessage({ tenant, key: sendKey("waiting-bob") })).not.toBeNull();
    const campaigns = await store.readCampaigns({ tenant, dueBy: now });
    expect(campaigns.items.map(({ id }) => id)).toContain("c-bob");
    const series = await store.readSeries({ tenant, dueBy: now });
    expect(series.items.map(({ id }) => id)).toContain("s-bob");
    const { items: issues } = await store.readIssues({ tenant, series: "s-bob" });
    expect(issues).toEqual([createIssue("bob")]);

    const found = (await store.integrity(tenant)).filter((one) => one.table === table.name);
    // Hand-overs of a lost worker go when it is swept, whether or not they can be read, and a
    // throttle begins anew with the next turn.
    const left = ["hand_over", "throttle"].includes(table.name) ? [] : ["STORE_CORRUPT"];
    expect([...new Set(found.map(({ code }) => code))]).toEqual(left);
    expect(JSON.stringify(found)).not.toContain(secret);
    await tell(store.readContact({ tenant, lookup: { key: "ada" } }));
    await tell(store.readFacts({ ...scope, contact: contactId("ada"), needs }));
    await tell(store.readOutbox({ tenant, contact: contactId("ada") }));
    await tell(store.readEnrollments({ tenant, contact: contactId("ada") }));
    await tell(store.readTasks({ tenant, contact: contactId("ada") }));
    await tell(store.changeTask({ ...done, key: sendKey("task-ada") }));
    await tell(store.readLedger({ tenant }));
    for (const error of errors) {
      expect(error).toMatchObject({ code: "STORE_CORRUPT" });
      const told = WellsentError.isInstance(error) ? [error.message, error.path, error.cause] : [];
      expect(String(told)).not.toContain(secret);
    }
  });
});
