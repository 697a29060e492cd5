import { cellText } from "./cell-shape.js";
import type { ColumnFormat, UndecidedFormat } from "./column-format.js";
import { type ImportMapping, isAttribute } from "./column-mapping.js";
import type { ColumnTarget } from "./column-target.js";
import type { ImportRow } from "./import-row.js";
import { rowNote } from "./row-address.js";
import type { RowNote } from "./row-result.js";

type Values = ImportRow["values"];

/** What a row says of one field. */
export interface FieldCell {
  readonly column: string | undefined;
  /** A cell without the shape of its pattern says nothing, and is flagged. */
  text(values: Values, flags: RowNote[]): string;
}

/** @throws InputError `INPUT_CELL_SHAPE` */
export function fieldCell(mapping: ImportMapping, target: ColumnTarget): FieldCell {
  const entry = mapping.find((one) => one.target === target);
  if (entry === undefined) return { column: undefined, text: () => "" };
  const { column } = entry;
  const read = cellText(entry);
  return {
    column,
    text(values, flags) {
      const text = read(values);
      if (text !== null) return text;
      // The whole cell may still be read as an address, and denied.
      if (target === "email") return (values[column] ?? "").trim();
      flags.push(rowNote("PATTERN_UNMATCHED", column));
      return "";
    },
  };
}

export interface AttributeCell {
  readonly name: string;
  readonly column: string;
  readonly format: ColumnFormat | UndecidedFormat | undefined;
  /** `null`: the cell does not have the shape of its pattern. */
  readonly text: (values: Values) => string | null;
}

/** @throws InputError `INPUT_CELL_SHAPE` */
export function attributeCells(mapping: ImportMapping): readonly AttributeCell[] {
  return mapping.flatMap((entry) =>
    isAttribute(entry.target)
      ? [
          {
            name: entry.target.slice("attribute:".length),
            ...{ column: entry.column, format: entry.format, text: cellText(entry) },
          },
        ]
      : [],
  );
}

/** The columns of all fields but the address, which has checks of its own. */
export function otherColumns(mapping: ImportMapping): readonly string[] {
  return [
    ...new Set(
      mapping.flatMap(({ column, target, joined }) =>
        target === "ignore" || target === "denials" || target === "email"
          ? []
          : [column, ...(joined?.columns ?? [])],
      ),
    ),
  ];
}
