import { InputError } from "../../errors/index.js";
import type { Instant } from "../../instant.js";
import type { Holidays } from "../../ports/holidays.js";
import { dateText } from "../date-text.js";
import { dayLength, localDay, localInstant, wallTime } from "../wall-clock.js";
import { type CompiledRecurrence, compileRecurrence } from "./compile-recurrence.js";
import { alwaysClosed, firstThatMoves, longestClosed, movedDay } from "./holiday-moves.js";
import type { Occurrence } from "./occurrence.js";
import type { Recurrence } from "./recurrence.js";

export interface RecurrenceContext {
  /** The person's own zone, for rules in the zone `contact`. */
  readonly zone?: string;
  /** For rules with a `holiday` that is not just sent. */
  readonly holidays?: Holidays;
}

/**
 * The first occurrence strictly after an instant, `null` where none is left. Takes as long for a
 * rule that began decades ago as for one of yesterday.
 *
 * @throws as {@link checkRecurrence}, for a rule that it has not seen; InputError `INPUT_TIME_ZONE`
 * for a rule in the contact's zone without one, `INPUT_HOLIDAYS` for one with holidays without any;
 * DefinitionError `DEFINITION_ALWAYS_CLOSED` for a calendar without an open day in 400
 * @example
 * ```ts
 * const next = nextOccurrence(rule, clock.now(), { zone: "America/Bogota" });
 * if (next !== null) console.log(next.at, next.planned);
 * ```
 */
export function nextOccurrence(
  rule: Recurrence,
  after: Instant,
  context: RecurrenceContext = {},
): Occurrence | null {
  const compiled = compileRecurrence(rule);
  const zone = zoneFor(compiled.rule, context);
  const { recent } = compiled;
  if (recent !== null && recent.zone === zone && recent.after <= after && after < recent.next.at)
    return recent.next;
  const { holiday } = compiled.rule;
  // Begins a day early: a time that clocks skipped on that day may have moved past `after`.
  const day = localDay(wallTime(zone, after)) - 1;
  if (holiday !== undefined && holiday.action !== "send") {
    return nextOpenOne(compiled, zone, day, after, holidaysFor(context));
  }
  const { days, time } = compiled;
  for (let next = days(day); next !== null; next = days(next + 1)) {
    const at = localInstant(zone, next * dayLength + time);
    if (at <= after) continue;
    const date = dateText(next);
    const found: Occurrence = { at, date, planned: date };
    compiled.recent = { zone, after, next: found };
    return found;
  }
  return null;
}

/**
 * All occurrences in `(after, until]`, in order.
 *
 * @throws as {@link nextOccurrence}
 */
export function occurrencesBetween(
  rule: Recurrence,
  after: Instant,
  until: Instant,
  context: RecurrenceContext = {},
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  let next = nextOccurrence(rule, after, context);
  while (next !== null && next.at <= until) {
    found.push(next);
    next = nextOccurrence(rule, next.at, context);
  }
  return found;
}

function nextOpenOne(
  { rule, days, time }: CompiledRecurrence,
  zone: string,
  from: number,
  after: Instant,
  holidays: Holidays,
): Occurrence | null {
  const { holiday } = rule;
  if (holiday === undefined) return null;
  const begin = firstThatMoves(holiday, from, holidays);
  let skipped = 0;
  // Holidays move days but never change their order, so the first later day is the next one.
  for (let planned = days(begin); planned !== null; planned = days(planned + 1)) {
    const moved = movedDay(holiday, planned, holidays);
    if (moved === null) {
      if (++skipped > longestClosed) throw alwaysClosed();
      continue;
    }
    const at = localInstant(zone, moved.day * dayLength + time);
    if (at <= after) continue;
    return {
      at,
      date: dateText(moved.day),
      planned: dateText(planned),
      ...(moved.unknown ? { holidayUnknown: true } : {}),
    };
  }
  return null;
}

function zoneFor(rule: Recurrence, { zone }: RecurrenceContext): string {
  if (rule.zone !== "contact") return rule.zone;
  if (zone !== undefined) return zone;
  throw new InputError("INPUT_TIME_ZONE", "This rule is in each contact's own zone.", {
    path: "zone",
    remedy: "Say whose: pass the contact's zone, or the workspace's where it is not known.",
  });
}

function holidaysFor({ holidays }: RecurrenceContext): Holidays {
  if (holidays !== undefined) return holidays;
  throw new InputError("INPUT_HOLIDAYS", "This rule keeps holidays, and none were given.", {
    path: "holidays",
    remedy: 'Pass calendars of holidays, or write `action: "send"`.',
  });
}
