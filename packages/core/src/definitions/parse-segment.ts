import * as z from "zod";
import { DefinitionError } from "../errors/index.js";
import type { JsonObject } from "../json.js";
import { isDeeper } from "../json-depth.js";
import { checkSegment, defaultLimits, type SegmentLimits } from "../segments/check-segment.js";
import type { Segment } from "../segments/segment.js";
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
    const { path, message } = deepest(result.error.issues, json);
    throw new DefinitionError("DEFINITION_SEGMENT", `This is no segment: ${message}.`, {
      path: shown(path),
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

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Of all the ways a value failed, the one that came furthest: there the author meant what the
 * schema means. A branch that misses a key was not meant at all.
 */
function deepest(issues: readonly z.core.$ZodIssue[], value: unknown): Fault {
  let best: Fault | null = null;
  for (const issue of issues) {
    const inner = valueAt(value, issue.path);
    const meant =
      issue.code === "invalid_union" ? issue.errors.filter((branch) => fits(branch, inner)) : [];
    const faults = meant.map((branch) => deepest(branch, inner));
    for (const { path, message } of [{ path: [], message: told(issue) }, ...faults]) {
      const whole = [...issue.path, ...path];
      if (best === null || whole.length > best.path.length) best = { path: whole, message };
    }
  }
  return best ?? { path: [], message: "Invalid input" };
}

/** The library's words name what it expected; only for members it does not know they quote. */
function told({ code, message }: z.core.$ZodIssue): string {
  return code === "unrecognized_keys" ? "it has members that are not known" : message;
}

function fits(branch: readonly z.core.$ZodIssue[], value: unknown): boolean {
  return branch.length > 0 && branch.every(({ path }) => valueAt(value, path) !== undefined);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (from, key) => (from instanceof Object ? Reflect.get(from, key) : undefined),
    value,
  );
}

function shown(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number"
        ? `${text}[${part}]`
        : text === ""
          ? String(part)
          : `${text}.${String(part)}`,
    "",
  );
}
