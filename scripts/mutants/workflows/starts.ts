import { core, engine, engineTest, kit } from "../engine/places.ts";
import type { Mutant } from "../mutant.ts";

/** What starts runs: once each, when it was promised, and not when it is too late. */
export const starts: readonly Mutant[] = [
  {
    name: "a list that a contact was in already starts a run again",
    file: `${kit}/list-news.ts`,
    find: "heeded.has(list) && !others.has(list)",
    replace: "heeded.has(list)",
    ...engineTest("triggers"),
    named: "starts with a list that is joined, in the call that joins it, and only then",
  },
  {
    name: "a scanner's click starts a run",
    file: `${core}/workflows/enrollment.ts`,
    find: "!(trigger.machine === true && (rule.humanOnly ?? true))",
    replace: "true",
    ...engineTest("triggers"),
    named: "starts with a click by a person, once a message, and not by its own mail",
  },
  {
    name: "a week's sleep starts a run for each of its days",
    file: `${engine}/route-planned.ts`,
    find: "const one = isFresh(definition, trigger.at, now)",
    replace: "const one = isFresh(definition, now, now)",
    ...engineTest("planned"),
    named: "drops and records what a sleep of a week made late, and begins what is not",
  },
  {
    name: "who moves past an hour loses it",
    file: `${kit}/contact-writes.ts`,
    find: "hasMoved(change) ? now - widest : now",
    replace: "now",
    ...engineTest("planned"),
    named: "keeps each contact's own hour, also of one who moves past it",
  },
  {
    name: "lateness counts from when the run was made",
    file: `${core}/workflows/enrollment.ts`,
    find: 'trigger.type === "planned" ? Math.min(trigger.at, now) : now',
    replace: "now",
    ...engineTest("planned"),
    named: "counts the lateness of its mail from the planned instant",
  },
  {
    name: "a new workflow plans nothing for who never changes",
    file: `${engine}/tick.ts`,
    find: "deps.planner.plan(tenant, options)",
    replace: "Promise.resolve(null)",
    ...engineTest("planned"),
    named: "looks at everybody once when a workflow is new, also at those who never change",
  },
  {
    name: "a damaged workflow that a run is to start counts as absent",
    file: `${kit}/advance.ts`,
    find: "if (one instanceof StoreError) throw one;",
    replace: "if (one instanceof StoreError) return null;",
    ...engineTest("damaged-rows"),
    named: "of another engine that runs are to start",
  },
  {
    name: "a damaged workflow of the engine's own refuses the run that is to start it",
    file: `${engine}/child-starts.ts`,
    find: 'unusable.get(id) === "STORE_CORRUPT")',
    replace: 'unusable.get(id) === "DEFINITION_VERSION_REUSED")',
    ...engineTest("damaged-rows"),
    named: "of its own that runs are to start",
  },
  {
    name: "damage that many steps meet stops the tenant",
    file: `${kit}/units.ts`,
    find: "if (isCorrupt(error)) return { ok: false, code: error.code };",
    replace: "",
    ...engineTest("damaged-rows"),
    named: "of another engine that runs are to start",
  },
];
