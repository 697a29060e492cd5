import { describe, expect, it } from "vitest";
import { parseWorkflow, workflowJsonSchema } from "../../../src/definitions/index.js";
import {
  checkWorkflow,
  defineWorkflow,
  type EnrollmentRecord,
  type Instant,
  sendKey,
  webhookAnswer,
} from "../../../src/index.js";
import { workflowMermaid, workflowScxml } from "../../../src/workflows/diagram/index.js";
import {
  migrateRun,
  readAnswer,
  transition,
  type WorkflowInput,
} from "../../../src/workflows/index.js";
import { simulateWorkflow } from "../../../src/workflows/simulation/index.js";
import { contact, context, day, enrolled, facts, hour, start } from "./fixtures.js";
import { missYou, schema } from "./schema-fixture.js";

const url = "https://hooks.shop.example/stock?key=1";
const sends = { purpose: "service.account" } as const;
const stock = webhookAnswer("stock", { left: "number", place: "text?" });
const asks = defineWorkflow(schema, "win-back", (w) =>
  w
    .onRequest()
    .webhook(
      { url, event: "stock.asked", answer: stock, data: { sku: "s-1" }, within: "6h", id: "ask" },
      { failed: (way) => way.exit("unknown") },
    )
    .branch(
      stock.when((d) => d.data("stock.left").atLeast(1)),
      { no: (way) => way.exit("sold out") },
    )
    .send(missYou, sends),
);

const call = sendKey("e:0:0");

function answer(at: Instant, more: Partial<WorkflowInput & { type: "answer" }> = {}) {
  const own = { outcome: "answered", reason: null, data: { left: 3 } } as const;
  return { type: "answer" as const, call, at, ...own, ...more };
}

function step(run: EnrollmentRecord, now: Instant, ...inputs: readonly WorkflowInput[]) {
  return transition(asks, run, inputs, facts({}), context(now));
}

const begun = step(enrolled(asks), start);

describe("a webhook", () => {
  it("asks once, under a key that a repeated step gives again, and waits for the answer", () => {
    expect(begun.effects).toEqual([
      {
        ...{ kind: "webhook", node: "ask", key: call, url, event: "stock.asked" },
        ...{ data: { sku: "s-1" }, attributes: {}, answer: { left: "number", place: "text?" } },
        ...{ at: start, timeoutMs: 10_000, until: start + 6 * hour },
      },
    ]);
    expect(step(enrolled(asks), start)).toEqual(begun);
    expect(begun.enrollment.wakeAt).toBe(start + 6 * hour);
    expect(step(begun.enrollment, start + hour).enrollment).toBe(begun.enrollment);
    // Neither the address nor what was sent is in the log.
    expect(JSON.stringify(begun.log)).not.toMatch(/shop|s-1/);
  });

  it("makes its answer data of the run, for branches and templates", () => {
    const done = step(begun.enrollment, start + hour, answer(start + hour));
    expect(done.log[0]?.detail).toMatchObject({
      took: { ask: "answered" },
      effects: [{ kind: "answer", node: "ask", outcome: "answered" }, {}, {}],
    });
    expect(done.effects).toMatchObject([
      { kind: "answer" },
      { kind: "send", data: { stock: { left: 3 } } },
      { kind: "exited", outcome: "completed" },
    ]);
    const none = step(begun.enrollment, start + 1, answer(start + 1, { data: { left: 0 } }));
    expect(none.enrollment.outcome).toBe("sold out");
  });

  it("takes the other path where it was refused, and says why", () => {
    const failed = { outcome: "failed", reason: "STATUS_404", data: null } as const;
    const done = step(begun.enrollment, start + 1, answer(start + 1, failed));
    expect(done.enrollment.outcome).toBe("unknown");
    expect(done.effects[0]).toMatchObject({ outcome: "failed", reason: "STATUS_404" });
  });

  it("never keeps a run that nobody answers, and hears no answer that comes too late", () => {
    const late = [[], [answer(start + 6 * hour + 1)]];
    for (const inputs of late) {
      const done = step(begun.enrollment, start + 7 * hour, ...inputs);
      expect(done.enrollment.outcome).toBe("unknown");
      expect(done.effects[0]).toMatchObject({ outcome: "failed", reason: "NO_ANSWER" });
    }
    const inTime = step(begun.enrollment, start + 7 * hour, answer(start + 5 * hour));
    expect(inTime.enrollment.outcome).toBe("completed");
    const foreign = step(begun.enrollment, start + 1, answer(start, { call: sendKey("e:9:9") }));
    expect(foreign.enrollment.status).toBe("active");
  });

  it("sends no attributes but those that are named", () => {
    const named = defineWorkflow(schema, "win-back", (w) =>
      w.onRequest().webhook({ url, event: "asked", attributes: ["firstName", "plan"] }),
    );
    const attributes = { firstName: "Ann", city: "Bonn" };
    const seen = facts({ contact: contact({ attributes }) });
    const { effects } = transition(named, enrolled(named), [], seen, context(start));
    expect(effects[0]).toMatchObject({ attributes: { firstName: "Ann" } });
    expect(JSON.stringify(effects)).not.toContain("Bonn");
  });

  it("keeps its call through a migration, and makes another one where it is restarted", () => {
    const longer = { ...asks, version: 2, nodes: { ...asks.nodes } };
    const ask = longer.nodes["ask"];
    if (ask?.kind === "webhook") longer.nodes["ask"] = { ...ask, within: "1d" };
    const moved = (waits: "keep" | "recount" | "restart") => {
      const given = { now: start + hour, zone: "UTC", facts: facts({}) };
      const { enrollment } = migrateRun(asks, longer, begun.enrollment, { waits }, given);
      return transition(
        longer,
        enrollment,
        [answer(start + hour)],
        facts({}),
        context(start + hour),
      );
    };
    expect(moved("keep").enrollment.outcome).toBe("completed");
    expect(moved("recount").enrollment.outcome).toBe("completed");
    expect(moved("restart").effects).toMatchObject([
      { kind: "webhook", key: "e:2:0", until: start + hour + day },
    ]);
  });

  it("is drawn without its query, and survives JSON and SCXML", () => {
    expect(workflowMermaid(asks)).toContain("stock.asked to https://hooks.shop.example/stock,");
    expect(workflowMermaid(asks)).not.toContain("key=1");
    expect(workflowScxml(asks)).toContain('event="took.answered"');
    expect(parseWorkflow(JSON.parse(JSON.stringify(asks)))).toEqual(asks);
    expect(JSON.stringify(workflowJsonSchema())).toContain('"onFailed"');
  });

  it.each([
    ["http://hooks.shop.example", "url"],
    ["https://ann:secret@hooks.shop.example", "url"],
    ["https://hooks.shop.example/#there", "url"],
    ["ftp://hooks.shop.example", "url"],
    ["stock", "url"],
  ])("refuses the address %s", (address, member) => {
    const found = checkWorkflow({ ...asks, nodes: { ...asks.nodes, ask: webhookTo(address) } });
    expect(found).toMatchObject([{ code: "WEBHOOK", path: `nodes.ask.${member}` }]);
    expect(JSON.stringify(found)).not.toContain("secret");
  });

  it("refuses durations and answers that no run could keep", () => {
    const found = (more: object) =>
      checkWorkflow({ ...asks, nodes: { ...asks.nodes, ask: { ...webhookTo(url), ...more } } }).map(
        ({ code, path }) => `${code} ${path}`,
      );
    expect(found({ timeout: "2m" })).toEqual(["WEBHOOK nodes.ask.timeout"]);
    expect(found({ timeout: "soon" })).toEqual(["DURATION nodes.ask.timeout"]);
    expect(found({ within: "0m" })).toEqual(["DURATION nodes.ask.within"]);
    expect(found({ answer: { as: "a.b", members: {} } })).toEqual([
      "WEBHOOK nodes.ask.answer.as",
      "WEBHOOK nodes.ask.answer.members",
    ]);
    const loop = { ...webhookTo(url), next: "ask" };
    expect(checkWorkflow({ ...asks, nodes: { ...asks.nodes, ask: loop } })).toContainEqual(
      expect.objectContaining({ code: "LOOP_WITHOUT_WAIT" }),
    );
  });

  it("answers in a simulation as it is told, and fails where nothing is said", () => {
    const outcomes = (answers?: Record<string, { left: number } | "failed">) =>
      simulateWorkflow(asks, {
        ...{ contacts: [{ contact: contact() }], from: start, until: start + day, zone: "UTC" },
        ...{ random: () => 0.5, behavior: answers === undefined ? {} : { answers } },
      }).counts.outcomes;
    expect(outcomes({ ask: { left: 2 } })).toEqual({ completed: 1 });
    expect(outcomes({ ask: { left: 0 } })).toEqual({ "sold out": 1 });
    expect(outcomes({ ask: "failed" })).toEqual({ unknown: 1 });
    expect(outcomes()).toEqual({ unknown: 1 });
  });
});

describe("the answer of a webhook", () => {
  const members = { left: "number", place: "text?", open: "boolean?" } as const;
  it.each([
    [
      { left: 1, place: "Bonn", open: true },
      { left: 1, place: "Bonn", open: true },
    ],
    [{ left: 1, place: null, more: "x" }, { left: 1 }],
    [{ left: "1" }, null],
    [{}, null],
    [{ left: 1, place: 5 }, null],
    [{ left: 1, place: "x".repeat(5_000) }, null],
    [JSON.parse('{"left":1,"__proto__":{"place":"x"}}'), { left: 1 }],
  ])("of %j keeps %j", (said, kept) => {
    expect(readAnswer(members, said)).toEqual(kept);
  });

  it("is not read where nothing is declared", () => {
    expect(readAnswer(null, { left: 1 })).toEqual({});
  });
});

function webhookTo(address: string) {
  const node = asks.nodes["ask"];
  if (node?.kind !== "webhook") throw new Error("The fixture has no webhook.");
  return { ...node, url: address };
}
