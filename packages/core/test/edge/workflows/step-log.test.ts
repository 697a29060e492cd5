import { expect, it } from "vitest";
import { transition } from "../../../src/workflows/index.js";
import { context, enrolled, facts, send, start, workflow } from "./fixtures.js";

it("a step that nobody logs does the same, and writes no log", () => {
  const definition = workflow({
    hello: send("a", "pause"),
    pause: { kind: "wait", for: "1d", next: "again" },
    again: send("b"),
  });
  let run = enrolled(definition);
  for (const now of [start, start + 86_400_000]) {
    const logged = transition(definition, run, [], facts(), context(now));
    const { log, ...rest } = transition(definition, run, [], facts(), {
      ...context(now),
      log: false,
    });
    expect(logged.log).toHaveLength(1);
    expect(log).toEqual([]);
    expect({ ...rest, log: logged.log }).toEqual(logged);
    run = logged.enrollment;
  }
  expect(run.outcome).toBe("completed");
});
