import jsonLogic, { type RulesLogic } from "json-logic-js";
import { Engine, type TopLevelCondition } from "json-rules-engine";
import { Query } from "mingo";
import sift from "sift";
import type { Condition } from "./conditions.ts";
import type { Shopper } from "./shoppers.ts";

/** A condition, compiled by a peer as far as it compiles. */
export interface PeerEngine {
  readonly name: string;
  readonly compile: (condition: Condition) => (shopper: Shopper) => boolean | Promise<boolean>;
}

export const engines: readonly PeerEngine[] = [
  {
    name: "json-logic-js",
    compile: (condition) => {
      const rule = logicOf(condition);
      return (shopper) => jsonLogic.apply(rule, shopper) === true;
    },
  },
  { name: "sift", compile: (condition) => sift.default(mongoOf(condition)) },
  {
    name: "mingo",
    compile: (condition) => {
      const query = new Query(mongoOf(condition));
      return (shopper) => query.test(shopper);
    },
  },
  {
    name: "json-rules-engine",
    compile: (condition) => {
      const engine = new Engine([{ conditions: rulesOf(condition), event: { type: "member" } }], {
        allowUndefinedFacts: true,
      });
      return async (shopper) => (await engine.run({ ...shopper })).events.length > 0;
    },
  },
];

function logicOf(condition: Condition): RulesLogic {
  if ("all" in condition) return { and: condition.all.map(logicOf) };
  if ("any" in condition) return { or: condition.any.map(logicOf) };
  const value = { var: condition.path };
  if ("equals" in condition) return { "===": [value, condition.equals] };
  if ("among" in condition) return { in: [value, [...condition.among]] };
  if ("atLeast" in condition) return { ">=": [value, condition.atLeast] };
  if ("has" in condition) return { in: [condition.has, value] };
  return { "<=": [condition.from, value, condition.to] };
}

function mongoOf(condition: Condition): Record<string, unknown> {
  if ("all" in condition) return { $and: condition.all.map(mongoOf) };
  if ("any" in condition) return { $or: condition.any.map(mongoOf) };
  const { path } = condition;
  if ("equals" in condition) return { [path]: condition.equals };
  if ("among" in condition) return { [path]: { $in: condition.among } };
  if ("atLeast" in condition) return { [path]: { $gte: condition.atLeast } };
  if ("has" in condition) return { [path]: condition.has };
  return { [path]: { $gte: condition.from, $lte: condition.to } };
}

function rulesOf(condition: Condition): TopLevelCondition {
  if ("all" in condition) return { all: condition.all.map(rulesOf) };
  if ("any" in condition) return { any: condition.any.map(rulesOf) };
  const [fact = "", ...rest] = condition.path.split(".");
  const at = { fact, ...(rest.length === 0 ? {} : { path: `$.${rest.join(".")}` }) };
  if ("equals" in condition)
    return { all: [{ ...at, operator: "equal", value: condition.equals }] };
  if ("among" in condition) return { all: [{ ...at, operator: "in", value: condition.among }] };
  const atLeast = "greaterThanInclusive";
  if ("atLeast" in condition)
    return { all: [{ ...at, operator: atLeast, value: condition.atLeast }] };
  if ("has" in condition) return { all: [{ ...at, operator: "contains", value: condition.has }] };
  return {
    all: [
      { ...at, operator: atLeast, value: condition.from },
      { ...at, operator: "lessThanInclusive", value: condition.to },
    ],
  };
}
