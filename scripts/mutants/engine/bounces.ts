import type { Mutant } from "../mutant.ts";
import { engine, engineTest, inAdapters, kit, kitTest } from "./places.ts";

/** Mail that keeps coming back ends, and a sign of life begins the count anew. */
export const bounces: readonly Mutant[] = [
  {
    name: "soft bounces are counted by reports and not by days",
    file: `${kit}/arrivals.ts`,
    find: "if (days.includes(day)) return arrivals;",
    replace: "",
    ...kitTest("arrivals"),
    named: "are the same in whichever order",
  },
  {
    name: "a sign of life does not end the count of soft bounces",
    file: `${kit}/arrivals.ts`,
    find: "days.filter((one) => one > day)",
    replace: "days",
    ...engineTest("soft-bounces"),
    named: "gets it on after a sign of life",
  },
  {
    name: "a bounce that is told late counts after a sign of life",
    file: `${kit}/arrivals.ts`,
    find: "if (aliveDay !== null && day <= aliveDay) return arrivals;",
    replace: "",
    ...kitTest("arrivals"),
    named: "are the same in whichever order",
  },
  {
    name: "a machine's click is a sign of life",
    file: `${kit}/arrivals.ts`,
    find: '(type === "opened" || type === "clicked") && engagement?.machine !== true',
    replace: '(type === "opened" || type === "clicked") && engagement !== null',
    ...kitTest("arrivals"),
    named: "are the same in whichever order",
  },
  {
    name: "days with bounces are not kept",
    file: `${kit}/take-in.ts`,
    find: "arrivalRows(recorded.fresh, gathered);",
    replace: "arrivalRows([], gathered);",
    ...engineTest("soft-bounces"),
    named: "gets no more of it after five days",
  },
  {
    name: "the gate is not told of the days before",
    file: `${engine}/reactions.ts`,
    find: "deps.gate.draftsFor(event, point, history)",
    replace: "deps.gate.draftsFor(event, point, history && undefined)",
    ...engineTest("soft-bounces"),
    named: "gets no more of it after five days",
  },
  {
    name: "a file of version 3 gets no columns for bounces",
    file: "packages/adapters/src/sqlite/added-columns.ts",
    find: "if (change.since > version && isThere",
    replace: "if (change.since <= version && isThere",
    ...inAdapters("sqlite/migrations"),
    named: "about which no bounce is known yet",
  },
  {
    name: "refusals of a sender in trouble count against its recipients",
    file: `${engine}/delivery/sender-doubt.ts`,
    find: "return points.size >= recipients && messages * 2 > answered;",
    replace: "return false;",
    ...engineTest("soft-bounces"),
    named: "is not to blame where nearly everybody's comes back in the same way",
  },
  {
    name: "one refused recipient puts the sender in doubt",
    file: `${engine}/delivery/sender-doubt.ts`,
    find: "return points.size >= recipients && messages * 2 > answered;",
    replace: "return points.size >= 1 && messages * 2 > answered;",
    ...engineTest("soft-bounces"),
    named: "is to blame where few write to few, however often",
  },
];
