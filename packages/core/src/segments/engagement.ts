import type { Instant } from "../instant.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { durationLength } from "../timing/duration.js";
import type { EngagementNode } from "./behavior-nodes.js";
import { comparator } from "./comparison.js";
import { earliest, type Leaf } from "./leaf.js";

/** After so many half-lives an open or a click counts nothing. */
export const engagementLives = 10;

/** What an open and a click count if the clause does not say. */
export const engagementWeights = { opened: 1, clicked: 3 } as const;

interface Act {
  readonly at: Instant;
  readonly weight: number;
}

/** The contact's score at an instant. */
export function engagementScore(
  { channel, halfLife, weights }: Pick<EngagementNode, "channel" | "halfLife" | "weights">,
  facts: Pick<ContactFacts, "messages">,
  now: Instant,
): number {
  return scoreAt(acts({ channel, weights }, facts), durationLength(halfLife), now);
}

function acts(
  {
    channel,
    weights = engagementWeights,
  }: {
    readonly channel: EngagementNode["channel"] | undefined;
    readonly weights: EngagementNode["weights"] | undefined;
  },
  { messages }: Pick<ContactFacts, "messages">,
): readonly Act[] {
  return messages.flatMap((message) => {
    if (channel !== undefined && message.channel !== channel) return [];
    const { openedAt, clickedAt } = message;
    return [
      ...(openedAt === null ? [] : [{ at: openedAt, weight: weights.opened }]),
      ...(clickedAt === null ? [] : [{ at: clickedAt, weight: weights.clicked }]),
    ];
  });
}

function scoreAt(all: readonly Act[], life: number, now: Instant): number {
  let score = 0;
  for (const { at, weight } of all) {
    const age = now - at;
    if (age >= 0 && age < life * engagementLives) score += weight * 2 ** (-age / life);
  }
  return score;
}

export function engagementLeaf(node: EngagementNode): Leaf {
  const life = durationLength(node.halfLife);
  const test = comparator(node.is);
  const bounds = Object.values(node.is).flat();
  const { channel, weights } = node;
  return {
    truth: ({ facts }, now) => test(scoreAt(acts({ channel, weights }, facts), life, now)),
    edge({ facts }, now) {
      const all = acts({ channel, weights }, facts);
      const rises = earliest(
        all.map(({ at }) => at),
        now,
      );
      // Until the next open or click the score only falls, and in the end it is 0.
      const last = all.reduce((most, { at }) => (at <= now ? Math.max(most, at) : most), now);
      const end = Math.min(rises - 1, last + life * engagementLives);
      const score = (at: Instant): number => scoreAt(all, life, at);
      const falls = bounds.flatMap((bound) => [
        firstInstant(now, end, (at) => score(at) <= bound),
        firstInstant(now, end, (at) => score(at) < bound),
      ]);
      return earliest([rises, ...falls], now);
    },
  };
}

/**
 * The first instant after `from` and up to `to` at which a test holds that stays met once it is;
 * `Infinity` if it holds already or never does.
 */
function firstInstant(from: Instant, to: Instant, holds: (at: Instant) => boolean): Instant {
  if (to <= from || holds(from) || !holds(to)) return Number.POSITIVE_INFINITY;
  let before = from;
  let after = to;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return after;
}
