import type { Instant } from "../instant.js";
import type { JsonValue } from "../json.js";
import type { ContactFacts, EventFact } from "../ports/store/facts.js";
import { attributeReader } from "../segments/attribute-reader.js";
import type {
  EngagementNode,
  EventSubject,
  LapsedNode,
  RegularNode,
  ReturnedNode,
  RfmNode,
  SequenceNode,
} from "../segments/behavior-nodes.js";
import { comparator, type Truth } from "../segments/comparison.js";
import { type EvaluationContext, zoneFor } from "../segments/context.js";
import { readMoment } from "../segments/date-comparison.js";
import { engagementScore } from "../segments/engagement.js";
import { eventsOf } from "../segments/occurrence.js";
import { rfmScore, rfmValues } from "../segments/rfm.js";
import type { ZoneRule } from "../segments/segment.js";
import { inWindow, type Window } from "../segments/window.js";
import { durationLength } from "../timing/duration.js";

/** What a clause says of one contact, and what was found. */
export interface Finding {
  readonly truth: Truth;
  readonly actual?: JsonValue | undefined;
}

/** A clause about behavior by its definition alone, at one instant. */
export function explainBehavior(
  node: SequenceNode | RegularNode | LapsedNode | ReturnedNode | RfmNode | EngagementNode,
  evaluation: EvaluationContext,
  outer: ZoneRule,
): Finding {
  const now = evaluation.context.at;
  switch (node.op) {
    case "sequence": {
      const zone = zoneFor(node.zone ?? outer, evaluation);
      const steps = node.steps.map((step) => inside(step, node.window, evaluation, zone));
      const known = steps.flatMap((step) => (step === null ? [] : [step]));
      if (known.length < steps.length) return { truth: null };
      const done = stepsDone(known, durationLength(node.within));
      return { truth: done === node.steps.length, actual: { stepsDone: done } };
    }
    case "regular": {
      const every = durationLength(node.every);
      const times = timesOf(node, evaluation.facts);
      const filled = Array.from({ length: node.times }, (_, back) =>
        times.some((at) => at > now - (back + 1) * every && at <= now - back * every),
      ).filter(Boolean).length;
      return {
        truth: filled >= node.times - (node.tolerance ?? 0),
        actual: { stretchesWithEvent: filled },
      };
    }
    case "lapsed": {
      const gap = durationLength(node.gap);
      const past = timesOf(node, evaluation.facts).filter((at) => at <= now);
      const latest = past.at(-1);
      if (latest === undefined) return { truth: false };
      const start = node.active === undefined ? past[0] : undefined;
      const from = start ?? now - gap - durationLength(node.active ?? "1s") + 1;
      const isAbsent = past.every((at) => at <= now - gap);
      const wasThere = past.some((at) => at >= from && at <= now - gap);
      return { truth: isAbsent && wasThere, actual: { last: latest } };
    }
    case "returned": {
      const gap = durationLength(node.gap);
      const past = timesOf(node, evaluation.facts).filter((at) => at <= now);
      const returns = past.filter((at) => {
        const before = past.filter((other) => other < at);
        return before.length > 0 && before.every((other) => at - other >= gap);
      });
      const isRecent = (at: Instant): boolean =>
        node.active === undefined || at > now - durationLength(node.active);
      const last = returns.at(-1);
      return {
        truth: returns.some(isRecent),
        ...(last === undefined ? {} : { actual: { lastReturn: last } }),
      };
    }
    case "rfm": {
      const zone = zoneFor(node.zone ?? outer, evaluation);
      const events = inside(node, node.window, evaluation, zone);
      const values = events === null ? null : rfmValues(node, events);
      if (values === null) return { truth: null };
      const actual = rfmScore(node, values, now);
      return { truth: comparator(node.is)(actual), actual };
    }
    case "engagement": {
      const actual = engagementScore(node, evaluation.facts, now);
      return { truth: comparator(node.is)(actual), actual };
    }
  }
}

/** Ascending. */
function timesOf(subject: EventSubject, facts: ContactFacts): readonly Instant[] {
  return eventsOf(subject)(facts)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
}

/** The events in a window; `null`: the contact lacks the date at which it begins. */
function inside(
  subject: EventSubject,
  window: Window,
  { facts, context }: EvaluationContext,
  zone: string,
): readonly EventFact[] | null {
  const since =
    "since" in window
      ? readMoment(attributeReader(window.since)(facts.contact), zone)
      : { at: context.at };
  if (since === null) return null;
  return eventsOf(subject)(facts).filter(({ at }) =>
    inWindow(window, at, zone, context.at, since.at),
  );
}

/**
 * How many steps, from the first on, some sequence of events has done in time: after each first
 * event, the soonest next ones.
 */
function stepsDone(steps: readonly (readonly EventFact[])[], within: number): number {
  const [first = [], ...later] = steps;
  return first.reduce((most, { at }) => {
    let done = 1;
    let last = at;
    for (const step of later) {
      const next = step.reduce(
        (soonest, one) => (one.at > last ? Math.min(soonest, one.at) : soonest),
        Number.POSITIVE_INFINITY,
      );
      if (next - at > within) break;
      last = next;
      done++;
    }
    return Math.max(most, done);
  }, 0);
}
