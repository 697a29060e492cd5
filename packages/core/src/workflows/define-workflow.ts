import type { Schema } from "../contacts/index.js";
import { workflowId } from "../identifiers.js";
import type { HandedData } from "./builder/call-step.js";
import {
  buildNodes,
  connect,
  type Draft,
  nodeIdFor,
  type OpenEnd,
  openEnd,
} from "./builder/draft.js";
import { effectPolicy, type Frame, frameSteps } from "./builder/frame.js";
import { type Continue, entryFault, startMethods } from "./builder/starts.js";
import { createStepSequence } from "./builder/step-sequence.js";
import type { WorkflowStart } from "./builder/workflow-start.js";
import type { WorkflowPath } from "./builder/workflow-steps.js";
import { assertWorkflow } from "./check-workflow.js";
import type { WorkflowDefinition } from "./definition.js";
import { isTimed } from "./entry-trigger.js";

/** A workflow that was written in code: the compiler knows the data that its runs begin with. */
export interface DefinedWorkflow<out Data> extends WorkflowDefinition, HandedData<Data> {}

/**
 * Writes a workflow in code. The result is the plain value that its JSON would give.
 *
 * @throws DefinitionError with the code of what `checkWorkflow` finds first,
 * `DEFINITION_LOOP_WITHOUT_WAIT` say; `DEFINITION_ENTRY` where nothing starts it, or it says
 * twice how often one may enter, `DEFINITION_NODE_TWICE`, `DEFINITION_BRANCH`,
 * `DEFINITION_NOT_JSON`.
 * @example
 * defineWorkflow(schema, "win-back", (w) => w
 *   .onEnter(lapsed, { reentry: { after: "180d" } })
 *   .exitOn("order.placed")
 *   .send(missYou, { purpose: "marketing.news" })
 *   .waitFor({ clicked: missYou, timeout: "3d" }, { yes: (w) => w.exit("back") })
 *   .moveTo("dormant"));
 */
export function defineWorkflow<S extends Schema, Data>(
  schema: S,
  id: string,
  build: (w: WorkflowStart<S>) => WorkflowPath<Data>,
): DefinedWorkflow<Data> {
  const draft: Draft = { workflow: id, nodes: new Map() };
  const start = openEnd();
  let open = (): readonly OpenEnd[] => [start];
  const frame: Frame = {
    triggers: [],
    reentry: null,
    exitOn: [],
    goals: [],
    quiet: [],
    caps: [],
    onCap: null,
    holdout: null,
    lateAfter: null,
    priority: null,
    admitAnyone: false,
    zone: "contact",
    version: 1,
  };
  const proceed: Continue<S> = <Data>() => {
    const laying = createStepSequence<S, Data>(draft, open());
    open = laying.open;
    return frameSteps(frame, laying.steps);
  };
  build(startMethods<S, never>(id, frame, proceed));
  if (frame.triggers.length === 0) throw entryFault(id, "nothing starts it.");
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
    entry: {
      triggers: frame.triggers,
      reentry: frame.reentry ?? { mode: frame.triggers.every(isTimed) ? "always" : "never" },
      ...(frame.admitAnyone ? { admit: "anyone" as const } : {}),
    },
    exitOn: frame.exitOn,
    ...(frame.goals.length === 0 ? {} : { goals: frame.goals }),
    policy: effectPolicy(frame),
    start: start.to,
    nodes: buildNodes(draft),
  };
  assertWorkflow(definition, { events: Object.keys(schema.events), purposes: schema.purposes });
  return definition;
}
