import type { Activity } from "@wellsent/core";
import type { Cell } from "../state/index.js";
import type { PublicPurpose } from "./labels.js";
import type { PageContext } from "./page-context.js";
import type { Preference, TrackingPreference } from "./preference-model.js";

type Naming = Pick<PageContext, "purposes" | "texts" | "say" | "lang">;

function findPurpose(
  { purposes }: Naming,
  { purpose, channel }: Pick<Cell, "purpose"> & Partial<Pick<Cell, "channel">>,
): PublicPurpose | undefined {
  const named = purposes.filter((each) => each.purpose === purpose);
  return named.find((each) => (each.channel ?? "email") === channel) ?? named[0];
}

/** A purpose that is offered nowhere has no other name than its own. */
export function purposeLabel(naming: Naming, purpose: string): string {
  const known = findPurpose(naming, { purpose });
  return known === undefined ? purpose : naming.say(known.label);
}

export function topicLabel(
  naming: Naming,
  { purpose, topic = "" }: { readonly purpose: string; readonly topic?: string },
): string {
  const topics = naming.purposes.flatMap((each) =>
    each.purpose === purpose ? (each.topics ?? []) : [],
  );
  const known = topics.find((each) => each.topic === topic);
  return known === undefined ? topic : naming.say(known.label);
}

/** The heading over the choices of a purpose; it says where texts or calls are meant. */
export function groupLabel(naming: Naming, purpose: PublicPurpose): string {
  return byPhone(naming, purpose, naming.say(purpose.label));
}

function byPhone(
  { texts }: Naming,
  { channel }: { readonly channel?: Cell["channel"] },
  name: string,
): string {
  if (channel === "call") return texts.byCall(name);
  return channel === "sms" ? texts.bySms(name) : name;
}

/** A choice under its purpose's heading. */
export function choiceLabel(naming: Naming, { cell, purpose, topic }: Preference): string {
  if (topic !== undefined) return topicLabel(naming, { purpose: cell.purpose, topic });
  const label = naming.say(purpose.label);
  return (purpose.topics ?? []).length === 0 ? label : naming.texts.otherMessages(label);
}

export function trackingLabel(
  naming: Naming,
  { activity, preference }: TrackingPreference,
): string {
  return preference === undefined
    ? activityLabel(naming, activity)
    : naming.texts.trackIn(activityLabel(naming, activity), sentName(naming, preference.cell));
}

export function activityLabel({ texts }: Naming, activity: Activity): string {
  switch (activity) {
    case "track.open":
      return texts.trackOpens;
    case "track.click":
      return texts.trackClicks;
    case "profile":
      return texts.profile;
    case "send":
      return "";
  }
}

/** What one would receive, wherever it is read: topic, purpose and channel. */
export function sentName(naming: Naming, cell: Omit<Cell, "activity">): string {
  const purpose = purposeLabel(naming, cell.purpose);
  const known = findPurpose(naming, cell);
  const name =
    cell.topic !== undefined
      ? naming.texts.topicWithPurpose(topicLabel(naming, { ...cell, topic: cell.topic }), purpose)
      : (known?.topics ?? []).length === 0
        ? purpose
        : naming.texts.otherMessages(purpose);
  return byPhone(naming, cell, name);
}

/** All that one yes would permit: what is sent, or what is recorded about it. */
export function cellName(naming: Naming, cell: Cell): string {
  return cell.activity === "send"
    ? sentName(naming, cell)
    : naming.texts.trackIn(activityLabel(naming, cell.activity), sentName(naming, cell));
}

/** Names as a sentence has them: "A, B and C". */
export function joinNames({ lang }: Pick<Naming, "lang">, names: readonly string[]): string {
  return new Intl.ListFormat(lang, { type: "conjunction" }).format(names);
}
