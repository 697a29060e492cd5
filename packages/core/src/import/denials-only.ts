import type { ImportMapping } from "./column-mapping.js";
import { fieldCell } from "./field-cells.js";
import type { ImportOptions } from "./import-options.js";
import { checkedRow, type ImportRow } from "./import-row.js";
import { readJurisdiction } from "./place-cell.js";
import { addressesIn, readEmail, readPhone, rowNote } from "./row-address.js";
import type { RowReading } from "./row-reading.js";
import type { RowNote } from "./row-result.js";

/** Why no contact is made of a row in a list of denials. It is no fault of the row. */
export const denialsOnly = "DENIALS_ONLY";

/**
 * Compiles a mapping into a function of a row in a list of denials: every address and number in its
 * columns is denied, also in a row that its reader reports as damaged. All other columns are left
 * alone.
 */
export function denialReader(
  options: ImportOptions,
  mapping: ImportMapping,
): (row: ImportRow) => RowReading {
  const email = fieldCell(mapping, "email");
  const phone = fieldCell(mapping, "phone");
  const place = fieldCell(mapping, "jurisdiction");
  return (given) => {
    const { values, problem } = checkedRow(given);
    const notes: RowNote[] = [];
    const cell = email.text(values, notes);
    const read = cell === "" ? null : readEmail(cell, options, email.column ?? "", notes);
    const addresses = read === null ? [] : "refused" in read ? addressesIn(cell) : [read.address];
    const country = place.text(values, []);
    const deniedPhone = readPhone(
      phone.text(values, notes),
      country === "" ? null : readJurisdiction(country),
      options,
      phone.column,
      notes,
    );
    const code = "STATUS_SUPPRESSED";
    const fault =
      problem ??
      (read !== null && "refused" in read ? read.refused : null) ??
      notes.find(({ code }) => code === "PHONE_UNREADABLE") ??
      null;
    if (addresses.length === 0 && deniedPhone === null)
      return { refused: fault ?? rowNote("ADDRESS_MISSING", email.column ?? phone.column) };
    return {
      refused: fault ?? { code: denialsOnly },
      barred: {
        denial: addresses.length === 0 ? null : rowNote(code, email.column),
        phoneDenial: deniedPhone === null ? null : rowNote(code, phone.column),
        ...{ deniedPhone, addresses, key: "" },
      },
    };
  };
}
