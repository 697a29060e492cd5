import type { Mutant } from "../mutant.ts";
import { core, engineTest, inCore } from "./places.ts";

const nodes = `${core}/workflows/nodes`;

/** Steps of workflows: waits that move, goals, fallbacks, experiments. */
export const steps: readonly Mutant[] = [
  {
    name: "a changed date wakes no run",
    file: `${core}/workflows/wait-zone.ts`,
    find: "return from !== undefined && readPath(contact.attributes, from.attribute) !== from.value;",
    replace: "return false;",
    ...engineTest("moving"),
    named: "before a date where that date moves to",
  },
  {
    name: "a date that has passed is waited for",
    file: `${nodes}/wait-until-date.ts`,
    find: "if (found.until <= heard.since) return passed(node, heard.since);",
    replace: "",
    ...inCore("edge/workflows/wait-until-date"),
    named: "leads on at once as late",
  },
  {
    name: "a date that moves to the past is taken for one that came",
    file: `${nodes}/wait-until-date.ts`,
    find: "if (found.until !== wait.until && found.until <= changedAt(question))",
    replace: "if (wait.until < 0)",
    ...inCore("edge/workflows/wait-until-date"),
    named: "has passed where the date moves",
  },
  {
    name: "the minute of a late step is that of the tick",
    file: `${nodes}/wait-until.ts`,
    find: "const asOf = heard.since - minute;",
    replace: "const asOf = since - minute;",
    ...inCore("edge/workflows/wait-since"),
    named: "is now, in that very minute",
  },
  {
    name: "a wait since a report is counted from the tick",
    file: `${nodes}/wait-since.ts`,
    find: "const until = addDuration(counted, node.for, zone);",
    replace: "const until = addDuration(now, node.for, zone);",
    ...inCore("edge/workflows/wait-since"),
    named: "is counted from the time of the report",
  },
  {
    name: "a message that was just made is taken for the one before",
    file: `${nodes}/wait-since.ts`,
    find: "if (isNew) return null;",
    replace: "",
    ...inCore("edge/workflows/wait-since"),
    named: "is about the last such message",
  },
  {
    name: "a fallback is sent where waiting is all it takes",
    file: `${nodes}/send.ts`,
    find: "if (retryAt !== undefined) {",
    replace: "if (retryAt !== undefined && variants.length === 1) {",
    ...inCore("edge/workflows/fallbacks"),
    named: "stay aside where waiting",
  },
  {
    name: "nobody hears of what was refused before a fallback",
    file: `${nodes}/send.ts`,
    find: "const before = refused.length === 0 ? {} : { refused };",
    replace: "const before = {};",
    ...engineTest("goals-fallbacks"),
    named: "says why it was not the message itself",
  },
  {
    name: "an event that ends a run is no goal",
    file: `${core}/workflows/transition.ts`,
    find: "const reached = reachGoals(idle, inputs);",
    replace:
      "const ended = exitBy(definition, enrollment, state, inputs, facts) !== null;\n  const reached = reachGoals(idle, ended ? [] : inputs);",
    ...engineTest("goals-fallbacks"),
    named: "has reached its goal with the event",
  },
  {
    name: "a run does not listen for its goals",
    file: `${core}/workflows/exit.ts`,
    find: "for (const { event } of goals) names.add(event);",
    replace: "",
    ...inCore("edge/workflows/goals"),
    named: "is recorded by a step, and by each event",
  },
  {
    name: "who is held out is drawn from the first arm",
    file: `${core}/workflows/split.ts`,
    find: "murmur3(`holdout/",
    replace: "murmur3(`experiment/",
    ...inCore("edge/workflows/experiment"),
    named: "holds out its share",
  },
];
