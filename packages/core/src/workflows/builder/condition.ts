import type { Schema } from "../../contacts/index.js";
import { DefinitionError } from "../../errors/index.js";
import { toSameKey } from "../../segments/index.js";
import type { BranchCondition, DeliveryCondition } from "../definition.js";
import type { DeliveryOption } from "./wait-options.js";
import type { When } from "./when.js";
import { toCondition, toSegmentNode } from "./where.js";

const reports = ["delivered", "opened", "clicked", "bounced"] as const;

/** A condition for each report that is asked for. */
export function deliveryConditions(option: DeliveryOption): readonly DeliveryCondition[] {
  const { humanOnly } = option;
  return reports.flatMap((event) => {
    const template = option[event];
    if (template === undefined) return [];
    return [
      {
        op: "delivery" as const,
        event,
        template: template.id,
        ...(humanOnly === undefined ? {} : { humanOnly }),
      },
    ];
  });
}

/** The report in words that can be an id. */
export function reportWords([first]: readonly DeliveryCondition[]): string {
  return first === undefined ? "nothing" : `${first.event}-${first.template}`;
}

/** What a case of a branch asks, as data. */
export function branchCondition<S extends Schema, Data>(when: When<S, Data>): BranchCondition {
  if (typeof when === "function") return toSegmentNode(when);
  if ("in" in when) return { op: "member", segment: when.in.id };
  if ("happened" in when) {
    const { happened: event, window, same } = when;
    return {
      ...{ op: "happened", event, ...toCondition(when.where) },
      same: toSameKey(same),
      ...(window === undefined ? {} : { window }),
    };
  }
  if ("answer" in when) return when.answer;
  if ("trigger" in when) {
    const { where } = toCondition(when.trigger);
    return where === undefined ? { op: "const", value: true } : { op: "trigger", where };
  }
  const [first, second] = deliveryConditions(when);
  if (first !== undefined && second === undefined) return first;
  throw new DefinitionError(
    "DEFINITION_BRANCH",
    "A case of a branch asks for exactly one report.",
    {
      remedy: "Name one of clicked, opened, delivered or bounced.",
    },
  );
}

/** The condition in words that can be an id. */
export function whenWords<S extends Schema, Data>(when: When<S, Data>): string {
  if (typeof when === "function") return "contact";
  if ("in" in when) return `in-${when.in.id}`;
  if ("happened" in when) return when.happened;
  if ("answer" in when) return "answer";
  return "trigger" in when ? "trigger" : reportWords(deliveryConditions(when));
}
