import type { SegmentId } from "../../identifiers.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import { compileNode, compileSegment } from "../compile.js";
import type { EvaluationContext, SegmentContext } from "../context.js";
import { orderSegments } from "../order.js";
import type { Segment, SegmentNode } from "../segment.js";
import { changedSignals } from "./changed-signals.js";
import { leafSignals, type Signal } from "./leaf-signals.js";
import { type IndexedLeaf, type SignalLeaves, signalLeaves } from "./signal-leaves.js";

/** One contact's facts before and after a write. What did not change may be the same value. */
export interface FactsChange {
  readonly before: ContactFacts;
  readonly after: ContactFacts;
}

export interface Flips {
  readonly entered: readonly SegmentId[];
  readonly left: readonly SegmentId[];
  /** How many segments were evaluated to find them. */
  readonly evaluated: number;
}

/** Many segments, found by what a change can turn in them. */
export interface FlipIndex {
  /**
   * The segments that the contact enters and leaves by a change. `isMember` answers for the facts
   * before, at the instant of `context`: what time alone changes until then comes first, by
   * `nextChange`. `context.isMember` is not asked.
   */
  flips(
    change: FactsChange,
    context: SegmentContext,
    isMember: (segment: SegmentId) => boolean,
  ): Flips;
}

/**
 * Indexes segments by the clauses they hold, so that a change evaluates only those it may flip. Of
 * a number, only clauses with a bound between the old and the new value are looked at; of a text,
 * only those that name one of the two. A clause that turned true can only bring non-members in,
 * and one that turned false can only put members out, as `not` stands at the clauses alone.
 * Clauses on consent, and kinds of clauses that the index does not tell apart, have their segments
 * evaluated at each change.
 *
 * @throws DefinitionError where segments refer to each other in a circle
 * @example
 * const index = flipIndex(segments);
 * const { entered, left } = index.flips({ before, after }, context, (id) => members.has(id));
 */
export function flipIndex(segments: readonly Segment[]): FlipIndex {
  const ordered = orderSegments(segments);
  const compiled = ordered.map(compileSegment);
  const signals = indexLeaves(ordered);
  const places = new Map(ordered.map(({ id }, place) => [id, place]));

  return {
    flips({ before, after }, given, isMember) {
      const now = given.at;
      const flipped = new Map<SegmentId, boolean>();
      const wasMember = (id: SegmentId): boolean => places.has(id) && isMember(id);
      const old: SegmentContext = { ...given, isMember: wasMember };
      const context: SegmentContext = {
        ...given,
        isMember: (id) => flipped.get(id) ?? wasMember(id),
      };
      const was: EvaluationContext = { facts: before, context: old };
      const is: EvaluationContext = { facts: after, context };
      const candidates = new Set<number>();
      const look = (leaf: IndexedLeaf): void => {
        const held = leaf.holds(was, now);
        if (held === leaf.holds(is, now)) return;
        for (const place of leaf.segments) {
          const id = ordered[place]?.id;
          // Members can only be put out by a clause that holds no more.
          if (id !== undefined && isMember(id) === held) candidates.add(place);
        }
      };
      const follow = (signal: Signal): void => {
        const found = signals.get(signal);
        if (found === undefined) return;
        if (signal !== "anything") found.leaves.touched(before.contact, after.contact, look);
        else for (const leaf of found.all) for (const place of leaf.segments) candidates.add(place);
      };
      for (const signal of changedSignals(before, after)) follow(signal);
      let evaluated = 0;
      // A segment stands after those it refers to, so what these do to it is known in time.
      for (let place = 0; place < ordered.length && candidates.size > evaluated; place++) {
        if (!candidates.has(place)) continue;
        const one = compiled[place];
        if (one === undefined) continue;
        evaluated++;
        const { id } = one.segment;
        const member = one.matches(after, context);
        if (member === isMember(id)) continue;
        flipped.set(id, member);
        follow(`member ${id}`);
      }
      const turned = (to: boolean): readonly SegmentId[] =>
        [...flipped].flatMap(([id, member]) => (member === to ? [id] : []));
      return { entered: turned(true), left: turned(false), evaluated };
    },
  };
}

interface Indexed {
  readonly all: readonly IndexedLeaf[];
  readonly leaves: SignalLeaves;
}

function indexLeaves(segments: readonly Segment[]): ReadonlyMap<Signal, Indexed> {
  const known = new Map<string, IndexedLeaf>();
  const bySignal = new Map<Signal, Set<IndexedLeaf>>();
  const index = (segment: Segment, place: number, node: SegmentNode, sign: boolean): void => {
    if (node.op === "not") {
      index(segment, place, node.of, !sign);
      return;
    }
    if (node.op === "and" || node.op === "or") {
      for (const child of node.of) index(segment, place, child, sign);
      return;
    }
    const zone = segment.zone ?? "contact";
    // Segments that hold the same clause share it: it is looked at once.
    const key = JSON.stringify([sign, zone, { ...node, note: undefined }]);
    const leaf = known.get(key) ?? {
      node,
      holds: compileNode(node, sign, zone).holds,
      segments: [],
    };
    known.set(key, leaf);
    if (leaf.segments.at(-1) !== place) leaf.segments.push(place);
    for (const signal of leafSignals(node, zone))
      bySignal.set(signal, (bySignal.get(signal) ?? new Set()).add(leaf));
  };
  for (const [place, segment] of segments.entries()) index(segment, place, segment.where, true);
  return new Map(
    [...bySignal].map(([signal, leaves]) => {
      const all = [...leaves];
      return [signal, { all, leaves: signalLeaves(all) }];
    }),
  );
}
