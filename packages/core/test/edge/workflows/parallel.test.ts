import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../src/definitions/index.js";
import {
  checkWorkflow,
  defineWorkflow,
  type EnrollmentRecord,
  type Instant,
  type StepLogEntry,
} from "../../../src/index.js";
import { countSteps, workflowMermaid } from "../../../src/workflows/diagram/index.js";
import {
  transition,
  type WorkflowInput,
  type WorkflowNode,
  waitOutdated,
  wakes,
} from "../../../src/workflows/index.js";
import {
  contact,
  context,
  day,
  enrolled,
  facts,
  held,
  hour,
  send,
  start,
  workflow,
} from "./fixtures.js";
import { lastCall, missYou, schema } from "./schema-fixture.js";

const sends = { purpose: "service.account" } as const;
const both = (join: "all" | "any") =>
  defineWorkflow(schema, "win-back", (w) =>
    w
      .onRequest()
      .exitOn("cart.abandoned", { outcome: "left" })
      .parallel(
        {
          mail: (way) => way.wait("2d", { id: "pause" }).send(missYou, sends),
          order: (way) =>
            way.waitFor(
              { event: "order.placed", timeout: "5d", id: "order" },
              { yes: (bought) => bought.addTo("buyers") },
            ),
        },
        { join, id: "both" },
      )
      .wait("1d", { id: "last" })
      .send(lastCall, sends),
  );

function run(definition: ReturnType<typeof both>) {
  let enrollment: EnrollmentRecord = enrolled(definition);
  const log: StepLogEntry[] = [];
  const step = (now: Instant, inputs: readonly WorkflowInput[] = []) => {
    const pending = inputs.map((input) => ({ ...input }));
    const before = JSON.parse(JSON.stringify({ ...enrollment, pending }));
    const result = transition(definition, before, inputs, facts(), context(now));
    enrollment = result.enrollment;
    log.push(...result.log);
    return result;
  };
  return { step, log, now: () => enrollment };
}
function ordered(at: Instant): WorkflowInput {
  const data = { total: 1, sku: [], cart: { id: "c" } };
  return { type: "event", id: `o-${at}`, name: "order.placed", at, data };
}

describe("parallel branches", () => {
  it("wait each by itself, and go on together when the last has arrived", () => {
    const { step, log, now } = run(both("all"));
    step(start);
    expect(now()).toMatchObject({ wakeAt: start + 2 * day });
    expect(now().waitingFor).toEqual(["cart.abandoned", "order.placed"]);
    expect(countSteps(log).waiting).toEqual({ pause: 1, order: 1 });
    const mailed = step(start + 2 * day);
    expect(mailed.effects).toMatchObject([{ kind: "send", key: "e:1:0", template: "miss-you" }]);
    expect(now()).toMatchObject({ status: "active", wakeAt: start + 5 * day });
    expect(countSteps(log).waiting).toEqual({ order: 1 });
    step(start + 3 * day, [ordered(start + 3 * day)]);
    expect(countSteps(log).waiting).toEqual({ last: 1 });
    expect(now()).toMatchObject({ wakeAt: start + 4 * day, waitingFor: ["cart.abandoned"] });
    step(start + 4 * day);
    expect(now().outcome).toBe("completed");
    expect(log.flatMap(({ path }) => path)).toEqual([
      ...["both", "pause", "miss-you", "order", "add-to-buyers", "both-join", "last"],
      ...["last-call", "end"],
    ]);
    expect(countSteps(log).waiting).toEqual({});
  });

  it("go on with the first that arrives, which ends the others", () => {
    const { step, log, now } = run(both("any"));
    step(start);
    const bought = step(start + hour, [ordered(start + hour)]);
    expect(bought.effects).toMatchObject([{ kind: "list", add: ["buyers"] }]);
    expect(countSteps(log).waiting).toEqual({ last: 1 });
    expect(step(start + 2 * day).effects).toMatchObject([
      { template: "last-call" },
      { kind: "exited" },
    ]);
    expect(now().outcome).toBe("completed");
  });

  it("all end with the run, by an exit from outside or on one of them", () => {
    const { step, log } = run(both("all"));
    step(start);
    const left = { type: "event", id: "x", name: "cart.abandoned", at: start, data: {} } as const;
    const gone = step(start + hour, [left, ordered(start + hour)]);
    expect(gone.effects).toMatchObject([{ kind: "exited", outcome: "left" }]);
    expect(gone.log).toMatchObject([{ detail: { left: ["pause", "order"] } }]);
    expect(countSteps(log).waiting).toEqual({});

    const own = run(
      defineWorkflow(schema, "win-back", (w) =>
        w.onRequest().parallel({
          out: (way) => way.wait("1d").exit("out"),
          on: (way) => way.wait("2d").send(missYou, sends),
        }),
      ),
    );
    own.step(start);
    expect(own.step(start + day).effects).toMatchObject([{ kind: "exited", outcome: "out" }]);
    expect(own.now().status).toBe("ended");
  });

  it("do nothing before their time, and hold a send in one while the other goes on", () => {
    const definition = defineWorkflow(schema, "win-back", (w) =>
      w.onRequest().parallel({
        mail: (way) => way.send(missYou, sends),
        pause: (way) => way.wait("1d"),
      }),
    );
    const asked = (now: Instant) => context(now, { decide: () => held(start + 2 * day) });
    const begun = transition(
      definition,
      enrolled(definition),
      [],
      facts(),
      asked(start),
    ).enrollment;
    expect(begun.wakeAt).toBe(start + day);
    for (const now of [start, start + day - 1])
      expect(transition(definition, begun, [], facts(), asked(now)).enrollment).toBe(begun);
    const arrived = transition(definition, begun, [], facts(), asked(start + day)).enrollment;
    expect(arrived).toMatchObject({ status: "active", wakeAt: start + 2 * day });
    const done = transition(definition, arrived, [], facts(), context(start + 2 * day));
    expect(done.effects).toMatchObject([
      { kind: "send" },
      { kind: "exited", outcome: "completed" },
    ]);
  });

  it("wait by the clock where the contact lives, each", () => {
    const living = (name: string) => contact({ timeZone: { name, source: "stated" } });
    const definition = defineWorkflow(schema, "win-back", (w) =>
      w.onRequest().parallel({
        clock: (way) => way.waitUntil({ time: "09:00" }),
        zone: (way) => way.waitUntil({ time: "20:00", zone: "fixed:UTC" }),
      }),
    );
    const seen = facts({ contact: living("Europe/Berlin") });
    const { enrollment } = transition(definition, enrolled(definition), [], seen, context(start));
    expect(waitOutdated(enrollment, living("Europe/Berlin"), "UTC")).toBe(false);
    expect(waitOutdated(enrollment, living("Asia/Tokyo"), "UTC")).toBe(true);
    const changed: WorkflowInput = { type: "contact", at: start + 1 };
    expect(wakes(enrollment, changed)).toBe(true);
    const tokyo = facts({ contact: living("Asia/Tokyo") });
    const moved = transition(definition, enrollment, [changed], tokyo, context(start + 1));
    expect(waitOutdated(moved.enrollment, living("Asia/Tokyo"), "UTC")).toBe(false);
  });

  it("are begun anew with the run", () => {
    const definition = defineWorkflow(schema, "win-back", (w) =>
      w
        .onEvent("cart.abandoned", { reentry: { oncePer: "cartId", again: "restart" } })
        .parallel({ a: (way) => way.wait("1d"), b: (way) => way.wait("2d") }),
    );
    const data = { cartId: "c" };
    const first = enrolled({
      ...definition,
      entry: { ...definition.entry, triggers: [{ on: "manual" }], reentry: { mode: "never" } },
    });
    const begun = transition(
      definition,
      { ...first, state: { ...first.state, data } },
      [],
      facts(),
      context(start),
    );
    const again = {
      type: "event",
      id: "2",
      name: "cart.abandoned",
      at: start + hour,
      data,
    } as const;
    const now = start + hour;
    const anew = transition(definition, begun.enrollment, [again], facts(), context(now));
    expect(anew.enrollment.wakeAt).toBe(now + day);
    expect(countSteps([...begun.log, ...anew.log]).waiting).toEqual({ "wait-1d": 1, "wait-2d": 1 });
  });

  it("are the value their JSON gives, and are drawn", () => {
    expect(parseWorkflow(JSON.parse(JSON.stringify(both("any"))))).toEqual(both("any"));
    const drawn = workflowMermaid(both("all"));
    for (const text of ['|"mail"|', '|"order"|', "when all arrived", "At the same time"])
      expect(drawn).toContain(text);
  });

  const branches = (one: string, two: string) => [
    { id: "one", next: one },
    { id: "two", next: two },
  ];
  const join = { kind: "join", when: "all", next: "end" } as const;
  const wait = (next: string): WorkflowNode => ({ kind: "wait", for: "1d", next });
  it.each<[string, Readonly<Record<string, WorkflowNode>>]>([
    [
      "PARALLEL nodes.p.join",
      {
        p: { kind: "parallel", branches: branches("a", "b"), join: "end" },
        a: wait("end"),
        b: send("b"),
      },
    ],
    [
      "PARALLEL nodes.p.branches",
      {
        p: { kind: "parallel", branches: [{ id: "one", next: "a" }], join: "j" },
        a: wait("j"),
        j: join,
      },
    ],
    [
      "PARALLEL nodes.p.branches[1].next",
      { p: { kind: "parallel", branches: branches("a", "a"), join: "j" }, a: wait("j"), j: join },
    ],
    [
      "PARALLEL nodes.p.branches[0].next",
      {
        s: {
          kind: "split",
          salt: "s",
          arms: [
            { id: "p", weight: 1, next: "p" },
            { id: "a", weight: 1, next: "a" },
          ],
        },
        p: { kind: "parallel", branches: branches("a", "b"), join: "j" },
        ...{ a: wait("j"), b: wait("j"), j: join },
      },
    ],
    [
      "PARALLEL nodes.p.branches[0].next",
      {
        p: { kind: "parallel", branches: branches("q", "b"), join: "j" },
        q: { kind: "parallel", branches: branches("c", "d"), join: "k" },
        ...{ b: wait("j"), c: wait("k"), d: wait("k"), k: { ...join, next: "j" }, j: join },
      },
    ],
    ["PARALLEL nodes.j", { a: wait("j"), j: join }],
  ])("are checked: %s", (finding, nodes) => {
    const found = checkWorkflow(workflow(nodes)).map(({ code, path }) => `${code} ${path}`);
    expect(found).toContain(finding);
  });
});
