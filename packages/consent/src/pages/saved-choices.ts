import type { ConsentChannel, ContactPointConsent } from "@wellsent/core";
import type { ConsentScope } from "../events/index.js";
import type { Cell } from "../state/index.js";
import { goneChoices } from "./gone-choices.js";
import type { PublicPurpose } from "./labels.js";
import {
  everyPreference,
  findStatus,
  holdsOthers,
  type Preference,
  type PreferenceFacts,
  type ShownChoices,
  statusAt,
  trackingName,
  watched,
  watchedCell,
} from "./preference-model.js";

export interface SavedChoices {
  /** What ends, point by point. */
  readonly unwanted: readonly {
    readonly point: ContactPointConsent;
    readonly scopes: readonly ConsentScope[];
  }[];
  /** What is to be asked about, channel by channel; sending before watching. */
  readonly wanted: readonly { readonly channel: ConsentChannel; readonly cells: readonly Cell[] }[];
}

const channels: readonly ConsentChannel[] = ["email", "sms", "call"];

/**
 * What a saved form means: the difference between what the reader saw, what they left ticked and
 * how things stand now. Whatever was not on their page stays as it is, and what they did not tick
 * themselves is not asked for again.
 */
export function savedChoices(
  facts: PreferenceFacts,
  purposes: readonly PublicPurpose[],
  shown: ShownChoices,
  isTicked: (name: string) => boolean,
): SavedChoices {
  const all = purposes.map((purpose) => ({ purpose, preferences: everyPreference(purpose) }));
  const preferences = all.flatMap((group) => group.preferences);
  const cleared = (name: string): boolean => shown.has(name) && !isTicked(name);
  const chosen = (name: string): boolean => shown.get(name) === "off" && isTicked(name);

  const offered = new Set([
    ...preferences.map(({ name }) => name),
    ...watched.flatMap((activity) => [
      trackingName(activity),
      ...preferences.map(({ cell }) => trackingName(activity, cell)),
    ]),
  ]);
  const gone = goneChoices(facts, shown, offered, isTicked);

  const unwantedAt = (
    channel: ConsentChannel,
    point: ContactPointConsent,
  ): readonly ConsentScope[] => {
    const stands = ({ cell, purpose }: Preference, about: Cell = cell): boolean =>
      statusAt(facts, point, about, purpose) !== "off";
    const own = all.filter(({ purpose }) => (purpose.channel ?? "email") === channel);
    const sending = own.flatMap(({ purpose, preferences: each }) => {
      const live = each.filter((preference) => stands(preference));
      const ended = live.filter(({ name }) => cleared(name));
      // What stays ticked may be asked for by this very form: a denial of all would answer it.
      const isAll = ended.length === live.length && !each.some(({ name }) => isTicked(name));
      return mergeScopes(ended, { isAll, holds: holdsOthers(purpose, purposes) });
    });
    const ours = own.flatMap((group) => group.preferences);
    const watching = watched.flatMap((activity): readonly ConsentScope[] => {
      const live = ours.flatMap((preference) => {
        const cell = watchedCell(activity, preference);
        return cell === undefined || !stands(preference, cell) ? [] : [cell];
      });
      // Of this channel alone: a wish counts at each of the person's points.
      if (cleared(trackingName(activity))) return live.length === 0 ? [] : [{ channel, activity }];
      return live
        .filter((cell) => cleared(trackingName(activity, cell)))
        .map((cell): ConsentScope => ({ ...cell, exact: true }));
    });
    return [...sending, ...watching, ...gone(channel, point)];
  };

  const wantedOn = (channel: ConsentChannel): readonly Cell[] => {
    const isOn = ({ purpose }: Preference, cell: Cell): boolean =>
      findStatus(facts, cell, purpose) === "on";
    const ours = preferences.filter(({ cell }) => cell.channel === channel);
    const sending = ours.filter((each) => chosen(each.name) && !isOn(each, each.cell));
    const kept = ours.filter(({ name }) => isTicked(name));
    const watching = watched.flatMap((activity) =>
      kept.flatMap((preference) => {
        const cell = watchedCell(activity, preference);
        if (cell === undefined || isOn(preference, cell)) return [];
        const own = trackingName(activity, preference.cell);
        return chosen(own) || chosen(trackingName(activity)) ? [cell] : [];
      }),
    );
    return [...sending.map(({ cell }) => cell), ...watching];
  };

  return {
    unwanted: channels.flatMap((channel) =>
      (facts.points[channel] ?? []).map((point) => ({
        point,
        scopes: unwantedAt(channel, point),
      })),
    ),
    wanted: channels.flatMap((channel) => {
      const cells = wantedOn(channel);
      return cells.length === 0 ? [] : [{ channel, cells }];
    }),
  };
}

/** One denial for a purpose that is left whole, and else one for each part of it. */
function mergeScopes(
  ended: readonly Preference[],
  { isAll, holds }: { readonly isAll: boolean; readonly holds: boolean },
): readonly ConsentScope[] {
  const own = ended.find(({ cell }) => cell.topic === undefined);
  if (own !== undefined && isAll && !holds) return [withoutActivity(own.cell)];
  return ended.map(({ cell }): ConsentScope => {
    // Else the purpose's own would take its topics along, and a topic its namesakes below.
    const exact = cell.topic === undefined || holds;
    return { ...withoutActivity(cell), ...(exact ? { exact: true } : {}) };
  });
}

function withoutActivity({ activity: _, ...scope }: Cell): ConsentScope {
  return scope;
}
