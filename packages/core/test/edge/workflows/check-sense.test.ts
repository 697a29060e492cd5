import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/property-runs.js";
import type { RunNode } from "../../../src/definitions/index.js";
import {
  checkWorkflow,
  type DurationText,
  listId,
  type WorkflowCatalog,
  type WorkflowDefinition,
  workflowId,
} from "../../../src/index.js";
import type { TemplateInfo } from "../../../src/ports/index.js";
import type { SegmentNode } from "../../../src/segments/index.js";
import { branchHolds } from "../../../src/workflows/branch.js";
import type { BranchCondition, WorkflowNode } from "../../../src/workflows/index.js";
import {
  contact,
  context,
  createMemberships,
  enrolled,
  facts,
  send,
  start,
  workflow,
} from "./fixtures.js";

function branching(...conditions: readonly BranchCondition[]): WorkflowDefinition {
  const cases = conditions.map((where) => ({ where, next: "a" }));
  return workflow({ choose: { kind: "branch", cases, else: "end" }, a: send("a") });
}

function found(definition: WorkflowDefinition, catalog: WorkflowCatalog = {}) {
  return checkWorkflow(definition, catalog).map(({ code, path }) => [code, path]);
}

const attr = (is: object, path = "age"): SegmentNode => ({ op: "attr", path, is }) as SegmentNode;
const not = (of: SegmentNode): SegmentNode => ({ op: "not", of });
const and = (...of: readonly SegmentNode[]): SegmentNode => ({ op: "and", of });
const or = (...of: readonly SegmentNode[]): SegmentNode => ({ op: "or", of });
const member = (segment: string) => ({ op: "member", segment }) as SegmentNode;

describe("cases that nobody can take", () => {
  const last = (index: number) => [["IMPOSSIBLE", `nodes.choose.cases[${index}].where`]];

  it.each<[string, readonly BranchCondition[], unknown]>([
    ["a range without numbers", [and(attr({ gt: 10 }), attr({ lte: 10 }))], last(0)],
    ["two values at once", [and(attr({ eq: "at" }), attr({ in: ["de", "fr"] }))], last(0)],
    ["text among numbers", [and(attr({ starts: "a" }), attr({ gt: 1 }))], last(0)],
    ["what an earlier case takes", [attr({ gte: 10 }), attr({ gt: 12 })], last(1)],
    ["the same once more", [member("vip"), member("vip")], last(1)],
    ["a yes and a no", [and(member("vip"), not(member("vip")))], last(0)],
    ["all that is left", [attr({ exists: true }), attr({ eq: 3 })], last(1)],
    ["counts that an earlier case takes", [count(3), and(count(5), member("vip"))], last(1)],
  ])("names %s", (_name, conditions, expected) => {
    expect(found(branching(...conditions))).toEqual(expected);
  });

  it.each<[string, readonly BranchCondition[]]>([
    ["ranges that touch", [attr({ lt: 10 }), attr({ between: [10, 20] }), attr({ gt: 20 })]],
    ["a missing value", [attr({ exists: true }), attr({ exists: false })]],
    ["another attribute", [attr({ gt: 10 }), attr({ gt: 10 }, "income")]],
    [
      "a smaller condition behind a greater one",
      [and(attr({ gt: 1 }), member("vip")), attr({ gt: 2 })],
    ],
    ["texts that may overlap", [attr({ starts: "a" }), attr({ ends: "b" })]],
  ])("says nothing of %s", (_name, conditions) => {
    expect(found(branching(...conditions))).toEqual([]);
  });

  function count(gte: number): SegmentNode {
    return { op: "event", event: "seen", agg: "count", window: { ever: true }, is: { gte } };
  }
});

const scalar = fc.constantFrom<(string | number | boolean)[]>(
  0,
  1,
  2,
  3,
  "a",
  "ab",
  "",
  true,
  false,
);
const number = fc.integer({ min: 0, max: 3 });
const comparison = fc.oneof(
  scalar.map((eq) => ({ eq })),
  scalar.map((ne) => ({ ne })),
  fc.array(scalar, { maxLength: 3 }).map((list) => ({ in: list })),
  fc.array(scalar, { maxLength: 3 }).map((list) => ({ nin: list })),
  number.map((gt) => ({ gt })),
  number.map((gte) => ({ gte })),
  number.map((lt) => ({ lt })),
  number.map((lte) => ({ lte })),
  fc.tuple(number, number).map(([low, high]) => ({ between: [low, high] as const })),
  fc.boolean().map((exists) => ({ exists })),
  fc.boolean().map((empty) => ({ empty })),
  fc.constantFrom("a", "b").map((starts) => ({ starts })),
  scalar.map((has) => ({ has })),
  fc.constant({ version: { gte: "1.0.0" } }),
);
const leaf = fc.oneof(
  fc.record({
    op: fc.constant("attr" as const),
    path: fc.constantFrom("x", "y"),
    is: comparison,
    missing: fc.constantFrom<("unknown" | "match" | "nomatch")[]>("unknown", "match", "nomatch"),
  }),
  fc.constantFrom("vip", "out").map(member),
  fc.boolean().map((value) => ({ op: "const" as const, value })),
);
const { condition } = fc.letrec<{ condition: SegmentNode }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    leaf as fc.Arbitrary<SegmentNode>,
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((of) => and(...of)),
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((of) => or(...of)),
    tie("condition").map(not),
  ),
}));
const onTrigger = condition
  .filter((one) => !JSON.stringify(one).match(/"op":"(member|const)"/))
  .map((where) => ({ op: "trigger", where }) as BranchCondition);

describe("the law of impossible cases", () => {
  it("never reports a case that somebody takes", () => {
    const value = fc.option(
      fc.oneof(scalar, fc.constant([]), fc.constant(["a", 1]), fc.constant("1.2.0")),
    );
    const person = fc.record({
      x: value,
      y: value,
      vip: fc.boolean(),
      data: fc.record({ x: value, y: value }),
    });
    let reported = 0;
    let taken = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 4, arbitrary: condition }, onTrigger), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.array(person, { minLength: 8, maxLength: 8 }),
        (conditions, people) => {
          const definition = branching(...conditions);
          const impossible = new Set(
            found(definition).flatMap(([code, path]) => (code === "IMPOSSIBLE" ? path : [])),
          );
          reported += impossible.size;
          const run = enrolled(definition);
          for (const { x, y, vip, data } of people) {
            const seen = facts({
              contact: contact({ attributes: { x, y } }),
              memberships: vip ? createMemberships("vip") : [],
            });
            const at = conditions.findIndex((where) =>
              branchHolds(where, run, data, seen, context(start)),
            );
            if (at >= 0) taken += 1;
            expect(impossible).not.toContain(`nodes.choose.cases[${at}].where`);
          }
        },
      ),
      { numRuns: propertyRuns(2000) },
    );
    expect(Math.min(reported, taken)).toBeGreaterThan(100);
  });
});

describe("advice", () => {
  const wait = (length: DurationText, next: string): WorkflowNode => ({
    kind: "wait",
    for: length,
    next,
  });

  it("names a cap that one way exceeds by itself, and stops nothing", () => {
    const often = workflow(
      {
        a: send("a", "w"),
        w: wait("2d", "b"),
        b: send("b", "v"),
        v: wait("3d", "c"),
        c: send("c"),
      },
      { policy: { caps: [{ max: 2, per: "7d" }] } },
    );
    const [advice] = checkWorkflow(often);
    expect(advice).toMatchObject({ code: "OVER_CAP", path: "policy.caps[0]", advice: true });
    expect(advice?.message).toContain("3 messages");
    const rarely = { ...often, policy: { caps: [{ max: 2, per: "5d" }] } } as const;
    expect(checkWorkflow(rarely)).toEqual([]);
    expect(found(rarely, { caps: [{ max: 1, per: { unit: "week", weekStart: "mon" } }] })).toEqual([
      ["OVER_CAP", "nodes.a"],
    ]);
    expect(found(rarely, { caps: [{ max: 1, per: "7d", channel: "sms" }] })).toEqual([]);
  });

  it("counts a loop over a wait as often as it comes round, and ends", () => {
    const listen: WorkflowNode = {
      ...{ kind: "waitFor", any: [{ op: "event", event: "x" }], timeout: "1d" },
      ...{ onMatch: "end", onTimeout: "a" },
    };
    const loop = workflow(
      { a: send("a", "w"), w: listen },
      { policy: { caps: [{ max: 3, per: "7d" }] } },
    );
    expect(checkWorkflow(loop)[0]?.message).toContain("7 messages");
  });

  it("names waits that are longer than data is kept", () => {
    const long = workflow({ w: wait("60d", "a"), a: send("a") });
    expect(found(long, { retention: "30d" })).toEqual([["BEYOND_RETENTION", "nodes.w.for"]]);
    expect(found(long, { retention: "60d" })).toEqual([]);
  });

  it("names marketing that only those reach who have just refused it", () => {
    const refused = (topic: string | null, between: "a" | "w") =>
      workflow({
        choose: {
          kind: "branch",
          cases: [
            {
              where: {
                ...{ op: "consent", channel: "email", purpose: "marketing.newsletter" },
                ...(topic === null ? {} : { topic }),
                state: "withdrawn",
              },
              next: between,
            },
          ],
          else: "end",
        },
        ...(between === "w" ? { w: wait("1d", "a") } : {}),
        a: send("a"),
      });
    expect(found(refused(null, "a"))).toContainEqual(["NO_CONSENT", "nodes.a"]);
    const codes = (definition: WorkflowDefinition) => found(definition).map(([code]) => code);
    expect(codes(refused("offers", "a"))).not.toContain("NO_CONSENT");
    expect(codes(refused(null, "w"))).not.toContain("NO_CONSENT");
  });

  it("names fields that a template needs and nothing brings", () => {
    const template = (): TemplateInfo => ({
      ...{ id: "a", channel: "email", messageClass: "marketing", wayOut: true },
      ...{ locales: ["en"], links: [], required: ["order.total", "firstName", "sender.name"] },
    });
    const trigger = { on: "event", event: "order.placed" } as const;
    const entry = { triggers: [trigger], reentry: { mode: "always" } } as const;
    const plain = workflow({ a: send("a") }, { entry });
    const catalog = { template, contactFields: ["firstName"], eventFields: () => ["total"] };
    expect(found(plain, catalog)).toEqual([["FIELDS_MISSING", "nodes.a.data"]]);
    expect(found(plain, { ...catalog, eventFields: () => ["order"] })).toEqual([]);
    expect(found(plain, { ...catalog, eventFields: () => null })).toEqual([]);
    const byEvent = { ...catalog, template: () => ({ ...template(), required: ["event.sum"] }) };
    expect(found(plain, byEvent)).toEqual([["FIELDS_MISSING", "nodes.a.data"]]);
    expect(found(plain, { ...byEvent, eventFields: () => ["sum"] })).toEqual([]);
    const coded = { ...template(), required: ["code.value"] };
    const fromPool = { ...coded, codes: { pool: "spring", whenEmpty: "skip" as const } };
    expect(found(plain, { ...catalog, template: () => coded })).toHaveLength(1);
    expect(found(plain, { ...catalog, template: () => fromPool })).toEqual([]);
    const own = { ...send("a"), data: { order: { total: 3 } } } as WorkflowNode;
    expect(found(workflow({ a: own }, { entry }), catalog)).toEqual([]);
  });

  it("names the data of an event that a text reads and some start does not bring", () => {
    const info: TemplateInfo = {
      ...{ id: "a", channel: "email", messageClass: "marketing", wayOut: true },
      ...{ locales: ["en"], links: [], required: ["event.total"], eventData: ["total", "cart"] },
    };
    const reading = (id: string) => ({
      template: (one: string) => (one === id ? info : undefined),
    });
    const order = { on: "event", event: "order.placed" } as const;
    const manual = { on: "manual" } as const;
    const told = (
      triggers: WorkflowDefinition["entry"]["triggers"],
      names: readonly string[],
      node: object = {},
    ) => {
      const entry = { triggers, reentry: { mode: "always" } } as const;
      const sends = workflow({ a: { ...send("a"), ...node } as WorkflowNode }, { entry });
      return checkWorkflow(sends, { ...reading("a"), eventFields: () => names });
    };
    expect(told([order], ["total", "cart"])).toEqual([]);
    expect(
      told([order], ["total"]).map(({ code, path, message }) => [code, path, message]),
    ).toEqual([
      [
        ...["FIELDS_MISSING", "nodes.a.data"],
        "a has a gap where it reads event.cart, which nothing brings.",
      ],
    ]);
    expect(told([order], ["total"], { data: { cart: 1 } })).toEqual([]);
    const joined = { on: "list", list: listId("news"), when: "join" } as const;
    expect(told([order, joined], ["total", "cart"]).map(({ message }) => message)).toEqual([
      "a skips everybody without event.total, which nothing brings.",
      "a has a gap where it reads event.cart, which nothing brings.",
    ]);
    expect(told([order, { on: "consent", when: "granted" }], ["total", "cart"])).toHaveLength(2);
    expect(told([order, { on: "delivery", event: "opened" }], ["total", "cart"])).toHaveLength(2);
    expect(told([manual], [])).toEqual([]);
    expect(told([order, manual], ["total", "cart"])).toEqual([]);
    const fallback = workflow(
      { b: { ...send("b"), fallbacks: [{ template: "a" }] } as WorkflowNode },
      { entry: { triggers: [order], reentry: { mode: "always" } } },
    );
    expect(
      checkWorkflow(fallback, { ...reading("a"), eventFields: () => ["total"] }),
    ).toMatchObject([{ path: "nodes.b.data", message: expect.stringMatching(/^a has a gap/) }]);
  });

  describe("along the path of a workflow that a step starts", () => {
    const child = (
      nodes: Readonly<Record<string, WorkflowNode>>,
      rest: Partial<WorkflowDefinition> = {},
    ): WorkflowDefinition => ({ ...workflow(nodes, rest), id: workflowId("course") });
    const knows = (one: WorkflowDefinition, more: WorkflowCatalog = {}): WorkflowCatalog => ({
      ...more,
      workflow: (id) => (id === one.id ? one : undefined),
    });
    const runs = (next: string, wait?: Partial<RunNode["wait"]>): WorkflowNode => ({
      ...{ kind: "run", workflow: workflowId("course"), next, onRefused: "end" },
      ...(wait === undefined ? {} : { wait: { within: "30d", onTimeout: "end", ...wait } }),
    });
    const most = (definition: WorkflowDefinition, catalog: WorkflowCatalog) =>
      checkWorkflow(definition, catalog).map(({ code, path, message }) => [
        code,
        path,
        Number(/up to (\d+)/.exec(message)?.[1]),
      ]);
    const twice = child({ a: send("a", "w"), w: wait("2d", "b"), b: send("b") });
    const caps = [{ max: 2, per: "7d" }] as const;

    it("counts what it sends before the run goes on, or beside it", () => {
      const waits = workflow({ r: runs("c", {}), c: send("c") });
      expect(most(waits, knows(twice, { caps }))).toEqual([["OVER_CAP", "nodes.r", 3]]);
      const beside = workflow({ r: runs("c"), c: send("c") });
      expect(most(beside, knows(twice, { caps }))).toEqual([["OVER_CAP", "nodes.r", 3]]);
      expect(checkWorkflow(waits, { caps })).toEqual([]);
      const slow = child({ ...twice.nodes, w: wait("6d", "b"), b: wait("2d", "z"), z: send("z") });
      expect(most(waits, knows(slow, { caps }))).toEqual([]);
    });

    it("counts a stretch that begins within it, and one that its time cuts short", () => {
      const later = child({ v: wait("20d", "a"), ...twice.nodes }, { start: "v" });
      const waits = workflow({ r: runs("c", {}), c: send("c") });
      expect(most(waits, knows(later, { caps }))).toEqual([["OVER_CAP", "nodes.r", 3]]);
      const late = (left: "end" | "keep") =>
        workflow({
          r: runs("end", { within: "1d", onTimeout: "c", left }),
          c: send("c", "d"),
          d: send("d"),
        });
      expect(most(late("end"), knows(twice, { caps }))).toEqual([["OVER_CAP", "nodes.r", 3]]);
      expect(most(late("keep"), knows(twice, { caps }))).toEqual([["OVER_CAP", "nodes.r", 4]]);
    });

    it("counts the other's messages for a cap of its own where it sends after them", () => {
      const policy = { caps };
      const before = workflow({ r: runs("c", {}), c: send("c") }, { policy });
      expect(most(before, knows(twice))).toEqual([["OVER_CAP", "policy.caps[0]", 3]]);
      const after = workflow({ c: send("c", "r"), r: runs("end", {}) }, { policy });
      expect(most(after, knows(twice))).toEqual([]);
    });

    it("ends where workflows that are not looked at start one another", () => {
      const circle = child({ a: send("a", "r"), r: runs("end", {}) });
      const waits = workflow({ r: runs("end", {}) });
      expect(most(waits, knows(circle, { caps }))).toEqual([["OVER_CAP", "nodes.r", 5]]);
    });

    it("names one that sends at once what those who come have just refused", () => {
      const cell = { op: "consent", channel: "email", purpose: "marketing.newsletter" } as const;
      const where = { ...cell, state: "withdrawn" } as const;
      const asked = workflow({
        choose: { kind: "branch", cases: [{ where, next: "r" }], else: "end" },
        r: runs("end"),
      });
      expect(found(asked, knows(twice))).toEqual([["NO_CONSENT", "nodes.r"]]);
      const later = child({ v: wait("20d", "a"), a: send("a") });
      expect(found(asked, knows(later))).toEqual([]);
      expect(found(asked)).toEqual([]);
    });

    it("names fields that its templates need and that it is not handed", () => {
      const template = (): TemplateInfo => ({
        ...{ id: "a", channel: "email", messageClass: "marketing", wayOut: true },
        ...{ locales: ["en"], links: [], required: ["total", "firstName"] },
      });
      const trigger = { on: "event", event: "order.placed" } as const;
      const entry = { triggers: [trigger], reentry: { mode: "always" } } as const;
      const plain = workflow({ r: runs("end") }, { entry });
      const fields = (names: readonly string[]) => ({
        ...{ template, contactFields: ["firstName"], eventFields: () => names },
      });
      const other = child({ a: send("a") });
      expect(checkWorkflow(plain, knows(other, fields(["sum"])))).toEqual([
        {
          ...{ code: "FIELDS_MISSING", path: "nodes.r.data", advice: true },
          message: "a in course skips everybody without total, which nothing brings.",
        },
      ]);
      expect(found(plain, knows(other, fields(["total"])))).toEqual([]);
      const handing = workflow({ r: { ...runs("end"), data: { total: 3 } } as RunNode }, { entry });
      expect(found(handing, knows(other, fields([])))).toEqual([]);
    });

    it("knows what comes back from it", () => {
      const template = (): TemplateInfo => ({
        ...{ id: "a", channel: "email", messageClass: "marketing", wayOut: true },
        ...{ locales: ["en"], links: [], required: ["course.outcome"] },
      });
      const trigger = { on: "event", event: "order.placed" } as const;
      const entry = { triggers: [trigger], reentry: { mode: "always" } } as const;
      const catalog = { template, contactFields: [], eventFields: () => [] };
      const told = (as: string) => workflow({ r: runs("a", { as }), a: send("a") }, { entry });
      expect(found(told("course"), catalog)).toEqual([]);
      expect(found(told("other"), catalog)).toEqual([["FIELDS_MISSING", "nodes.a.data"]]);
    });
  });
});
