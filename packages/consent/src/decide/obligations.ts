import type { Activity } from "@wellsent/core";
import { lawfulBasis } from "./lawful-basis.js";
import { aboutActivity, type Matter } from "./matter.js";
import { standing } from "./standing.js";
import { subjectFindings } from "./subject.js";

/** What a message must carry or leave out, for everybody concerned. */
export const obligationsOf = (matter: Matter, fromBasis: readonly string[]): readonly string[] => {
  const { activity, messageClass, channel } = matter.question;
  const codes = new Set(fromBasis);
  if (activity !== "send") return [...codes];
  for (const { regimes } of matter.places) {
    for (const { rows } of regimes) {
      for (const { params } of rows.obligation) {
        if (params.classes.includes(messageClass)) for (const code of params.codes) codes.add(code);
      }
      if (messageClass !== "marketing") continue;
      for (const { params } of rows.frequency) codes.add(`MAX_${params.max}_PER_${params.per}`);
    }
  }
  if (channel === "email" && !mayWatch(matter, "track.open")) codes.add("NO_OPEN_PIXEL");
  if (!mayWatch(matter, "track.click")) codes.add("NO_CLICK_TRACKING");
  return [...codes];
};

/** The same answer as `decide` about the activity, without what only a message needs. */
const mayWatch = (matter: Matter, activity: Activity): boolean => {
  if (matter.question.messageClass === "confirmation_request") return false;
  const other = aboutActivity(matter, activity);
  const exempt = matter.places.every((place) => place.exemptions.length > 0);
  if (other.state.grants.length === 0 && !exempt) return false;
  return [...standing(other), ...lawfulBasis(other).findings, ...subjectFindings(other)].every(
    ({ reason }) => reason.effect === "allow",
  );
};
