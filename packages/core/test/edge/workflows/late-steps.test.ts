import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  DurationText,
  EnrollmentRecord,
  Instant,
  WorkflowDefinition,
} from "../../../src/index.js";
import {
  enrollmentFor,
  transition,
  type WorkflowInput,
  type WorkflowNode,
  wakes,
} from "../../../src/workflows/index.js";
import { contact, context, enrolled, facts, hour, send, start, workflow } from "./fixtures.js";

function happened(name: string, at: Instant, id = `${name}-${at}`): WorkflowInput {
  return {
    ...{ type: "event", id, name, at, data: {} },
  };
}
function waitFor(
  event: string,
  onMatch: string,
  onTimeout = "end",
  timeout: DurationText = "5d",
): WorkflowNode {
  return {
    ...{ kind: "waitFor", any: [{ op: "event", event }], timeout, onMatch, onTimeout },
  };
}

/**
 * Lives a run whose steps come so long after they are due. What happens is told at once, as an
 * engine does: what the run does not listen to is gone.
 */
function live(
  definition: WorkflowDefinition,
  happenings: readonly WorkflowInput[],
  lateness: number,
  begun: EnrollmentRecord = enrolled(definition),
) {
  let run = begun;
  const path: string[] = [];
  const told = [...happenings].sort((a, b) => a.at - b.at);
  let pending: WorkflowInput[] = [];
  while (run.status === "active") {
    const [next] = told;
    const stepAt = (run.wakeAt ?? Number.POSITIVE_INFINITY) + lateness;
    // On time, a step that is due and an event of the same instant are taken together.
    if (next !== undefined && next.at <= stepAt) {
      told.shift();
      if (!wakes(run, next)) continue;
      pending = [...pending, next];
      run = {
        ...run,
        pending: pending.map((input) => ({ ...input })),
        wakeAt: Math.min(run.wakeAt ?? next.at, next.at),
      };
      continue;
    }
    const step = transition(definition, run, pending, facts(), context(stepAt));
    path.push(...step.log.flatMap((entry) => entry.path));
    run = step.enrollment;
    pending = [];
  }
  return { outcome: run.outcome, path };
}

const cart = workflow({
  hello: send("left-behind", "order"),
  order: waitFor("order.placed", "bought", "nudge"),
  nudge: send("nudge"),
  bought: { kind: "exit", outcome: "bought" },
});

describe("what happens before a late step", () => {
  it("meets a wait behind the first step, though nobody had taken it", () => {
    const bought = { outcome: "bought", path: ["hello", "order", "bought"] };
    expect(live(cart, [happened("order.placed", start + 1)], 60_000)).toEqual(bought);
    expect(live(cart, [happened("order.placed", start + 1)], 0)).toEqual(bought);
  });

  it("counts since the event that began the run, not since that was told", () => {
    const begunBy = (at: Instant) => {
      const event = { id: "a-1", name: "cart.abandoned", at, data: {} };
      const on = { on: "event", event: "cart.abandoned" } as const;
      const definition = workflow(cart.nodes, {
        entry: { triggers: [on], reentry: { mode: "always" } },
      });
      const run = enrollmentFor(definition, contact(), { type: "event", event }, start, {
        next: () => "e",
      });
      if (run === null) throw new Error("The cart cannot be entered.");
      return live(definition, [happened("order.placed", start - 2_000)], 60_000, run).outcome;
    };
    expect(begunBy(start - 5_000)).toBe("bought");
    expect(begunBy(start - 1_000)).toBe("completed");
  });

  it("meets waits one after the other, each input one", () => {
    const twice = workflow({
      first: waitFor("order.placed", "second"),
      second: waitFor("order.placed", "bought"),
      bought: { kind: "exit", outcome: "bought" },
    });
    const [one, other] = [happened("order.placed", start + 1), happened("order.placed", start + 2)];
    expect(live(twice, [one], 60_000).outcome).toBe("completed");
    expect(live(twice, [one, other], 60_000).outcome).toBe("bought");
  });

  it("meets a wait again that it leads back to, as often as it happens", () => {
    const loop = workflow({
      order: waitFor("order.placed", "thanks", "end", "1d"),
      thanks: send("thanks", "order"),
    });
    const orders = [1, 2, 3].map((after) => happened("order.placed", start + after));
    const { outcome, path } = live(loop, orders, 60_000);
    expect(outcome).toBe("completed");
    expect(path.filter((id) => id === "thanks")).toHaveLength(3);
  });

  it("meets nothing before the step was due", () => {
    const definition = workflow({
      pause: { kind: "wait", for: "2h", next: "order" },
      order: waitFor("order.placed", "bought"),
      bought: { kind: "exit", outcome: "bought" },
    });
    // The wait itself begins with the first step, which was a minute late.
    const due = start + 60_000 + 2 * hour;
    const by = (at: Instant) => live(definition, [happened("order.placed", at)], 60_000).outcome;
    expect([due - hour, due - 1, due, due + 1].map(by)).toEqual([
      ...["completed", "completed", "bought", "bought"],
    ]);
  });

  it("leads where it would have led had every step been on time", () => {
    const kind = fc.constantFrom("send", "a", "b", "c");
    const kinds = fc.array(kind, { minLength: 1, maxLength: 7 });
    const name = fc.constantFrom("a", "b", "c");
    const events = fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 20 }), name), {
        ...{ maxLength: 9, selector: ([hours]) => hours },
      })
      .map((all) => all.map(([hours, one]) => happened(one, start + hours * hour)));
    // Waits outlast what happens, however late: how long they last counts from the step taken.
    const lateness = fc.integer({ min: 0, max: 30 }).map((halves) => (halves * hour) / 2);
    fc.assert(
      fc.property(kinds, events, lateness, (nodes, told, late) => {
        const id = (index: number): string => (index < nodes.length ? `n${index}` : "end");
        const steps = nodes.map((one, index) => {
          const next = id(index + 1);
          const node = one === "send" ? send(`t${index}`, next) : waitFor(one, next, id(index + 2));
          return [id(index), node] as const;
        });
        const definition = workflow(Object.fromEntries(steps), { start: "n0" });
        expect(live(definition, told, late).path).toEqual(live(definition, told, 0).path);
      }),
      { numRuns: 500 },
    );
  });
});
