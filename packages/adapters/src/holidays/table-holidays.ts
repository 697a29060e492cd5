import type { DayState, Holidays, Weekday } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import { checkTable, closedDays, type HolidayTable, type Marks } from "./holiday-table.js";

export interface HolidayOptions {
  /** Days on which only banks are closed are `closed` too. Default: no. */
  readonly bankDays?: boolean;
  /**
   * Some calendars wait for the moon, and their dates are estimates: `day` takes the estimated day,
   * `around` one on either side as well. Default: `day`.
   */
  readonly estimates?: "day" | "around";
  /** The host's own, by name. One that has the name of a table's calendar stands in its place. */
  readonly calendars?: Readonly<Record<string, HostCalendar>>;
}

/** A calendar of the host. What it says of a day goes before what `like` says. */
export interface HostCalendar {
  /** A calendar of the tables: `DE-BY`. */
  readonly like?: string;
  readonly closed?: readonly string[];
  readonly open?: readonly string[];
  /** Weekdays that are closed unless `open` names the date. */
  readonly weekdays?: readonly Weekday[];
  /** Without `like`: the last date of which the calendar knows. After it, days are `unknown`. */
  readonly until?: string;
}

const weekdays: readonly Weekday[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const dayLength = 86_400_000;

/**
 * Holidays out of tables and the host's own calendars. Before and after what a table holds, and in
 * a calendar that nobody gave, every day is `unknown`.
 *
 * @throws DefinitionError `DEFINITION_HOLIDAYS` for a table of another version, and for a calendar
 * `like` one that there is not
 * @example
 * ```ts
 * import germany from "@wellsent/adapters/holidays/DE" with { type: "json" };
 *
 * const holidays = tableHolidays([germany], {
 *   calendars: { office: { like: "DE-BY", weekdays: ["sat", "sun"], closed: ["2027-12-24"] } },
 * });
 * ```
 */
export function tableHolidays(
  tables: readonly HolidayTable[],
  { bankDays = false, estimates = "day", calendars = {} }: HolidayOptions = {},
): Holidays {
  for (const [index, table] of tables.entries()) checkTable(table, index);
  const read = new Map<string, Days | null>();
  const daysFor = (calendar: string): Days | null => {
    const known = read.get(calendar);
    if (known !== undefined) return known;
    const table = tables.find(({ country }) => country === calendar.slice(0, 2));
    const marks = table === undefined ? null : closedDays(table, calendar);
    const days =
      table === undefined || marks === null
        ? null
        : { from: table.from, until: table.until, closed: counted(marks, bankDays, estimates) };
    read.set(calendar, days);
    return days;
  };
  const tableState = (calendar: string, date: string): DayState => {
    const days = daysFor(calendar);
    if (days === null || date < days.from || date > days.until) return "unknown";
    return days.closed.has(date) ? "closed" : "open";
  };
  for (const [name, { like, until }] of Object.entries(calendars)) {
    if (like === undefined ? until !== undefined : daysFor(like) !== null) continue;
    throw new DefinitionError(
      "DEFINITION_HOLIDAYS",
      like === undefined
        ? "This calendar does not say how far it reaches."
        : "None of the tables has the calendar that this one is like.",
      { path: `calendars.${name}`, remedy: "Pass the table of that country, or write `until`." },
    );
  }
  const own = new Map(Object.entries(calendars).map(([name, each]) => [name, hostDays(each)]));
  return {
    day(calendar, date) {
      const host = own.get(calendar);
      if (host === undefined) return tableState(calendar, date);
      if (host.open.has(date)) return "open";
      if (host.closed.has(date) || host.closesOn(date)) return "closed";
      if (host.like !== undefined) return tableState(host.like, date);
      return date <= host.until ? "open" : "unknown";
    },
  };
}

interface Days {
  readonly from: string;
  readonly until: string;
  readonly closed: ReadonlySet<string>;
}

function counted(
  marks: Marks,
  bankDays: boolean,
  estimates: "day" | "around",
): ReadonlySet<string> {
  const closed = new Set<string>();
  for (const [date, mark] of marks) {
    if (mark.startsWith("b") && !bankDays) continue;
    const reach = mark.endsWith("~") && estimates === "around" ? 1 : 0;
    for (let days = -reach; days <= reach; days++) {
      closed.add(new Date(Date.parse(date) + days * dayLength).toISOString().slice(0, 10));
    }
  }
  return closed;
}

function hostDays({ like, closed = [], open = [], weekdays: shut = [], until = "" }: HostCalendar) {
  return {
    like,
    until,
    closed: new Set(closed),
    open: new Set(open),
    closesOn: (date: string): boolean => {
      const weekday = weekdays[new Date(date).getUTCDay()];
      return weekday !== undefined && shut.includes(weekday);
    },
  };
}
