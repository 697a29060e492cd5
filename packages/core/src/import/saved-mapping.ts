import { murmur3 } from "../hash/murmur3.js";
import type { ColumnMapping, ImportMapping } from "./column-mapping.js";
import type { ColumnTarget } from "./column-target.js";
import { type FieldPolicies, fieldRules } from "./field-policy.js";
import { headerKey } from "./header-words.js";
import { permissionHeader, phonePermission } from "./permission-header.js";

/** A mapping to keep as JSON for the next file of the same tool. */
export interface SavedMapping {
  readonly version: 1;
  /** Of the header, for finding the saved mapping of a file: {@link headerDigest}. */
  readonly digest: string;
  readonly header: readonly string[];
  readonly mapping: ImportMapping;
  readonly fields?: FieldPolicies;
}

/** How the header of a file differs from the one that a mapping was saved for. */
export interface MappingDifference {
  /**
   * `COLUMN_MISSING`: a field that was read is no longer in the file. `COLUMN_RENAMED`: the column
   * is spelled otherwise (case, accents, spaces), and is read. `COLUMN_NEW`: nobody has decided
   * about it, and only denials in it count. `PERMISSION_MISSING` and `PERMISSION_NEW`: the same of
   * a column about permission. Look at these first.
   */
  readonly code:
    | "COLUMN_MISSING"
    | "COLUMN_RENAMED"
    | "COLUMN_NEW"
    | "PERMISSION_MISSING"
    | "PERMISSION_NEW";
  /** As in this file, or as saved if it is missing. */
  readonly column: string;
  /** As saved, if it was renamed. */
  readonly was?: string;
}

export interface FittedMapping {
  readonly mapping: ImportMapping;
  readonly fields?: FieldPolicies;
  /** Empty if the file has the same columns, in any order. */
  readonly differences: readonly MappingDifference[];
}

/** Names a header: the same for the same columns in the same order, whatever their case. */
export function headerDigest(header: readonly string[]): string {
  const text = JSON.stringify(header.map(headerKey));
  return [1, 2, 3, 4].map((seed) => murmur3(text, seed).toString(16).padStart(8, "0")).join("");
}

/**
 * The mapping of a file as plain JSON.
 *
 * @throws InputError `INPUT_FIELD_POLICY`, `INPUT_ADDRESS_COLUMN`, `INPUT_COLUMN_TWICE`
 * @example
 * const saved = saveMapping(header, mapping, { default: "fill" });
 * await writeFile("mailchimp.json", JSON.stringify(saved));
 */
export function saveMapping(
  header: readonly string[],
  mapping: ImportMapping,
  fields?: FieldPolicies,
): SavedMapping {
  fieldRules(fields === undefined ? {} : { fields }, mapping);
  return {
    version: 1,
    ...{ digest: headerDigest(header), header: [...header], mapping: [...mapping] },
    ...(fields !== undefined && { fields }),
  };
}

/**
 * Fits a saved mapping to the header of another file. Whether differences matter is for a person to
 * say; what is not in the file is not read, and what is new is not imported.
 *
 * @param saved As {@link saveMapping} gave it, or read from JSON by `parseSavedMapping` of
 * `@wellsent/core/definitions`.
 * @example
 * const { mapping, fields, differences } = mappingFor(header, parseSavedMapping(JSON.parse(text)));
 */
export function mappingFor(header: readonly string[], saved: SavedMapping): FittedMapping {
  const { header: before, mapping, fields } = saved;
  const present = new Set(header);
  const byKey = new Map(header.map((column) => [headerKey(column), column]));
  const saw = new Set(before);
  const nameNow = (column: string): string | undefined => {
    if (present.has(column)) return column;
    const near = byKey.get(headerKey(column));
    return near === undefined || saw.has(near) ? undefined : near;
  };
  const differences: MappingDifference[] = [];
  const fitted: ColumnMapping[] = [];
  const told = new Set<string>();
  const tell = (difference: MappingDifference): void => {
    const name = `${difference.code} ${difference.column}`;
    if (!told.has(name)) differences.push(difference);
    told.add(name);
  };
  const missing = (column: string, target: ColumnTarget): void => {
    if (target === "ignore" && !isPermission(column)) return;
    const heard = isPermission(column) || permissionTargets.has(target);
    tell({ code: heard ? "PERMISSION_MISSING" : "COLUMN_MISSING", column });
  };
  for (const entry of mapping) {
    const columns = [entry.column, ...(entry.joined?.columns ?? [])];
    const now = columns.map(nameNow);
    for (const [index, column] of columns.entries()) {
      const name = now[index];
      if (name === undefined) missing(column, entry.target);
      else if (name !== column) tell({ code: "COLUMN_RENAMED", column: name, was: column });
    }
    const [column, ...others] = now.filter((name) => name !== undefined);
    if (column === undefined || now[0] === undefined) continue;
    const { joined, ...rest } = entry;
    const joins = joined !== undefined && others.length > 0;
    fitted.push({ ...rest, column, ...(joins && { joined: { ...joined, columns: others } }) });
  }
  const known = new Set(before.map(nameNow));
  for (const column of header) {
    if (known.has(column)) continue;
    tell({ code: isPermission(column) ? "PERMISSION_NEW" : "COLUMN_NEW", column });
    fitted.push({ column, target: "denials", confidence: 0.4, reason: "no_such_attribute" });
  }
  return { mapping: fitted, differences, ...(fields !== undefined && { fields }) };
}

const permissionTargets: ReadonlySet<string> = new Set([
  ...["status", "unsubscribed", "subscribed", "denials"],
]);

function isPermission(column: string): boolean {
  return permissionHeader(column) !== null || phonePermission(column) !== null;
}
