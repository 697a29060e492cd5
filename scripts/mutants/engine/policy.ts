import type { Mutant } from "../mutant.ts";
import { core, engineTest, inCore } from "./places.ts";

/** Caps with room kept for better messages, and hours in which nobody is disturbed. */
export const policy: readonly Mutant[] = [
  {
    name: "a cap does not look ahead",
    file: `${core}/timing/cap-room.ts`,
    find: "if (cap.lookAhead === undefined) return null;",
    replace: "if (cap.max > 0) return null;",
    ...engineTest("delivery-caps"),
    named: "a message goes where what left and what is better and near leave room",
  },
  {
    name: "a better message beyond the end of the period keeps its room",
    file: `${core}/timing/cap-room.ts`,
    find: "Math.min(now + durationLength(cap.lookAhead), endOf(now) - 1)",
    replace: "now + durationLength(cap.lookAhead)",
    ...engineTest("delivery-caps"),
    named: "a message goes where what left and what is better and near leave room",
  },
  {
    name: "what is planned earlier gives way to what is better",
    file: `${core}/timing/frequency-cap.ts`,
    find: "return b.priority - a.priority;",
    replace: "return a.priority - b.priority;",
    ...engineTest("delivery-caps"),
    named: "E3: a newsletter is dropped",
  },
  {
    name: "a campaign that finds no room waits",
    file: `${core}/messages/binding-policy.ts`,
    find: 'origin.kind === "campaign" ? "drop" : "wait"',
    replace: 'origin.kind === "campaign" ? "wait" : "wait"',
    ...engineTest("delivery-caps"),
    named: "E3: a newsletter is dropped",
  },
  {
    name: "the holdout is asked about after caps",
    file: `${core}/messages/send-checks.ts`,
    find: "[notHeldOut, notTooLate, notExpired, underCaps,",
    replace: "[notTooLate, notExpired, underCaps, notHeldOut,",
    ...engineTest("delivery-holdout"),
    named: "is asked about before caps",
  },
  {
    name: "each share draws anew",
    file: `${core}/messages/sample.ts`,
    find: "< share * 2 ** 32",
    replace: "* (1 + share) % 2 ** 32 < share * 2 ** 32",
    ...engineTest("delivery-holdout"),
    named: "a larger share only adds people",
  },
  {
    name: "every week begins on a Monday",
    file: `${core}/timing/calendar-period.ts`,
    find: "Math.floor((day - weekdayNumber(of.weekStart)) / 7)",
    replace: 'Math.floor((day - weekdayNumber("mon")) / 7)',
    ...inCore("edge/timing/frequency-cap"),
    named: "E1: two a week",
  },
  {
    name: "a zone that was inferred is taken for known",
    file: `${core}/messages/possible-zones.ts`,
    find: 'if (timeZone?.source === "stated") return',
    replace: "if (timeZone !== null) return",
    ...engineTest("delivery-quiet"),
    named: "an inferred zone counts with all others of the country",
  },
];
