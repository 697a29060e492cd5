import { DefinitionError } from "@wellsent/core/errors";

/**
 * The public holidays of a country and its regions, as the files of
 * `@wellsent/adapters/holidays/DE` and so on hold them. Days by year: `0406`, with `b` behind it
 * for days on which only banks are closed, `~` for estimates.
 */
export interface HolidayTable {
  readonly v: number;
  /** ISO 3166-1, two letters. */
  readonly country: string;
  /** The date on which it was made. */
  readonly madeAt: string;
  /** Where the data is from, and under which license: the attribution that it asks for. */
  readonly source: string;
  readonly license: string;
  /** The first and last date of which it knows. */
  readonly from: string;
  readonly until: string;
  readonly closed: DaysByYear;
  /** By region, where it differs from the country: what is closed besides, and what is open. */
  readonly regions: Readonly<Record<string, RegionDays>>;
}

export interface RegionDays {
  readonly closed: DaysByYear;
  readonly open: DaysByYear;
}

export type DaysByYear = Readonly<Record<string, string>>;

/** What a table says of a closed day, by its date `YYYY-MM-DD`. */
export type Marks = ReadonlyMap<string, string>;

/** The closed days of a calendar, `DE` or `DE-BY`; `null` where the table has no such region. */
export function closedDays(table: HolidayTable, calendar: string): Marks | null {
  if (calendar === table.country) return readDays(table.closed);
  const region = calendar.slice(table.country.length + 1);
  const own = Object.hasOwn(table.regions, region) ? table.regions[region] : undefined;
  if (own === undefined) return null;
  const days = new Map([...readDays(table.closed), ...readDays(own.closed)]);
  for (const date of readDays(own.open).keys()) days.delete(date);
  return days;
}

function readDays(years: DaysByYear): Marks {
  const days = new Map<string, string>();
  for (const [year, list] of Object.entries(years)) {
    for (const [written, month, day, mark = ""] of list.matchAll(/(\S\S)(\S\S)(\S*)/g)) {
      if (!/^\d{4}b?~?$/.test(written)) throw unreadable();
      days.set(`${year}-${month}-${day}`, mark);
    }
  }
  return days;
}

/** @throws DefinitionError `DEFINITION_HOLIDAYS` */
export function checkTable(table: HolidayTable, index: number): void {
  if (table.v === 1 && /^[A-Z]{2}$/.test(table.country) && table.from <= table.until) return;
  throw unreadable(`tables[${index}]`);
}

function unreadable(path?: string): DefinitionError {
  return new DefinitionError("DEFINITION_HOLIDAYS", "This is no table of holidays, version 1.", {
    ...(path === undefined ? {} : { path }),
    remedy: "Import one from @wellsent/adapters/holidays, of the version that this is.",
  });
}
