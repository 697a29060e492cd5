import type { JsonValue } from "../json.js";
import { unicodePattern } from "../unicode-pattern.js";

const currencySign = unicodePattern("\\p{Sc}");
const currencyAtEnd = unicodePattern(
  "^[+-]?(?<before>[A-Z]{0,3}\\p{Sc}|[A-Z]{3})\\s?[+-]?\\d|\\d\\s?(?<after>\\p{Sc}|[A-Z]{3})$",
);

/** How every cell of a column is written. */
export type ColumnFormat =
  | {
      readonly type: "number";
      /** The character before the decimals. The other one, a space or `'` may group thousands. */
      readonly decimal: "." | ",";
      /**
       * A currency sign or code before or after the number, such as `€` or `EUR`; cells may omit
       * it.
       */
      readonly currency?: string;
    }
  | {
      readonly type: "date";
      /**
       * Digits between `.`, `/` or `-`, with or without a time. Stored as `2001-12-31`, or with
       * `T08:30`.
       */
      readonly order: "year-month-day" | "day-month-year" | "month-day-year";
      /**
       * The first year that a two-digit year may mean: with 1930, `29` is 2029. Absent: years have
       * four digits.
       */
      readonly from?: number;
    }
  | {
      readonly type: "list";
      /** `json` reads `["a","b"]`. Items are text; empty ones are dropped. */
      readonly separator: "," | ";" | "|" | "json";
    }
  | {
      readonly type: "boolean";
      /** Words in addition to the usual ones, in any case. */
      readonly yes?: readonly string[];
      readonly no?: readonly string[];
    };

/** Several readings fit every cell and give different values. */
export interface UndecidedFormat {
  readonly type: "undecided";
  readonly between: readonly ColumnFormat[];
}

/** The value of a cell, or `undefined` if the cell does not have this format. */
export function readFormatted(format: ColumnFormat, cell: string): JsonValue | undefined {
  switch (format.type) {
    case "number":
      return readNumber(bareAmount(cell, format.currency), format.decimal);
    case "date":
      return readDate(cell, format);
    case "list":
      return readList(cell, format.separator);
    case "boolean":
      return readBoolean(cell, format);
  }
}

const numbers = {
  ".": /^[+-]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:[,\s'’]\d{3})+)(?:\.\d+)?$/,
  ",": /^[+-]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:[.\s'’]\d{3})+)(?:,\d+)?$/,
};

let known: ReadonlySet<string> | undefined;
function codes(): ReadonlySet<string> {
  known ??= new Set(Intl.supportedValuesOf("currency"));
  return known;
}

/** A currency such as `€`, `US$` or `EUR` at one end of a number; `null` if there is none. */
export function currencyIn(cell: string): string | null {
  const found = currencyAtEnd().exec(cell);
  const name = found?.groups?.["before"] ?? found?.groups?.["after"] ?? null;
  return name === null || currencySign().test(name) || codes().has(name) ? name : null;
}

function bareAmount(cell: string, currency: string | undefined): string {
  if (currency === undefined || currencyIn(cell) !== currency) return cell;
  const at = cell.indexOf(currency);
  return (cell.slice(0, at).trimEnd() + cell.slice(at + currency.length).trimStart()).trim();
}

function readNumber(cell: string, decimal: "." | ","): number | undefined {
  if (!numbers[decimal].test(cell)) return undefined;
  const groups = decimal === "." ? /[,\s'’]/g : /[.\s'’]/g;
  const plain = cell.replace(groups, "").replace(",", ".");
  // A number keeps about 15 digits; with more the value would change.
  return plain.replace(/\D/g, "").replace(/^0+/, "").length > 15 ? undefined : Number(plain);
}

const dates = {
  "year-month-day": /^(?<y>\d{4})(?<s>[-/.])(?<m>\d{1,2})\k<s>(?<d>\d{1,2})/,
  "day-month-year": /^(?<d>\d{1,2})(?<s>[-/.])(?<m>\d{1,2})\k<s>(?<y>\d{4}|\d\d)(?!\d)/,
  // No language writes the month first with dots (CLDR).
  "month-day-year": /^(?<m>\d{1,2})(?<s>[-/])(?<d>\d{1,2})\k<s>(?<y>\d{4}|\d\d)(?!\d)/,
};
const times = /^(?:$|[T\s]\s*(?<h>[01]?\d|2[0-3]):(?<n>[0-5]\d)(?::(?<c>[0-5]\d))?$)/;

function readDate(cell: string, format: ColumnFormat & { type: "date" }): string | undefined {
  const found = dates[format.order].exec(cell);
  const { y = "", m = "", d = "" } = found?.groups ?? {};
  const year = y.length === 2 ? fullYear(Number(y), format.from) : Number(y);
  const rest = found === null ? null : times.exec(cell.slice(found[0].length));
  if (rest === null || year === undefined) return undefined;
  const [month, day] = [Number(m), Number(d)];
  const at = new Date(Date.UTC(2000, month - 1, day));
  // A leap year, so that 29 February is kept; `setUTCFullYear` because `Date.UTC` reads small years
  // as 19xx.
  at.setUTCFullYear(year, month - 1, day);
  if (year < 1 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return undefined;
  const date = `${String(year).padStart(4, "0")}-${two(m)}-${two(d)}`;
  const { h, n, c } = rest.groups ?? {};
  if (h === undefined || n === undefined) return date;
  return `${date}T${two(h)}:${n}${c === undefined ? "" : `:${c}`}`;
}

function fullYear(short: number, from: number | undefined): number | undefined {
  if (from === undefined) return undefined;
  const century = Math.floor(from / 100) * 100;
  return century + short >= from ? century + short : century + 100 + short;
}

function two(digits: string): string {
  return digits.padStart(2, "0");
}

function readList(
  cell: string,
  separator: "," | ";" | "|" | "json",
): readonly string[] | undefined {
  if (separator !== "json") {
    return cell
      .split(separator)
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }
  if (!cell.startsWith("[")) return undefined;
  try {
    const items: unknown = JSON.parse(cell);
    return Array.isArray(items) && items.every((item) => typeof item === "string")
      ? items
      : undefined;
  } catch {
    return undefined;
  }
}

const yes = new Set(
  "true yes y t 1 x on ja j wahr oui vrai si sí sì sim vero verdadero verdadeiro waar".split(" "),
);
const no = new Set("false no n f 0 off nein falsch non faux nao não falso nee onwaar".split(" "));

function readBoolean(
  cell: string,
  format: ColumnFormat & { type: "boolean" },
): boolean | undefined {
  const word = cell.normalize("NFC").toLowerCase();
  const among = (words: readonly string[] | undefined): boolean =>
    words?.some((own) => own.normalize("NFC").toLowerCase() === word) === true;
  if (among(format.yes)) return true;
  if (among(format.no)) return false;
  return yes.has(word) ? true : no.has(word) ? false : undefined;
}
