import { readDate } from "../dates/index.js";
import type { SegmentId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Holidays } from "../ports/holidays.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { type DateRule, dateOccurrence, occurrenceYear } from "../timing/date-occurrence.js";
import { nextOccurrence } from "../timing/recurrence/index.js";
import type { WorkflowDefinition } from "./definition.js";
import type { WorkflowTrigger } from "./enrollment.js";
import { type DateTrigger, dateName, isTimed, type ScheduleTrigger } from "./entry-trigger.js";
import { waitZone } from "./wait.js";

type PlannedTrigger = Extract<WorkflowTrigger, { readonly type: "planned" }>;

/** What dates and schedules plan for one contact. */
export interface PlannedEntries {
  /** Those from `from` to `until`, both included, earliest first. */
  readonly due: readonly PlannedTrigger[];
  /** When the first after `until` is; `null`: there is none. */
  readonly next: Instant | null;
}

export interface PlanContext {
  readonly from: Instant;
  readonly until: Instant;
  /** The workspace's zone, for contacts without one. */
  readonly zone: string;
  readonly isMember: (segment: SegmentId) => boolean;
  readonly holidays?: Holidays;
}

/** Finds when the workflow's dates and schedules start runs of the contact. */
export function plannedEntries(
  { entry }: Pick<WorkflowDefinition, "entry">,
  contact: ContactRecord,
  context: PlanContext,
): PlannedEntries {
  const due: PlannedTrigger[] = [];
  let next: Instant | null = null;
  const schedules: ScheduleTrigger[] = [];
  for (const rule of entry.triggers) {
    if (!isTimed(rule)) continue;
    if (rule.on === "schedule") schedules.push(rule);
    const following =
      rule.on === "date"
        ? dates(rule, contact, context)
        : occurrences(rule, schedules.length, contact, context);
    let planned = following(context.from - 1);
    for (; planned !== null && planned.at <= context.until; planned = following(planned.at))
      due.push({ type: "planned", rule, ...planned });
    if (planned !== null) next = next === null ? planned.at : Math.min(next, planned.at);
  }
  return { due: due.sort((a, b) => a.at - b.at), next };
}

/** Finds what is planned next, strictly after an instant. */
type Following = (after: Instant) => Pick<PlannedTrigger, "key" | "at"> | null;

const never: Following = () => null;

function dates(trigger: DateTrigger, contact: ContactRecord, context: PlanContext): Following {
  const { attribute, offset, time, zone: zoneRule = "contact", every, leap } = trigger;
  const date = Object.hasOwn(contact.attributes, attribute) ? contact.attributes[attribute] : null;
  if ((typeof date !== "string" && typeof date !== "number") || readDate(date) === null)
    return never;
  const frame = { date, time, ...(offset === undefined ? {} : { offset }) };
  const rule: DateRule =
    every === "year"
      ? { ...frame, every, ...(leap === undefined ? {} : { leap }) }
      : { ...frame, every, passed: "skip" };
  const zone = waitZone(zoneRule, contact, context.zone);
  const name = dateName(trigger);
  return (after) => {
    const at = dateOccurrence(rule, zone, after);
    if (at === null) return null;
    // A date is itself wherever the person is, and when it moves it is another.
    const which = every === "year" ? occurrenceYear(rule, zone, at) : String(date).trim();
    return { at, key: `${name}:${which}` };
  };
}

function occurrences(
  { recurrence, segment }: ScheduleTrigger,
  ordinal: number,
  contact: ContactRecord,
  { zone, isMember, holidays }: PlanContext,
): Following {
  if (segment !== undefined && !isMember(segment)) return never;
  const context = {
    zone: waitZone("contact", contact, zone),
    ...(holidays === undefined ? {} : { holidays }),
  };
  const name = ordinal === 1 ? "schedule" : `schedule.${ordinal}`;
  return (after) => {
    const found = nextOccurrence(recurrence, after, context);
    return found === null ? null : { at: found.at, key: `${name}:${found.planned}` };
  };
}
