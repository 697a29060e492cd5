import {
  type CampaignRecord,
  type ContactRecord,
  campaignId,
  contactId,
  contactPointId,
  type Decision,
  type EnrollmentRecord,
  enrollmentId,
  type IssueRecord,
  type SeriesRecord,
  type StepLogEntry,
  type Store,
  sendKey,
  tenantId,
  workflowId,
} from "@wellsent/core";
import type {
  CallDraft,
  FactsNeeded,
  IngestInput,
  OutboxDraft,
  Reactions,
  StepResult,
  TaskDraft,
} from "@wellsent/core/ports";
import { fakeConsentGate } from "@wellsent/core/testing";

export const tenant = tenantId("acme");
export const now = 1_000;
export const scope = { tenant, now };
export const needs: FactsNeeded = { events: { visited: null }, messages: null, consent: true };
const gate = fakeConsentGate();
export const names = ["ada", "bob"];

export const reactions: Reactions = {
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

function contactOf(name: string): ContactRecord {
  const address = `${name}@example.com`;
  const fingerprints = gate.fingerprints("email", address);
  return {
    ...{ tenant, id: contactId(name), key: name, attributes: {}, lists: [], revision: 0 },
    points: [{ id: contactPointId(`point-${name}`), channel: "email", address, fingerprints }],
    ...{ locale: null, timeZone: null, jurisdiction: null, createdAt: 0, updatedAt: 0 },
  };
}

function runOf(name: string): EnrollmentRecord {
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

function logOf(name: string): StepLogEntry {
  return {
    ...{ tenant, enrollment: runOf(name).id, workflow: runOf(name).workflow },
    ...{ contact: contactId(name), revision: 0, at: now, path: [], detail: {} },
  };
}

function draftOf(name: string, lane: string): OutboxDraft {
  return {
    ...{ tenant, key: sendKey(`${lane}-${name}`), contact: contactId(name), lane, dueAt: now },
    ...{ queue: "direct", priority: 50 },
    ...{ contactPoint: contactPointId(`point-${name}`), channel: "email", template: "hello" },
    ...{ purpose: "news", topic: null, messageClass: "marketing", data: {}, decision },
    origin: { kind: "direct" },
    policy: {},
  };
}

function seriesOf(name: string): SeriesRecord {
  const { audience, content, channel } = campaignOf(name).definition;
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

export function issueOf(name: string): IssueRecord {
  const missed = { campaign: null, why: "MISSED", decidedAt: 0 };
  return { series: `s-${name}`, issue: "2026-01-01", at: 0, ...missed };
}

function campaignOf(name: string): CampaignRecord {
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

export function visit(name: string, id: string) {
  return {
    ...{ kind: "event" as const, contact: contactId(name) },
    event: { id: `${id}-${name}`, name: "visited", at: now, data: {} },
  };
}
export function grant(name: string, id: string) {
  return {
    ...{
      id: `${id}-${name}`,
      type: "consent.granted",
      contactPoint: contactPointId(`point-${name}`),
    },
    ...{ effectiveAt: now, fields: {}, payload: { name }, salt: "5a".repeat(32) },
  };
}
export function bounce(name: string, days: number): IngestInput {
  return {
    kind: "delivery",
    event: {
      ...{ type: "bounced", dedupeKey: `bounce-${name}-${days}`, message: sendKey(`sent-${name}`) },
      ...{ at: now + days * 86_400_000, bounce: { permanence: "soft", scope: "recipient" } },
    },
  };
}
export function claim(store: Store, lane: string, worker: string) {
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
export function asks(name: string, enrollment: EnrollmentRecord, id: string): StepResult {
  const turn = { key: sendKey(`${id}-${name}`), throttle: `line-${name}`, max: 1, perMs: 60_000 };
  return {
    enrollment: { ...enrollment, revision: enrollment.revision + 1 },
    ...{ outbox: [], log: [], turns: [{ ...turn, over: "wait" }] },
  };
}
export function callDraft(name: string): CallDraft {
  const body = { url: `https://x.example/${name}` };
  return { key: sendKey(`call-${name}`), kind: "webhook", body, until: now + 9_000 };
}
export function taskDraft(name: string): TaskDraft {
  return {
    ...{ key: sendKey(`task-${name}`), node: "ask", owner: "kim", title: "Call", text: null },
    ...{ details: { name }, dueAt: null, mail: false },
  };
}

/** Both have one of everything; nothing but rows of the tenant as a whole belongs to both. */
export async function seed(store: Store): Promise<void> {
  await store.changeContacts({ ...scope, lookups: [] }, () =>
    names.map((name) => ({ contact: contactOf(name) })),
  );
  const start: Reactions["route"] = ({ facts }) => ({
    ...{ wake: [], start: [runOf(facts.contact.key)], dirty: true },
    log: [logOf(facts.contact.key)],
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
      facts === null ? null : draftOf(facts.contact.key, lane),
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
    await store.putCampaign({ ...scope, campaign: campaignOf(name) });
    await store.putSeries({ ...scope, series: seriesOf(name), issues: [issueOf(name)] });
    const definition = { kind: "workflow", id: `flow-${name}`, version: 1, body: {} } as const;
    await store.putDefinition({ ...scope, definition });
    const opened = { type: "opened", dedupeKey: `open-${name}`, at: now } as const;
    const event = { ...opened, message: sendKey(`sent-${name}`) };
    const inputs = [{ kind: "delivery", event } as const, bounce(name, 1)];
    await store.ingest({ ...scope, inputs }, reactions);
    await store.appendConsent({ ...scope, drafts: [grant(name, "seed")] }, reactions);
  }
  for (const name of names) {
    const link = { contact: contactId(name), hostKey: `row-${name}`, pushAt: null, body: { name } };
    const conflict = {
      ...{ id: name, contact: contactId(name), hostKey: `row-${name}`, path: "locale" },
      ...{ column: "language", host: name, wellsent: null, won: "host" as const, at: now },
    };
    const state = { epoch: 0, body: { name } };
    const flow = { flow: `flow-${name}`, state, links: [link], conflicts: [conflict] };
    await store.changeContacts({ ...scope, lookups: [], flow: () => flow }, () => []);
  }
}
