import { DefinitionError } from "../errors/index.js";
import type { Milliseconds } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { MessageFact } from "../ports/store/facts.js";
import { type CalendarUnit, checkUnit, unitDays } from "./calendar-period.js";
import { durationLength, parseDuration } from "./duration.js";
import type { DurationText } from "./duration-text.js";
import { dayLength } from "./wall-clock.js";

/** At most `max` messages to one contact in any stretch, or in each period, of `per`. */
export interface FrequencyCap {
  /** A whole number. 0: none at all. */
  readonly max: number;
  /**
   * A duration, rolling: `7d` is any 168 hours. Or a period of the calendar in the contact's zone,
   * the workspace's where that is not known: `{ unit: "day" }` begins anew at local midnight.
   */
  readonly per: DurationText | CalendarUnit;
  /** Counts this channel only, and holds back this channel only. Absent: all. */
  readonly channel?: Channel;
  /** The same for a purpose. */
  readonly purpose?: string;
  /** The same for a topic. */
  readonly topic?: string;
  /** The same for the sends of a workflow, by its id. */
  readonly workflow?: string;
  /** The same for a campaign, by its id. */
  readonly campaign?: string;
  /**
   * The same for a class. Absent: what the person did not ask for, marketing and service. A receipt
   * then neither waits for a cap nor uses one up.
   */
  readonly messageClass?: MessageClass;
  /**
   * How far ahead room is kept for better messages that wait in the outbox: of a higher priority,
   * then planned earlier. At most `7d`. Absent: none is kept, and who comes first takes the room.
   */
  readonly lookAhead?: DurationText;
}

/** What a cap knows a message by, and its place in the order of who goes first. */
export type CapSubject = Pick<
  MessageFact,
  | "key"
  | "channel"
  | "purpose"
  | "topic"
  | "messageClass"
  | "workflow"
  | "campaign"
  | "priority"
  | "plannedAt"
>;

const longestLookAhead: Milliseconds = 7 * dayLength;

/** How far back a cap looks at most. @throws as {@link checkCap} does for `per` */
export function capLength(per: FrequencyCap["per"], path?: string): Milliseconds {
  if (typeof per === "string") return durationLength(parseDuration(per, path));
  // A local day may be 25 hours long, and one more where an island changes its side of the date
  // line.
  return (unitDays[checkUnit(per, path).unit] + 2) * dayLength;
}

/**
 * Whether a cap can be kept.
 * @throws DefinitionError `DEFINITION_CAP`, `DEFINITION_DURATION`, `DEFINITION_PERIOD`,
 * `DEFINITION_DAYS`
 */
export function checkCap({ max, per, lookAhead }: FrequencyCap, path: string): void {
  if (!Number.isSafeInteger(max) || max < 0) {
    throw new DefinitionError("DEFINITION_CAP", "A cap allows a whole number of messages.", {
      path: `${path}.max`,
      remedy: "Write 0 where none may be sent.",
    });
  }
  capLength(per, `${path}.per`);
  if (lookAhead === undefined) return;
  if (durationLength(parseDuration(lookAhead, `${path}.lookAhead`)) <= longestLookAhead) return;
  throw new DefinitionError("DEFINITION_CAP", "A cap looks ahead seven days at most.", {
    path: `${path}.lookAhead`,
    remedy: "Shorten it: room that is kept for long is mostly lost.",
  });
}

/** Whether a cap counts a message, and holds it back. */
export function covers(cap: FrequencyCap, subject: CapSubject): boolean {
  return (
    (cap.channel === undefined || cap.channel === subject.channel) &&
    (cap.purpose === undefined || cap.purpose === subject.purpose) &&
    (cap.topic === undefined || cap.topic === subject.topic) &&
    (cap.workflow === undefined || cap.workflow === subject.workflow) &&
    (cap.campaign === undefined || cap.campaign === subject.campaign) &&
    (cap.messageClass === undefined
      ? !isSolicited(subject.messageClass)
      : cap.messageClass === subject.messageClass)
  );
}

/** Negative where `a` goes first: by priority, then as planned, then by key. */
export function byPriority(
  a: Pick<CapSubject, "priority" | "plannedAt" | "key">,
  b: Pick<CapSubject, "priority" | "plannedAt" | "key">,
): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  if (a.plannedAt !== b.plannedAt) return a.plannedAt - b.plannedAt;
  return a.key < b.key ? -1 : Number(a.key > b.key);
}
