import { describe, expect, it } from "vitest";
import { parseWorkflow, type ThrottleNode } from "../../../src/definitions/index.js";
import {
  checkWorkflow,
  defineWorkflow,
  type EnrollmentRecord,
  sendKey,
} from "../../../src/index.js";
import { workflowMermaid } from "../../../src/workflows/diagram/index.js";
import { transition, type WorkflowInput } from "../../../src/workflows/index.js";
import { simulateWorkflow } from "../../../src/workflows/simulation/index.js";
import { contact, context, day, enrolled, facts, hour, start } from "./fixtures.js";
import { schema } from "./schema-fixture.js";

const rule = { key: "agents", max: 2, per: "1h", id: "turn" } as const;
const waits = defineWorkflow(schema, "calls", (w) => w.onRequest().throttle(rule).exit("called"));
const leaves = defineWorkflow(schema, "calls", (w) =>
  w
    .onRequest()
    .throttle(rule, { over: (way) => way.exit("busy") })
    .exit("called"),
);

function step(
  definition: typeof waits,
  run: EnrollmentRecord,
  now: number,
  ...inputs: readonly WorkflowInput[]
) {
  return transition(definition, run, inputs, facts({}), context(now));
}

function told(at: number, outcome: "answered" | "failed" = "answered"): WorkflowInput {
  const reason = outcome === "failed" ? "OVER" : null;
  return { type: "answer", call: sendKey("e:0:0"), at, outcome, reason, data: null };
}

describe("a throttle", () => {
  it("asks for a turn, and goes on when it is there", () => {
    const asked = step(waits, enrolled(waits), start);
    const own = { node: "turn", key: "e:0:0", throttle: "agents", max: 2, perMs: hour };
    expect(asked.effects).toEqual([{ kind: "turn", ...own, over: "wait" }]);
    const now = step(waits, asked.enrollment, start, told(start));
    expect(now.enrollment.outcome).toBe("called");
    const later = step(waits, asked.enrollment, start, told(start + hour));
    expect(later.enrollment).toMatchObject({ wakeAt: start + hour, outcome: null, pending: [] });
    expect(later.log[0]?.detail).toMatchObject({ movedBy: "turn" });
    expect(step(waits, later.enrollment, start + hour - 1).enrollment).toBe(later.enrollment);
    expect(step(waits, later.enrollment, start + hour).enrollment.outcome).toBe("called");
  });

  it("takes the other path where there is no room, and says so", () => {
    const asked = step(leaves, enrolled(leaves), start);
    expect(asked.effects).toMatchObject([{ kind: "turn", over: "leave" }]);
    const over = step(leaves, asked.enrollment, start, told(start, "failed"));
    expect(over.enrollment.outcome).toBe("busy");
    expect(over.log[0]?.detail).toMatchObject({ took: { turn: "over" } });
    const turn = step(leaves, asked.enrollment, start, told(start));
    expect(turn.enrollment.outcome).toBe("called");
  });

  it("asks again where nobody told it, so that no run stands still", () => {
    const asked = step(waits, enrolled(waits), start);
    const again = step(waits, asked.enrollment, start + 60_000);
    expect(again.effects).toMatchObject([{ kind: "turn", key: "e:1:0" }]);
  });

  it("is drawn, survives JSON, and lets everybody through in a simulation", () => {
    expect(workflowMermaid(waits)).toContain("<b>Throttle · agents</b><br/>2 per 1h");
    expect(workflowMermaid(leaves)).toContain('|"over"|');
    expect(parseWorkflow(JSON.parse(JSON.stringify(leaves)))).toEqual(leaves);
    const { counts } = simulateWorkflow(leaves, {
      ...{ contacts: [{ contact: contact() }], from: start, until: start + day, zone: "UTC" },
      random: () => 0.5,
    });
    expect(counts.outcomes).toEqual({ called: 1 });
  });

  it.each<[Partial<ThrottleNode>, string]>([
    [{ max: 0 }, "THROTTLE nodes.turn.max"],
    [{ max: 1.5 }, "THROTTLE nodes.turn.max"],
    [{ max: 1001 }, "THROTTLE nodes.turn.max"],
    [{ key: "" }, "THROTTLE nodes.turn.key"],
    [{ per: "0m" }, "DURATION nodes.turn.per"],
    [{ next: "turn" }, "LOOP_WITHOUT_WAIT nodes.turn"],
  ])("refuses %j", (more, fault) => {
    const node = waits.nodes["turn"];
    if (node?.kind !== "throttle") throw new Error("The fixture has no throttle.");
    const found = checkWorkflow({
      ...waits,
      nodes: { ...waits.nodes, turn: { ...node, ...more } },
    });
    expect(found.map(({ code, path }) => `${code} ${path}`)).toContain(fault);
  });
});
