import { DefinitionError } from "../errors/index.js";
import type { SegmentId } from "../identifiers.js";
import { segmentNodes } from "./needs.js";
import type { Segment } from "./segment.js";

/** The segments another one refers to, each once. */
export function segmentDependencies(segment: Segment): readonly SegmentId[] {
  const ids = new Set<SegmentId>();
  for (const node of segmentNodes(segment.where)) if (node.op === "member") ids.add(node.segment);
  return [...ids];
}

/**
 * Segments with those they refer to first; otherwise in the order given.
 *
 * @throws DefinitionError `DEFINITION_SEGMENT_CYCLE` with the way round,
 * `DEFINITION_SEGMENT_UNKNOWN`, `DEFINITION_SEGMENT_TWICE`
 */
export function orderSegments(segments: readonly Segment[]): readonly Segment[] {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  if (byId.size < segments.length) {
    const twice = segments.find((segment) => byId.get(segment.id) !== segment);
    throw new DefinitionError("DEFINITION_SEGMENT_TWICE", `There are two segments ${twice?.id}.`, {
      path: `segments.${twice?.id}`,
    });
  }
  const ordered = new Set<Segment>();
  for (const segment of segments) visit(segment, [], byId, ordered);
  return [...ordered];
}

function visit(
  segment: Segment,
  way: readonly SegmentId[],
  byId: ReadonlyMap<SegmentId, Segment>,
  ordered: Set<Segment>,
): void {
  if (ordered.has(segment)) return;
  const begin = way.indexOf(segment.id);
  if (begin >= 0) {
    const cycle = [...way.slice(begin), segment.id].join(" → ");
    throw new DefinitionError(
      "DEFINITION_SEGMENT_CYCLE",
      `Segments refer to each other in a circle: ${cycle}.`,
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
        `Segment ${segment.id} refers to ${id}, which is not there.`,
        {
          path: `segments.${segment.id}`,
          remedy: "Give it among `segments` as well, to wellsent or to createEngine.",
        },
      );
    }
    visit(dependency, [...way, segment.id], byId, ordered);
  }
  ordered.add(segment);
}
