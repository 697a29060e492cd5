import { DefinitionError } from "../../errors/index.js";
import { segmentId } from "../../identifiers.js";
import { isDeeper } from "../../json-depth.js";
import { checkSegment, defaultLimits } from "../../segments/check-segment.js";
import type { Comparison, Scalar } from "../../segments/comparison.js";
import type { AttributeNode, Segment, SegmentNode } from "../../segments/segment.js";
import { parseSegment } from "../parse-segment.js";

export interface ForeignOptions {
  /** The id of the segment. */
  readonly id: string;
  /** Shown to people; the id by default. */
  readonly name?: string;
}

/** Where a part of a foreign condition stands, as it is written in errors. */
export type ForeignPath = string;

/** @throws DefinitionError `DEFINITION_SEGMENT_FOREIGN` */
export function refuse(message: string, path: ForeignPath): never {
  throw new DefinitionError(
    "DEFINITION_SEGMENT_FOREIGN",
    `This condition has no equal here: ${message}.`,
    {
      path: path === "" ? "condition" : path,
      remedy: "Write this part as a clause of a segment, or leave it out.",
    },
  );
}

/**
 * Reads a condition into a segment, and checks it as any other that comes as JSON.
 *
 * @throws DefinitionError `DEFINITION_SEGMENT_DEPTH` for a condition that is nested too deeply or
 * contains itself, what `read` throws, and what `parseSegment` throws
 */
export function readForeign(
  condition: unknown,
  { id, name }: ForeignOptions,
  read: (condition: unknown) => SegmentNode,
): Segment {
  if (isDeeper(condition, 64))
    throw new DefinitionError(
      "DEFINITION_SEGMENT_DEPTH",
      "The condition is nested too deeply, or contains itself.",
      { path: "condition" },
    );
  const segment: Segment = {
    ...{ v: 1, id: segmentId(id), where: read(condition) },
    ...(name === undefined ? {} : { name }),
  };
  // Choices say their conditions twice: a condition that grew too large is refused early.
  checkSegment(segment, defaultLimits);
  return parseSegment(segment);
}

/** A clause that has an answer for everybody, as conditions of two values have. */
export function clause(path: string, is: Comparison, missing: "match" | "nomatch"): AttributeNode {
  return { op: "attr", path, is, missing };
}

export function isScalar(value: unknown): value is Scalar {
  return ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}

export function scalarList(value: unknown, path: ForeignPath): readonly Scalar[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isScalar))
    refuse("it needs a list of texts, numbers or booleans", path);
  return value;
}

/** A group; of one part, the part itself. */
export function group(op: "and" | "or", of: readonly SegmentNode[]): SegmentNode {
  const [only] = of;
  return only !== undefined && of.length === 1 ? only : { op, of };
}
