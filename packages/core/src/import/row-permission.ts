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

/** What one cell contributes; `null` if nothing. */
type CellReader = (cell: string) => CellReading | null;
type CellReading = PermissionReading & { readonly phone?: boolean };

/**
 * Compiles a mapping into a function of a row's cells. Every column is read, whatever it is mapped
 * to, even if the mapping omits it, except those that somebody chose to ignore. `plain`: only
 * unmistakable values are read, for rows whose cells may belong to another column.
 */
export function permissionReader(
  mapping: ImportMapping,
  watch: ColumnWatch | undefined,
  plain = false,
): (values: ImportRow["values"]) => RowPermission {
  const readers = new Map<string, CellReader>();
  for (const entry of heard(mapping)) readers.set(entry.column, cellReader(entry, watch));
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
      // An explicit act of the person or the mailbox is more specific than a doubt, so it wins.
      if (reading.says === "denied" && (denial === null || isWeak(denial.code)))
        if (denial === null || !isWeak(reading.code))
          denial = { code: reading.code ?? "STATUS_UNSUBSCRIBED", column };
    }
    return { denial, claimed, phoneDenial };
  };
}

/**
 * One entry a column: the one about permission, or else one that nobody chose to ignore. A column
 * that is joined to another is not ignored.
 */
function heard(mapping: ImportMapping): Iterable<ImportMapping[number]> {
  const rank = ({ target }: ImportMapping[number]): number =>
    target === "status" || target === "unsubscribed" || target === "subscribed"
      ? 2
      : target === "ignore"
        ? 0
        : 1;
  const entries = new Map<string, ImportMapping[number]>();
  for (const entry of mapping) {
    const known = entries.get(entry.column);
    if (known === undefined || rank(entry) > rank(known)) entries.set(entry.column, entry);
  }
  for (const column of mapping.flatMap(({ joined }) => joined?.columns ?? [])) {
    const known = entries.get(column);
    if (known?.target === "ignore") entries.set(column, { ...known, target: "denials" });
  }
  return entries.values();
}

function isWeak(code: string | null): boolean {
  return code === "STATUS_UNCLEAR" || code === "STATUS_UNCONFIRMED";
}

function cellReader(entry: ImportMapping[number], watch: ColumnWatch | undefined): CellReader {
  const { column, target, confidence, reason } = entry;
  const declared = new Map(
    Object.entries(entry.words ?? {}).map(([word, says]) => [headerKey(word), says]),
  );
  if (target === "status" || target === "unsubscribed" || target === "subscribed") {
    const yes = denialCode(column);
    const sure = reason === "chosen" || permissionHeader(column)?.sure === true;
    const readCell = remembered((cell) => readPermission(target, cell, declared, yes));
    return (cell) => {
      const reading = readCell(cell);
      // A guessed column may restrict but never claim; a date claims only below a name that is
      // known to hold it.
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
  // The name of a column of addresses or places is not about permission, but its cells may be.
  const other = isAttribute(target) || target === "ignore" || target === "denials";
  return elsewhere(column, watch, declared, other ? permissionHeader(column) : null);
}

/** A note of a phone call may be about mail. */
const isRemark = /note|notiz|comment|remark|bemerk|memo|nota\b|opmerking/i;

/**
 * A column of something else: an unmistakable denial counts, alone or within a sentence. If the
 * column's name is about permission, any word for a denial counts.
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
  const denialIn = remembered(denialWithin);
  return (cell) => {
    if (declared.size > 0 && declared.has(headerKey(cell)))
      return readPermission("status", cell, declared);
    const plain = denialIn(cell);
    const reading = plain ?? (named === null ? null : namedDenial(named.target, column, cell));
    if (reading === null) return null;
    watch?.see("DENIAL_ELSEWHERE", column, reading.name);
    return { says: "denied", code: reading.code, doubt: true, name: reading.name };
  };
}

/**
 * A function that remembers its first answers, because columns such as names and countries repeat
 * their cells.
 */
function remembered<T>(read: (cell: string) => T): (cell: string) => T {
  const known = new Map<string, T>();
  return (cell) => {
    const found = known.get(cell);
    if (found !== undefined) return found;
    const answer = read(cell);
    if (known.size < mostRemembered && cell.length <= longestRemembered) known.set(cell, answer);
    return answer;
  };
}

const mostRemembered = 500;
const longestRemembered = 60;

function namedDenial(
  target: PermissionTarget,
  column: string,
  cell: string,
): { readonly code: string; readonly name: string | null } | null {
  const { says, code, name } = readPermission(target, cell, undefined, denialCode(column));
  const unknown = code === "STATUS_UNCLEAR" && target !== "unsubscribed";
  return says === "denied" && code !== null && !unknown ? { code, name } : null;
}
