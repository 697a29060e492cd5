import type { ContactFacts } from "../ports/store/facts.js";
import type { Truth } from "../segments/comparison.js";
import type { EvaluationContext, SegmentContext } from "../segments/context.js";
import { junction, not } from "../segments/occurrence.js";
import type { Segment, SegmentNode, ZoneRule } from "../segments/segment.js";
import { explainLeaf } from "./explain-segment.js";

/**
 * The specification of every evaluator: walks the tree as it stands, with Kleene's three values
 * and by each clause's definition. `null` is unknown. {@link explainSegment} tells the same with
 * words; `segmentHolds` is the fast one.
 */
export function interpretSegment(
  segment: Segment,
  facts: ContactFacts,
  context: SegmentContext,
): boolean | null {
  return interpretNode(segment.where, { facts, context }, segment.zone ?? "contact");
}

function interpretNode(node: SegmentNode, evaluation: EvaluationContext, zone: ZoneRule): Truth {
  if (node.op === "not") return not(interpretNode(node.of, evaluation, zone));
  if (node.op !== "and" && node.op !== "or") return explainLeaf(node, evaluation, zone).truth;
  const truths = node.of.map((child) => interpretNode(child, evaluation, zone));
  return junction(truths, node.op === "or");
}
