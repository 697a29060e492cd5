import type { Schema } from "../../contacts/index.js";
import { DefinitionError } from "../../errors/index.js";
import { listId } from "../../identifiers.js";
import type { ReentryPolicy } from "../definition.js";
import type { ConsentTrigger, EntryTrigger } from "../entry-trigger.js";
import type { Frame } from "./frame.js";
import { toCondition } from "./where.js";
import type { EntryOptions, Reentry, WorkflowBuilder } from "./workflow-builder.js";
import type { WorkflowEntry, WorkflowStart } from "./workflow-start.js";

/** Continues the workflow where it is, with the data of one more trigger. */
export type Continue<S extends Schema> = <Data>() => WorkflowBuilder<S, Data>;

/** The methods that say what starts a workflow. Each may be called several times. */
export function startMethods<S extends Schema, Before>(
  workflow: string,
  frame: Pick<Frame, "triggers" | "reentry">,
  proceed: Continue<S>,
): WorkflowStart<S, Before> {
  const enter = <Data>(
    trigger: EntryTrigger,
    { reentry }: { readonly reentry?: Reentry } = {},
  ): WorkflowEntry<S, Data> => {
    frame.triggers.push(trigger);
    if (reentry !== undefined) {
      if (frame.reentry !== null)
        throw entryFault(workflow, "how often one may enter stands twice.");
      frame.reentry = readReentry(reentry);
    }
    return Object.assign(proceed<Data>(), startMethods<S, Data>(workflow, frame, proceed));
  };
  return {
    onEnter: (segment, options) =>
      enter({ on: "segment", segment: segment.id, when: "enter" }, options),
    onLeave: (segment, options) =>
      enter({ on: "segment", segment: segment.id, when: "leave" }, options),
    onEvent: (event, options) =>
      enter({ on: "event", event, ...toCondition(options?.where) }, options),
    onJoin: (list, options) => enter({ on: "list", list: listId(list), when: "join" }, options),
    onUnlist: (list, options) => enter({ on: "list", list: listId(list), when: "leave" }, options),
    onConsent: (when, options: EntryOptions & Omit<ConsentTrigger, "on" | "when"> = {}) => {
      const { purpose, topic, channel } = options;
      const scope = {
        ...(purpose === undefined ? {} : { purpose }),
        ...(topic === undefined ? {} : { topic }),
        ...(channel === undefined ? {} : { channel }),
      };
      return enter({ on: "consent", when, ...scope }, options);
    },
    onDelivery: (event, options = {}) => {
      const { template, humanOnly } = options;
      const which = {
        ...(template === undefined ? {} : { template: template.id }),
        ...(humanOnly === undefined ? {} : { humanOnly }),
      };
      return enter({ on: "delivery", event, ...which }, options);
    },
    onDate: (attribute, { reentry, ...rule }) =>
      enter({ on: "date", attribute, ...rule }, reentry === undefined ? {} : { reentry }),
    onSchedule: (recurrence, options = {}) => {
      const { segment } = options;
      const whom = segment === undefined ? {} : { segment: segment.id };
      return enter({ on: "schedule", recurrence, ...whom }, options);
    },
    onRequest: (options) => enter({ on: "manual" }, options),
  };
}

export function entryFault(id: string, what: string): DefinitionError {
  return new DefinitionError("DEFINITION_ENTRY", `${id}: ${what}`, {
    path: "entry",
    remedy: "Begin with onEvent, onEnter or another start, and say once how often one may enter.",
  });
}

function readReentry(reentry: Reentry): ReentryPolicy {
  if (typeof reentry === "string") return { mode: reentry };
  if ("after" in reentry) return { mode: "afterExit", cooldown: reentry.after };
  const { oncePer: key, again } = reentry;
  return { mode: "keyed", key, ...(again === undefined ? {} : { again }) };
}
