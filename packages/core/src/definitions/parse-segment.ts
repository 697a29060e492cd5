import * as z from "zod";
import { DefinitionError } from "../errors/index.js";
import type { JsonObject } from "../json.js";
import { isDeeper } from "../json-depth.js";
import { checkSegment, defaultLimits, type SegmentLimits } from "../segments/check-segment.js";
import type { Segment } from "../segments/segment.js";
import { deepestFault } from "./deepest-fault.js";
import { segmentSchemas } from "./segment-schema.js";

/**
 * Reads a segment from JSON, refusing everything it does not know.
 *
 * @throws DefinitionError `DEFINITION_SEGMENT` for a shape that is none, and what `defineSegment`
 * throws; with the path
 */
export function parseSegment(json: unknown, limits: SegmentLimits = defaultLimits): Segment {
  // Before anything recurses: a level of the condition is an object in a list, a leaf holds a few
  // more.
  if (isDeeper(json, limits.depth * 2 + 16)) {
    throw new DefinitionError(
      "DEFINITION_SEGMENT_DEPTH",
      `The condition is nested deeper than ${limits.depth}.`,
    );
  }
  const result = segmentSchemas().segment.safeParse(json);
  if (!result.success) {
    const { path, message } = deepestFault(result.error, json);
    throw new DefinitionError("DEFINITION_SEGMENT", `This is no segment: ${message}.`, {
      path,
    });
  }
  checkSegment(result.data, limits);
  return result.data;
}

/**
 * The JSON Schema (draft 2020-12) of what {@link parseSegment} reads, for editors and other
 * languages.
 */
export function segmentJsonSchema(): JsonObject {
  return JSON.parse(JSON.stringify(z.toJSONSchema(segmentSchemas().segment, { io: "input" })));
}
