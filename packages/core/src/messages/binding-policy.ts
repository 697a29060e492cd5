import type { Milliseconds } from "../instant.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import { capLength, durationLength } from "../timing/index.js";
import type { WorkflowPolicy } from "../workflows/definition.js";
import type { Sample } from "./sample.js";
import type { SendPolicy } from "./send-policy.js";

/** All that binds one message. */
export interface BindingPolicy extends SendPolicy {
  /** What becomes of it when a cap has no room. */
  readonly onCap: NonNullable<WorkflowPolicy["onCap"]>;
  /** Who is left out of the workflow or campaign. */
  readonly holdout?: Sample;
  /** So many of the caps, the first ones, are the tenant's; the others are the message's own. */
  readonly tenantCaps: number;
  /** The same of the quiet hours. */
  readonly tenantQuiet: number;
}

/** The tenant's policy and the workflow's together: a workflow can be stricter, never laxer. */
export function bindingPolicy(
  base: SendPolicy,
  { origin, policy: own = {} }: Pick<OutboxRecord, "origin" | "policy">,
): BindingPolicy {
  const late = [
    base.lateAfter,
    own.lateAfter === undefined ? undefined : durationLength(own.lateAfter),
  ];
  const lateAfter = Math.min(...late.map((length) => length ?? Number.POSITIVE_INFINITY));
  const { caps = [], quietHours = [] } = base;
  return {
    ...base,
    quietHours: [...quietHours, ...(own.quiet ?? [])],
    caps: [...caps, ...(own.caps ?? [])],
    tenantCaps: caps.length,
    tenantQuiet: quietHours.length,
    // News of yesterday is worth little; the next step of a run is worth its wait.
    // A digest is merged into none, itself least of all.
    onCap:
      origin.kind === "digest"
        ? "wait"
        : (own.onCap ?? base.onCap ?? (origin.kind === "campaign" ? "drop" : "wait")),
    ...(own.holdout === undefined ? {} : { holdout: own.holdout }),
    ...(Number.isFinite(lateAfter) ? { lateAfter } : {}),
  };
}

/** What speaks against no message as long as nothing else is set. */
const silent: readonly string[] = ["onCap", "digests", "whenUnknown", "tenantCaps", "tenantQuiet"];

/**
 * Whether a policy cannot speak against any message: no rule of it is set. One that is not known
 * here counts as set.
 */
export function isUnbound(policy: BindingPolicy): boolean {
  return Object.entries(policy).every(
    ([name, value]) =>
      silent.includes(name) || value === undefined || (Array.isArray(value) && value.length === 0),
  );
}

/** How far back messages must be read for the widest cap of a policy; 0 without caps. */
export function capReach({ caps = [] }: SendPolicy): Milliseconds {
  return Math.max(0, ...caps.map(({ per }) => capLength(per)));
}
