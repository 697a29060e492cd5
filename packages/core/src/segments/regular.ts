import type { Instant } from "../instant.js";
import { durationLength } from "../timing/duration.js";
import type { RegularNode } from "./behavior-nodes.js";
import type { Leaf } from "./leaf.js";
import { eventsOf } from "./occurrence.js";

/** An event that passes from one stretch to the next one back. */
interface Move {
  readonly at: Instant;
  /** The stretch that it enters, counted back from now. */
  readonly to: number;
}

export function regularLeaf(node: RegularNode): Leaf {
  const select = eventsOf(node);
  const every = durationLength(node.every);
  const { times, tolerance = 0 } = node;
  const stretchAt = (at: Instant, now: Instant): number => Math.floor((now - at) / every);
  const isCounted = (stretch: number): boolean => stretch >= 0 && stretch < times;

  return {
    truth({ facts }, now) {
      const seen = new Set<number>();
      for (const { at } of select(facts)) {
        const stretch = stretchAt(at, now);
        if (isCounted(stretch)) seen.add(stretch);
      }
      return seen.size >= times - tolerance;
    },
    edge({ facts }, now) {
      const counts: number[] = Array.from({ length: times }, () => 0);
      const moves: Move[] = [];
      for (const { at } of select(facts)) {
        const stretch = stretchAt(at, now);
        if (isCounted(stretch)) counts[stretch] = (counts[stretch] ?? 0) + 1;
        for (let to = Math.max(0, stretch + 1); to <= times; to++)
          moves.push({ at: at + to * every, to });
      }
      moves.sort((a, b) => a.at - b.at);
      let filled = counts.filter((count) => count > 0).length;
      const held = filled >= times - tolerance;
      const add = (stretch: number, by: number): void => {
        if (!isCounted(stretch)) return;
        const before = counts[stretch] ?? 0;
        counts[stretch] = before + by;
        filled += Number(before + by > 0) - Number(before > 0);
      };
      for (const [index, { at, to }] of moves.entries()) {
        add(to - 1, -1);
        add(to, 1);
        const isLast = moves[index + 1]?.at !== at;
        if (isLast && filled >= times - tolerance !== held) return at;
      }
      return Number.POSITIVE_INFINITY;
    },
  };
}
