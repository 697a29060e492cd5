import type { ListId, SegmentId } from "../identifiers.js";
import type { ConsentChannel } from "../ports/consent-gate.js";
import type { EventPredicate, ZoneRule } from "../segments/index.js";
import type { DateOffset, LeapPolicy, Recurrence } from "../timing/index.js";

/** What starts a run of a workflow. Any one of a workflow's triggers does. */
export type EntryTrigger =
  | SegmentTrigger
  | EventTrigger
  | ListTrigger
  | ConsentTrigger
  | DeliveryTrigger
  | DateTrigger
  | ScheduleTrigger
  | ManualTrigger;

/** The contact enters or leaves a segment. */
export interface SegmentTrigger {
  readonly on: "segment";
  readonly segment: SegmentId;
  readonly when: "enter" | "leave";
}

/** An event of the contact is recorded. */
export interface EventTrigger {
  readonly on: "event";
  readonly event: string;
  readonly where?: EventPredicate;
}

/** The contact joins or leaves a list, whoever changes it: `identify`, or a step of a workflow. */
export interface ListTrigger {
  readonly on: "list";
  readonly list: ListId;
  readonly when: "join" | "leave";
}

/**
 * Consent is given or withdrawn. What is left out may be anything. A choice about a whole purpose
 * is one about each of its topics, and a choice about every channel is one about each channel.
 */
export interface ConsentTrigger {
  readonly on: "consent";
  readonly when: "granted" | "withdrawn";
  readonly purpose?: string;
  readonly topic?: string;
  readonly channel?: ConsentChannel;
}

/**
 * A message is opened, clicked, answered or bounces: once for each message. Without `template`, any
 * message but those of the workflow itself.
 */
export interface DeliveryTrigger {
  readonly on: "delivery";
  readonly event: "opened" | "clicked" | "bounced" | "replied";
  readonly template?: string;
  /** Whether opens and clicks that are known to be a machine's do not count. Default `true`. */
  readonly humanOnly?: boolean;
}

/**
 * A date among the contact's attributes comes: on each of its anniversaries (`year`: the date
 * itself is none), or on the date itself (`once`). A date that is moved is another date.
 */
export interface DateTrigger {
  readonly on: "date";
  readonly attribute: string;
  /** How long before or after the date. */
  readonly offset?: DateOffset;
  /** `HH:MM` on the wall clock. */
  readonly time: string;
  /** Whose wall clock. `contact` by default. */
  readonly zone?: ZoneRule;
  readonly every: "year" | "once";
  /** When 29 February is celebrated in other years. `feb28` by default. */
  readonly leap?: LeapPolicy;
}

/**
 * Every contact, or everybody in a segment, at the instants of a recurrence: in its zone, or in
 * each contact's own where its zone is `contact`.
 */
export interface ScheduleTrigger {
  readonly on: "schedule";
  readonly recurrence: Recurrence;
  readonly segment?: SegmentId;
}

/** Only at the request of the host, by `enroll`. */
export interface ManualTrigger {
  readonly on: "manual";
}

/** Whether runs that it starts have data of their own. */
export function bringsData({ on }: EntryTrigger): boolean {
  return on === "event" || on === "manual" || on === "consent" || on === "delivery";
}

/** The instants of these come by themselves, and lateness counts from them. */
export type TimedTrigger = DateTrigger | ScheduleTrigger;

export function isTimed(trigger: EntryTrigger): trigger is TimedTrigger {
  return trigger.on === "date" || trigger.on === "schedule";
}

/** What the starts by a date are called by; an occurrence has its year or date behind it. */
export function dateName({ attribute, offset }: DateTrigger): string {
  if (offset === undefined) return `date:${attribute}`;
  return `date:${attribute}${"before" in offset ? `-${offset.before}` : `+${offset.after}`}`;
}
