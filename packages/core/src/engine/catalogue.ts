import { DefinitionError } from "../errors/index.js";
import type { SegmentId } from "../identifiers.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import { mergeNeeds, orderSegments, type Segment, segmentNeeds } from "../segments/index.js";
import { type WorkflowDefinition, workflowNeeds } from "../workflows/index.js";

/** Everything an engine was given, looked up by what happens. */
export interface Catalogue {
  /** A segment stands after those it refers to. */
  readonly segments: readonly Segment[];
  /** The current version of each workflow: new runs begin on it. */
  readonly current: ReadonlyMap<string, WorkflowDefinition>;
  /** By id and version: runs under way stay on the version they began with. */
  readonly versions: Map<string, WorkflowDefinition>;
  readonly segmentNeeds: FactsNeeded;
}

export const versionKey = (id: string, version: number): string => `${id}@${version}`;

/** @throws DefinitionError `DEFINITION_DUPLICATE`, `DEFINITION_SEGMENT_UNKNOWN`, and what ordering the segments throws. */
export const makeCatalogue = (
  segments: readonly Segment[],
  workflows: readonly WorkflowDefinition[],
): Catalogue => {
  const current = new Map<string, WorkflowDefinition>();
  const versions = new Map<string, WorkflowDefinition>();
  const known = new Set<SegmentId>(segments.map(({ id }) => id));
  for (const workflow of workflows) {
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
    const { trigger } = workflow.entry;
    if (trigger.on === "segment" && !known.has(trigger.segment)) {
      throw new DefinitionError(
        "DEFINITION_SEGMENT_UNKNOWN",
        `Workflow ${workflow.id} starts on a segment the engine lacks.`,
        {
          path: `workflows.${workflow.id}.entry.trigger.segment`,
          remedy: "Pass the segment to createEngine as well.",
        },
      );
    }
    current.set(workflow.id, workflow);
    versions.set(versionKey(workflow.id, workflow.version), workflow);
  }
  return {
    segments: orderSegments(segments),
    current,
    versions,
    segmentNeeds: mergeNeeds(segments.map(segmentNeeds)),
  };
};

/** What advancing any known version may ask for. */
export const advanceNeeds = (catalogue: Catalogue): FactsNeeded =>
  mergeNeeds([catalogue.segmentNeeds, ...[...catalogue.versions.values()].map(workflowNeeds)]);
