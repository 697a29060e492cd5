import { InputError } from "../errors/index.js";
import { nearest } from "../there-are.js";
import type { ColumnFormat, UndecidedFormat } from "./column-format.js";
import type { SurveyedColumn } from "./column-survey.js";
import { type ColumnTarget, singleTargets } from "./column-target.js";
import { headerKey } from "./header-words.js";
import type { DeclaredWord } from "./permission-cell.js";

export interface ColumnMapping {
  readonly column: string;
  readonly target: ColumnTarget;
  /** From 0 to 1. Show it to a person; below 0.5 the guess should be checked. */
  readonly confidence: number;
  readonly reason:
    | "header"
    | "header_and_values"
    | "header_only"
    | "values"
    | "attribute_name"
    | "attribute_synonym"
    | "own_name"
    | "no_such_attribute"
    | "target_taken"
    | "chosen";
  /**
   * How cells of an attribute are written. Absent: as text, or as plainly written numbers and
   * booleans if the schema refuses text. Undecided: nothing of the column is imported, and the
   * report asks for the format.
   */
  readonly format?: ColumnFormat | UndecidedFormat;
  /**
   * The formats that fit every cell, if the column was surveyed. An attribute without a `format` is
   * read by them if the schema takes no text.
   */
  readonly surveyed?: Pick<SurveyedColumn, "formats">;
  /** The meaning of values for permission, by value: the answer to a question of the report. */
  readonly words?: Readonly<Record<string, DeclaredWord>>;
}

/** A person's decision about a column. Omitted members stay as they were. */
export interface ColumnChoice {
  readonly target?: ColumnTarget;
  readonly format?: ColumnFormat;
  readonly words?: Readonly<Record<string, DeclaredWord>>;
}

export type ImportMapping = readonly ColumnMapping[];

/**
 * The mapping with some columns decided by a person: what they mean, how their cells are written,
 * what their values say about permission. A column that held a chosen target before is ignored from
 * now on.
 *
 * @throws InputError `INPUT_COLUMN_UNKNOWN`
 * @example
 * chooseTargets(mapping, {
 *   Kundennr: "key",
 *   Geburtstag: { format: { type: "date", order: "day-month-year" } },
 *   Status: { words: { VIP: "nothing" } },
 * });
 */
export function chooseTargets(
  mapping: ImportMapping,
  chosen: Readonly<Record<string, ColumnTarget | ColumnChoice>>,
): ImportMapping {
  const choices = new Map(
    Object.entries(chosen).map(([column, choice]) => [
      column,
      typeof choice === "string" ? { target: choice } : choice,
    ]),
  );
  for (const column of choices.keys()) {
    if (!mapping.some((entry) => entry.column === column)) {
      const near = nearestHeader(
        column,
        mapping.map((entry) => entry.column),
      );
      throw new InputError("INPUT_COLUMN_UNKNOWN", `There is no column “${column.slice(0, 80)}”.`, {
        path: column,
        remedy: `${near === undefined ? "" : `Did you mean “${near}”? `}Choose one of the ${mapping.length} columns, spelled as in the header.`,
      });
    }
  }
  const taken = new Set(
    [...choices.values()].flatMap(({ target }) =>
      target !== undefined && (singleTargets.has(target) || isAttribute(target)) ? [target] : [],
    ),
  );
  return mapping.map((entry): ColumnMapping => {
    const { target, format, words } = choices.get(entry.column) ?? {};
    const { format: before, ...rest } = entry;
    const known = format ?? (target === undefined ? before : undefined);
    const said = {
      ...(known !== undefined && { format: known }),
      ...(words !== undefined && { words }),
    };
    if (target !== undefined) return { ...rest, target, confidence: 1, reason: "chosen", ...said };
    if (taken.has(entry.target))
      return { ...rest, target: "ignore", confidence: 1, reason: "target_taken" };
    return { ...rest, ...said };
  });
}

/** A header that differs only in case, accents or spaces, or by a letter or two. */
function nearestHeader(given: string, columns: readonly string[]): string | undefined {
  const key = headerKey(given);
  return columns.find((column) => headerKey(column) === key) ?? nearest(given, columns);
}

export function isAttribute(target: string): target is `attribute:${string}` {
  return target.startsWith("attribute:");
}

/**
 * The columns of each target, for reading rows.
 *
 * @throws InputError `INPUT_ADDRESS_COLUMN`, `INPUT_COLUMN_TWICE`
 */
export function columnsByTarget(
  mapping: ImportMapping,
): ReadonlyMap<ColumnTarget, readonly string[]> {
  const columns = new Map<ColumnTarget, string[]>();
  for (const { column, target } of mapping) {
    if (target === "ignore" || target === "denials") continue;
    const known = columns.get(target);
    if (known === undefined) columns.set(target, [column]);
    else if (singleTargets.has(target) || isAttribute(target)) {
      throw new InputError("INPUT_COLUMN_TWICE", `Two columns are mapped to ${target}.`, {
        path: column,
        remedy: "Ignore one of them.",
      });
    } else known.push(column);
  }
  if (!columns.has("email")) {
    throw new InputError("INPUT_ADDRESS_COLUMN", "No column holds e-mail addresses.", {
      path: "mapping",
      remedy: "Map a column to `email` yourself, or export the list again with its addresses.",
    });
  }
  return columns;
}
