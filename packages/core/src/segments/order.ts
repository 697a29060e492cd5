import { DefinitionError } from "../errors/index.js";
import type { SegmentId } from "../identifiers.js";
import { segmentNodes } from "./needs.js";
import type { Segment } from "./segment.js";

/** The ids of the segments that a segment refers to, each once. */
export function segmentDependencies(segment: Segment): readonly SegmentId[] {
  const ids = new Set<SegmentId>();
  for (const node of segmentNodes(segment.where)) if (node.op === "member") ids.add(node.segment);
  return [...ids];
}

/**
 * Sorts segments so that each follows those it refers to, and otherwise keeps their order.
 *
 * @throws DefinitionError `DEFINITION_SEGMENT_CYCLE` with the cycle, `DEFINITION_SEGMENT_UNKNOWN`,
 * `DEFINITION_SEGMENT_TWICE`
 */
export function orderSegments(segments: readonly Segment[]): readonly Segment[] {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  if (byId.size < segments.length) {
    const duplicate = segments.find((segment) => byId.get(segment.id) !== segment);
    throw new DefinitionError(
      "DEFINITION_SEGMENT_TWICE",
      `Two segments have the id ${duplicate?.id}.`,
      {
        path: `segments.${duplicate?.id}`,
      },
    );
  }
  const ordered = new Set<Segment>();
  for (const segment of segments) visit(segment, [], byId, ordered);
  return [...ordered];
}

function visit(
  segment: Segment,
  ancestors: readonly SegmentId[],
  byId: ReadonlyMap<SegmentId, Segment>,
  ordered: Set<Segment>,
): void {
  if (ordered.has(segment)) return;
  const start = ancestors.indexOf(segment.id);
  if (start >= 0) {
    const cycle = [...ancestors.slice(start), segment.id].join(" → ");
    throw new DefinitionError(
      "DEFINITION_SEGMENT_CYCLE",
      `Segments refer to each other in a cycle: ${cycle}.`,
      {
        path: `segments.${segment.id}`,
        remedy: "Write one of the conditions out instead of referring to the segment.",
      },
    );
  }
  for (const id of segmentDependencies(segment)) {
    const dependency = byId.get(id);
    if (dependency === undefined) {
      throw new DefinitionError(
        "DEFINITION_SEGMENT_UNKNOWN",
        `Segment ${segment.id} refers to ${id}, which is not defined.`,
        {
          path: `segments.${segment.id}`,
          remedy: "Add it to the `segments` given to wellsent or to createEngine.",
        },
      );
    }
    visit(dependency, [...ancestors, segment.id], byId, ordered);
  }
  ordered.add(segment);
}
