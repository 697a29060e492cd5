import {
  type ContactRecord,
  contactId,
  contactPointId,
  type Decision,
  type EnrollmentRecord,
  enrollmentId,
  type Instant,
  segmentId,
  tenantId,
  type WorkflowDefinition,
  workflowId,
} from "../../../src/index.js";
import type { ContactFacts, MessageFact } from "../../../src/ports/index.js";
import {
  enrollmentFor,
  type TransitionContext,
  type WorkflowNode,
} from "../../../src/workflows/index.js";
import { noFacts, plainMessage } from "../plain-facts.js";

export function at(text: string): Instant {
  return Date.parse(text);
}
export const start: Instant = at("2026-03-02T10:00:00Z");
export const hour = 3_600_000;
export const day: number = 24 * hour;

export function workflow(
  nodes: Readonly<Record<string, WorkflowNode>>,
  rest: Partial<WorkflowDefinition> = {},
): WorkflowDefinition {
  return {
    v: 1,
    id: workflowId("win-back"),
    version: 1,
    zone: "contact",
    entry: { triggers: [{ on: "manual" }], reentry: { mode: "never" } },
    exitOn: [],
    policy: {},
    start: Object.keys(nodes)[0] ?? "end",
    nodes: { ...nodes, end: { kind: "exit", outcome: "completed" } },
    ...rest,
  };
}

export function send(template: string, next = "end"): WorkflowNode {
  return {
    kind: "send",
    channel: "email",
    template,
    purpose: "marketing.newsletter",
    next,
  };
}

export function contact(rest: Partial<ContactRecord> = {}): ContactRecord {
  return {
    tenant: tenantId("t"),
    id: contactId("c-1"),
    key: "c-1",
    points: [
      {
        id: contactPointId("p-1"),
        channel: "email",
        address: "ann@example.test",
        fingerprints: [],
      },
    ],
    attributes: {},
    lists: [],
    locale: null,
    timeZone: null,
    jurisdiction: null,
    createdAt: start,
    updatedAt: start,
    revision: 1,
    ...rest,
  };
}

export function facts(rest: Partial<ContactFacts> = {}): ContactFacts {
  return {
    contact: contact(),
    ...noFacts,
    ...rest,
  };
}

export function createMemberships(segment: string): ContactFacts["memberships"] {
  return [{ segment: segmentId(segment), since: start }];
}

export function message(
  key: string,
  template: string,
  rest: Partial<MessageFact> = {},
): MessageFact {
  return { ...plainMessage(key, start, start), template, ...rest };
}

const evidence = { eventIds: [], noticeDigests: [], logSize: 0 };
const ruleset = { id: "test", digest: "0" };

export const yes: Decision = {
  allowed: true,
  reasons: [{ code: "GRANTED", effect: "allow", rule: "test" }],
  obligations: [],
  evidence,
  ruleset,
};

export function no(...codes: readonly string[]): Decision {
  return {
    allowed: false,
    reasons: codes.map((code) => ({ code, effect: "deny", rule: "test" })),
    obligations: [],
    evidence,
    ruleset,
  };
}

export function held(until: Instant): Decision {
  return {
    allowed: false,
    reasons: [{ code: "QUIET_HOURS", effect: "defer", rule: "test", until }],
    obligations: [],
    retryAt: until,
    evidence,
    ruleset,
  };
}

export function context(now: Instant, rest: Partial<TransitionContext> = {}): TransitionContext {
  return {
    now,
    zone: "UTC",
    decide: () => yes,
    ...rest,
  };
}

/** A fresh run of the definition, its id readable in send keys: `e:0:0`. */
export function enrolled(
  definition: WorkflowDefinition,
  rest: Partial<EnrollmentRecord> = {},
  trigger: Parameters<typeof enrollmentFor>[2] = { type: "manual", id: "m-1" },
): EnrollmentRecord {
  const record = enrollmentFor(definition, contact(), trigger, start, { next: () => "e" });
  if (record === null) throw new Error("The fixture's workflow cannot be entered.");
  return { ...record, id: enrollmentId("e"), ...rest };
}
