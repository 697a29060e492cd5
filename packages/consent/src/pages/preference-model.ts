import type { Activity, ConsentChannel, ContactPointConsent, Instant } from "@wellsent/core";
import { addressChannel } from "@wellsent/core/addresses";
import type { ShownCell } from "@wellsent/core/ports";
import { purposeCovers } from "../events/index.js";
import {
  type AddressProjection,
  addressProjection,
  type Cell,
  type CellState,
  cellState,
  emptyProjection,
  requestKey,
} from "../state/index.js";
import type { PublicPurpose } from "./labels.js";
import { isFromPage } from "./request-identity.js";

/**
 * `on`: in force, the next message would go out or be watched. `waiting`: asked for, and not yet
 * confirmed by the mailbox or handset. `off`: neither.
 */
export type ChoiceStatus = "on" | "waiting" | "off";

/** Name of each switch the reader saw, and how it stood then. */
export type ShownChoices = ReadonlyMap<string, ChoiceStatus>;

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
  readonly points: Readonly<Partial<Record<ConsentChannel, readonly ContactPointConsent[]>>>;
  readonly at: Instant;
  /** As `RespondContext.permits`. Absent: what was said is taken for what is in force. */
  readonly permits?: (point: ContactPointConsent, cell: ShownCell) => boolean | undefined;
  /** As `RespondContext.asked`. Absent: whatever was asked for reached its mailbox or handset. */
  readonly asked?: (request: string) => boolean;
  /** Channels on which something new can be asked. Absent: those that have a point. */
  readonly asking?: readonly ConsentChannel[];
}

export const watched: readonly Activity[] = ["track.open", "track.click"];

/** A text message has no open that could be watched, and a call neither opens nor links. */
function watches(channel: ConsentChannel, activity: Activity): boolean {
  return channel === "email" || (channel === "sms" && activity !== "track.open");
}

function fieldName({ channel, purpose, topic }: Cell): string {
  return `on:${channel}:${purpose}:${topic ?? ""}`;
}

export function trackingName(activity: Activity, cell?: Cell): string {
  return `track:${activity}${cell === undefined ? "" : fieldName(cell).slice(2)}`;
}

/** How one cell stands at one point. */
export function statusAt(
  { at, permits, asked }: Pick<PreferenceFacts, "at" | "permits" | "asked">,
  point: ContactPointConsent,
  cell: Cell,
  { messageClass = "marketing" }: Pick<PublicPurpose, "messageClass">,
): ChoiceStatus {
  const known = addressProjection(point) ?? emptyProjection;
  const state = cellState(known, cell, at);
  const inForce = permits?.(point, { ...cell, messageClass }) ?? isSaid(state, cell);
  if (inForce) return "on";
  if (state.pending === undefined || !wasAsked(known, state.pending.id, asked)) return "off";
  // A question that nobody may send waits for no answer.
  const question = {
    ...{ ...cell, channel: addressChannel(cell.channel) },
    ...({ activity: "send", messageClass: "confirmation_request" } as const),
  };
  return (permits?.(point, question) ?? true) ? "waiting" : "off";
}

/** A question of ours that no message put waits for no answer: to want it once more asks it. */
function wasAsked(
  { requests }: AddressProjection,
  id: string,
  asked: PreferenceFacts["asked"],
): boolean {
  const message = requests[requestKey(id)]?.asked?.primary ?? id;
  return asked === undefined || !isFromPage(message) || asked(message);
}

function isSaid({ status }: CellState, { activity }: Cell): boolean {
  return status === "granted" || (status === "asserted" && activity === "send");
}

function widest(statuses: readonly ChoiceStatus[]): ChoiceStatus {
  return (
    statuses.find((status) => status === "on") ??
    statuses.find((status) => status === "waiting") ??
    "off"
  );
}

/**
 * How one cell stands for the person. An address that they have no more is written to by nobody,
 * whatever was once said there.
 */
export function findStatus(
  facts: PreferenceFacts,
  cell: Cell,
  purpose: Pick<PublicPurpose, "messageClass">,
): ChoiceStatus {
  const { points, permits } = facts;
  const all = points[cell.channel] ?? [];
  const { messageClass = "marketing" } = purpose;
  const present =
    permits === undefined
      ? all
      : all.filter((point) => permits(point, { ...cell, messageClass }) !== undefined);
  return widest(
    (present.length === 0 ? all : present).map((point) => statusAt(facts, point, cell, purpose)),
  );
}

/**
 * What a preference centre shows: what is in force for the person, wherever of theirs, cell by
 * cell. Nothing is offered that cannot be asked for: a choice that is off stands only on a channel
 * that has a point. Pure, for hosts that draw their own.
 */
export function preferenceModel(
  facts: PreferenceFacts,
  purposes: readonly PublicPurpose[],
): PreferenceModel {
  const { points } = facts;
  const offered = (channel: ConsentChannel): boolean =>
    facts.asking === undefined
      ? (points[channel] ?? []).length > 0
      : facts.asking.includes(channel);
  const overall = (cell: Cell, purpose: PublicPurpose): ChoiceStatus =>
    findStatus(facts, cell, purpose);
  const all = purposes.map((purpose): PreferenceGroup => {
    const preferences = everyPreference(purpose, (cell) => overall(cell, purpose));
    return { purpose, preferences };
  });
  const groups = all.flatMap(({ purpose, preferences }): readonly PreferenceGroup[] => {
    const { channel = "email", topics = [] } = purpose;
    const shown = preferences.filter(
      ({ status, topic }) =>
        status !== "off" ||
        // Beside topics nobody is offered what has none; who has it sees it.
        (offered(channel) && (topic !== undefined || topics.length === 0)),
    );
    return shown.length === 0 ? [] : [{ purpose, preferences: shown }];
  });
  return { groups, tracking: listTracking(groups, all, overall) };
}

/** Every choice there is about a purpose: itself, and each of its topics. */
export function everyPreference(
  purpose: PublicPurpose,
  standing: (cell: Cell) => ChoiceStatus = () => "off",
): readonly Preference[] {
  const { channel = "email", topics = [] } = purpose;
  const whole: Cell = { channel, purpose: purpose.purpose, activity: "send" };
  const cells = [whole, ...topics.map(({ topic }): Cell => ({ ...whole, topic }))];
  return cells.map((cell) => ({
    name: fieldName(cell),
    cell,
    purpose,
    ...(cell.topic === undefined ? {} : { topic: cell.topic }),
    status: standing(cell),
  }));
}

/**
 * One switch an activity where it is the same for all that is received; else one a cell, so that a
 * switch never says of one message what holds for another.
 */
function listTracking(
  shown: readonly PreferenceGroup[],
  all: readonly PreferenceGroup[],
  overall: (cell: Cell, purpose: PublicPurpose) => ChoiceStatus,
): readonly TrackingPreference[] {
  return watched.flatMap((activity): readonly TrackingPreference[] => {
    const able = (groups: readonly PreferenceGroup[]): readonly Preference[] =>
      groups
        .flatMap(({ preferences }) => preferences)
        .filter(({ cell }) => watches(cell.channel, activity));
    // What was allowed to be recorded is shown also where nothing is sent any more.
    const concerned = able(all)
      .map((preference) => ({
        preference,
        status: overall({ ...preference.cell, activity }, preference.purpose),
      }))
      .filter(({ preference, status }) => status !== "off" || preference.status !== "off");
    if (concerned.length === 0 && able(shown).length === 0) return [];
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
}

/** The cell of a tracking switch. */
export function watchedCell(activity: Activity, { cell }: Preference): Cell | undefined {
  return watches(cell.channel, activity) ? { ...cell, activity } : undefined;
}

/**
 * Whether another purpose on offer lies below, so that leaving all of this one would end it too.
 */
export function holdsOthers(purpose: PublicPurpose, purposes: readonly PublicPurpose[]): boolean {
  return purposes.some(
    (other) =>
      other.purpose !== purpose.purpose &&
      (other.channel ?? "email") === (purpose.channel ?? "email") &&
      purposeCovers(purpose.purpose, other.purpose),
  );
}
