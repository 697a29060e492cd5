import { describe, expect, it } from "vitest";
import { parseWorkflow, type RunNode } from "../../../src/definitions/index.js";
import {
  checkWorkflow,
  defineWorkflow,
  type EnrollmentRecord,
  runResult,
  sendKey,
  webhookAnswer,
} from "../../../src/index.js";
import { workflowMermaid, workflowScxml } from "../../../src/workflows/diagram/index.js";
import { transition, type WorkflowInput } from "../../../src/workflows/index.js";
import { simulateWorkflow } from "../../../src/workflows/simulation/index.js";
import { contact, context, day, enrolled, facts, no, start } from "./fixtures.js";
import { schema } from "./schema-fixture.js";

const child = defineWorkflow(schema, "course", (w) => w.onRequest().wait("2d").exit("learned"));
const waits = defineWorkflow(schema, "parent", (w) =>
  w
    .onRequest()
    .run(
      child,
      { id: "course", data: { level: 2 }, within: "5d", as: "course" },
      { refused: (way) => way.exit("refused"), timeout: (way) => way.exit("late") },
    )
    .exit("on"),
);
const goesOn = defineWorkflow(schema, "parent", (w) =>
  w
    .onRequest()
    .run(child, { id: "course" }, { refused: (way) => way.exit("refused") })
    .exit("on"),
);

const open = context(start, { start: () => ({ version: 3, reasons: [] }) });

function step(
  definition: typeof waits,
  run: EnrollmentRecord,
  given = open,
  ...inputs: readonly WorkflowInput[]
) {
  return transition(definition, run, inputs, facts({}), given);
}

const ended: WorkflowInput = {
  ...{ type: "answer", call: sendKey("e:0:0"), at: start + day, outcome: "answered", reason: null },
  data: { outcome: "learned", goals: ["bought"], data: { level: 2, stock: { left: 1 } } },
};

describe("a step that runs another workflow", () => {
  it("hands its data over, waits, and keeps what comes back and is new", () => {
    const asked: unknown[] = [];
    const first = step(waits, enrolled(waits), {
      ...open,
      start: (question) => {
        asked.push(question);
        return { version: 3, reasons: [] };
      },
    });
    const parent = { run: "e", call: "e:0:0", depth: 1, told: true };
    expect(asked).toEqual([{ id: "e.0.0", workflow: "course", data: { level: 2 }, parent }]);
    expect(first.enrollment).toMatchObject({ wakeAt: start + 5 * day, outcome: null });
    const then = step(waits, first.enrollment, context(start + day), ended);
    expect(then.enrollment.outcome).toBe("on");
    expect(then.log[0]?.detail).toMatchObject({ took: { course: "ended" } });
    const rests = defineWorkflow(schema, "parent", (w) =>
      w
        .onRequest()
        .run(child, { within: "5d", as: "course", data: { level: 2 } })
        .wait("1d"),
    );
    const one = step(rests, enrolled(rests));
    const { state } = step(rests, one.enrollment, context(start + day), ended).enrollment;
    expect(state["data"]).toEqual({
      course: { outcome: "learned", goals: ["bought"], data: { stock: { left: 1 } } },
    });
  });

  it("goes on in time without an end, and then ends the other", () => {
    const { enrollment } = step(waits, enrolled(waits));
    const early = step(waits, enrollment, context(start + 5 * day - 1));
    expect(early.enrollment).toBe(enrollment);
    const late = step(waits, enrollment, context(start + 5 * day));
    expect(late.enrollment.outcome).toBe("late");
    expect(late.effects).toMatchObject([
      { kind: "answer", outcome: "failed", reason: "NO_END" },
      { kind: "endRun", run: "e.0.0" },
      { kind: "exited" },
    ]);
  });

  it("takes no end that came after its time", () => {
    const { enrollment } = step(waits, enrolled(waits));
    const { outcome } = step(waits, enrollment, context(start + 6 * day), {
      ...ended,
      at: start + 6 * day,
    }).enrollment;
    expect(outcome).toBe("late");
  });

  it("goes on at once where it does not wait, or where the other is refused", () => {
    expect(step(goesOn, enrolled(goesOn)).enrollment.outcome).toBe("on");
    const reasons = no("WORKFLOW_PAUSED").reasons;
    const shut = context(start, { start: () => ({ version: null, reasons }) });
    for (const definition of [waits, goesOn]) {
      const { enrollment, effects } = step(definition, enrolled(definition), shut);
      expect(enrollment.outcome).toBe("refused");
      expect(effects[0]).toMatchObject({ kind: "run", run: null, version: null, reasons });
    }
    // A caller that starts nothing refuses everything.
    expect(step(waits, enrolled(waits), context(start)).enrollment.outcome).toBe("refused");
  });

  it("starts nothing beyond a depth, whoever lets it in", () => {
    const at = (depth: number): EnrollmentRecord => {
      const run = enrolled(goesOn);
      return { ...run, state: { ...run.state, parent: { run: "p", call: "p:0:0", depth } } };
    };
    expect(step(goesOn, at(4)).enrollment.outcome).toBe("on");
    const deep = step(goesOn, at(5));
    expect(deep.enrollment.outcome).toBe("refused");
    expect(deep.effects[0]).toMatchObject({ reasons: [{ code: "RUN_DEPTH" }] });
  });

  it("is drawn, and survives JSON", () => {
    expect(workflowMermaid(waits)).toContain("<b>Run · 5d at most</b><br/>course");
    expect(workflowMermaid(waits)).toContain('|"refused"|');
    expect(workflowScxml(waits)).toContain('event="took.ended"');
    expect(parseWorkflow(JSON.parse(JSON.stringify(waits)))).toEqual(waits);
    expect(parseWorkflow(JSON.parse(JSON.stringify(goesOn)))).toEqual(goesOn);
  });

  it("is simulated with the workflows that are given", () => {
    const options = {
      ...{ contacts: [{ contact: contact() }], from: start, until: start + 9 * day, zone: "UTC" },
      random: () => 0.5,
    };
    const known = simulateWorkflow(waits, { ...options, workflows: [child] });
    expect(known.counts).toMatchObject({ outcomes: { on: 1 }, edges: { course: { ended: {} } } });
    expect(simulateWorkflow(waits, options).counts.outcomes).toEqual({ refused: 1 });
  });

  it.each<[Partial<RunNode>, string]>([
    [{ workflow: waits.id }, "RUN_CIRCLE nodes.course.workflow"],
    [{ next: "course" }, "LOOP_WITHOUT_WAIT nodes.course"],
    [{ wait: { within: "0m", onTimeout: "exit-late" } }, "DURATION nodes.course.wait.within"],
    [{ wait: { within: "1d", onTimeout: "gone" } }, "DANGLING nodes.course.wait.onTimeout"],
    [{ wait: { within: "1d", onTimeout: "exit-late", as: "a b" } }, "RUN nodes.course.wait.as"],
  ])("refuses %j", (more, fault) => {
    const node = waits.nodes["course"];
    if (node?.kind !== "run") throw new Error("The fixture runs nothing.");
    const nodes = { ...waits.nodes, course: { ...node, ...more } };
    const found = checkWorkflow({ ...waits, nodes });
    expect(found.map(({ code, path }) => `${code} ${path}`)).toContain(fault);
  });

  it("finds in a catalog that the other is missing, or begins another way", () => {
    const codes = (workflow: () => typeof waits | null | undefined) =>
      checkWorkflow(waits, { workflow }).map(({ code }) => code);
    expect(codes(() => child)).toEqual([]);
    expect(codes(() => undefined)).toEqual([]);
    expect(codes(() => null)).toEqual(["UNKNOWN_WORKFLOW"]);
    const triggers = [{ on: "event", event: "order.placed" }] as const;
    const other = { ...child, entry: { ...child.entry, triggers } };
    expect(codes(() => other)).toEqual(["UNKNOWN_WORKFLOW"]);
  });
});

describe("a branch on what came back", () => {
  const stock = webhookAnswer("stock", { left: "number" });
  const end = runResult("course", stock);
  const asks = defineWorkflow(schema, "parent", (w) =>
    w
      .onRequest()
      .run(child, { id: "course", data: { level: 2 }, within: "5d", as: end })
      .choose({
        bought: {
          when: end.when((d) => d.data("course.goals").has("bought")),
          do: (way) => way.exit("bought"),
        },
        stocked: {
          when: end.when((d) => d.data("course.data.stock.left").atLeast(1)),
          do: (way) => way.exit("stocked"),
        },
        learned: {
          when: end.when((d) => d.data("course.outcome").is("learned")),
          do: (way) => way.exit("learned"),
        },
      })
      .exit("lost"),
  );

  it.each([
    ["a goal", { outcome: "learned", goals: ["bought"], data: {} }, "bought"],
    ["an answer", { outcome: "learned", goals: [], data: { stock: { left: 1 } } }, "stocked"],
    ["the outcome", { outcome: "learned", goals: [], data: { stock: { left: 0 } } }, "learned"],
    ["nothing of it", { outcome: "dropped", goals: [], data: {} }, "lost"],
  ])("goes on by %s", (_, data, outcome) => {
    const first = step(asks, enrolled(asks));
    const then = step(asks, first.enrollment, context(start + day), { ...ended, data });
    expect(then.enrollment.outcome).toBe(outcome);
  });

  it("is the same JSON as by the bare name", () => {
    const run = (as: string | typeof end) =>
      defineWorkflow(schema, "parent", (w) =>
        w.onRequest().run(child, { within: "5d", as }).exit("on"),
      );
    expect(run(end)).toEqual(run("course"));
  });
});
