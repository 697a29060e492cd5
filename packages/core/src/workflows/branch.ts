import { segmentId } from "../identifiers.js";
import type { JsonObject } from "../json.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import {
  type Segment,
  type SegmentContext,
  type SegmentNode,
  segmentHolds,
} from "../segments/index.js";
import { deliveredAt, holds } from "./condition.js";
import type { BranchCondition } from "./definition.js";
import { filterFacts, happenedClause } from "./happened.js";
import type { TransitionContext } from "./transition-context.js";

/** Whether the condition of a branch case holds. */
export function branchHolds(
  where: BranchCondition,
  enrollment: Pick<EnrollmentRecord, "id">,
  data: JsonObject | null,
  facts: ContactFacts,
  { now, zone, consentState, isMember }: Omit<TransitionContext, "decide">,
): boolean {
  if (where.op === "delivery") return deliveredAt(where, enrollment.id, facts.messages) !== null;
  if (where.op === "trigger") return holds(where.where, data ?? {});
  const happened = where.op === "happened";
  const clause = happened ? happenedClause(where) : where;
  const seen = happened ? filterFacts(where, data, facts) : facts;
  const plain: SegmentContext = { at: now, zone };
  const withConsent = consentState === undefined ? plain : { ...plain, consentState };
  const context = isMember === undefined ? withConsent : { ...withConsent, isMember };
  return segmentHolds(asSegment(clause), seen, context);
}

const segments = new WeakMap<SegmentNode, Segment>();

/**
 * Wraps a condition in a segment. Each condition gets one segment only, because the evaluator
 * compiles each segment once.
 */
export function asSegment(where: SegmentNode): Segment {
  const known = segments.get(where);
  if (known !== undefined) return known;
  const segment: Segment = { v: 1, id: segmentId("branch"), where };
  segments.set(where, segment);
  return segment;
}
