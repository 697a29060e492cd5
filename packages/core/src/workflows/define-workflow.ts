import type { Schema } from "../contacts/index.js";
import { DefinitionError } from "../errors/index.js";
import { workflowId } from "../identifiers.js";
import { connect, type Draft, nodeIdFor, nodesOf, type OpenEnd, openEnd } from "./builder/draft.js";
import { effectPolicy, type Frame, frameSteps } from "./builder/frame.js";
import { createStepSequence } from "./builder/step-sequence.js";
import { toCondition } from "./builder/where.js";
import type {
  Reentry,
  WorkflowBuilder,
  WorkflowPath,
  WorkflowStart,
} from "./builder/workflow-steps.js";
import { assertWorkflow } from "./check-workflow.js";
import type { EntryTrigger, ReentryPolicy, WorkflowDefinition } from "./definition.js";

/**
 * Writes a workflow in code. The result is the plain value that its JSON would give.
 *
 * @throws DefinitionError with the code of what `checkWorkflow` finds first,
 * `DEFINITION_LOOP_WITHOUT_WAIT` say; `DEFINITION_ENTRY` where it does not say what one thing
 * starts a run, `DEFINITION_NODE_TWICE`, `DEFINITION_BRANCH`, `DEFINITION_NOT_JSON`.
 * @example
 * defineWorkflow(schema, "win-back", (w) => w
 *   .onEnter(lapsed, { reentry: { after: "180d" } })
 *   .exitOn("order.placed")
 *   .send(missYou, { purpose: "marketing.news" })
 *   .waitFor({ clicked: missYou, timeout: "3d" }, { yes: (w) => w.exit("back") })
 *   .moveTo("dormant"));
 */
export function defineWorkflow<S extends Schema>(
  schema: S,
  id: string,
  build: (w: WorkflowStart<S>) => WorkflowPath,
): WorkflowDefinition {
  const draft: Draft = { workflow: id, nodes: new Map() };
  const start = openEnd();
  let open = (): readonly OpenEnd[] => [start];
  const frame: Frame = {
    entry: null,
    exitOn: [],
    goals: [],
    quiet: [],
    caps: [],
    lateAfter: null,
    admitAnyone: false,
    zone: "contact",
    version: 1,
  };
  const enter = <Data>(
    trigger: EntryTrigger,
    options: { readonly reentry?: Reentry } = {},
  ): WorkflowBuilder<S, Data> => {
    if (frame.entry !== null) throw entryFault(id, "two things start it.");
    frame.entry = { trigger, reentry: reentryOf(options.reentry ?? "never") };
    const laying = createStepSequence<S, Data>(draft, [start]);
    open = laying.open;
    return frameSteps(frame, laying.steps);
  };
  build({
    onEnter: (segment, options) =>
      enter({ on: "segment", segment: segment.id, when: "enter" }, options),
    onLeave: (segment, options) =>
      enter({ on: "segment", segment: segment.id, when: "leave" }, options),
    onEvent: (event, options) =>
      enter({ on: "event", event, ...toCondition(options?.where) }, options),
    onRequest: (options) => enter({ on: "manual" }, options),
  });
  if (frame.entry === null) throw entryFault(id, "nothing starts it.");
  const unended = open();
  if (unended.length > 0) {
    const end = nodeIdFor(draft, undefined, "end");
    connect(unended, end);
    draft.nodes.set(end, () => ({ kind: "exit", outcome: "completed" }));
  }
  const definition: WorkflowDefinition = {
    v: 1,
    id: workflowId(id),
    version: frame.version,
    zone: frame.zone,
    entry: frame.admitAnyone ? { ...frame.entry, admit: "anyone" } : frame.entry,
    exitOn: frame.exitOn,
    ...(frame.goals.length === 0 ? {} : { goals: frame.goals }),
    policy: effectPolicy(frame),
    start: start.to,
    nodes: nodesOf(draft),
  };
  assertWorkflow(definition, { events: Object.keys(schema.events), purposes: schema.purposes });
  return definition;
}

function entryFault(id: string, what: string): DefinitionError {
  return new DefinitionError("DEFINITION_ENTRY", `${id}: ${what}`, {
    path: "entry",
    remedy: "Begin with one of onEnter, onLeave, onEvent and onRequest.",
  });
}

function reentryOf(reentry: Reentry): ReentryPolicy {
  if (typeof reentry === "string") return { mode: reentry };
  if ("after" in reentry) return { mode: "afterExit", cooldown: reentry.after };
  const { oncePer: key, again } = reentry;
  return { mode: "keyed", key, ...(again === undefined ? {} : { again }) };
}
