import { core, engine, engineTest, inAdapters, inCore, kit } from "../engine/places.ts";
import type { Mutant } from "../mutant.ts";

const advice = `${core}/workflows/advice`;
const migration = `${core}/workflows/migration`;
const standing = `${core}/workflows/standing`;
const moving = inCore("edge/workflows/migrate-run");

/** Workflows that are paused, or whose runs move to another version. */
export const changing: readonly Mutant[] = [
  {
    name: "a migrated run uses keys again",
    file: `${migration}/migrate-run.ts`,
    find: "    version: to.version,\n    revision: run.revision + 1,\n    state: writeState(state),",
    replace: "    version: to.version,\n    revision: 0,\n    state: writeState(state),",
    ...moving,
    named: "there and back leaves a run as it was",
  },
  {
    name: "a promised instant is counted again in another zone",
    file: `${core}/workflows/nodes/ask-wait.ts`,
    find: "const zone = wait.kept === true ? wait.zone : waitZone(rule, facts.contact, context.zone);",
    replace: "const zone = waitZone(rule, facts.contact, context.zone);",
    ...moving,
    named: "lets a kept instant stand",
  },
  {
    name: "exit rules of the new version are not asked",
    file: `${migration}/migrate-run.ts`,
    find: "if (exit !== null) return ended(",
    replace: "if (exit === undefined) return ended(",
    ...moving,
    named: "ends a run by the map, or by an exit rule",
  },
  {
    name: "runs are moved although some lead nowhere",
    file: `${engine}/migrate-workflow.ts`,
    find: "  refuse(prepared.findings);",
    replace: "",
    ...engineTest("migrating"),
    named: "refuses as a whole where a node with live runs leads nowhere",
  },
  {
    name: "all that is overdue is due at once",
    file: `${engine}/walk-runs.ts`,
    find: "(count++ * length) / pace.runs",
    replace: "0 / pace.runs",
    ...engineTest("migrating"),
    named: "makes those overdue due at the pace",
  },
  {
    name: "runs of other versions are moved as well",
    file: `${kit}/migrate-runs.ts`,
    find: 'row["version"] === version && ',
    replace: "",
    ...inAdapters("memory/memory-store-contract"),
    named: "moves the active runs of one version",
  },
  {
    name: "a run is moved into one of several branches",
    file: `${migration}/place.ts`,
    find: "if (!stepsInBranches(to).has(target)) return place;",
    replace: "if (target !== null) return place;",
    ...moving,
    named: "is not gone into from the one way that there was before",
  },
  {
    name: "a run that enters a step keeps its branches",
    file: `${migration}/migrate-run.ts`,
    find: 'const stays = place.goes !== "enter" && branches !== undefined;',
    replace: "const stays = branches !== undefined;",
    ...moving,
    named: "leaves them all where it enters another step",
  },
  {
    name: "branches are moved to where they meet elsewhere",
    file: `${migration}/migrate-run.ts`,
    find: " && old.join === own.join;",
    replace: ";",
    ...moving,
    named: "is refused where they meet elsewhere, or are others",
  },
  {
    name: "a shift leaves the waits of branches as they were",
    file: `${standing}/pause.ts`,
    find: "    return { ...one, wait: shifted(definition, one.node, one.wait, pausedAt, now) };",
    replace: "    return one;",
    ...inCore("edge/workflows/standing"),
    named: "what was left of a duration is left when it goes on",
  },
  {
    name: "a pause of a workflow leaves its gate open",
    file: `${engine}/pausing-verbs.ts`,
    find: "      await moveGate(deps, tenant, workflow, false, options);",
    replace: "",
    ...engineTest("pausing"),
    named: "holds what falls due behind the gate",
  },
  {
    name: "a paused workflow ends nobody's run",
    file: `${standing}/pause.ts`,
    find: "if (exitBy(definition, run, state, pendingInputs(run), facts) !== null) return null;",
    replace: "",
    ...engineTest("pausing"),
    named: "carries out exits while it is paused",
  },
  {
    name: "a run is shifted twice where a resume broke off",
    file: `${standing}/pause.ts`,
    find: "  if (state !== null && state.resumed === turn) return null;",
    replace: "",
    ...engineTest("pausing"),
    named: "sets each run going once",
  },
  {
    name: "people enter a paused workflow",
    file: `${engine}/route.ts`,
    find: "const certain = [...known, ...closed];",
    replace: "const certain = [...known, ...closed.slice(9)];",
    ...engineTest("pausing"),
    named: "refuses who would enter, on record",
  },
  {
    name: "what is unknown counts as not met",
    file: `${advice}/narrow.ts`,
    find: "return [...cut(known, name, unmet), ...cut(known, name, unknown)];",
    replace: "return cut(known, name, unmet);",
    ...inCore("edge/workflows/check-sense"),
    named: "never reports a case that somebody takes",
  },
  {
    name: "a start whose data is its own counts as one that brings anything",
    file: `${advice}/check-fields.ts`,
    find: 'return ["message", "template"];',
    replace: "return null;",
    ...inCore("edge/workflows/check-sense"),
    named: "names the data of an event that a text reads",
  },
];
