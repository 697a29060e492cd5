import type { Schema } from "../../contacts/index.js";
import {
  type AnyBuilder,
  type ConditionBuilder,
  conditionBuilder,
  type EventPredicate,
  type SameKey,
  type SegmentNode,
  toSameKey,
} from "../../segments/index.js";
import type { GoalValue } from "../definition.js";
import type { Where } from "./step-parts.js";

type AnyWhere = Parameters<ReturnType<AnyBuilder["event"]>["where"]>[0];

/** The built predicate as a property to spread; empty if there is none. */
export function toCondition<Data>(build: Where<Data> | undefined): {
  readonly where?: EventPredicate;
};
export function toCondition(build: AnyWhere | undefined): { readonly where?: EventPredicate } {
  if (build === undefined) return {};
  const { where } = conditionBuilder.event("any").where(build).some();
  return where === undefined ? {} : { where };
}

/** The key as a property to spread; empty if there is none. */
export function toSameKeys(same: string | SameKey | undefined): { readonly same?: SameKey } {
  return same === undefined ? {} : { same: toSameKey(same) };
}

/** What a goal is worth, as a property to spread; empty if nothing says. */
export function toGoalValue(value: number | string | undefined): { readonly value?: GoalValue } {
  if (value === undefined) return {};
  return { value: typeof value === "string" ? { path: value } : value };
}

export function toSegmentNode<S extends Schema>(
  build: (contact: ConditionBuilder<S>) => SegmentNode,
): SegmentNode;
export function toSegmentNode(build: (contact: AnyBuilder) => SegmentNode): SegmentNode {
  return build(conditionBuilder);
}
