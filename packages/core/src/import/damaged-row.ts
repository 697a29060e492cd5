import { type ParsedEmailAddress, parseEmailAddress } from "../addresses/index.js";
import { columnsByTarget } from "./column-mapping.js";
import type { ImportOptions } from "./import-options.js";
import type { ImportRow } from "./import-row.js";
import { readEmail } from "./row-address.js";
import { permissionReader, type RowPermission } from "./row-permission.js";

/** A denial in a row that the file's reader reports as damaged, and the address it is about. */
export interface DamagedRow extends Pick<RowPermission, "denial" | "phoneDenial"> {
  readonly email: ParsedEmailAddress;
}

/** Surplus cells to examine. One stray delimiter does not add more. */
const mostBeyond = 20;

/**
 * Compiles a mapping into a function of a damaged row. Returns `null` if the row holds no
 * unmistakable denial or no single address. In a row with too many cells, each column is read at
 * every position that its cell may have moved to. The address is the one in its own column, or else
 * the only one in the row.
 */
export function damagedReader(options: ImportOptions): (row: ImportRow) => DamagedRow | null {
  const { mapping } = options;
  const readPermission = permissionReader(mapping, undefined, true);
  const emailColumn = columnsByTarget(mapping).get("email")?.[0] ?? "";
  const order = new Map(mapping.map(({ column }, index) => [column, index]));
  const position = (column: string): number => order.get(column) ?? order.size;

  return ({ values, beyond = [] }) => {
    const columns = Object.keys(values).sort((one, other) => position(one) - position(other));
    const cells = [...columns.map((column) => values[column] ?? ""), ...beyond];
    const email = addressIn(values[emailColumn] ?? "", cells, options);
    if (email === null) return null;
    let denial: RowPermission["denial"] = null;
    let phoneDenial: RowPermission["phoneDenial"] = null;
    for (let by = 0; by <= Math.min(beyond.length, mostBeyond); by++) {
      const moved = columns.map((column, index) => [column, cells[index + by] ?? ""] as const);
      const said = readPermission(by === 0 ? values : Object.fromEntries(moved));
      denial ??= said.denial;
      phoneDenial ??= said.phoneDenial;
    }
    return denial === null && phoneDenial === null ? null : { email, denial, phoneDenial };
  };
}

function addressIn(
  own: string,
  cells: readonly string[],
  options: ImportOptions,
): ParsedEmailAddress | null {
  const named = readEmail(own.trim(), options, "", []);
  if (!("refused" in named)) return named;
  const found = new Map<string, ParsedEmailAddress>();
  for (const cell of cells) {
    const email = cell.includes("@") ? parseEmailAddress(cell.trim()) : null;
    if (email?.ok === true) found.set(email.address, email);
  }
  const [only, second] = found.values();
  return second === undefined ? (only ?? null) : null;
}
