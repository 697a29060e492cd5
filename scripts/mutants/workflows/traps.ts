import { adapters, engine, engineTest, inAdapters, kit } from "../engine/places.ts";
import type { Mutant } from "../mutant.ts";

/** What callers and other releases run into: campaigns stopped early, copies, plans, old files. */
export const traps: readonly Mutant[] = [
  {
    name: "what was stopped before it began is a draft once it is edited",
    file: `${engine}/campaigns/campaign-record.ts`,
    find: 'return isIssue(campaign) || state === "paused" || state === "held";',
    replace: "return isIssue(campaign) && state !== null;",
    ...engineTest("campaign-traps"),
    named: "is edited, approved and resumed",
  },
  {
    name: "an edited policy does not reach what waits",
    file: `${kit}/run-campaign-task.ts`,
    find: ", policy: JSON.stringify(policy) }",
    replace: " }",
    ...engineTest("campaign-traps"),
    named: "holds for those in the outbox",
  },
  {
    name: "what was cancelled is sent again",
    file: `${kit}/send-again.ts`,
    find: 'if (campaigns[0]?.["state"] === "cancelled") return { status: "campaign_cancelled" };',
    replace: "",
    ...engineTest("campaign-traps"),
    named: "leave nothing of a campaign",
  },
  {
    name: "a copy counts as another message of its campaign",
    file: `${kit}/count-changes.ts`,
    find: 'key.includes("~", end)',
    replace: "false",
    ...engineTest("campaign-traps"),
    named: "are no people more",
  },
  {
    name: "an editor who fails is asked each minute",
    file: `${engine}/series/run-series.ts`,
    find: "await putOff(deps, series, options);",
    replace: "await lookAgain(deps, series, options);",
    ...engineTest("campaign-traps"),
    named: "is asked again at growing intervals",
  },
  {
    name: "nobody notes that another release has planned somebody",
    file: `${kit}/refresh-segments.ts`,
    find: "if (call.plans !== undefined) yield* breakMarks(marks, call.plans, call.now);",
    replace: "",
    ...engineTest("two-releases"),
    named: "plan everybody for a new workflow",
  },
  {
    name: "a plan that is whole is taken to be so for ever",
    file: `${engine}/planner.ts`,
    find: "done >= timed.length && clock.now() - at >= trusted;",
    replace: "done > timed.length && at > trusted;",
    ...engineTest("two-releases"),
    named: "plan everybody for a new workflow",
  },
  {
    name: "those whom another release took while they were marked count as planned",
    file: `${kit}/mark-contacts.ts`,
    find: 'const is = next === null && before.is === "marking" ? "whole" : before.is;',
    replace: 'const is = next === null ? "whole" : before.is;',
    ...engineTest("two-releases"),
    named: "page by page",
  },
  {
    name: "a file that was brought forward is written to by the release before",
    file: `${adapters}/sqlite/connection.ts`,
    find: 'if (mode === "write") guard(prepare);',
    replace: "",
    ...inAdapters("sqlite/newer-release"),
    named: "stops whoever still works",
  },
];
