import type { Instant } from "../../instant.js";
import { type BindingPolicy, bindingPolicy, isUnbound } from "../../messages/binding-policy.js";
import { type Overflow, policyObjection } from "../../messages/policy-checks.js";
import { workflowLine } from "../../messages/queue.js";
import type { SendPolicy } from "../../messages/send-policy.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { WorkflowDefinition, WorkflowPolicy } from "../definition.js";
import type { SendEffect } from "../workflow-effect.js";

/** A message of a simulated run that is due now. */
export interface SimulatedSend {
  /** Of the run that sends. */
  readonly definition: WorkflowDefinition;
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

/** Judges as the outbox does: by the policies of the tenant and the workflow. */
export function policyJudge(
  zone: string,
  base: SendPolicy = {},
): (due: SimulatedSend) => JudgedSend {
  // `null`: no rule is set, and everything leaves.
  const policies = new WeakMap<WorkflowPolicy, BindingPolicy | null>();
  return ({ enrollment, send, facts, now, queuedAt, withdrawn }) => {
    if (withdrawn && send.messageClass === "marketing") return { verdict: "skip", reasons: [gone] };
    const known = policies.get(send.policy);
    if (known === null) return leaves;
    const { workflow, id } = enrollment;
    const line = workflowLine(send, workflow, send.policy.priority);
    // Written out rather than spread, because every send makes one.
    const message = {
      key: send.key,
      contact: facts.contact.id,
      channel: send.channel,
      purpose: send.purpose,
      topic: send.topic,
      messageClass: send.messageClass,
      queue: line.queue,
      priority: line.priority,
      policy: send.policy,
      origin: { kind: "workflow", enrollment: id, workflow } as const,
      createdAt: queuedAt,
      plannedAt: send.dueAt,
      dueAt: send.dueAt,
      triedAt: null,
    };
    const policy = known ?? bindingPolicy(base, message);
    if (known === undefined) policies.set(send.policy, isUnbound(policy) ? null : policy);
    const context = { now, workspaceZone: zone };
    const objection = policyObjection({ message, facts, policy, context });
    if (objection?.verdict === "overflow") return merged(objection);
    return objection === null || objection.verdict === "leave" ? leaves : objection;
  };
}

/** A simulated run does not make the digest: its message is told to have gone into it. */
function merged({ digest, reasons }: Overflow): JudgedSend {
  const rule = `send policy: digests, ${digest}`;
  return { verdict: "skip", reasons: [{ code: "DIGESTED", effect: "deny", rule }, ...reasons] };
}

const leaves: JudgedSend = { verdict: "send" };
const gone: DecisionReason = { code: "WITHDRAWN", effect: "deny", rule: "simulated behavior" };
