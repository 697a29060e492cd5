import type { Instant } from "../../instant.js";
import { effectivePolicy } from "../../messages/effective-policy.js";
import { heldByPolicy } from "../../messages/held-by-policy.js";
import type { SendPolicy } from "../../messages/send-policy.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { WorkflowPolicy } from "../definition.js";
import { waitZone } from "../wait.js";
import type { SendEffect } from "../workflow-effect.js";

/** A message of a simulated run that is due now. */
export interface SimulatedSend {
  readonly enrollment: EnrollmentRecord;
  readonly send: SendEffect;
  /** As simulated so far: messages, events, attributes and lists of this run are among them. */
  readonly facts: ContactFacts;
  readonly now: Instant;
  /** When the step queued it. */
  readonly queuedAt: Instant;
  /** The contact unsubscribed or complained in this run. */
  readonly withdrawn: boolean;
}

export type JudgedSend =
  | { readonly verdict: "send" }
  | {
      readonly verdict: "defer";
      readonly until: Instant;
      readonly reasons: readonly DecisionReason[];
    }
  | { readonly verdict: "skip"; readonly reasons: readonly DecisionReason[] };

/** Judges as the outbox does: quiet hours, caps and lateness of the tenant and the workflow. */
export function policyJudge(
  zone: string,
  base: SendPolicy = {},
): (due: SimulatedSend) => JudgedSend {
  const policies = new WeakMap<WorkflowPolicy, SendPolicy>();
  const policyOf = (own: WorkflowPolicy): SendPolicy => {
    const policy = policies.get(own) ?? effectivePolicy(base, own);
    policies.set(own, policy);
    return policy;
  };
  return ({ send, facts, now, queuedAt, withdrawn }) => {
    const { key, channel, purpose, messageClass } = send;
    if (withdrawn && messageClass === "marketing") return { verdict: "skip", reasons: [gone] };
    const timed = {
      ...{ key, channel, purpose, messageClass },
      plannedAt: Math.max(queuedAt, send.dueAt),
      expiresAt: Number.POSITIVE_INFINITY,
    };
    const place = waitZone("contact", facts.contact, zone);
    return heldByPolicy(policyOf(send.policy), timed, facts.messages, now, place) ?? leaves;
  };
}

const leaves: JudgedSend = { verdict: "send" };
const gone: DecisionReason = { code: "WITHDRAWN", effect: "deny", rule: "simulated behavior" };
