import {
  type ColumnFormat,
  currencyIn,
  readFormatted,
  type UndecidedFormat,
} from "./column-format.js";

type FormatType = ColumnFormat["type"];

/** By kind of value: the one reading of every cell, or those that fit and differ. */
export type FittingFormats = {
  readonly [Type in FormatType]?: ColumnFormat | UndecidedFormat;
};

/**
 * What a column's cells leave of the ways they could be written: some bits, whatever its length.
 */
export interface FormatCandidates {
  add(cell: string): void;
  fitting(): FittingFormats;
}

const candidates: readonly ColumnFormat[] = [
  { type: "number", decimal: "." },
  { type: "number", decimal: "," },
  { type: "boolean" },
  { type: "date", order: "year-month-day" },
  { type: "date", order: "day-month-year" },
  { type: "date", order: "month-day-year" },
  { type: "list", separator: "json" },
];
/** Any text is a list of any of these: it counts which ones occur. */
const separators = [",", ";", "|"] as const;

export function formatCandidates(): FormatCandidates {
  let left = candidates;
  let filled = false;
  /** Pairs of one type that gave different values for some cell. */
  const apart = new Set<string>();
  const occurring = new Set<(typeof separators)[number]>();
  const currencies = new Set<string>();
  return {
    add(cell) {
      filled = true;
      const currency = currencyIn(cell);
      // Two are enough to ask: an amount without its currency is another amount.
      if (currency !== null && currencies.size < 2) currencies.add(currency);
      for (const separator of separators) if (cell.includes(separator)) occurring.add(separator);
      const read = left.flatMap((format) => {
        const money = format.type === "number" && currency !== null;
        const value = readFormatted(money ? { ...format, currency } : format, cell);
        return value === undefined ? [] : [{ format, value }];
      });
      if (read.length < left.length) left = read.map(({ format }) => format);
      for (const [index, one] of read.entries()) {
        for (const other of read.slice(index + 1)) {
          if (one.format.type === other.format.type && one.value !== other.value)
            apart.add(pairOf(one.format, other.format));
        }
      }
    },
    fitting() {
      const fitting: Partial<Record<FormatType, ColumnFormat | UndecidedFormat>> = {};
      if (!filled) return fitting;
      const put = (formats: readonly ColumnFormat[]): void => {
        const [first] = formats;
        if (first === undefined) return;
        fitting[first.type] =
          formats.length === 1 ? first : { type: "undecided", between: formats };
      };
      const lists = separators
        .filter((separator) => occurring.has(separator))
        .map((separator) => ({ type: "list", separator }) as const);
      put(lists.length === 0 ? [{ type: "list", separator: "," }] : lists);
      for (const type of ["number", "boolean", "date", "list"] as const)
        put(
          distinct(
            left.filter((format) => format.type === type),
            apart,
          ).flatMap((format) =>
            format.type !== "number" || currencies.size === 0
              ? [format]
              : [...currencies].map((currency) => ({ ...format, currency })),
          ),
        );
      return fitting;
    },
  };
}

/** One of each group of formats that agreed on every cell. */
function distinct(
  formats: readonly ColumnFormat[],
  apart: ReadonlySet<string>,
): readonly ColumnFormat[] {
  const kept: ColumnFormat[] = [];
  for (const format of formats) {
    if (kept.every((known) => apart.has(pairOf(known, format)))) kept.push(format);
  }
  return kept;
}

function pairOf(one: ColumnFormat, other: ColumnFormat): string {
  return `${JSON.stringify(one)} ${JSON.stringify(other)}`;
}
