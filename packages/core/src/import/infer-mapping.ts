import type { Schema } from "../contacts/index.js";
import { unicodePattern } from "../unicode-pattern.js";
import { type ColumnMapping, type ImportMapping, isAttribute } from "./column-mapping.js";
import { type ImportSurvey, type SurveyedColumn, surveyRows } from "./column-survey.js";
import { singleTargets } from "./column-target.js";
import { attributeSynonyms, headerKey, headerTargets } from "./header-words.js";
import type { ImportRow } from "./import-row.js";
import { inferFormat } from "./infer-format.js";
import { headerChannel, permissionHeader, phonePermission } from "./permission-header.js";
import { attributeNames } from "./settled-mapping.js";

const marks = unicodePattern("\\p{M}+", "gu");
const words = unicodePattern("[\\p{L}\\p{N}]+", "gu");

export interface InferMappingOptions {
  readonly header: readonly string[];
  /** Some of the rows; a hundred are enough. */
  readonly sample?: readonly ImportRow[];
  /**
   * What all rows have in common, from `surveyImport`. Needed to infer how dates, numbers and lists
   * are written, because a sample may miss the decisive rows.
   */
  readonly survey?: ImportSurvey;
  readonly schema?: Schema;
  /**
   * The schema's attribute names, if they cannot be read from the schema (zod objects expose
   * theirs).
   */
  readonly attributes?: readonly string[];
}

/**
 * Guesses what each column means from its header and its values: all values with a survey, some
 * with a sample. Show the result and let people correct it with {@link chooseTargets}. If the
 * attributes are known, a column that matches none is ignored; otherwise it becomes an attribute. A
 * column about permission is never ignored.
 *
 * The mapping holds everything that is inferred, so a dry run and a commit with the same mapping
 * read every cell alike.
 */
export function inferMapping(options: InferMappingOptions): ImportMapping {
  const { header, sample = [], schema } = options;
  const survey = options.survey ?? surveyRows(sample);
  const surveyed = new Map(survey.columns.map((column) => [column.column, column]));
  const attributes = options.attributes ?? attributeNames(schema);
  // HubSpot's file of opt-outs has a column per kind of mail; yes means opted out, as in its other
  // columns.
  const optOuts = header.some((column) => headerKey(column) === "portalunsubscribe");
  const guesses = header.map((column) => {
    const found = surveyed.get(column);
    const mapped = guess(column, found, attributes);
    return optOuts && mapped.reason !== "header" && onlyYesAndNo(found)
      ? ({ column, target: "unsubscribed", confidence: 0.6, reason: "values" } as const)
      : mapped;
  });
  const mapping = withoutRivals(guesses, attributes).map((entry) =>
    unheard(entry, surveyed.get(entry.column)),
  );
  if (options.survey === undefined) return mapping;
  return mapping.map((entry) => {
    const found = surveyed.get(entry.column);
    if (found === undefined || found.filled === 0) return entry;
    const read = { ...entry, surveyed: { formats: found.formats } };
    if (!isAttribute(entry.target) || schema === undefined) return read;
    const cells = sample.map(({ values }) => (values[entry.column] ?? "").trim());
    const name = entry.target.slice("attribute:".length);
    const format = inferFormat(
      schema,
      name,
      found,
      cells.filter((cell) => cell !== "").slice(0, 20),
    );
    return format === null ? read : { ...read, format };
  });
}

function guess(
  column: string,
  surveyed: SurveyedColumn | undefined,
  attributes: readonly string[] | null,
): ColumnMapping {
  const target = headerTargets.get(headerKey(column));
  const { filled = 0, addresses = 0 } = surveyed ?? {};
  const share = filled === 0 ? null : addresses / filled;
  if (target === "email") {
    if (share === null) return { column, target, confidence: 0.8, reason: "header" };
    return share >= 0.5
      ? { column, target, confidence: 0.99, reason: "header_and_values" }
      : { column, target, confidence: 0.3, reason: "header_only" };
  }
  if (share !== null && share >= 0.6)
    return { column, target: "email", confidence: 0.7 * share, reason: "values" };
  const permission = permissionGuess(column, surveyed, attributes);
  if (permission !== null) return permission;
  const coded = countryGuess(column, surveyed);
  if (coded !== null) return coded;
  const known = target === undefined || permissionHeader(column) !== null ? undefined : target;
  if (known !== undefined) return { column, target: known, confidence: 0.9, reason: "header" };
  return attributeGuess(column, attributes);
}

/**
 * Recognizes Mailchimp's `CC`, which elsewhere is the address of a copy, by values that are
 * countries.
 */
function countryGuess(column: string, surveyed: SurveyedColumn | undefined): ColumnMapping | null {
  const { filled = 0, countries = 0 } = surveyed ?? {};
  if (headerKey(column) !== "cc" || filled === 0 || countries / filled < 0.9) return null;
  return { column, target: "jurisdiction", confidence: 0.8, reason: "header_and_values" };
}

/**
 * Guesses by the header, unless no value below it is about permission: a customer's status is not.
 * Guesses by the values if most are known words and one is a denial.
 */
function permissionGuess(
  column: string,
  surveyed: SurveyedColumn | undefined,
  attributes: readonly string[] | null,
): ColumnMapping | null {
  const named = permissionHeader(column);
  const { filled = 0, says, denials = 0 } = surveyed ?? {};
  if (named !== null) {
    const { target, sure } = named;
    if (filled === 0 || says === undefined)
      return { column, target, confidence: sure ? 0.9 : 0.6, reason: "header" };
    const words = says.denied + says.claimed + says.yes + says.no;
    const dated = target === "status" ? 0 : says.dated;
    const heard = words + dated > 0 || (target === "unsubscribed" && says.neutral < filled);
    if (!heard) return null;
    const reason = words + dated + says.neutral === filled ? "header_and_values" : "header";
    return {
      column,
      target,
      confidence: (sure ? 0.9 : 0.7) * share(words + dated, filled),
      reason,
    };
  }
  if (says === undefined || says.denied === 0 || headerChannel(column) !== "mail") return null;
  // An attribute of the schema is imported. Denials in it count, as in every column.
  const { reason } = attributeGuess(column, attributes);
  if (reason === "attribute_name" || reason === "attribute_synonym") return null;
  const words = says.denied + says.claimed;
  const speaks = denials > 0 ? words / filled >= 0.5 : words === filled && says.claimed > 0;
  return speaks ? { column, target: "status", confidence: 0.4, reason: "values" } : null;
}

function share(some: number, all: number): number {
  return 0.5 + some / all / 2;
}

function onlyYesAndNo(surveyed: SurveyedColumn | undefined): boolean {
  return (
    surveyed !== undefined &&
    surveyed.filled > 0 &&
    surveyed.says.yes + surveyed.says.no === surveyed.filled
  );
}

/** Omits the column, except that denials in it count. */
function unheard(entry: ColumnMapping, surveyed: SurveyedColumn | undefined): ColumnMapping {
  if (entry.target !== "ignore") return entry;
  const denies =
    headerChannel(entry.column) === "mail" &&
    (surveyed?.denials ?? 0) + (surveyed?.mentions ?? 0) > 0;
  const { column } = entry;
  return denies || permissionHeader(column) !== null || phonePermission(column) !== null
    ? { ...entry, target: "denials", confidence: 0.4, reason: denies ? "values" : "header_only" }
    : entry;
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

/** If several columns claim one target, the most confident wins, and among equals the first. */
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

function camelCase(column: string): string {
  const parts = column.normalize("NFKD").replace(marks(), "").match(words()) ?? ["column"];
  return parts
    .map((word, index) => {
      const lower = word === word.toUpperCase() ? word.toLowerCase() : word;
      const [first = "", ...rest] = lower;
      return (index === 0 ? first.toLowerCase() : first.toUpperCase()) + rest.join("");
    })
    .join("");
}
