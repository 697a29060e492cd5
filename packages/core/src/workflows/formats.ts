import { DefinitionError } from "../errors/index.js";
import { isObject, type JsonObject } from "../json.js";

/** Turns a definition of one format, its `v`, into the next. The result's `v` is set for it. */
export type FormatStep = (definition: JsonObject) => JsonObject;

/** The formats that this release reads: the newest, and the way there from each older one. */
export interface FormatHistory {
  readonly newest: number;
  /** `steps[1]` makes a definition of `v: 1` one of `v: 2`. */
  readonly steps: Readonly<Record<number, FormatStep>>;
}

/** Format 1 is the first, so nothing leads to it. */
export const workflowFormats: FormatHistory = { newest: 1, steps: {} };

/**
 * Brings a definition's JSON to the newest format, step by step. `v` is the format, which releases
 * share; it is not `version`, which counts what an author published. What has the newest format
 * comes back as it is; `json` itself is never changed.
 *
 * @throws DefinitionError `DEFINITION_FORMAT` for what has no format, was written by a newer
 * release, or is too old for this one
 * @example
 * const definition = parseWorkflow(migrateDefinition(JSON.parse(text)));
 */
export function migrateDefinition(
  json: unknown,
  { newest, steps }: FormatHistory = workflowFormats,
): JsonObject {
  let definition = json;
  for (;;) {
    if (!isDefinition(definition))
      throw refused(
        "This has no format: it is no definition.",
        "Pass JSON with a whole number `v`.",
      );
    const { v } = definition;
    if (v === newest) return definition;
    if (v > newest) {
      throw refused(
        `The definition has format ${v}, and this release reads up to ${newest}.`,
        "Read it with the release that wrote it, or a later one.",
      );
    }
    const step = steps[v];
    if (step === undefined) {
      throw refused(
        `The definition has format ${v}, which this release no longer reads.`,
        "Bring it forward with an earlier release first.",
      );
    }
    definition = { ...step(definition), v: v + 1 };
  }
}

function isDefinition(value: unknown): value is JsonObject & { readonly v: number } {
  return isObject(value) && Number.isSafeInteger(value["v"]);
}

function refused(message: string, remedy: string): DefinitionError {
  return new DefinitionError("DEFINITION_FORMAT", message, { path: "v", remedy });
}
