import { readDate } from "../dates/index.js";
import { DefinitionError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import { durationLength } from "../timing/duration.js";
import {
  calendarDay,
  dayLength,
  localInstant,
  timeOfDay,
  type WallTime,
} from "../timing/wall-clock.js";
import { isTimeZone } from "../timing/zone-table.js";
import { bestHoursIn, bestInstant } from "./best-day.js";
import type { CampaignDefinition, CampaignSchedule } from "./definition.js";
import { shareFor } from "./draw.js";

/** When a contact's message is planned for, or why there is none. */
export type CampaignDue = { readonly due: Instant } | { readonly refused: "HOUR_PASSED" };

export type Planned = Pick<CampaignDefinition, "id" | "schedule" | "spread" | "policy">;

/** What a due time depends on, besides the definition and the contact's id. */
export interface DueContext {
  /** The contact's IANA zone, stated or inferred; `null`: not known. */
  readonly zone: string | null;
  /** The zone of the business. */
  readonly workspaceZone: string;
  /** When the campaign began. */
  readonly t0: Instant;
}

/**
 * When one contact is written to: a function of its arguments alone, so that it is the same after
 * every crash, edit and resume, and for every release.
 */
export function dueFor(campaign: Planned, contact: ContactId, context: DueContext): CampaignDue {
  const hour = hourFor(campaign, context);
  if ("refused" in hour) return hour;
  return { due: hour.due + spreadFor(campaign, contact, hour.due, context) };
}

/**
 * The hour without the spread: whose wave it is. A passed local hour follows `passed`. Of a best
 * hour, the first that may be chosen.
 */
export function hourFor(
  { schedule, policy }: Planned,
  { zone, workspaceZone, t0 }: DueContext,
): CampaignDue {
  if ("at" in schedule) return { due: schedule.at === "now" ? t0 : Math.max(t0, schedule.at) };
  const known = zoneIn(schedule, { zone, workspaceZone });
  if ("best" in schedule) {
    const choice = bestHoursIn(known, schedule, policy, t0);
    if (!("hours" in choice)) return choice;
    return { due: Math.min(...choice.hours.map((hour) => bestInstant(known, choice.day, hour))) };
  }
  const wall = localTime(schedule.local);
  const due = localInstant(known, wall);
  if (due >= t0) return { due };
  switch (schedule.passed) {
    case "nextDay": {
      // The next day there, counted from when it began: it may have begun years late. A zone
      // may skip or repeat a day, so the count begins a little before.
      let day = Math.max(1, Math.floor((t0 - due) / dayLength) - 2);
      let later = due;
      for (; later < t0; day++) later = localInstant(known, wall + day * dayLength);
      return { due: later };
    }
    case "send": {
      const late = policy?.lateAfter;
      if (late !== undefined && t0 - due > durationLength(late)) return { refused: "HOUR_PASSED" };
      return { due: t0 };
    }
    default:
      return { refused: "HOUR_PASSED" };
  }
}

/** The contact's zone, or what stands for one that is not known. */
export function zoneIn(
  schedule: CampaignSchedule,
  { zone, workspaceZone }: Pick<DueContext, "zone" | "workspaceZone">,
): string {
  if (zone !== null && isTimeZone(zone)) return zone;
  return ("at" in schedule ? undefined : schedule.unknownZone) ?? workspaceZone;
}

/** The first place on earth that reaches an hour is 14 hours ahead; it begins an hour before. */
export const beforeLocalHour: Milliseconds = 15 * 3_600_000;

/** The last place on earth reaches an hour when it is 12 hours behind. */
export const afterLocalHour: Milliseconds = 12 * 3_600_000;

/** `YYYY-MM-DDTHH:MM` as a reading of the wall clock. @throws DefinitionError `DEFINITION_TIME` */
export function localTime(local: string): WallTime {
  const read = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) ? readDate(local) : null;
  if (read?.kind === "local") return read.wall;
  throw new DefinitionError("DEFINITION_TIME", "This is no local time as YYYY-MM-DDTHH:MM.", {
    path: "schedule.local",
    remedy: "Write a date and a time that the calendar has, such as 2026-12-01T09:00.",
  });
}

/** How long after its hour a message is planned. `due`: that hour. */
export function spreadFor(
  { id, spread, schedule }: Planned,
  contact: ContactId,
  due: Instant,
  { zone, workspaceZone }: Pick<DueContext, "zone" | "workspaceZone">,
): Milliseconds {
  if (spread === undefined) return 0;
  const share = shareFor(id, contact);
  if ("over" in spread)
    return Math.floor(inverse(spread.curve ?? straight, share) * durationLength(spread.over));
  const there = zoneIn(schedule, { zone, workspaceZone });
  return Math.floor(share * (nextOpening(there, due, spread.opens) - due));
}

/** When the day after opens. Never earlier than `at`. */
function nextOpening(zone: string, at: Instant, opens = "09:00"): Instant {
  const tomorrow = calendarDay(zone, at) + 1;
  const wall = tomorrow * dayLength + timeOfDay(opens, "spread.opens");
  return Math.max(at, localInstant(zone, wall));
}

const straight = [
  [0, 0],
  [1, 1],
] as const;

/** The part of the time at which a part of the audience has been reached. */
function inverse(curve: readonly (readonly [number, number])[], part: number): number {
  for (const [index, [time, reached]] of curve.entries()) {
    if (index === 0 || part >= reached) continue;
    const [fromTime, fromPart] = curve[index - 1] ?? [0, 0];
    return fromTime + ((part - fromPart) / (reached - fromPart)) * (time - fromTime);
  }
  return curve.at(-1)?.[0] ?? 1;
}
