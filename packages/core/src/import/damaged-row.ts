import { type ParsedEmailAddress, parseEmailAddress } from "../addresses/index.js";
import { columnsByTarget } from "./column-mapping.js";
import type { ImportOptions } from "./import-options.js";
import type { ImportRow } from "./import-row.js";
import { readEmail } from "./row-address.js";
import { permissionReader, type RowPermission } from "./row-permission.js";

/** The denial in a row that its reader does not vouch for, and whose it is. */
export interface DamagedRow extends Pick<RowPermission, "denial" | "phoneDenial"> {
  readonly email: ParsedEmailAddress;
}

/** So many cells too many are looked through, and no file has more by one stray delimiter. */
const mostBeyond = 20;

/**
 * Compiles a mapping into a function of a damaged row: `null` where it does not plainly deny, or
 * says of nobody whom. In a row with too many cells, whatever may stand in a column counts as if it
 * did. The address is the one below its column's name, or else the only one in the row.
 */
export function damagedReader(options: ImportOptions): (row: ImportRow) => DamagedRow | null {
  const { mapping } = options;
  const permissionOf = permissionReader(mapping, undefined, true);
  const emailColumn = columnsByTarget(mapping).get("email")?.[0] ?? "";
  const order = new Map(mapping.map(({ column }, index) => [column, index]));
  const placeOf = (column: string): number => order.get(column) ?? order.size;

  return ({ values, beyond = [] }) => {
    const columns = Object.keys(values).sort((one, other) => placeOf(one) - placeOf(other));
    const cells = [...columns.map((column) => values[column] ?? ""), ...beyond];
    const email = addressIn(values[emailColumn] ?? "", cells, options);
    if (email === null) return null;
    let denial: RowPermission["denial"] = null;
    let phoneDenial: RowPermission["phoneDenial"] = null;
    for (let by = 0; by <= Math.min(beyond.length, mostBeyond); by++) {
      const moved = columns.map((column, index) => [column, cells[index + by] ?? ""] as const);
      const said = permissionOf(by === 0 ? values : Object.fromEntries(moved));
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
