import { InputError } from "../errors/index.js";
import type { ColumnTarget } from "./column-target.js";
import type { ImportRow } from "./import-row.js";

/** A part of a cell: what stands in one slot of a pattern. */
export interface CellPart {
  /**
   * Text with slots, such as `{last}, {first}`. A slot ends where the text behind it stands first;
   * the last one takes what is left. Spaces around slots are dropped.
   */
  readonly pattern: string;
  readonly slot: string;
}

/** Further columns whose cells belong to the same field. */
export interface JoinedColumns {
  /** In this order, behind the column's own cell. */
  readonly columns: readonly string[];
  /** Between cells. Empty cells are left out. */
  readonly separator: string;
}

/** What is read of a row for one field: a cell, a part of it, or several cells. */
export interface CellShape {
  readonly column: string;
  readonly target: ColumnTarget;
  readonly part?: CellPart;
  readonly joined?: JoinedColumns;
}

/**
 * Compiles the shape of a field into a function of a row. `null`: the cell does not have the shape
 * of the pattern.
 *
 * @throws InputError `INPUT_CELL_SHAPE`
 */
export function cellText(shape: CellShape): (values: ImportRow["values"]) => string | null {
  const { column, part, joined } = shape;
  const fault = findFault(shape);
  if (fault !== null) {
    throw new InputError("INPUT_CELL_SHAPE", `A column cannot be read so: ${fault}.`, {
      path: column,
      remedy:
        "Write patterns as “{last}, {first}”, with text between slots, and name the columns to join.",
    });
  }
  const whole = joined === undefined ? cellOf(column) : joinedText(column, joined);
  if (part === undefined) return whole;
  const read = slotReader(part);
  return (values) => {
    const text = whole(values);
    return text === "" ? "" : read(text);
  };
}

function cellOf(column: string): (values: ImportRow["values"]) => string {
  return (values) => (values[column] ?? "").trim();
}

function joinedText(
  column: string,
  { columns, separator }: JoinedColumns,
): (values: ImportRow["values"]) => string {
  const all = [column, ...columns];
  return (values) =>
    all
      .map((name) => (values[name] ?? "").trim())
      .filter((text) => text !== "")
      .join(separator);
}

/** The names of a pattern's slots. */
function slotsOf(pattern: string): readonly string[] {
  return [...pattern.matchAll(slot)].map(([, name = ""]) => name);
}

const slot = /\{([^{}]+)\}/g;
const longestPattern = 200;

/** Searches each text between slots once, so that no cell takes long. */
function slotReader({ pattern, slot: wanted }: CellPart): (text: string) => string | null {
  const names = slotsOf(pattern);
  const [head = "", ...between] = pattern.split(/\{[^{}]+\}/).map((text) => text.trim() || text);
  const index = names.indexOf(wanted);
  return (cell) => {
    if (!cell.startsWith(head)) return null;
    let at = head.length;
    let found = "";
    for (const [place, behind] of between.entries()) {
      const last = place === between.length - 1;
      const end = last ? cell.length - behind.length : cell.indexOf(behind, at);
      if (end < at || (last && !cell.endsWith(behind))) return null;
      if (place === index) found = cell.slice(at, end).trim();
      at = end + behind.length;
    }
    return found;
  };
}

function findFault({ target, part, joined }: CellShape): string | null {
  if (part === undefined && joined === undefined) return null;
  if (["status", "unsubscribed", "subscribed", "denials", "ignore"].includes(target))
    return "what it says about permission is always heard whole";
  if (joined !== undefined && joined.columns.length === 0) return "no column to join is named";
  if (part === undefined) return null;
  const { pattern, slot: wanted } = part;
  const names = slotsOf(pattern);
  if (pattern.length > longestPattern)
    return `the pattern has more than ${longestPattern} characters`;
  if (!names.includes(wanted) || new Set(names).size < names.length || /[{}]/.test(bare(pattern)))
    return "the pattern lacks its slot, or has one twice";
  return pattern.includes("}{") ? "two slots of the pattern touch" : null;
}

function bare(pattern: string): string {
  return pattern.replaceAll(slot, "");
}
