import { normalizeEmailAddress } from "../addresses/index.js";
import type { Schema } from "../contacts/index.js";
import {
  type ColumnMapping,
  type ImportMapping,
  isAttribute,
  singleTargets,
} from "./column-mapping.js";
import { attributeSynonyms, headerKey, headerTargets } from "./header-words.js";
import type { ImportRow } from "./import-row.js";

export interface InferMappingOptions {
  readonly header: readonly string[];
  /** Some of the rows; a hundred are plenty. */
  readonly sample?: readonly ImportRow[];
  readonly schema?: Schema;
  /** The schema's attribute names, where they cannot be read from it (zod objects show theirs). */
  readonly attributes?: readonly string[];
}

/**
 * Guesses what each column means, from its header and some of its values. Show the result and let
 * people correct it: see {@link chooseTargets}. With known attributes, a column that fits none is
 * ignored; without, it becomes one.
 */
export function inferMapping(options: InferMappingOptions): ImportMapping {
  const { header, sample = [] } = options;
  const attributes = options.attributes ?? attributeNames(options.schema);
  const guesses = header.map((column) => guess(column, addressShare(column, sample), attributes));
  return withoutRivals(guesses, attributes);
}

function guess(
  column: string,
  addresses: number | null,
  attributes: readonly string[] | null,
): ColumnMapping {
  const key = headerKey(column);
  const target = headerTargets.get(key);
  if (target === "email") {
    if (addresses === null) return { column, target, confidence: 0.8, reason: "header" };
    return addresses >= 0.5
      ? { column, target, confidence: 0.99, reason: "header_and_values" }
      : { column, target, confidence: 0.3, reason: "header_only" };
  }
  if (addresses !== null && addresses >= 0.6) {
    return { column, target: "email", confidence: 0.7 * addresses, reason: "values" };
  }
  if (target !== undefined) return { column, target, confidence: 0.9, reason: "header" };
  return attributeGuess(column, attributes);
}

function attributeGuess(column: string, attributes: readonly string[] | null): ColumnMapping {
  const key = headerKey(column);
  const synonyms = attributeSynonyms.find((words) => words.some((word) => headerKey(word) === key));
  if (attributes === null) {
    return {
      column,
      target: `attribute:${synonyms?.[0] ?? camelCase(column)}`,
      confidence: 0.6,
      reason: "own_name",
    };
  }
  const named = attributes.find((name) => headerKey(name) === key);
  if (named !== undefined)
    return { column, target: `attribute:${named}`, confidence: 0.95, reason: "attribute_name" };
  const meant = attributes.find((name) =>
    synonyms?.some((word) => headerKey(word) === headerKey(name)),
  );
  if (meant !== undefined) {
    return { column, target: `attribute:${meant}`, confidence: 0.8, reason: "attribute_synonym" };
  }
  return { column, target: "ignore", confidence: 0.5, reason: "no_such_attribute" };
}

/** Of several columns for one place the surest wins, of equals the first. */
function withoutRivals(
  guesses: readonly ColumnMapping[],
  attributes: readonly string[] | null,
): ImportMapping {
  const winners = new Map<string, ColumnMapping>();
  for (const entry of guesses) {
    const known = winners.get(entry.target);
    if (known === undefined || entry.confidence > known.confidence)
      winners.set(entry.target, entry);
  }
  return guesses.map((entry) => {
    const exclusive = singleTargets.has(entry.target) || isAttribute(entry.target);
    if (!exclusive || winners.get(entry.target) === entry) return entry;
    const instead = isAttribute(entry.target) ? null : attributeGuess(entry.column, attributes);
    return instead !== null && isAttribute(instead.target) && !winners.has(instead.target)
      ? instead
      : { ...entry, target: "ignore", reason: "target_taken" };
  });
}

/** How much of what stands in the column is e-mail addresses; `null`: nothing stands there. */
function addressShare(column: string, sample: readonly ImportRow[]): number | null {
  const filled = sample
    .map((row) => (row.values[column] ?? "").trim())
    .filter((value) => value !== "");
  return filled.length === 0
    ? null
    : filled.filter((value) => normalizeEmailAddress(value).ok).length / filled.length;
}

function attributeNames(schema: Schema | undefined): readonly string[] | null {
  const attributes: object | undefined = schema?.attributes;
  if (attributes === undefined || !("shape" in attributes)) return null;
  return typeof attributes.shape === "object" && attributes.shape !== null
    ? Object.keys(attributes.shape)
    : null;
}

function camelCase(column: string): string {
  const words = column
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .match(/[\p{L}\p{N}]+/gu) ?? ["column"];
  return words
    .map((word, index) => {
      const lower = word === word.toUpperCase() ? word.toLowerCase() : word;
      const [first = "", ...rest] = lower;
      return (index === 0 ? first.toLowerCase() : first.toUpperCase()) + rest.join("");
    })
    .join("");
}
