import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/property-runs.js";
import { segmentFromJsonLogic, segmentFromMongo } from "../../../src/definitions/index.js";
import { explainSegment } from "../../../src/explain/index.js";
import {
  evaluateSegment,
  type JsonObject,
  type JsonValue,
  type Segment,
} from "../../../src/index.js";
import { isObject } from "../../../src/json.js";
import { noFacts } from "../plain-facts.js";
import { contactWith } from "./behavior-facts.js";

function holds(segment: Segment, attributes: JsonObject): boolean {
  const facts = { ...noFacts, contact: contactWith(attributes) };
  const context = { at: 0, zone: "UTC" };
  const { truth } = explainSegment(segment, facts, context).trace;
  // Conditions of two values have an answer for everybody.
  expect(truth).not.toBe("unknown");
  expect(evaluateSegment(segment, facts, context).member).toBe(truth === "yes");
  return truth === "yes";
}

const scalar = fc.constantFrom<string | number | boolean>(0, 1, 5, "", "a", "ab", "b", true, false);
const name = fc.constantFrom("p", "q", "r.s");
const attributes: fc.Arbitrary<JsonObject> = fc
  .record({
    p: fc.option(fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })), { nil: null }),
    q: fc.option(scalar, { nil: null }),
    r: fc.option(fc.record({ s: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }), {
      nil: null,
    }),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, one]) => one !== null)));

function valueAt(from: JsonObject, path: string): JsonValue | undefined {
  return path
    .split(".")
    .reduce<JsonValue | undefined>((at, key) => (isObject(at) ? at[key] : undefined), from);
}
const isIn = (value: JsonValue | undefined, all: readonly JsonValue[]): boolean =>
  Array.isArray(value)
    ? value.some((one) => all.includes(one))
    : value !== undefined && all.includes(value);

describe("conditions in the style of MongoDB", () => {
  type Test = (value: JsonValue | undefined) => boolean;
  type Pair = readonly [json: unknown, test: Test];
  const scalars = fc.array(scalar, { minLength: 1, maxLength: 3 });
  const bound = fc.constantFrom(0, 1, 3);
  const number =
    (test: (value: number) => boolean): Test =>
    (value) =>
      typeof value === "number" && test(value);
  const operator: fc.Arbitrary<Pair> = fc.oneof(
    scalar.map((one): Pair => [one, (value) => value === one]),
    fc.constant<Pair>([null, (value) => value === undefined]),
    scalar.map((one): Pair => [{ $ne: one }, (value) => value !== one]),
    bound.map((one): Pair => [{ $gt: one }, number((value) => value > one)]),
    bound.map((one): Pair => [{ $gte: one, $lt: 5 }, number((value) => value >= one && value < 5)]),
    bound.map((one): Pair => [{ $not: { $lte: one } }, (value) => !number((v) => v <= one)(value)]),
    scalars.map((all): Pair => [{ $in: all }, (value) => isIn(value, all)]),
    scalars.map((all): Pair => [{ $nin: all }, (value) => !isIn(value, all)]),
    scalars.map(
      (all): Pair => [
        { $all: all },
        (value) => Array.isArray(value) && all.every((one) => value.includes(one)),
      ],
    ),
    fc.boolean().map((one): Pair => [{ $exists: one }, (value) => (value !== undefined) === one]),
    scalar.map(
      (one): Pair => [
        { $elemMatch: { $eq: one } },
        (value) => Array.isArray(value) && value.includes(one),
      ],
    ),
    fc
      .constantFrom("a", "^a", "b$", "^ab$", "^(a|b)$", "a|b", "(a|b)$")
      .map(
        (one): Pair => [
          { $regex: one },
          (value) => typeof value === "string" && new RegExp(one).test(value),
        ],
      ),
  );
  type Whole = readonly [json: object, test: (all: JsonObject) => boolean];
  const leaf: fc.Arbitrary<Whole> = fc
    .tuple(name, operator)
    .map(([path, [json, test]]): Whole => [{ [path]: json }, (all) => test(valueAt(all, path))]);
  const condition = fc.letrec<{ node: Whole }>((tie) => {
    const parts = fc.array(tie("node"), { maxLength: 3 });
    return {
      node: fc.oneof(
        { depthSize: "small", maxDepth: 3 },
        leaf,
        parts.map(
          (of): Whole => [
            { $and: of.map(([json]) => json) },
            (all) => of.every(([, test]) => test(all)),
          ],
        ),
        parts.map(
          (of): Whole => [
            { $or: of.map(([json]) => json) },
            (all) => of.length === 0 || of.some(([, test]) => test(all)),
          ],
        ),
        parts.map(
          (of): Whole => [
            { $nor: of.map(([json]) => json) },
            (all) => of.length > 0 && !of.some(([, test]) => test(all)),
          ],
        ),
        tie("node").map(([json, test]): Whole => [{ $not: json }, (all) => !test(all)]),
      ),
    };
  }).node;

  it("means what its definition means, for everybody", () => {
    fc.assert(
      fc.property(condition, attributes, ([json, test], all) => {
        expect(holds(segmentFromMongo(json, { id: "s" }), all)).toBe(test(all));
      }),
      { numRuns: propertyRuns(1500) },
    );
  });

  it.each<[unknown, string]>([
    [{ $or: [{ a: 1 }, { tags: { $size: 2 } }] }, "$or[1].tags.$size"],
    [{ name: { $regx: "a" } }, "name.$regx"],
    [{ name: { $regex: "(a+)+$" } }, "name.$regex"],
    [{ name: { $regex: "a.*b" } }, "name.$regex"],
    [{ name: { $regex: "\\d" } }, "name.$regex"],
    [{ name: { $regex: "^a|b" } }, "name.$regex"],
    [{ name: { $regex: "/???***[)" } }, "name.$regex"],
    [{ word: { $gt: "alphabet" } }, "word.$gt"],
    [{ tags: ["a", "b"] }, "tags"],
    [{ tags: { hello: "world" } }, "tags"],
    [{ hobbies: { $elemMatch: { name: "x" } } }, "hobbies.$elemMatch"],
    [{ $where: "1" }, "$where"],
    [[], "condition"],
    [null, "condition"],
    [{ n: { $in: [] } }, "n.$in"],
  ])("refuses %j by its path", (json, path) => {
    expect(() => segmentFromMongo(json, { id: "s" })).toThrow(
      expect.objectContaining({ code: "DEFINITION_SEGMENT_FOREIGN", path }),
    );
  });

  it("refuses a condition that contains itself, and one that is too deep", () => {
    const round: { $not?: unknown } = {};
    round.$not = round;
    expect(() => segmentFromMongo(round, { id: "s" })).toThrow(
      expect.objectContaining({ code: "DEFINITION_SEGMENT_DEPTH" }),
    );
    let deep: object = { a: 1 };
    for (let level = 0; level < 16; level++) deep = { $not: deep };
    expect(() => segmentFromMongo(deep, { id: "s" })).toThrow(
      expect.objectContaining({ code: "DEFINITION_SEGMENT_DEPTH" }),
    );
  });
});

describe("JSON Logic", () => {
  const v = (of: string, ...more: readonly unknown[]) => ({ var: [of, ...more] });
  const at = (rule: unknown, all: JsonObject) =>
    holds(segmentFromJsonLogic(rule, { id: "s", name: "S" }), all);

  it("asks for a value of any kind where it compares with null, of lists too", () => {
    const rule = { "!=": [{ var: "tags" }, null] };
    expect(at(rule, { tags: ["a"] })).toBe(true);
    expect(at(rule, { tags: [] })).toBe(true);
    expect(at(rule, {})).toBe(false);
    expect(at({ "==": [{ var: "tags" }, null] }, { tags: ["a"] })).toBe(false);
    expect(at({ "==": [null, { var: "tags" }] }, {})).toBe(true);
  });

  it.each<[unknown, JsonObject, boolean]>([
    [
      { and: [{ ">=": [v("age"), 18] }, { "==": [v("plan"), "pro"] }] },
      { age: 18, plan: "pro" },
      true,
    ],
    [{ ">=": [v("age"), 18] }, {}, false],
    [{ ">": [5, v("age")] }, { age: 4 }, true],
    [{ ">": [5, v("age")] }, { age: 5 }, false],
    [{ "<": [1, v("age"), 3] }, { age: 2 }, true],
    [{ "<": [1, v("age"), 3] }, { age: 3 }, false],
    [{ "<=": [1, v("age"), 3] }, { age: 1 }, true],
    [{ "!==": [v("plan"), "pro"] }, {}, true],
    [{ "!": [{ "==": [v("plan"), "pro"] }] }, { plan: "pro" }, false],
    [{ in: [v("plan"), ["pro", "team"]] }, { plan: "team" }, true],
    [{ in: [v("plan"), ["pro", "team"]] }, {}, false],
    [{ in: ["ring", v("text")] }, { text: "Springfield" }, true],
    [{ in: ["a", v("tags")] }, { tags: ["a"] }, true],
    [{ in: [1, v("tags")] }, { tags: [1] }, true],
    [{ missing: ["a", "b"] }, { a: 1 }, true],
    [{ missing: ["a", "b"] }, { a: 1, b: 2 }, false],
    [{ missing: "a" }, { a: "" }, true],
    [{ var: "on" }, { on: true }, true],
    [{ "!!": [{ var: "on" }] }, { on: 0 }, false],
    [{ "!!": { var: "on" } }, { on: [] }, false],
    [{ "!": { var: "on" } }, {}, true],
    [{ "==": [v("n", 1), 1] }, {}, true],
    [{ "==": [v("n", 1), 2] }, {}, false],
    [{ "==": [v("n", 1), 1] }, { n: 2 }, false],
    [{ "==": [v("n", 1), null] }, {}, false],
    [{ if: [{ "==": [v("a"), 1] }, { "==": [v("b"), 1] }, true] }, { a: 1, b: 2 }, false],
    [{ if: [{ "==": [v("a"), 1] }, { "==": [v("b"), 1] }, true] }, { a: 2 }, true],
    [{ if: [{ var: "a" }, false, { var: "b" }, true, false] }, { b: "x" }, true],
  ])("%j of %j is %s", (rule, all, expected) => {
    expect(at(rule, all)).toBe(expected);
  });

  it.each<[unknown, string]>([
    [{ and: [{ var: "a" }, { ">": [{ "+": [v("a"), 1] }, 2] }] }, "and[1].>"],
    [{ "==": [v("a"), v("b")] }, "=="],
    [{ "==": [1, 1] }, "=="],
    [{ "<": [v("a"), "b"] }, "<"],
    [{ some: [v("a"), true] }, "some"],
    [{ and: [] }, "and"],
    [{ a: 1, b: 2 }, "condition"],
    [{ if: [true, false] }, "if"],
    [{ "==": [{ var: "" }, 1] }, "==.var"],
    ["text", "condition"],
  ])("refuses %j by its path", (rule, path) => {
    expect(() => segmentFromJsonLogic(rule, { id: "s" })).toThrow(
      expect.objectContaining({ code: "DEFINITION_SEGMENT_FOREIGN", path }),
    );
  });

  it("refuses choices that grow without end, and does not take long about it", () => {
    let rule: unknown = { var: "a" };
    for (let level = 0; level < 28; level++) rule = { if: [rule, { var: "b" }, { var: "c" }] };
    expect(() => segmentFromJsonLogic(rule, { id: "s" })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/_DEPTH|_LEAVES/) }),
    );
  });
});
