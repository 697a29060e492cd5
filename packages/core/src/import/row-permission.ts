import { type ImportMapping, isAttribute } from "./column-mapping.js";
import { headerKey } from "./header-words.js";
import type { ColumnWatch } from "./import-questions.js";
import type { ImportRow } from "./import-row.js";
import { type DeclaredWord, type PermissionReading, readPermission } from "./permission-cell.js";
import {
  denialCode,
  headerChannel,
  type PermissionTarget,
  permissionHeader,
  phonePermission,
} from "./permission-header.js";
import { denialWithin } from "./permission-words.js";
import type { RowNote } from "./row-result.js";

export interface RowPermission {
  readonly denial: RowNote | null;
  readonly claimed: boolean;
  /** A denial of text messages or calls. */
  readonly phoneDenial: RowNote | null;
}

/** What one cell adds; `null`: nothing. */
type CellReader = (cell: string) => CellReading | null;
type CellReading = PermissionReading & { readonly phone?: boolean };

/**
 * Compiles a mapping into a function of a row's cells: every column is heard, whatever it is mapped
 * to, and also one that the mapping leaves out. Only a column that somebody chose to ignore is not.
 * `plain`: what nobody knows for sure is not heard, as in a row whose cells may be another
 * column's.
 */
export function permissionReader(
  mapping: ImportMapping,
  watch: ColumnWatch | undefined,
  plain = false,
): (values: ImportRow["values"]) => RowPermission {
  const readers = new Map<string, CellReader>();
  for (const entry of mapping) readers.set(entry.column, readerOf(entry, watch));
  return (values) => {
    let denial: RowNote | null = null;
    let claimed = false;
    let phoneDenial: RowNote | null = null;
    for (const column of Object.keys(values)) {
      const cell = (values[column] ?? "").trim();
      if (cell === "") continue;
      const read = readers.get(column) ?? elsewhere(column, watch);
      readers.set(column, read);
      const reading = read(cell);
      if (reading === null || (plain && reading.doubt && reading.name === null)) continue;
      if (reading.phone === true) {
        if (reading.says === "denied")
          phoneDenial ??= { code: reading.code ?? "STATUS_UNSUBSCRIBED", column };
        continue;
      }
      if (reading.says === "claimed") claimed = true;
      // What a mailbox or its owner did says more than what nobody knows.
      if (reading.says === "denied" && (denial === null || isWeak(denial.code)))
        if (denial === null || !isWeak(reading.code))
          denial = { code: reading.code ?? "STATUS_UNSUBSCRIBED", column };
    }
    return { denial, claimed, phoneDenial };
  };
}

function isWeak(code: string | null): boolean {
  return code === "STATUS_UNCLEAR" || code === "STATUS_UNCONFIRMED";
}

function readerOf(entry: ImportMapping[number], watch: ColumnWatch | undefined): CellReader {
  const { column, target, confidence, reason } = entry;
  const declared = new Map(
    Object.entries(entry.words ?? {}).map(([word, says]) => [headerKey(word), says]),
  );
  if (target === "status" || target === "unsubscribed" || target === "subscribed") {
    const yes = denialCode(column);
    const sure = reason === "chosen" || permissionHeader(column)?.sure === true;
    return (cell) => {
      const reading = readPermission(target, cell, declared, yes);
      // A guess may restrict, and never claims; a date claims below a name that is known for it.
      const guessed = !sure && (confidence < 0.5 || reading.name === null);
      if (reading.says === "claimed" && guessed && !declared.has(headerKey(cell))) return null;
      if (reading.doubt || (confidence < 0.5 && reading.says === "denied"))
        watch?.see("PERMISSION_DOUBT", column, reading.name);
      return reading;
    };
  }
  if (target === "ignore" && reason === "chosen") {
    return (cell) => {
      const denial = denialWithin(cell);
      if (denial !== null) watch?.see("DENIAL_IGNORED", column, denial.name);
      return null;
    };
  }
  // The name of a column of addresses or places speaks of no permission; its cells may.
  const other = isAttribute(target) || target === "ignore" || target === "denials";
  return elsewhere(column, watch, declared, other ? permissionHeader(column) : null);
}

/** What is noted of a call may be about mail. */
const isRemark = /note|notiz|comment|remark|bemerk|memo|nota\b|opmerking/i;

/**
 * A column of something else: what is plainly a denial counts, alone or within a sentence, and
 * below a name that speaks of permission any word that is one.
 */
function elsewhere(
  column: string,
  watch: ColumnWatch | undefined,
  declared: ReadonlyMap<string, DeclaredWord> = new Map(),
  named = permissionHeader(column),
): CellReader {
  const phone = phonePermission(column);
  if (phone !== null) return (cell) => ({ ...readPermission(phone, cell, declared), phone: true });
  if (headerChannel(column) !== "mail" && !isRemark.test(column)) return () => null;
  return (cell) => {
    if (declared.size > 0 && declared.has(headerKey(cell)))
      return readPermission("status", cell, declared);
    const plain = denialWithin(cell);
    const reading = plain ?? (named === null ? null : namedDenial(named.target, column, cell));
    if (reading === null) return null;
    watch?.see("DENIAL_ELSEWHERE", column, reading.name);
    return { says: "denied", code: reading.code, doubt: true, name: reading.name };
  };
}

function namedDenial(
  target: PermissionTarget,
  column: string,
  cell: string,
): { readonly code: string; readonly name: string | null } | null {
  const { says, code, name } = readPermission(target, cell, undefined, denialCode(column));
  const unknown = code === "STATUS_UNCLEAR" && target !== "unsubscribed";
  return says === "denied" && code !== null && !unknown ? { code, name } : null;
}
