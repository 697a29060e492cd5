import { engine, engineTest } from "../engine/places.ts";
import type { Mutant } from "../mutant.ts";

/** A stop within a deadline: nothing new, and nothing lost. */
export const stopping: readonly Mutant[] = [
  {
    name: "an engine that stops hands over what it had claimed",
    file: `${engine}/delivery/hand-over.ts`,
    find: "if (deps.ending?.aborted) return {",
    replace: "if (deps.ending === null) return {",
    ...engineTest("stopping"),
    named: "gives back the rest",
  },
  {
    name: "a stop does not wait for what is in hands",
    file: `${engine}/stopping.ts`,
    find: "await Promise.race([ended, aborted(hangUp), aborted(deadline)]);",
    replace: "",
    ...engineTest("stopping"),
    named: "waits for what is in hands",
  },
  {
    name: "a stop says nothing of what hangs",
    file: `${engine}/delivery/lane.ts`,
    find: "...keeper.inHands(), ",
    replace: "",
    ...engineTest("stopping"),
    named: "at the deadline",
  },
  {
    name: "an engine that was stopped never sends again",
    file: `${engine}/stopping.ts`,
    find: "if (session === own) session = newSession();",
    replace: "",
    ...engineTest("stopping"),
    named: "ends nothing that begins after it",
  },
];
