import { isObject, type JsonObject } from "../../json.js";
import type { CallDraft, DueCall } from "../../ports/store/calls.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { AnswerMember, WebhookEffect, WorkflowDefinition } from "../../workflows/index.js";

/** What is kept of a webhook from the step that asks for it until its answer. */
export interface WebhookBody {
  readonly url: string;
  readonly timeoutMs: number;
  /** The members that are kept of the answer; `null`: none. */
  readonly answer: Readonly<Record<string, AnswerMember>> | null;
  /** What is posted: the same for every attempt. */
  readonly posted: JsonObject;
}

/**
 * The call that a step's effect asks for. The request has the form of Standard Webhooks: a type, a
 * time, and data. Of the contact it names the id and what the step asks for, and nothing else.
 */
export function webhookDraft(
  effect: WebhookEffect,
  { id: workflow, version }: WorkflowDefinition,
  { id: run, contact, tenant }: EnrollmentRecord,
): CallDraft {
  const { key, url, event, data, attributes, answer, timeoutMs, until, at, node } = effect;
  const posted = {
    type: event,
    timestamp: new Date(at).toISOString(),
    data: {
      ...{ tenant, contact, workflow, version, run, step: node },
      ...{ attributes, data },
    },
  };
  return { key, kind: "webhook", until, body: { url, timeoutMs, answer, posted } };
}

/** The body as it was drafted; `null` for what this release did not write. */
export function webhookBody({ body }: Pick<DueCall, "body">): WebhookBody | null {
  const { url, timeoutMs, answer = null, posted } = body;
  if (typeof url !== "string" || typeof timeoutMs !== "number" || !isObject(posted)) return null;
  if (answer === null) return { url, timeoutMs, answer, posted };
  if (!isObject(answer)) return null;
  const members: Record<string, AnswerMember> = {};
  for (const [name, declared] of Object.entries(answer)) {
    const member = kinds.find((kind) => kind === declared);
    if (member === undefined) return null;
    members[name] = member;
  }
  return { url, timeoutMs, answer: members, posted };
}

const kinds: readonly AnswerMember[] = [
  ...(["text", "text?", "number", "number?", "boolean", "boolean?"] as const),
];
