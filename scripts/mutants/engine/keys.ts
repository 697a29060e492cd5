import type { Mutant } from "../mutant.ts";
import { core, engine, engineTest, inCore } from "./places.ts";

/** Events that belong together, local times, and periods of the calendar. */
export const keys: readonly Mutant[] = [
  {
    name: "one order ends the runs of all carts",
    file: `${core}/segments/same-key.ts`,
    find: "return key !== null && key === keyAt(other, same.other);",
    replace: "return key !== null;",
    ...engineTest("same-key"),
    named: "are reminded of but for the one that was ordered",
  },
  {
    name: "what has no key is about everything",
    file: `${core}/segments/same-key.ts`,
    find: "return key !== null && key === keyAt(other, same.other);",
    replace: "const its = keyAt(other, same.other);\n  return its === null || key === its;",
    ...inCore("edge/workflows/same-key"),
    named: "is not ended by an order that has",
  },
  {
    name: "an event that begins a run anew is not heard",
    file: `${core}/workflows/transition.ts`,
    find: "if (restarter !== null) return restart(idle, restarter, inputs);",
    replace: "",
    ...engineTest("same-key"),
    named: "begin anew while somebody still fills them",
  },
  {
    name: "a key has two runs at a time",
    file: `${core}/workflows/enrollment.ts`,
    find: "!underWay.some(matchesRunKey(key));",
    replace: "underWay.length >= 0;",
    ...engineTest("same-key"),
    named: "begin anew while somebody still fills them",
  },
  {
    name: "a local time is one in UTC",
    file: `${core}/segments/date-comparison.ts`,
    find: "startOfDay(zone, reading.day) : localInstant(zone, reading.wall);",
    replace: "startOfDay(zone, reading.day) : reading.wall;",
    ...inCore("edge/segments/time"),
    named: "is one on the contact's clock",
  },
  {
    name: "a day of a cap is the house's, not the person's",
    file: `${core}/messages/policy-checks.ts`,
    find: "const zone = facts.contact.timeZone?.name ?? context.workspaceZone;",
    replace: "const zone = context.workspaceZone;",
    ...engineTest("delivery-judgement"),
    named: "by the calendar begin anew at the person's midnight",
  },
  {
    name: "whatever ends a run is told to have been nothing",
    file: `${core}/workflows/exit.ts`,
    find: 'return { outcome: rule.outcome, by: "event", signal: exitSignal(rule) };',
    replace: 'return { outcome: rule.outcome, by: "event" };',
    ...engineTest("explain-runs"),
    named: "ended by an event while it waited in its first step",
  },
  {
    name: "a run in its first step has not begun",
    file: `${core}/explain/run-state.ts`,
    find: 'if (wait === null) return { kind: "to_begin", dueAt: run.wakeAt };',
    replace:
      'if (wait === null || log.every(({ path }) => path.length === 0))\n    return { kind: "to_begin", dueAt: run.wakeAt };',
    ...engineTest("explain-runs"),
    named: "waiting in its first step",
  },
  {
    name: "runs begin whatever else of their key is under way",
    file: `${engine}/route.ts`,
    find: "|| !reentryAllowed(definition, previous, trigger, now))",
    replace: ")",
    ...engineTest("same-key"),
    named: "begin anew while somebody still fills them",
  },
];
