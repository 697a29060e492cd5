import { dayNumber, isCalendarDate } from "../../dates/index.js";
import { DefinitionError } from "../../errors/index.js";
import { dayLength, type WallTime } from "../wall-clock.js";
import { isTimeZone } from "../zone-table.js";

/** A `DATE-TIME` of RFC 5545, section 3.3.5. */
export interface RRuleMoment {
  readonly wall: WallTime;
  readonly zone: string;
}

interface RRuleLines {
  readonly start: RRuleMoment;
  readonly rule: string;
  readonly except: readonly RRuleMoment[];
}

interface Line {
  readonly name: string;
  /** `TZID=Europe/Berlin`, in capitals before the `=`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

/** The lines of a recurrence, unfolded; every other one is refused by name. */
export function readRRuleLines(text: string): RRuleLines {
  let start: RRuleMoment | undefined;
  let rule: string | undefined;
  const except: RRuleMoment[] = [];
  for (const written of text.replaceAll(/\r?\n[ \t]/g, "").split(/\r?\n/)) {
    if (written.trim() === "") continue;
    const line = readLine(written.trim());
    if (line.name === "DTSTART" && start === undefined) {
      start = readMoment(line.value, line);
    } else if (line.name === "RRULE" && rule === undefined) {
      rule = line.value;
    } else if (line.name === "EXDATE") {
      for (const value of line.value.split(",")) except.push(readMoment(value, line));
    } else if (line.name === "DTSTART" || line.name === "RRULE") {
      throw unsupported(line.name, "more than one");
    } else {
      throw unsupported(line.name);
    }
  }
  if (start === undefined) throw unreadable("DTSTART");
  if (rule === undefined) throw unreadable("RRULE");
  return { start, rule, except };
}

function readLine(line: string): Line {
  const [, name, written = "", value] =
    /^([A-Za-z-]+)((?:;[A-Za-z-]+=(?:"[^"]*"|[^:;"]*))*):(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw unreadable(undefined);
  const parameters = new Map<string, string>();
  for (const [, key = "", quoted, plain] of written.matchAll(
    /;([A-Za-z-]+)=(?:"([^"]*)"|([^:;"]*))/g,
  ))
    parameters.set(key.toUpperCase(), quoted ?? plain ?? "");
  return { name: name.toUpperCase(), parameters, value };
}

function readMoment(value: string, { name, parameters }: Line): RRuleMoment {
  for (const key of parameters.keys()) {
    if (key !== "TZID" && key !== "VALUE") throw unsupported(key);
  }
  const type = parameters.get("VALUE") ?? "DATE-TIME";
  if (type.toUpperCase() !== "DATE-TIME") throw unsupported(name, `VALUE=${type}`);
  const moment = readDateTime(value, name);
  const zone = parameters.get("TZID");
  if (zone === undefined) return { wall: moment.wall, zone: moment.utc ? "UTC" : "contact" };
  if (moment.utc) throw unreadable(name);
  if (!isTimeZone(zone)) throw unsupported("TZID", zone);
  return { wall: moment.wall, zone };
}

/** `20270104T090000`, with a `Z` behind it in UTC. */
export function readDateTime(
  text: string,
  name: string,
): { readonly wall: WallTime; readonly utc: boolean } {
  const parts = /^(\d{4})(\d\d)(\d\d)T([01]\d|2[0-3])([0-5]\d)([0-5]\d)(Z?)$/i.exec(text);
  if (parts === null) {
    if (/^\d{8}$/.test(text)) throw unsupported(name, "a date without a time");
    throw unreadable(name);
  }
  const [year, month, day, hours, minutes, seconds] = parts.slice(1, 7).map(Number);
  const date = { year: year ?? 0, month: month ?? 0, day: day ?? 0 };
  if (!isCalendarDate(date)) throw unreadable(name);
  const time = (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
  return { wall: dayNumber(date) * dayLength + time, utc: parts[7] !== "" };
}

export function unsupported(part: string, what?: string): DefinitionError {
  return new DefinitionError(
    "DEFINITION_RRULE_UNSUPPORTED",
    `A recurrence here cannot say ${part}${what === undefined ? "" : ` (${what})`}.`,
    { path: part, remedy: "Say it with what there is: the guide on recurrence lists it." },
  );
}

export function unreadable(part: string | undefined): DefinitionError {
  return new DefinitionError("DEFINITION_RRULE", "This is no recurrence as RFC 5545 writes it.", {
    ...(part === undefined ? {} : { path: part }),
    remedy: "Pass a DTSTART and an RRULE, one a line.",
  });
}
