import type { EventPredicate, SegmentLeaf, SegmentNode } from "../../segments/index.js";
import type { BranchCondition } from "../definition.js";
import {
  type Answers,
  answersTo,
  anything,
  intersection,
  opaque,
  type ValueRange,
} from "./value-range.js";

/** What is known of one contact at one instant: for each thing asked, the values it may have. */
export type Knowledge = ReadonlyMap<string, ValueRange>;

/** An answer of three-valued logic, or the lack of it. */
type Wanted = "met" | "unmet" | "notMet" | "notUnmet";

const opposite: Readonly<Record<Wanted, Wanted>> = {
  ...{ met: "unmet", unmet: "met" },
  ...{ notMet: "notUnmet", notUnmet: "notMet" },
};

/** More alternatives than this are not followed: then the condition says nothing. */
const most = 128;

/**
 * Every way in which a condition may hold, or not definitely hold, for somebody of whom this much
 * is known. Empty: nobody of that kind is there. It may list ways that do not exist, and leaves out
 * none that does.
 */
export function narrow(
  known: readonly Knowledge[],
  where: BranchCondition,
  wanted: "met" | "notMet",
): readonly Knowledge[] {
  if (where.op === "trigger") return within(known, where.where, wanted, "trigger ");
  if (where.op === "delivery" || where.op === "happened")
    return ask(known, JSON.stringify(where), { ...opaque, unknown: opaque.unmet }, wanted);
  return within(known, where, wanted, "");
}

function within(
  known: readonly Knowledge[],
  where: SegmentNode | EventPredicate,
  wanted: Wanted,
  scope: string,
): readonly Knowledge[] {
  if (where.op === "not") return within(known, where.of, opposite[wanted], scope);
  if (where.op !== "and" && where.op !== "or") return leaf(known, where, wanted, scope);
  // A conjunction is met where all are, and not unmet where none is unmet.
  const all = (where.op === "and") === (wanted === "met" || wanted === "notUnmet");
  if (all)
    return where.of.reduce<readonly Knowledge[]>(
      (left, part) => (left.length === 0 ? left : within(left, part, wanted, scope)),
      known,
    );
  const ways = where.of.flatMap((part) => within(known, part, wanted, scope));
  return ways.length > most ? known : ways;
}

function leaf(
  known: readonly Knowledge[],
  node: SegmentLeaf,
  wanted: Wanted,
  scope: string,
): readonly Knowledge[] {
  switch (node.op) {
    case "const":
      return node.value === (wanted === "met" || wanted === "notUnmet") ? known : [];
    case "attr": {
      const { met, unmet, unknown } = answersTo(node.is);
      const { missing = "unknown" } = node;
      if (missing === "unknown")
        return ask(known, `${scope}attr ${node.path}`, { met, unmet, unknown }, wanted);
      const ways = { known, name: `${scope}attr ${node.path}` };
      const met2 = missing === "match" ? [met, unknown] : [met];
      const unmet2 = missing === "match" ? [unmet] : [unmet, unknown];
      const said = wanted === "met" || wanted === "notUnmet" ? met2 : unmet2;
      return said.flatMap((range) => cut(ways.known, ways.name, range));
    }
    case "event":
    case "message": {
      const { is, note: _, ...asked } = node;
      return ask(known, JSON.stringify(asked), countAnswers(is), wanted, JSON.stringify(is));
    }
    default: {
      const { note: _, ...asked } = node;
      return ask(known, JSON.stringify(asked), opaque, wanted);
    }
  }
}

/** `null` for comparisons of dates. */
function countAnswers(is: object): Answers | null {
  for (const name of ["eq", "ne", "gt", "gte", "lt", "lte"] as const) {
    const value = new Map(Object.entries(is)).get(name);
    if (typeof value === "number") return answersTo(numberComparison(name, value));
  }
  const between = new Map(Object.entries(is)).get("between");
  const [low, high] = Array.isArray(between) ? between : [];
  return typeof low === "number" && typeof high === "number"
    ? answersTo({ between: [low, high] })
    : null;
}

function numberComparison(name: "eq" | "ne" | "gt" | "gte" | "lt" | "lte", value: number) {
  switch (name) {
    case "eq":
      return { eq: value };
    case "ne":
      return { ne: value };
    case "gt":
      return { gt: value };
    case "gte":
      return { gte: value };
    case "lt":
      return { lt: value };
    case "lte":
      return { lte: value };
  }
}

function ask(
  known: readonly Knowledge[],
  name: string,
  answers: Answers | null,
  wanted: Wanted,
  more = "",
): readonly Knowledge[] {
  if (answers === null) return ask(known, `${name} ${more}`, opaque, wanted);
  const { met, unmet, unknown } = answers;
  switch (wanted) {
    case "met":
      return cut(known, name, met);
    case "unmet":
      return cut(known, name, unmet);
    case "notMet":
      return [...cut(known, name, unmet), ...cut(known, name, unknown)];
    case "notUnmet":
      return [...cut(known, name, met), ...cut(known, name, unknown)];
  }
}

function cut(known: readonly Knowledge[], name: string, range: ValueRange): readonly Knowledge[] {
  return known.flatMap((one) => {
    const left = intersection(one.get(name) ?? anything, range);
    return left === null ? [] : [new Map([...one, [name, left]])];
  });
}
