import type { JsonValue } from "../json.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { attributeReader } from "../segments/attribute-reader.js";
import { comparator, type Truth } from "../segments/comparison.js";
import { inSample } from "../segments/compile-leaf.js";
import {
  consentAt,
  type EvaluationContext,
  isMember,
  type SegmentContext,
  zoneFor,
} from "../segments/context.js";
import {
  dateHolds,
  isDateComparison,
  readMoment,
  resolveMoment,
} from "../segments/date-comparison.js";
import { aggregate, attributeTest, junction, not, selector } from "../segments/occurrence.js";
import { placeTest, positionReader } from "../segments/place-tests.js";
import type {
  EventNode,
  MessageNode,
  Segment,
  SegmentLeaf,
  SegmentNode,
  ZoneRule,
} from "../segments/segment.js";
import { inWindow } from "../segments/window.js";
import { capped } from "./capped.js";
import { type DescribeOptions, wordsOf } from "./describe-segment.js";
import { explainBehavior, type Finding } from "./explain-behavior.js";
import { nodeWords, type SegmentWords } from "./words/node-words.js";

/** One clause of a segment for one contact. Shows the contact's data: keep it out of logs. */
export interface SegmentTrace {
  readonly op: SegmentNode["op"];
  /** Into the segment: `where.of[1]`. */
  readonly path: string;
  readonly truth: "yes" | "no" | "unknown";
  /** What {@link describeSegment} says of this clause. */
  readonly words: string;
  /**
   * What was found: the attribute, the count, the state of consent. Long texts and lists are cut.
   */
  readonly actual?: JsonValue;
  readonly of: readonly SegmentTrace[];
}

export interface SegmentExplanation {
  readonly member: boolean;
  readonly trace: SegmentTrace;
}

/**
 * Why the contact is or is not a member, clause by clause. Evaluates the tree as it stands and by
 * the definitions alone: the specification that the compiled segment is tested against.
 */
export function explainSegment(
  segment: Segment,
  facts: ContactFacts,
  context: SegmentContext,
  options: DescribeOptions = {},
): SegmentExplanation {
  const { where, zone = "contact" } = segment;
  const trace = explainNode(where, "where", { facts, context }, zone, wordsOf(options));
  return { member: trace.truth === "yes", trace };
}

function explainNode(
  node: SegmentNode,
  path: string,
  evaluation: EvaluationContext,
  zone: ZoneRule,
  words: SegmentWords,
): SegmentTrace {
  const of: SegmentTrace[] = [];
  let found: Finding;
  if (node.op === "not") {
    const inner = explainNode(node.of, `${path}.of`, evaluation, zone, words);
    of.push(inner);
    found = { truth: not(readTruth(inner)) };
  } else if (node.op === "and" || node.op === "or") {
    of.push(
      ...node.of.map((child, index) =>
        explainNode(child, `${path}.of[${index}]`, evaluation, zone, words),
      ),
    );
    found = { truth: junction(of.map(readTruth), node.op === "or") };
  } else {
    found = explainLeaf(node, evaluation, zone);
  }
  const { truth, actual } = found;
  return {
    op: node.op,
    path,
    truth: truth === null ? "unknown" : truth ? "yes" : "no",
    words: nodeWords(words, node),
    ...(actual === undefined ? {} : { actual: capped(actual) }),
    of,
  };
}

function readTruth({ truth }: SegmentTrace): Truth {
  return truth === "unknown" ? null : truth === "yes";
}

/** A clause by its definition alone, and what was found for it. */
export function explainLeaf(
  node: SegmentLeaf,
  evaluation: EvaluationContext,
  outer: ZoneRule,
): Finding {
  const { facts, context } = evaluation;
  switch (node.op) {
    case "const":
      return { truth: node.value };
    case "attr":
      return {
        truth: attributeTest(node, attributeReader(node.path))(facts.contact),
        actual: attributeReader(node.path)(facts.contact),
      };
    case "date": {
      const zone = zoneFor(node.zone ?? outer, evaluation);
      const actual = attributeReader(node.path)(facts.contact);
      const moment = readMoment(actual, zone);
      if (moment !== null) return { truth: dateHolds(node.is, moment, zone, context.at), actual };
      return {
        truth: node.missing === "match" ? true : node.missing === "nomatch" ? false : null,
        actual,
      };
    }
    case "event":
    case "message":
      return explainOccurrences(node, evaluation, zoneFor(node.zone ?? outer, evaluation));
    case "sequence":
    case "regular":
    case "lapsed":
    case "returned":
    case "rfm":
    case "engagement":
      return explainBehavior(node, evaluation, outer);
    case "geo": {
      const at = positionReader(node)(facts.contact);
      const { latitude, longitude } = at ?? {};
      const actual =
        latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
      return { truth: placeTest(node)(facts.contact), actual };
    }
    case "region":
    case "postal":
      return {
        truth: placeTest(node)(facts.contact),
        actual: attributeReader(node.path)(facts.contact),
      };
    case "consent": {
      const { channel, purpose, topic, state } = node;
      const question = {
        channel,
        purpose,
        ...(topic === undefined ? {} : { topic }),
        at: context.at,
      };
      const actual = consentAt(question, evaluation)?.state;
      return { truth: actual === undefined ? null : actual === state, actual };
    }
    case "member":
      return { truth: isMember(node.segment, evaluation) };
    case "list":
      return { truth: facts.lists.includes(node.list) };
    case "sample":
      return { truth: inSample(node, facts.contact.id) };
  }
}

function explainOccurrences(
  node: EventNode | MessageNode,
  { facts, context }: EvaluationContext,
  zone: string,
): Finding {
  const { window, is } = node;
  const since =
    "since" in window
      ? readMoment(attributeReader(window.since)(facts.contact), zone)
      : resolveMoment(context.at, zone);
  if (since === null) return { truth: null };
  const counted = selector(node)(facts).filter(
    ({ at, from = at, until = Number.POSITIVE_INFINITY }) =>
      inWindow(window, at, zone, context.at, since.at) && from <= context.at && context.at < until,
  );
  const actual = aggregate(node.op === "event" ? node.agg : "count", counted);
  if (actual === null) return { truth: null };
  if (!isDateComparison(is)) return { truth: comparator(is)(actual), actual };
  return { truth: dateHolds(is, resolveMoment(actual, zone), zone, context.at), actual };
}
