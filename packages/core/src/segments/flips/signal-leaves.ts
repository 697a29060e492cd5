import type { JsonValue } from "../../json.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import { attributeReader } from "../attribute-reader.js";
import { numberRange } from "../contact-test.js";
import type { EvaluationContext } from "../context.js";
import type { SegmentLeaf } from "../segment.js";
import { type Thresholds, thresholds } from "./thresholds.js";

/** One signed clause, and the segments that hold it. */
export interface IndexedLeaf {
  readonly node: SegmentLeaf;
  readonly holds: (evaluation: EvaluationContext, now: number) => boolean;
  readonly segments: number[];
}

/** The clauses on one signal. */
export interface SignalLeaves {
  /** Calls back for all clauses that such a change may turn, and for some that it does not. */
  touched(before: ContactRecord, after: ContactRecord, each: (leaf: IndexedLeaf) => void): void;
}

/** Comparisons of numbers lie at their bounds, equalities at their values. All others are asked. */
export function signalLeaves(leaves: readonly IndexedLeaf[]): SignalLeaves {
  const paths = new Map<string, IndexedLeaf[]>();
  const others: IndexedLeaf[] = [];
  for (const leaf of leaves) {
    if (leaf.node.op !== "attr") others.push(leaf);
    else pushTo(paths, leaf.node.path, leaf);
  }
  const read = [...paths].map(([path, own]) => pathLeaves(path, own));
  return {
    touched(before, after, each) {
      for (const path of read) path.touched(before, after, each);
      for (const leaf of others) each(leaf);
    },
  };
}

function pathLeaves(path: string, leaves: readonly IndexedLeaf[]): SignalLeaves {
  const read = attributeReader(path);
  const bounds: { readonly at: number; readonly thing: IndexedLeaf }[] = [];
  const equal = new Map<JsonValue, IndexedLeaf[]>();
  const others: IndexedLeaf[] = [];
  for (const leaf of leaves) {
    const places = leafBounds(leaf);
    const values = leafValues(leaf);
    for (const at of places) bounds.push({ at, thing: leaf });
    for (const value of values) pushTo(equal, value, leaf);
    if (places.length + values.length === 0) others.push(leaf);
  }
  const sorted: Thresholds<IndexedLeaf> = thresholds(bounds);
  return {
    touched(before, after, each) {
      const [was, is] = [read(before), read(after)];
      if (was === is) return;
      // A change of kind may turn any clause, by what it says of values that it cannot read.
      if (typeof was !== typeof is || typeof was === "object" || typeof is === "object") {
        for (const leaf of leaves) each(leaf);
        return;
      }
      if (typeof was === "number" && typeof is === "number")
        sorted.between(Math.min(was, is), Math.max(was, is), each);
      for (const value of [was, is])
        if (value !== undefined) for (const leaf of equal.get(value) ?? []) each(leaf);
      for (const leaf of others) each(leaf);
    },
  };
}

function leafBounds({ node }: IndexedLeaf): readonly number[] {
  const range = node.op === "attr" ? numberRange(node.is) : null;
  if (range === null) return [];
  return [range.low, range.high].filter(Number.isFinite);
}

function leafValues({ node }: IndexedLeaf): readonly JsonValue[] {
  if (node.op !== "attr") return [];
  const { is } = node;
  if ("eq" in is) return [is.eq];
  if ("ne" in is) return [is.ne];
  if ("in" in is) return is.in;
  return "nin" in is ? is.nin : [];
}

function pushTo<Key>(map: Map<Key, IndexedLeaf[]>, key: Key, leaf: IndexedLeaf): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [leaf]);
  else if (!known.includes(leaf)) known.push(leaf);
}
