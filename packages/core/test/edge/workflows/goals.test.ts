import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../src/definitions/index.js";
import {
  checkWorkflow,
  defineWorkflow,
  type EnrollmentRecord,
  enrollmentId,
} from "../../../src/index.js";
import { countSteps, workflowMermaid } from "../../../src/workflows/diagram/index.js";
import {
  enrollmentFor,
  transition,
  type WorkflowInput,
  wakes,
} from "../../../src/workflows/index.js";
import { contact, context, day, facts, hour, start, workflow } from "./fixtures.js";
import { schema } from "./schema-fixture.js";

const carts = defineWorkflow(schema, "carts", (w) =>
  w
    .onEvent("cart.abandoned", { reentry: { oncePer: "cartId" } })
    .goalOn("order.placed", {
      name: "order",
      same: { own: "cartId", other: "cart.id" },
      where: (d) => d.data("total").atLeast(10),
      value: "total",
    })
    .goal("reminded", { value: 2 })
    .wait("2d"),
);

function begun(): EnrollmentRecord {
  const event = { id: "a", name: "cart.abandoned", at: start, data: { cartId: "c" } };
  const run = enrollmentFor(carts, contact(), { type: "event", event }, start, { next: () => "e" });
  if (run === null) throw new Error("The run cannot begin.");
  return transition(carts, { ...run, id: enrollmentId("e") }, [], facts(), context(start))
    .enrollment;
}
function order(total: unknown, cart: string, at = start + hour, id = `${total}`): WorkflowInput {
  const data = JSON.parse(JSON.stringify({ total, cart: { id: cart } }));
  return { type: "event", name: "order.placed", id, at, data };
}

describe("a goal", () => {
  it("is recorded by a step, and by each event about the run, which goes on waiting", () => {
    const run = begun();
    const inputs = [order(50, "c"), order(20, "c"), order(9, "c"), order(80, "other")];
    for (const input of inputs) expect(wakes(run, input)).toBe(true);
    const result = transition(carts, run, inputs, facts(), context(start + hour));
    expect(result.effects).toEqual([
      ...[50, 20].map((value, index) => ({
        ...{ kind: "goal", node: null, name: "order", at: start + hour, value },
        key: `e:1:${index}`,
      })),
    ]);
    expect(result.enrollment).toMatchObject({ wakeAt: run.wakeAt, revision: 2, pending: [] });
    expect(countSteps(result.log).goals).toEqual({ order: { reached: 2, value: 70 } });
    // Nothing is recorded for an order about another cart.
    const other = transition(carts, run, [order(80, "other")], facts(), context(start + hour));
    expect([other.effects, other.log]).toEqual([[], []]);
  });

  it("is worth what its number or path says, else nothing", () => {
    const trigger = { on: "event", event: "cart.abandoned" } as const;
    const definition = workflow(
      {
        a: { kind: "goal", name: "a", value: { path: "total" }, next: "b" },
        b: { kind: "goal", name: "b", value: { path: "cartId" }, next: "c" },
        c: { kind: "goal", name: "c", next: "end" },
      },
      { entry: { triggers: [trigger], reentry: { mode: "always" } } },
    );
    const event = {
      id: "a",
      name: "cart.abandoned",
      at: start - day,
      data: { cartId: "c", total: 7 },
    };
    const run = enrollmentFor(definition, contact(), { type: "event", event }, start, {
      next: () => "e",
    });
    if (run === null) throw new Error("The run cannot begin.");
    const { effects } = transition(definition, run, [], facts(), context(start));
    expect(effects.map((one) => (one.kind === "goal" ? one.value : one.kind))).toEqual([
      ...[7, null, null, "exited"],
    ]);
  });

  it("counts where it ends the run, by its own outcome or by an exit", () => {
    const goals = [{ name: "order", event: "order.placed", outcome: "bought" }];
    const pause = { pause: { kind: "wait", for: "2d", next: "end" } } as const;
    const own = workflow(pause, { goals });
    const exit = workflow(pause, {
      goals: [{ name: "order", event: "order.placed" }],
      exitOn: [{ on: "event", event: "order.placed", outcome: "ordered" }],
    });
    for (const [definition, outcome] of [
      [own, "bought"],
      [exit, "ordered"],
    ] as const) {
      const run = { ...begun(), workflow: definition.id, state: { node: "pause" } };
      const result = transition(definition, run, [order(1, "c")], facts(), context(start + hour));
      expect(result.effects).toMatchObject([
        { kind: "goal", name: "order" },
        { kind: "exited", outcome, by: "event", signal: "order.placed" },
      ]);
    }
  });

  it("may end a loop, is the value its JSON gives, and is drawn", () => {
    const loop = { a: { kind: "wait", for: "1d", next: "a" } } as const;
    const rule = { name: "order", event: "order.placed" };
    const without = { ...workflow(loop), nodes: loop };
    const codes = (goals: readonly object[]) =>
      checkWorkflow({ ...without, goals: goals as never }).map(({ code }) => code);
    expect(codes([rule])).toEqual(["NO_WAY_OUT"]);
    expect(codes([{ ...rule, outcome: "bought" }])).toEqual([]);
    expect(parseWorkflow(JSON.parse(JSON.stringify(carts)))).toEqual(carts);
    expect(workflowMermaid(carts)).toContain("<b>Goal</b><br/>reminded");
  });

  it.each([
    ["GOAL goals[0].name", { goals: [{ name: "", event: "order.placed" }] }],
    ["GOAL goals[0].value", { goals: [{ name: "a", event: "order.placed", value: Number.NaN }] }],
    ["UNKNOWN_EVENT goals[0].event", { goals: [{ name: "a", event: "order.plcaed" }] }],
    [
      "KEY goals[0].same",
      { goals: [{ name: "a", event: "order.placed", same: { own: "a", other: "a" } }] },
    ],
    ["GOAL nodes.a.value", {}],
  ])("is checked: %s", (finding, part) => {
    const trigger = { on: "segment", segment: "lapsed", when: "enter" } as never;
    const definition = workflow(
      { a: { kind: "goal", name: "a", value: { path: "total" }, next: "end" } },
      { entry: { triggers: [trigger], reentry: { mode: "never" } }, ...part },
    );
    const found = checkWorkflow(definition, { events: Object.keys(schema.events) });
    expect(found.map(({ code, path }) => `${code} ${path}`)).toContain(finding);
  });
});
