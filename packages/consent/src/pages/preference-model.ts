import type { Activity, Channel, ContactPointConsent, Instant, ShownCell } from "@wellsent/core";
import { purposeCovers } from "../events/index.js";
import {
  addressProjection,
  type Cell,
  type CellState,
  cellState,
  emptyProjection,
} from "../state/index.js";
import type { PublicPurpose } from "./labels.js";

/**
 * `on`: in force, the next message would go out or be watched. `waiting`: asked for, and not yet
 * confirmed by the mailbox or handset. `off`: neither.
 */
export type ChoiceStatus = "on" | "waiting" | "off";

/** One switch of a preference centre. */
export interface Preference {
  /** Name of the form's field. */
  readonly name: string;
  readonly cell: Cell;
  readonly purpose: PublicPurpose;
  /** Absent: the purpose itself, beside its topics where it has any. */
  readonly topic?: string;
  readonly status: ChoiceStatus;
}

export interface PreferenceGroup {
  readonly purpose: PublicPurpose;
  readonly preferences: readonly Preference[];
}

/** Whether opens or clicks are recorded: for everything alike, or for one cell. */
export interface TrackingPreference {
  readonly name: string;
  readonly activity: Activity;
  /** Absent: it is the same for all that is received. */
  readonly preference?: Preference;
  readonly status: ChoiceStatus;
}

export interface PreferenceModel {
  readonly groups: readonly PreferenceGroup[];
  readonly tracking: readonly TrackingPreference[];
}

/** Whose preferences: every point of theirs on each channel, the one that is asked first. */
export interface PreferenceFacts {
  readonly points: Readonly<Partial<Record<Channel, readonly ContactPointConsent[]>>>;
  readonly at: Instant;
  /** As `RespondContext.permits`. Absent: what was said is taken for what is in force. */
  readonly permits?: (point: ContactPointConsent, cell: ShownCell) => boolean | undefined;
  /** Channels on which something new can be asked. Absent: those that have a point. */
  readonly asking?: readonly Channel[];
}

export const watched: readonly Activity[] = ["track.open", "track.click"];

/** A text message has no open that could be watched. */
const watches = (channel: Channel, activity: Activity): boolean =>
  !(channel === "sms" && activity === "track.open");

export const fieldName = ({ channel, purpose, topic }: Cell): string =>
  `on:${channel}:${purpose}:${topic ?? ""}`;

export const trackingName = (activity: Activity, cell?: Cell): string =>
  `track:${activity}${cell === undefined ? "" : fieldName(cell).slice(2)}`;

/** How one cell stands at one point. */
export const statusAt = (
  { at, permits }: Pick<PreferenceFacts, "at" | "permits">,
  point: ContactPointConsent,
  cell: Cell,
  { messageClass = "marketing" }: Pick<PublicPurpose, "messageClass">,
): ChoiceStatus => {
  const state = cellState(addressProjection(point) ?? emptyProjection, cell, at);
  const inForce = permits?.(point, { ...cell, messageClass }) ?? isSaid(state, cell);
  if (inForce) return "on";
  return state.pending === undefined ? "off" : "waiting";
};

const isSaid = ({ status }: CellState, { activity }: Cell): boolean =>
  status === "granted" || (status === "asserted" && activity === "send");

const widest = (statuses: readonly ChoiceStatus[]): ChoiceStatus =>
  statuses.find((status) => status === "on") ??
  statuses.find((status) => status === "waiting") ??
  "off";

/**
 * What a preference centre shows: what is in force for the person, wherever of theirs, cell by
 * cell. Nothing is offered that cannot be asked for: a choice that is off stands only on a channel
 * that has a point. Pure, for hosts that draw their own.
 */
export const preferenceModel = (
  facts: PreferenceFacts,
  purposes: readonly PublicPurpose[],
): PreferenceModel => {
  const { points } = facts;
  const offered = (channel: Channel): boolean =>
    facts.asking === undefined
      ? (points[channel] ?? []).length > 0
      : facts.asking.includes(channel);
  const overall = (cell: Cell, purpose: PublicPurpose): ChoiceStatus =>
    widest((points[cell.channel] ?? []).map((point) => statusAt(facts, point, cell, purpose)));
  const groups = purposes.map((purpose): PreferenceGroup => {
    const { channel = "email", topics = [] } = purpose;
    const whole: Cell = { channel, purpose: purpose.purpose, activity: "send" };
    const preference = (cell: Cell): Preference => ({
      name: fieldName(cell),
      cell,
      purpose,
      ...(cell.topic === undefined ? {} : { topic: cell.topic }),
      status: overall(cell, purpose),
    });
    const own = preference(whole);
    const preferences = topics.map(({ topic }) => preference({ ...whole, topic }));
    // Beside topics nobody is offered what has none; who has it sees it.
    const shown = topics.length === 0 || own.status !== "off" ? [own, ...preferences] : preferences;
    return {
      purpose,
      preferences: shown.filter(({ status }) => status !== "off" || offered(channel)),
    };
  });
  const shown = groups.filter(({ preferences }) => preferences.length > 0);
  return { groups: shown, tracking: trackingOf(shown, overall) };
};

/**
 * One switch an activity where it is the same for all that is received; else one a cell, so that a
 * switch never says of one message what holds for another.
 */
const trackingOf = (
  groups: readonly PreferenceGroup[],
  overall: (cell: Cell, purpose: PublicPurpose) => ChoiceStatus,
): readonly TrackingPreference[] =>
  watched.flatMap((activity): readonly TrackingPreference[] => {
    const cells = groups
      .flatMap(({ preferences }) => preferences)
      .filter(({ cell }) => watches(cell.channel, activity))
      .map((preference) => ({
        preference,
        status: overall({ ...preference.cell, activity }, preference.purpose),
      }));
    if (cells.length === 0) return [];
    const concerned = cells.filter(
      ({ preference, status }) => status !== "off" || preference.status !== "off",
    );
    const statuses = new Set(concerned.map(({ status }) => status));
    if (statuses.size < 2) {
      const [status = "off"] = statuses;
      return [{ name: trackingName(activity), activity, status }];
    }
    return concerned.map(({ preference, status }) => ({
      name: trackingName(activity, preference.cell),
      activity,
      preference,
      status,
    }));
  });

/** The cell of a tracking switch. */
export const watchedCell = (activity: Activity, { cell }: Preference): Cell | undefined =>
  watches(cell.channel, activity) ? { ...cell, activity } : undefined;

/** Whether another purpose on offer lies below, so that leaving all of this one would end it too. */
export const holdsOthers = (purpose: PublicPurpose, purposes: readonly PublicPurpose[]): boolean =>
  purposes.some(
    (other) =>
      other.purpose !== purpose.purpose &&
      (other.channel ?? "email") === (purpose.channel ?? "email") &&
      purposeCovers(purpose.purpose, other.purpose),
  );
