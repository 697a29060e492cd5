import type { ConsentChannel, ContactPointConsent } from "@wellsent/core";
import type { ConsentScope } from "../events/index.js";
import { type Cell, cellState, projectionFromJson } from "../state/index.js";
import type { PreferenceFacts, ShownChoices } from "./preference-model.js";

const named = /^(?:on|track:(track\.(?:open|click))):(email|sms|call):([^:]+):(.*)$/;

function cellNamed(name: string): Cell | null {
  const [, activity, channel, purpose, topic] = named.exec(name) ?? [];
  if (purpose === undefined) return null;
  return {
    channel: channel === "sms" || channel === "call" ? channel : "email",
    purpose,
    ...(topic === undefined || topic === "" ? {} : { topic }),
    activity: activity === "track.open" || activity === "track.click" ? activity : "send",
  };
}

/**
 * What the reader unticked and nobody offers any more: a topic or a purpose that went, or got
 * another name, after their page was made. Their no counts all the same. A name that anybody could
 * have put into the form ends nothing but what the person once said yes to.
 *
 * @param offered names of the switches there are.
 */
export function goneChoices(
  { at }: Pick<PreferenceFacts, "at">,
  shown: ShownChoices,
  offered: ReadonlySet<string>,
  isTicked: (name: string) => boolean,
) {
  return (
    channel: ConsentChannel,
    { projection }: ContactPointConsent,
  ): readonly ConsentScope[] => {
    const said = projectionFromJson(projection);
    if (said === undefined) return [];
    return [...shown].flatMap(([name, status]): readonly ConsentScope[] => {
      if (status === "off" || offered.has(name) || isTicked(name)) return [];
      const cell = cellNamed(name);
      if (cell === null || cell.channel !== channel) return [];
      const state = cellState(said, cell, at);
      const stands = state.pending !== undefined || endable.has(state.status);
      const { activity, ...sending } = cell;
      return stands ? [{ ...(activity === "send" ? sending : cell), exact: true }] : [];
    });
  };
}

const endable: ReadonlySet<string> = new Set(["granted", "asserted", "pending"]);
