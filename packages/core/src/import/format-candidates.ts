import {
  type ColumnFormat,
  currencyIn,
  readFormatted,
  type UndecidedFormat,
} from "./column-format.js";

type FormatType = ColumnFormat["type"];

/** By kind of value: the one format that fits every cell, or several that fit and disagree. */
export type FittingFormats = {
  readonly [Type in FormatType]?: ColumnFormat | UndecidedFormat;
};

/**
 * The formats that still fit all cells of a column. Takes a few bits, however long the column is.
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
/**
 * Any text can be a list with any of these separators, so their occurrence in the cells decides.
 */
const separators = [",", ";", "|"] as const;

export function formatCandidates(): FormatCandidates {
  let left = candidates;
  let filled = false;
  /** Pairs of formats of one type that gave different values for some cell. */
  const apart = new Set<string>();
  const occurring = new Set<(typeof separators)[number]>();
  const currencies = new Set<string>();
  return {
    add(cell) {
      filled = true;
      const currency = currencyIn(cell);
      // Two currencies are enough to ask: an amount without its currency would lose its meaning.
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
            apart.add(pairName(one.format, other.format));
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

/** One of each group of formats that agree on every cell. */
function distinct(
  formats: readonly ColumnFormat[],
  apart: ReadonlySet<string>,
): readonly ColumnFormat[] {
  const kept: ColumnFormat[] = [];
  for (const format of formats) {
    if (kept.every((known) => apart.has(pairName(known, format)))) kept.push(format);
  }
  return kept;
}

function pairName(one: ColumnFormat, other: ColumnFormat): string {
  return `${JSON.stringify(one)} ${JSON.stringify(other)}`;
}
