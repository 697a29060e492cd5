import { InputError } from "../errors/index.js";
import { nearest } from "../there-are.js";
import { type CellShape, cellText, type JoinedColumns } from "./cell-shape.js";
import type { ColumnFormat, UndecidedFormat } from "./column-format.js";
import type { SurveyedColumn } from "./column-survey.js";
import { type ColumnTarget, singleTargets } from "./column-target.js";
import { headerKey } from "./header-words.js";
import type { DeclaredWord } from "./permission-cell.js";

/**
 * What one column means. A column that fills several fields has one entry for each, with a `part`;
 * a field of several columns has one entry, with the others as `joined`.
 */
export interface ColumnMapping extends CellShape {
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
  /** Instead of `target`: the column fills several fields, one for each slot of the pattern. */
  readonly parts?: {
    /** Such as `{last}, {first}`: {@link CellPart}. */
    readonly pattern: string;
    readonly targets: Readonly<Record<string, ColumnTarget>>;
  };
  /** Further columns of the same field. Their own entries stay as they are. */
  readonly joined?: JoinedColumns;
  readonly format?: ColumnFormat;
  readonly words?: Readonly<Record<string, DeclaredWord>>;
}

export type ImportMapping = readonly ColumnMapping[];

/**
 * The mapping with some columns decided by a person: what they mean, how their cells are written,
 * what their values say about permission. A column that held a chosen target before is ignored from
 * now on.
 *
 * @throws InputError `INPUT_COLUMN_UNKNOWN`, `INPUT_CELL_SHAPE`
 * @example
 * chooseTargets(mapping, {
 *   Kundennr: "key",
 *   Geburtstag: { format: { type: "date", order: "day-month-year" } },
 *   Status: { words: { VIP: "nothing" } },
 *   Name: {
 *     parts: {
 *       pattern: "{last}, {first}",
 *       targets: { first: "attribute:firstName", last: "attribute:lastName" },
 *     },
 *   },
 *   Street: { target: "attribute:address", joined: { columns: ["City"], separator: ", " } },
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
  const columns = [...new Set(mapping.map(({ column }) => column))];
  for (const [column, { joined }] of choices)
    for (const name of [column, ...(joined?.columns ?? [])]) checkColumn(name, columns);
  const targets = [...choices.values()].flatMap(({ target, parts }) => [
    ...(target === undefined ? [] : [target]),
    ...Object.values(parts?.targets ?? {}),
  ]);
  const taken = new Set(
    targets.filter((target) => singleTargets.has(target) || isAttribute(target)),
  );
  const decided = new Set<string>();
  return mapping.flatMap((entry): readonly ColumnMapping[] => {
    const { column } = entry;
    const choice = choices.get(column) ?? {};
    const { target, parts, joined, format, words } = choice;
    const said = words === undefined ? {} : { words };
    if (target !== undefined || parts !== undefined) {
      // All that the column was before.
      if (decided.has(column)) return [];
      decided.add(column);
      return chosenEntries(entry, choice).map((one) => ({ ...one, ...said }));
    }
    if (taken.has(entry.target))
      return [{ ...withoutFormat(entry), target: "ignore", confidence: 1, reason: "target_taken" }];
    const shaped = { ...entry, ...(joined !== undefined && { joined }), ...said };
    if (joined !== undefined) cellText(shaped);
    return [{ ...shaped, ...(format !== undefined && { format }) }];
  });
}

function chosenEntries(
  entry: ColumnMapping,
  { target, parts, joined, format }: ColumnChoice,
): readonly ColumnMapping[] {
  const { part: _part, joined: _joined, surveyed, ...rest } = withoutFormat(entry);
  // The survey is of whole cells.
  const whole = parts === undefined && joined === undefined;
  const shape: ColumnMapping = {
    ...rest,
    ...(whole && surveyed !== undefined && { surveyed }),
    ...{ confidence: 1, reason: "chosen" },
    ...(joined !== undefined && { joined }),
    ...(format !== undefined && { format }),
  };
  const entries: readonly ColumnMapping[] =
    parts === undefined
      ? [{ ...shape, target: target ?? rest.target }]
      : Object.entries(parts.targets).map(([slot, field]) => ({
          ...{ ...shape, target: field },
          part: { pattern: parts.pattern, slot },
        }));
  for (const one of entries) cellText(one);
  return entries;
}

function withoutFormat(entry: ColumnMapping): ColumnMapping {
  const { format: _, ...rest } = entry;
  return rest;
}

function checkColumn(column: string, columns: readonly string[]): void {
  if (columns.includes(column)) return;
  const near = nearestHeader(column, columns);
  throw new InputError("INPUT_COLUMN_UNKNOWN", `There is no column “${column.slice(0, 80)}”.`, {
    path: column,
    remedy: `${near === undefined ? "" : `Did you mean “${near}”? `}Choose one of the ${columns.length} columns, spelled as in the header.`,
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
 * The columns of each target, for reading rows. `only` denials: a list of numbers has no addresses.
 *
 * @throws InputError `INPUT_ADDRESS_COLUMN`, `INPUT_COLUMN_TWICE`
 */
export function columnsByTarget(
  mapping: ImportMapping,
  only?: "denials",
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
  if (!columns.has("email") && !(only === "denials" && columns.has("phone"))) {
    throw new InputError("INPUT_ADDRESS_COLUMN", "No column holds e-mail addresses.", {
      path: "mapping",
      remedy: "Map a column to `email` yourself, or export the list again with its addresses.",
    });
  }
  return columns;
}
