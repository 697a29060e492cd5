import type { Instant } from "../instant.js";
import {
  checkDays,
  dayLength,
  localDay,
  localInstant,
  localWeekday,
  timeOfDay,
  type Weekday,
  wallTime,
} from "./wall-clock.js";

/** A time of day on some weekdays, in whatever zone it is asked for: "Tuesdays at 09:00". */
export interface LocalTimeRule {
  /** `HH:MM` */
  readonly time: string;
  /** Local weekdays. Absent: every day. */
  readonly days?: readonly Weekday[];
}

/**
 * The first instant strictly after `after` at which the rule comes true in the zone. A local time
 * that the clocks skip moves on by what was skipped; one that comes twice counts once, the first
 * time.
 *
 * @throws DefinitionError `DEFINITION_TIME`, `DEFINITION_DAYS`; InputError `INPUT_TIME_ZONE`
 */
export function nextLocalTime(rule: LocalTimeRule, zone: string, after: Instant): Instant {
  const time = timeOfDay(rule.time, "time");
  checkDays(rule.days, "days");
  // From the day before: what that day skipped may have moved past `after`.
  for (let day = localDay(wallTime(zone, after)) - 1; ; day++) {
    if (rule.days !== undefined && !rule.days.includes(localWeekday(day))) continue;
    const at = localInstant(zone, day * dayLength + time);
    if (at > after) return at;
  }
}
