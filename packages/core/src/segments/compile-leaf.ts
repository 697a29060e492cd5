import { murmur3 } from "../hash/murmur3.js";
import type { Instant } from "../instant.js";
import { lapsedLeaf, returnedLeaf } from "./absence.js";
import { attributeReader } from "./attribute-reader.js";
import { comparator } from "./comparison.js";
import { consentAt, isMember, zoneFor } from "./context.js";
import {
  dateEdges,
  dateHolds,
  isDateComparison,
  isNumberComparison,
  readMoment,
  resolveMoment,
} from "./date-comparison.js";
import { engagementLeaf } from "./engagement.js";
import { earliest, type Leaf } from "./leaf.js";
import { aggregate, attributeTest, type Occurrence, selector } from "./occurrence.js";
import { placeTest } from "./place-tests.js";
import { regularLeaf } from "./regular.js";
import { rfmLeaf } from "./rfm.js";
import type {
  ConsentNode,
  DateNode,
  EventNode,
  MessageNode,
  SampleNode,
  SegmentLeaf,
  ZoneRule,
} from "./segment.js";
import { sequenceLeaf } from "./sequence.js";
import { windowSpan } from "./window.js";
import { windowStart } from "./window-start.js";

export function compileLeaf(node: SegmentLeaf, zone: ZoneRule): Leaf {
  switch (node.op) {
    case "const":
      return { truth: () => node.value };
    case "attr": {
      const test = attributeTest(node, attributeReader(node.path));
      return { truth: ({ facts }) => test(facts.contact) };
    }
    case "date":
      return dateLeaf(node, node.zone ?? zone);
    case "event":
    case "message":
      return occurrenceLeaf(node, node.zone ?? zone);
    case "sequence":
      return sequenceLeaf(node, node.zone ?? zone);
    case "regular":
      return regularLeaf(node);
    case "lapsed":
      return lapsedLeaf(node);
    case "returned":
      return returnedLeaf(node);
    case "rfm":
      return rfmLeaf(node, node.zone ?? zone);
    case "engagement":
      return engagementLeaf(node);
    case "geo":
    case "region":
    case "postal": {
      const test = placeTest(node);
      return { truth: ({ facts }) => test(facts.contact) };
    }
    case "consent":
      return consentLeaf(node);
    case "member":
      return { truth: (evaluation) => isMember(node.segment, evaluation) };
    case "list":
      return { truth: ({ facts }) => facts.lists.includes(node.list) };
    case "sample":
      return { truth: ({ facts }) => inSample(node, facts.contact.id) };
  }
}

export function inSample({ salt, from, to }: SampleNode, contact: string): boolean {
  const share = murmur3(`${salt}/${contact}`) / 2 ** 32;
  return share >= from && share < to;
}

function dateLeaf(node: DateNode, rule: ZoneRule): Leaf {
  const read = attributeReader(node.path);
  const fallback =
    node.missing === undefined || node.missing === "unknown" ? null : node.missing === "match";
  return {
    truth(evaluation, now) {
      const zone = zoneFor(rule, evaluation);
      const moment = readMoment(read(evaluation.facts.contact), zone);
      return moment === null ? fallback : dateHolds(node.is, moment, zone, now);
    },
    edge(evaluation, now) {
      const zone = zoneFor(rule, evaluation);
      const moment = readMoment(read(evaluation.facts.contact), zone);
      return moment === null
        ? Number.POSITIVE_INFINITY
        : earliest(dateEdges(node.is, moment, zone, now), now);
    },
  };
}

function occurrenceLeaf(node: EventNode | MessageNode, rule: ZoneRule): Leaf {
  const select = selector(node);
  const span = windowSpan(node.window);
  const start = windowStart(node.window);
  const agg = node.op === "event" ? node.agg : "count";
  const { is } = node;
  const test = isNumberComparison(is) ? comparator(is) : null;

  const begins = ({ at, from = at }: Occurrence, zone: string, since: Instant): Instant =>
    Math.max(span.enter(at, zone, since), from);
  const ends = ({ at, until = Number.POSITIVE_INFINITY }: Occurrence, zone: string): Instant =>
    Math.min(span.leave(at, zone), until);

  const counted = (
    all: readonly Occurrence[],
    zone: string,
    since: Instant,
    now: Instant,
  ): readonly Occurrence[] =>
    all.filter((one) => begins(one, zone, since) <= now && now < ends(one, zone));

  return {
    truth(evaluation, now) {
      const zone = zoneFor(rule, evaluation);
      const since = start(evaluation, zone);
      if (since === null) return null;
      const value = aggregate(agg, counted(select(evaluation.facts), zone, since, now));
      if (value === null) return null;
      return isDateComparison(is)
        ? dateHolds(is, resolveMoment(value, zone), zone, now)
        : (test?.(value) ?? null);
    },
    edge(evaluation, now) {
      const zone = zoneFor(rule, evaluation);
      const since = start(evaluation, zone);
      if (since === null) return Number.POSITIVE_INFINITY;
      const all = select(evaluation.facts);
      const edges = all.flatMap((one) => [begins(one, zone, since), ends(one, zone)]);
      const next = earliest(edges, now);
      if (!isDateComparison(is)) return next;
      const value = aggregate(agg, counted(all, zone, since, now));
      return value === null
        ? next
        : Math.min(next, earliest(dateEdges(is, resolveMoment(value, zone), zone, now), now));
    },
  };
}

function consentLeaf({ channel, purpose, topic, state }: ConsentNode): Leaf {
  const question = { channel, purpose, ...(topic === undefined ? {} : { topic }) };
  return {
    truth(evaluation, at) {
      const answer = consentAt({ ...question, at }, evaluation);
      return answer === null ? null : answer.state === state;
    },
    edge(evaluation, at) {
      const until = consentAt({ ...question, at }, evaluation)?.until ?? Number.POSITIVE_INFINITY;
      return until > at ? until : Number.POSITIVE_INFINITY;
    },
  };
}
