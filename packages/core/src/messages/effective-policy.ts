import type { Milliseconds } from "../instant.js";
import { capLength, durationLength } from "../timing/index.js";
import type { WorkflowPolicy } from "../workflows/definition.js";
import type { SendPolicy } from "./send-policy.js";

/** The tenant's policy and the workflow's together: a workflow can be stricter, never laxer. */
export function effectivePolicy(base: SendPolicy, own: WorkflowPolicy | undefined): SendPolicy {
  if (own === undefined) return base;
  const late = [
    base.lateAfter,
    own.lateAfter === undefined ? undefined : durationLength(own.lateAfter),
  ];
  const lateAfter = Math.min(...late.map((length) => length ?? Number.POSITIVE_INFINITY));
  return {
    ...base,
    quietHours: [...(base.quietHours ?? []), ...(own.quiet ?? [])],
    caps: [...(base.caps ?? []), ...(own.caps ?? [])],
    ...(Number.isFinite(lateAfter) ? { lateAfter } : {}),
  };
}

/** How far back messages must be read for the widest cap of a policy; 0 without caps. */
export function capReach({ caps = [] }: SendPolicy): Milliseconds {
  return Math.max(0, ...caps.map(({ per }) => capLength(per)));
}
