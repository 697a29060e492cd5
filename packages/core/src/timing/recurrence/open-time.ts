import type { Instant } from "../../instant.js";
import type { Holidays } from "../../ports/holidays.js";
import { nextAllowed, type QuietHours } from "../quiet-hours.js";
import { calendarDay, startOfDay } from "../wall-clock.js";
import { movedDay } from "./holiday-moves.js";

export interface OpenRules {
  readonly quiet: readonly QuietHours[];
  /** Calendars whose closed days are quiet from midnight to midnight: all of them hold. */
  readonly calendars: readonly string[];
}

export interface OpenTime {
  readonly at: Instant;
  /** One of the calendars does not reach this day, which was taken for open. */
  readonly holidayUnknown?: true;
}

/**
 * The first instant from `at` on that is neither quiet nor on a closed day, in any of the zones:
 * {@link nextAllowed} with holidays.
 *
 * @throws as {@link nextAllowed}; DefinitionError `DEFINITION_ALWAYS_CLOSED` for calendars without
 * an open day in 400
 * @example
 * ```ts
 * const { at } = nextOpenTime({ quiet: night, calendars: ["DE-BY"] }, [zone], now, holidays);
 * ```
 */
export function nextOpenTime(
  { quiet, calendars }: OpenRules,
  zones: readonly string[],
  at: Instant,
  holidays: Holidays,
): OpenTime {
  let free = nextAllowed(quiet, zones, at);
  let unknown = false;
  for (let settled = 0; settled < zones.length * calendars.length; settled++) {
    const zone = zones[settled % zones.length] ?? "";
    const calendar = calendars[Math.floor(settled / zones.length)] ?? "";
    const today = calendarDay(zone, free);
    const open = movedDay({ calendar, action: "after" }, today, holidays);
    if (open === null || open.day === today) {
      unknown ||= open?.unknown === true;
      continue;
    }
    free = nextAllowed(quiet, zones, startOfDay(zone, open.day));
    // On another day every calendar is asked again.
    unknown = false;
    settled = -1;
  }
  return unknown ? { at: free, holidayUnknown: true } : { at: free };
}
