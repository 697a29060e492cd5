import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/property-runs.js";
import { parseSegment } from "../../../src/definitions/index.js";
import { interpretSegment } from "../../../src/explain/index.js";
import { type Scalar, type Segment, segmentId, type Window } from "../../../src/index.js";
import { codeSegment, codeSegmentAllowed } from "../../../src/segments/codegen/index.js";
import { contactColumns } from "../../../src/segments/columnar/index.js";
import { type Aggregate, compileSegment } from "../../../src/segments/index.js";
import { base, contextAt, facts, hour, segments } from "./arbitrary.js";

const seed = Number(process.env["FUZZ_SEED"] ?? 20_261_130);
/** With `WELLSENT_PROPERTIES=full`: 300 segments, and `FUZZ_CONTACTS=20000` is the long form. */
const segmentCount = propertyRuns(300);
const contactCount = Number(process.env["FUZZ_CONTACTS"] ?? 250);

describe("evaluators of segments", { timeout: 600_000 }, () => {
  it("all give what the interpreter gives", () => {
    const people = fc.sample(facts, { seed, numRuns: contactCount });
    const columns = contactColumns(people);
    let members = 0;
    for (const [turn, segment] of fc
      .sample(segments, { seed: seed + 1, numRuns: segmentCount })
      .entries()) {
      const context = contextAt(base + ((turn % 144) - 96) * hour);
      const places = [...people.keys()];
      const among = (meets: (person: (typeof people)[number]) => boolean): readonly number[] =>
        places.filter((place) => {
          const person = people[place];
          return person !== undefined && meets(person);
        });
      const expected = among((person) => interpretSegment(segment, person, context) === true);
      const words = JSON.stringify(segment);
      const closures = compileSegment(segment);
      const code = codeSegment(segment);
      expect(
        among((person) => closures.matches(person, context)),
        words,
      ).toEqual(expected);
      expect(among((person) => closures.evaluate(person, context).member)).toEqual(expected);
      expect(
        among((person) => code.matches(person, context)),
        words,
      ).toEqual(expected);
      expect([...columns.select(segment, context)], words).toEqual(expected);
      expect([...columns.select(segment, () => context)], words).toEqual(expected);
      const [first] = people;
      if (first !== undefined)
        expect(code.evaluate(first, context)).toEqual(closures.evaluate(first, context));
      members += expected.length;
    }
    const share = members / (segmentCount * contactCount);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.8);
  });

  it("windows over events end where the definition says, to the millisecond", () => {
    const people = fc.sample(facts, { seed, numRuns: 40 });
    const spans = fc.constantFrom<Window>({ ever: true }, { last: "1h" }, { last: "36h" });
    const bound = fc.integer({ min: 0, max: 3 });
    const comparisons = fc.oneof(
      fc.record({ gt: bound }),
      fc.record({ gte: bound }),
      fc.record({ lt: bound }),
      fc.record({ lte: bound }),
      fc.record({ eq: bound }),
      fc.record({ ne: bound }),
      fc.tuple(bound, bound).map(([a, b]) => ({ between: [a, b] as const })),
    );
    const names = fc.subarray(["order.placed", "cart.abandoned", "signed.in"], { minLength: 1 });
    const aggregates = fc.constantFrom<Aggregate>("count", { sum: "a" });
    fc.assert(
      fc.property(
        fc.record({ event: names, agg: aggregates, window: spans, is: comparisons }),
        fc.boolean(),
        fc.integer({ min: -60, max: 60 }),
        (clause, sign, hours) => {
          const leaf = { op: "event", ...clause } as const;
          const where = sign ? leaf : ({ op: "not", of: leaf } as const);
          const segment: Segment = { v: 1, id: segmentId("window"), where };
          const compiled = compileSegment(segment);
          for (const one of people) {
            const edges = one.events.map(({ at }) => at);
            for (const at of [base + hours * hour, ...edges, ...edges.map((edge) => edge + hour)]) {
              const context = contextAt(at);
              const expected = interpretSegment(segment, one, context) === true;
              expect(compiled.matches(one, context)).toBe(expected);
            }
          }
        },
      ),
      { numRuns: propertyRuns(400) },
    );
  });

  it("columns of one kind of value answer as each contact does", () => {
    const drawn = fc.sample(facts, { seed, numRuns: 120 });
    const born = ["1990-03-27", "1996-02-29", "2025-03-28 23:30", "2026-03-29", "2026-03-28T22:30"];
    const people = drawn.map((one, place) => ({
      ...one,
      contact: {
        ...one.contact,
        attributes: {
          ...(place % 7 === 0 ? {} : { points: (place % 5) - 1 }),
          ...(place % 11 === 0 ? {} : { born: born[place % born.length] ?? "" }),
        },
      },
    }));
    const columns = contactColumns(people);
    const bound = fc.integer({ min: -1, max: 3 });
    const is = fc.oneof(
      ...["gt", "gte", "lt", "lte", "eq", "ne"].map((name) => fc.record({ [name]: bound })),
      fc.tuple(bound, bound).map(([a, b]) => ({ between: [Math.min(a, b), Math.max(a, b)] })),
    );
    const missing = fc.constantFrom("unknown", "match", "nomatch");
    const rules = fc.constantFrom("contact", "workspace", "fixed:Pacific/Apia");
    const days = fc.constantFrom({ from: 0, to: 0 }, { from: -1, to: 1 });
    const leaf = fc.oneof(
      fc.record({ op: fc.constant("attr"), path: fc.constant("points"), is, missing }),
      fc.record({
        op: fc.constant("date"),
        path: fc.constant("born"),
        zone: rules,
        is: fc.oneof(
          fc.record({ day: days }),
          fc.record({ anniversary: days }),
          fc.record({ before: fc.constantFrom("2026-03-28T22:00:00Z", "2025-03-28T22:30:00Z") }),
        ),
      }),
    );
    const nodes = fc.oneof(leaf, fc.record({ op: fc.constant("not"), of: leaf }));
    fc.assert(
      fc.property(nodes, fc.integer({ min: -30, max: 30 }), (node, hours) => {
        const segment = parseSegment({ v: 1, id: "plain", where: node });
        const context = contextAt(base + hours * hour);
        const expected = [...people.keys()].filter((place) => {
          const one = people[place];
          return one !== undefined && interpretSegment(segment, one, context) === true;
        });
        expect([...columns.select(segment, context)]).toEqual(expected);
      }),
      { numRuns: propertyRuns(1200) },
    );
  });

  it("names that objects and lists inherit find own members only", () => {
    const [person] = fc.sample(facts, { seed, numRuns: 1 });
    if (person === undefined) throw new Error("Nobody was drawn.");
    const holding = (attributes: typeof person.contact.attributes) => ({
      ...person,
      contact: { ...person.contact, attributes },
    });
    const own = Object.fromEntries(["__proto__", "constructor", "length"].map((key) => [key, 1]));
    const people = [holding({ list: [1, 2], nested: {} }), holding(own)];
    const columns = contactColumns(people);
    const paths = ["__proto__", "constructor", "length", "toString", "list.length", "list.0"];
    for (const path of [...paths, "list.map", "nested.constructor", "nested.__proto__"]) {
      const segment: Segment = {
        v: 1,
        id: segmentId("own"),
        where: { op: "attr", path, is: { exists: true } },
      };
      const expected = people.map((one) => interpretSegment(segment, one, contextAt(base)));
      expect(expected).toEqual([false, ["__proto__", "constructor", "length"].includes(path)]);
      for (const { matches } of [compileSegment(segment), codeSegment(segment)])
        expect(
          people.map((one) => matches(one, contextAt(base))),
          path,
        ).toEqual(expected);
      const places = [...columns.select(segment, contextAt(base))];
      expect(people.map((_, place) => places.includes(place))).toEqual(expected);
    }
  });

  it("text of a segment never becomes code", () => {
    expect(codeSegmentAllowed()).toBe(true);
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        '"];globalThis.leaked=1;//',
        ["`$", "{globalThis.leaked=1}`"].join(""),
        "\\",
        "\\u0022",
        "\u2028\u2029\n\r\0",
        "\ud800",
        "*/globalThis.leaked=1/*",
        "'+(globalThis.leaked=1)+'",
        "v0",
        "k",
      ),
    );
    const [person] = fc.sample(facts, { seed, numRuns: 1 });
    if (person === undefined) throw new Error("Nobody was drawn.");
    const value = fc.oneof<fc.Arbitrary<Scalar>[]>(hostile, fc.double({ noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 3 }),
        fc.array(value, { minLength: 1, maxLength: 11 }),
        fc.nat(4),
        fc.boolean(),
        (steps, values, kind, matching) => {
          const [first = ""] = values;
          const text = String(first);
          const comparisons = [
            { eq: first },
            { in: values },
            { has: first },
            { contains: text },
            { nin: values },
          ];
          const segment: Segment = {
            v: 1,
            id: segmentId("hostile"),
            where: { op: "attr", path: steps.join("."), is: comparisons[kind] ?? { eq: first } },
          };
          const attributes = Object.fromEntries([
            [steps.join(".").split(".")[0] ?? "", matching ? first : [first]],
          ]);
          const one = { ...person, contact: { ...person.contact, attributes } };
          const context = contextAt(base);
          const expected = interpretSegment(segment, one, context) === true;
          expect(codeSegment(segment).matches(one, context)).toBe(expected);
          expect(Object.hasOwn(globalThis, "leaked")).toBe(false);
        },
      ),
      { numRuns: propertyRuns(2000) },
    );
  });

  it("is refused by its code where the runtime forbids code from text", () => {
    const kept = globalThis.Function;
    const refusing = new Proxy(kept, {
      construct() {
        throw new EvalError("Code generation from strings disallowed for this context");
      },
    });
    const [segment] = fc.sample(segments, { seed, numRuns: 1 });
    if (segment === undefined) throw new Error("No segment was drawn.");
    globalThis.Function = refusing;
    try {
      expect(codeSegmentAllowed()).toBe(false);
      expect(() => codeSegment(segment)).toThrow(
        expect.objectContaining({ code: "DEFINITION_CODE_REFUSED" }),
      );
    } finally {
      globalThis.Function = kept;
    }
  });
});
