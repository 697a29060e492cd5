import { DefinitionError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { Holidays } from "../ports/holidays.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { Verdict } from "../ports/store/outbox.js";
import { localDate, nextAllowed, type QuietHours } from "../timing/index.js";
import { nextOpenTime } from "../timing/recurrence/index.js";
import type { BindingPolicy } from "./binding-policy.js";
import type { JudgeContext } from "./judge-context.js";
import { possibleZones } from "./possible-zones.js";

type Place = Pick<JudgeContext, "now" | "workspaceZone" | "holidays">;
type Rules = Pick<BindingPolicy, "quietHours" | "tenantQuiet" | "blackout" | "holidays">;

/** One of the rules by which an hour is shut, and where it stands. */
interface Shut {
  readonly code: "QUIET_HOURS" | "BLACKOUT" | "HOLIDAY";
  readonly rule: string;
}

/**
 * Puts off what comes at a quiet hour, on a blackout date or a holiday, wherever the contact may
 * be. The reasons are all the rules that shut this very minute; `until` is when the last of them
 * and those that follow are over. `null`: none does.
 *
 * @throws DefinitionError as `nextOpenTime` does
 */
export function shutUntil(
  policy: Rules,
  contact: ContactRecord,
  { now, workspaceZone, holidays = unknownDays }: Place,
): Verdict | null {
  const { quietHours = [], blackout = [], holidays: calendars = [] } = policy;
  if (quietHours.length + blackout.length + calendars.length === 0) return null;
  const zones = possibleZones(contact, workspaceZone);
  const quiet = blackout.length === 0 ? quietHours : [...quietHours, wholeDays(blackout)];
  try {
    const until =
      calendars.length === 0
        ? nextAllowed(quiet, zones, now)
        : nextOpenTime({ quiet, calendars }, zones, now, holidays).at;
    if (until <= now) return null;
    const reasons = shutBy(policy, zones, now, holidays).map(
      ({ code, rule }): DecisionReason => ({ code, effect: "defer", rule, until }),
    );
    return { verdict: "defer", until, reasons };
  } catch (error) {
    const isNever = error instanceof DefinitionError && error.code === "DEFINITION_ALWAYS_QUIET";
    if (!isNever || zones.length === 1) throw error;
    const rule = `send policy, in one or the other of the ${zones.length} zones the person may be in`;
    return { verdict: "skip", reasons: [{ code: "QUIET_HOURS", effect: "deny", rule }] };
  }
}

/** Calendars that know nothing of today, which was taken for open. */
export function unknownHolidays(
  { holidays: calendars = [] }: Rules,
  contact: ContactRecord,
  { now, workspaceZone, holidays = unknownDays }: Place,
): readonly DecisionReason[] {
  if (calendars.length === 0) return [];
  const dates = possibleZones(contact, workspaceZone).map((zone) => localDate(zone, now));
  return calendars.flatMap((calendar, index): readonly DecisionReason[] =>
    dates.some((date) => holidays.day(calendar, date) === "unknown")
      ? [{ code: "HOLIDAY_UNKNOWN", effect: "allow", rule: calendarRule(calendar, index) }]
      : [],
  );
}

const unknownDays: Holidays = { day: () => "unknown" };

function shutBy(
  { quietHours = [], tenantQuiet, blackout = [], holidays: calendars = [] }: Rules,
  zones: readonly string[],
  now: Instant,
  holidays: Holidays,
): readonly Shut[] {
  const shuts = (quiet: QuietHours): boolean => nextAllowed([quiet], zones, now) > now;
  const found: Shut[] = [];
  for (const [index, quiet] of quietHours.entries()) {
    const rule =
      index < tenantQuiet
        ? `send policy: quietHours[${index}]`
        : `workflow policy: quiet[${index - tenantQuiet}]`;
    if (shuts(quiet)) found.push({ code: "QUIET_HOURS", rule });
  }
  for (const [index, date] of blackout.entries())
    if (shuts(wholeDays([date])))
      found.push({ code: "BLACKOUT", rule: `send policy: blackout[${index}]` });
  const dates = zones.map((zone) => localDate(zone, now));
  for (const [index, calendar] of calendars.entries())
    if (dates.some((date) => holidays.day(calendar, date) === "closed"))
      found.push({ code: "HOLIDAY", rule: calendarRule(calendar, index) });
  return found;
}

function calendarRule(calendar: string, index: number): string {
  return `send policy: holidays[${index}], ${calendar}`;
}

function wholeDays(dates: NonNullable<QuietHours["dates"]>): QuietHours {
  return { from: "00:00", to: "24:00", dates };
}
