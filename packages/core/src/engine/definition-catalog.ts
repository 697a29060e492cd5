import type { Schema } from "../contacts/index.js";
import { DefinitionError } from "../errors/index.js";
import type { ListId, SegmentId } from "../identifiers.js";
import type { JsonObject } from "../json.js";
import type { Renderer } from "../ports/renderer.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import { mergeNeeds, orderSegments, type Segment, segmentNeeds } from "../segments/index.js";
import {
  asksPermission,
  assertWorkflow,
  type EntryTrigger,
  type WorkflowDefinition,
} from "../workflows/index.js";
import { attributeFaults } from "./attribute-faults.js";

/**
 * The definitions that an engine was given, indexed by what triggers them. A catalog never changes:
 * an addition makes a new one.
 */
export interface DefinitionCatalog {
  /** Each segment comes after the segments that it refers to. */
  readonly segments: readonly Segment[];
  /** The current version of each workflow: new runs begin on it. */
  readonly current: ReadonlyMap<string, WorkflowDefinition>;
  /** The facts that an evaluation of the segments may need, including those for workflow entry. */
  readonly segmentNeeds: FactsNeeded;
  /** The facts that are needed to start a run by an event or by hand. */
  readonly entryNeeds: FactsNeeded;
  /** Lists that some workflow begins by. */
  readonly triggerLists: ReadonlySet<ListId>;
}

export interface DefinitionSources {
  readonly schema: Schema;
  readonly renderer: Renderer;
  readonly segments: readonly Segment[];
  readonly workflows: readonly WorkflowDefinition[];
}

/**
 * @throws DefinitionError `DEFINITION_DUPLICATE`, `DEFINITION_SEGMENT_UNKNOWN`, what ordering the
 * segments throws, and what `checkWorkflow` finds: among it `DEFINITION_CLASS_LAXER`,
 * `DEFINITION_CHANNEL`, `DEFINITION_PURPOSE` and `DEFINITION_TEMPLATE_WAY_OUT` where a step
 * contradicts its template, and `DEFINITION_ATTRIBUTE` where one sets what the schema refuses.
 */
export function createDefinitionCatalog(sources: DefinitionSources): DefinitionCatalog {
  const { schema, renderer, segments, workflows } = sources;
  const current = new Map<string, WorkflowDefinition>();
  const known = new Set<SegmentId>(segments.map(({ id }) => id));
  for (const workflow of workflows) {
    assertWorkflow(workflow, {
      template: (id) => renderer.template(id),
      // The faults of a step's own values. Rules between attributes are checked where all
      // attributes are known.
      attributes: (set, unset) =>
        attributeFaults(schema, {}, changesOf(set, unset)).filter((name) => name !== "*"),
    });
    if (current.has(workflow.id)) {
      throw new DefinitionError(
        "DEFINITION_DUPLICATE",
        `Two workflows are called ${workflow.id}.`,
        {
          path: `workflows.${workflow.id}`,
          remedy: "Give the engine one version; older ones come from the store.",
        },
      );
    }
    for (const [index, trigger] of workflow.entry.triggers.entries()) {
      if (trigger.on !== "segment" || known.has(trigger.segment)) continue;
      throw new DefinitionError(
        "DEFINITION_SEGMENT_UNKNOWN",
        `Workflow ${workflow.id} starts on a segment the engine lacks.`,
        {
          path: `workflows.${workflow.id}.entry.triggers[${index}].segment`,
          remedy: "Give the segment among `segments` as well, to wellsent or to createEngine.",
        },
      );
    }
    current.set(workflow.id, workflow);
  }
  return {
    segments: orderSegments(segments),
    current,
    segmentNeeds: mergeNeeds([
      needsOfEntry(workflows, ({ on }) => on === "segment"),
      ...segments.map(segmentNeeds),
    ]),
    entryNeeds: needsOfEntry(workflows, ({ on }) => on !== "segment"),
    triggerLists: new Set(
      workflows.flatMap(({ entry }) =>
        entry.triggers.flatMap((trigger) => (trigger.on === "list" ? trigger.list : [])),
      ),
    ),
  };
}

/**
 * These facts are read for a whole batch, so they are asked for only where an entry of the kind
 * needs them.
 */
function needsOfEntry(
  workflows: readonly WorkflowDefinition[],
  by: (trigger: EntryTrigger) => boolean,
): FactsNeeded {
  const entered = workflows.filter((workflow) => workflow.entry.triggers.some(by));
  return {
    events: {},
    messages: 0,
    consent: entered.some(asksPermission),
    ...(entered.length === 0 ? { memberships: false } : {}),
  };
}

function changesOf(set: JsonObject, unset: readonly string[]): JsonObject {
  return {
    ...set,
    ...Object.fromEntries(unset.map((name) => [name, null])),
  };
}
