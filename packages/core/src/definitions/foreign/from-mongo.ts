import { isObject } from "../../json.js";
import type { Segment, SegmentNode } from "../../segments/segment.js";
import {
  clause,
  type ForeignOptions,
  type ForeignPath,
  group,
  isScalar,
  readForeign,
  refuse,
  scalarList,
} from "./foreign-condition.js";
import { literalPattern } from "./literal-pattern.js";

/**
 * Reads a condition in the style of MongoDB, in the dialect of feature flags (GrowthBook's
 * `evalCondition`): `$and`, `$or`, `$nor`, `$not`, `$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte`,
 * `$in`, `$nin`, `$all`, `$exists`, `$elemMatch` of values, and `$regex` of literal text with
 * anchors and alternatives.
 *
 * Every clause has an answer for everybody, as there: a missing attribute meets `$ne`, `$nin` and
 * `$exists: false` and nothing else. Nothing is coerced: text is never equal to a number, and
 * neither a missing value nor text is below or above a number.
 *
 * @throws DefinitionError `DEFINITION_SEGMENT_FOREIGN` with the path of what has no equal, such as
 * `$or[1].tags.$size`; `DEFINITION_SEGMENT_DEPTH`, and what `parseSegment` throws
 * @example
 * const adults = segmentFromMongo({ age: { $gte: 18 }, plan: { $in: ["pro"] } }, { id: "adults" });
 */
export function segmentFromMongo(condition: unknown, options: ForeignOptions): Segment {
  return readForeign(condition, options, (json) => readCondition(json, ""));
}

function readCondition(condition: unknown, path: ForeignPath): SegmentNode {
  if (!isObject(condition)) refuse("it needs an object of conditions", path);
  const parts = Object.entries(condition).map(([key, value]): SegmentNode => {
    const at = path === "" ? key : `${path}.${key}`;
    if (key === "$and") return readGroup("and", value, at);
    if (key === "$or") return readGroup("or", value, at);
    if (key === "$nor") return { op: "not", of: readGroup("or", value, at) };
    if (key === "$not") return { op: "not", of: readCondition(value, at) };
    if (key.startsWith("$")) refuse("this operator is not known", at);
    return readValue(key, value, at);
  });
  return parts.length === 0 ? { op: "const", value: true } : group("and", parts);
}

/** An empty group holds, whichever it is: so it does there. */
function readGroup(op: "and" | "or", of: unknown, path: ForeignPath): SegmentNode {
  if (!Array.isArray(of)) refuse("it needs a list of conditions", path);
  if (of.length === 0) return { op: "const", value: true };
  return group(
    op,
    of.map((part, index) => readCondition(part, `${path}[${index}]`)),
  );
}

function readValue(name: string, value: unknown, path: ForeignPath): SegmentNode {
  if (!isObject(value)) return readEqual(name, value, path);
  const operators = Object.entries(value);
  if (operators.length === 0 || !operators.every(([key]) => key.startsWith("$")))
    refuse("whole objects are not compared", path);
  return group(
    "and",
    operators.map(([key, of]) => readOperator(name, key, of, `${path}.${key}`)),
  );
}

function readEqual(name: string, value: unknown, path: ForeignPath): SegmentNode {
  if (value === null) return clause(name, { exists: false }, "nomatch");
  if (!isScalar(value)) refuse("only texts, numbers, booleans and null are compared", path);
  return clause(name, { eq: value }, "nomatch");
}

function readOperator(name: string, key: string, of: unknown, path: ForeignPath): SegmentNode {
  switch (key) {
    case "$eq":
      return readEqual(name, of, path);
    case "$ne":
      return { op: "not", of: readEqual(name, of, path) };
    case "$gt":
      return clause(name, { gt: readNumber(of, path) }, "nomatch");
    case "$gte":
      return clause(name, { gte: readNumber(of, path) }, "nomatch");
    case "$lt":
      return clause(name, { lt: readNumber(of, path) }, "nomatch");
    case "$lte":
      return clause(name, { lte: readNumber(of, path) }, "nomatch");
    case "$in":
      return readIn(name, of, path);
    case "$nin":
      return { op: "not", of: readIn(name, of, path) };
    case "$all":
      return clause(name, { hasAll: scalarList(of, path) }, "nomatch");
    case "$exists":
      return clause(name, { exists: Boolean(of) }, "nomatch");
    case "$not":
      return { op: "not", of: readValue(name, of, path) };
    case "$elemMatch":
      return readElement(name, of, path);
    case "$regex":
      return literalPattern(name, of, path);
    default:
      return refuse("this operator is not known", path);
  }
}

function readNumber(value: unknown, path: ForeignPath): number {
  if (typeof value !== "number") refuse("only numbers are ordered", path);
  return value;
}

/** The value is in the list, or it is a list that has one of them. */
function readIn(name: string, of: unknown, path: ForeignPath): SegmentNode {
  const values = scalarList(of, path);
  return group("or", [
    clause(name, { in: values }, "nomatch"),
    clause(name, { hasAny: values }, "nomatch"),
  ]);
}

function readElement(name: string, of: unknown, path: ForeignPath): SegmentNode {
  const [[key, value] = ["", undefined], ...more] = isObject(of) ? Object.entries(of) : [];
  if (more.length === 0 && key === "$eq" && isScalar(value))
    return clause(name, { has: value }, "nomatch");
  if (more.length === 0 && key === "$in")
    return clause(name, { hasAny: scalarList(value, `${path}.$in`) }, "nomatch");
  return refuse("elements of lists are compared by $eq and $in only", path);
}
