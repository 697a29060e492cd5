import type { JsonValue } from "../json.js";
import type { AndNode, OrNode, Segment, SegmentLeaf, SegmentNode } from "../segments/segment.js";

/**
 * The segment's canonical form: `not` only on leaves, nested groups flattened, members sorted and
 * each there once, constants folded, notes gone, object keys in order. Means the same in
 * three-valued logic. Two segments with the same form are the same condition, so its JSON serves as
 * a version or cache key.
 */
export function normalizeSegment(segment: Segment): Segment {
  const { v, id, name, zone, where } = segment;
  return {
    v,
    id,
    ...(name === undefined ? {} : { name }),
    where: normalizeNode(where, true),
    ...(zone === undefined || zone === "contact" ? {} : { zone }),
  };
}

function normalizeNode(node: SegmentNode, sign: boolean): SegmentNode {
  if (node.op === "not") return normalizeNode(node.of, !sign);
  if (node.op === "const") return { op: "const", value: node.value === sign };
  if (node.op === "and" || node.op === "or") return normalizeGroup(node, sign);
  const leaf = normalizeLeaf(node);
  return sign ? leaf : { op: "not", of: leaf };
}

function normalizeGroup(node: AndNode | OrNode, sign: boolean): SegmentNode {
  const op = (node.op === "and") === sign ? "and" : "or";
  const members = new Map<string, SegmentNode>();
  for (const child of node.of) {
    const normal = normalizeNode(child, sign);
    if (normal.op === "const") {
      if (normal.value === (op === "or")) return normal;
      continue;
    }
    for (const member of normal.op === op ? normal.of : [normal])
      members.set(JSON.stringify(member), member);
  }
  const of = [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member);
  const [only] = of;
  if (only === undefined) return { op: "const", value: op === "and" };
  return of.length === 1 ? only : { op, of };
}

/** Sets of values, in which order and repetition mean nothing. */
const sets = ["in", "nin", "hasAny", "hasAll", "hasNone"];

function normalizeLeaf<Leaf extends SegmentLeaf>(node: Leaf): Leaf;
function normalizeLeaf(node: SegmentLeaf): JsonValue {
  const { note, ...rest } = node;
  const meaning = Object.entries(rest).filter(([key, value]) => !isDefault(key, value));
  return canonical(Object.fromEntries(meaning));
}

function isDefault(key: string, value: unknown): boolean {
  return (
    value === undefined ||
    (key === "missing" && value === "unknown") ||
    (key === "humanOnly" && value === true) ||
    (key === "tolerance" && value === 0)
  );
}

function canonical(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, member]) => member !== undefined && key !== "note")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, member]) => [
      key,
      sets.includes(key) && isList(member) ? distinct(member) : canonical(member),
    ]),
  );
}

function distinct(values: readonly JsonValue[]): JsonValue {
  return [...new Map(values.map((value) => [JSON.stringify(value), value]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
