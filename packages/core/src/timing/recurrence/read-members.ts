import { type CalendarDate, readCalendarDate } from "../../dates/index.js";
import { DefinitionError, InputError } from "../../errors/index.js";
import { thereAre } from "../../there-are.js";
import { type Weekday, weekdayNames } from "../wall-clock.js";
import { isTimeZone } from "../zone-table.js";

export function weekdaysAt(value: unknown, path: string): readonly Weekday[] {
  const given: readonly unknown[] = Array.isArray(value) ? value : [];
  const found = weekdayNames.filter((weekday) => given.includes(weekday));
  if (given.length > 0 && found.length === new Set(given).size) return found;
  throw new DefinitionError("DEFINITION_DAYS", "This names no weekdays.", {
    path,
    remedy: "Write mon, tue, wed, thu, fri, sat or sun.",
  });
}

export function zoneAt(value: unknown): string {
  if (typeof value === "string" && (value === "contact" || isTimeZone(value))) return value;
  throw new InputError("INPUT_TIME_ZONE", "There is no time zone of this name.", {
    path: "zone",
    remedy: "Use an IANA name such as Europe/Berlin, or contact.",
  });
}
/** Of a date that was checked. */
export function readDay(text: string): CalendarDate {
  return dateAt(text, "date").date;
}

export function dateAt(
  value: unknown,
  path: string,
): { readonly text: string; readonly date: CalendarDate } {
  const date = typeof value === "string" ? readCalendarDate(value) : null;
  if (date !== null && typeof value === "string") return { text: value, date };
  throw new DefinitionError("DEFINITION_DATE", "This is no date of the calendar.", {
    path,
    remedy: "Write it as YYYY-MM-DD.",
  });
}

export function textAt(value: unknown, path: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw fault(path, "A text is missing here.", "Write one.");
}

export function wholeAt(
  value: unknown,
  path: string,
  least: number,
  most: number,
  or = "",
): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) {
    return value;
  }
  throw fault(
    path,
    "This number is not one of those that are meant.",
    `Write ${least} to ${most}${or}.`,
  );
}

export function members(
  value: unknown,
  path: string | undefined,
): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw fault(
    path,
    "This is no object with members.",
    "Write it as the guide on recurrence shows.",
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function onlyMembers(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  below?: string,
): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const path = below === undefined ? name : `${below}.${name}`;
    const message = `There is no such member here: ${thereAre(known, name)}`;
    throw fault(path, message, "Leave it out, or write the name that is meant.");
  }
}

export function fault(path: string | undefined, message: string, remedy: string): DefinitionError {
  return new DefinitionError("DEFINITION_RECURRENCE", message, {
    ...(path === undefined ? {} : { path }),
    remedy,
  });
}
