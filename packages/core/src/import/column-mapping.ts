import { InputError } from "../errors/index.js";

/**
 * What a column means. `status` holds words (`subscribed`, `cleaned`), `unsubscribed` and
 * `subscribed` hold yes or no or a date; these three may occur several times, and any denial among
 * them counts.
 */
export type ColumnTarget =
  | "email"
  | "phone"
  | "key"
  | "locale"
  | "timeZone"
  | "jurisdiction"
  | "status"
  | "unsubscribed"
  | "subscribed"
  | "ignore"
  | `attribute:${string}`;

export interface ColumnMapping {
  readonly column: string;
  readonly target: ColumnTarget;
  /** 0 to 1. Show it: below 0.5 somebody should look. */
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
}

export type ImportMapping = readonly ColumnMapping[];

/** Targets that one column at most can have. */
export const singleTargets: ReadonlySet<string> = new Set([
  "email",
  "phone",
  "key",
  "locale",
  "timeZone",
  "jurisdiction",
]);

/**
 * The mapping with some columns decided by a person. A column that held a chosen target before is
 * ignored from now on.
 *
 * @throws InputError `INPUT_COLUMN_UNKNOWN`
 */
export function chooseTargets(
  mapping: ImportMapping,
  chosen: Readonly<Record<string, ColumnTarget>>,
): ImportMapping {
  for (const column of Object.keys(chosen)) {
    if (!mapping.some((entry) => entry.column === column)) {
      throw new InputError("INPUT_COLUMN_UNKNOWN", "There is no column of this name.", {
        path: column,
        remedy: `Choose among ${mapping.length} columns, spelt as in the header.`,
      });
    }
  }
  const taken = new Set(
    Object.values(chosen).filter((target) => singleTargets.has(target) || isAttribute(target)),
  );
  return mapping.map((entry) => {
    const target = Object.hasOwn(chosen, entry.column) ? chosen[entry.column] : undefined;
    if (target !== undefined)
      return { column: entry.column, target, confidence: 1, reason: "chosen" };
    if (taken.has(entry.target))
      return { ...entry, target: "ignore", confidence: 1, reason: "target_taken" };
    return entry;
  });
}

export function isAttribute(target: string): target is `attribute:${string}` {
  return target.startsWith("attribute:");
}

/**
 * The column of each target, ready for reading rows.
 *
 * @throws InputError `INPUT_ADDRESS_COLUMN`, `INPUT_COLUMN_TWICE`
 */
export function columnsByTarget(
  mapping: ImportMapping,
): ReadonlyMap<ColumnTarget, readonly string[]> {
  const columns = new Map<ColumnTarget, string[]>();
  for (const { column, target } of mapping) {
    if (target === "ignore") continue;
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
      remedy: "Name the column yourself, or export the list again with its addresses.",
    });
  }
  return columns;
}
