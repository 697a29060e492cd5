import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DuplicateRecord,
  defaultBlocking,
  describeDuplicate,
  duplicateSteps,
  findDuplicates,
} from "../../../src/duplicates/index.js";
import { InputError } from "../../../src/errors/index.js";
import { fields, people, person } from "./people.js";

const records = people(300, { twice: 40 });

describe("duplicates", () => {
  it("finds everybody who is there twice, and nobody else", () => {
    const { clusters, queue, records: count } = findDuplicates(records, { fields });
    expect(count).toBe(340);
    expect(clusters).toHaveLength(40);
    for (const { ids } of clusters) expect(new Set(ids.map(person)).size).toBe(1);
    expect(queue.filter(({ band }) => band === "match")).toHaveLength(40);
  });

  it("says the same whatever the order of the records, and for the same seed", () => {
    const expected = findDuplicates(records, { fields, seed: 5, samplePairs: 2000 });
    fc.assert(
      fc.property(fc.shuffledSubarray([...records], { minLength: records.length }), (shuffled) => {
        expect(findDuplicates(shuffled, { fields, seed: 5, samplePairs: 2000 })).toEqual(expected);
      }),
      { numRuns: 5 },
    );
    const { model } = findDuplicates(records, { fields, seed: 6, samplePairs: 2000 });
    expect(model.fields).not.toEqual(expected.model.fields);
  });

  it("joins no two records of which any pair in the cluster is improbable", () => {
    const letter = fc.constantFrom("anna", "anne", "ana", "hanna", "hannah", "johanna", "jo");
    const day = fc.constantFrom("1980-01-02", "1980-01-20", "1981-01-02", "1980-02-01");
    const record = fc.record({ name: letter, other: letter, day, code: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (all) => {
        const { clusters, pairs } = findDuplicates(
          all.map((values, index) => ({ id: `r${index}`, values })),
          {
            fields: [
              { path: "name", kind: "name" },
              { path: "other", kind: "name" },
              { path: "day", kind: "date" },
              { path: "code", kind: "digits" },
            ],
            matchAt: 0.6,
          },
        );
        const seen = new Set<string>();
        for (const { ids, pairs: within, probability } of clusters) {
          expect(within).toHaveLength((ids.length * (ids.length - 1)) / 2);
          expect(Math.min(...within.map((pair) => pair.probability))).toBe(probability);
          expect(probability).toBeGreaterThanOrEqual(0.5);
          for (const id of ids) {
            expect(seen.has(id)).toBe(false);
            seen.add(id);
          }
        }
        for (const { probability } of pairs) expect(probability).toBeGreaterThanOrEqual(0.5);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves a chain open whose ends are two people", () => {
    const home = { lastName: "zub", street: "holme lane 4" };
    const birth = { birthday: "1931-07-09", postalCode: "54321" };
    const firstName = "quentin";
    const all = [
      ...records,
      { id: "chain-a", values: { firstName, ...home } },
      { id: "chain-b", values: { firstName, ...home, ...birth } },
      { id: "chain-c", values: { firstName, ...birth, street: "quince alley 77" } },
    ];
    const own = fields.map(({ path, kind }) => ({ path, kind }));
    const { clusters, queue, pairs } = findDuplicates(all, { fields: own });
    const matched = pairs.filter(({ a, band }) => a.startsWith("chain") && band === "match");
    expect(matched.map(({ a, b }) => [a, b]).toSorted()).toEqual([
      ["chain-a", "chain-b"],
      ["chain-b", "chain-c"],
    ]);
    const chained = clusters.filter(({ ids }) => ids.some((id) => id.startsWith("chain")));
    expect(chained.map(({ ids }) => ids.length)).toEqual([2]);
    // The other end of the chain is for people to look at.
    const end = chained[0]?.ids.includes("chain-a") ? "chain-c" : "chain-a";
    expect(queue.some(({ band, ids }) => band === "review" && ids.includes(end))).toBe(true);
  });

  it("never lets the log of the posterior fall", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(30), fc.integer({ min: 1, max: 4 }), (seed, twice, home) => {
        const all = people(120, { twice, household: home, seed });
        const { likelihoods, prior } = findDuplicates(all, { fields }).model;
        expect(likelihoods.length).toBeGreaterThan(1);
        for (const [round, value] of likelihoods.entries())
          expect(value).toBeGreaterThanOrEqual((likelihoods[round - 1] ?? -Infinity) - 1e-9);
        expect(prior > 0 && prior < 1).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it("does not take a household for one person, with duplicates and without any", () => {
    for (const twice of [0, 30]) {
      for (const seed of [1, 2, 3, 4, 5]) {
        const all = people(400, { twice, household: 4, seed });
        const { clusters, pairs } = findDuplicates(all, { fields });
        const wrong = pairs.filter(({ a, b, band }) => band === "match" && person(a) !== person(b));
        expect(wrong).toEqual([]);
        expect(clusters).toHaveLength(twice);
      }
    }
  });

  it("does not take twins, nor a father for his son of the same name, for one person", () => {
    const home = { lastName: "quistgaard", street: "holme lane 4", postalCode: "54321" };
    const member = (firstName: string, birthday: string, id = firstName) => ({
      ...{ id, values: { ...home, firstName, birthday } },
    });
    for (const household of [2, 4]) {
      const all = [
        ...people(400, { twice: 20, household }),
        ...[member("ida", "1990-04-01"), member("bertil", "1990-04-01")],
        member("bertil", "1961-11-23", "father"),
      ];
      const { clusters, pairs } = findDuplicates(all, { fields });
      expect(clusters).toHaveLength(20);
      expect(pairs.filter(({ a, b }) => !a.startsWith("p") || !b.startsWith("p"))).toEqual([]);
    }
  });

  it("takes no pair of one person for a household as well", () => {
    const { prior, household } = findDuplicates(people(100, { twice: 10 }), { fields }).model;
    const pairs = (110 * 109) / 2;
    expect(prior * pairs).toBeCloseTo(10 + 0.01 * 110, 0);
    // What was expected beforehand, and next to nothing more.
    expect(household * pairs).toBeLessThan(0.02 * 110 + 2);
  });

  it("knows companies, also those that are too large for a block", () => {
    for (const household of [20, 40, 100]) {
      for (const twice of [0, 30]) {
        const { clusters } = findDuplicates(people(800, { twice, household, seed: 2 }), { fields });
        expect(clusters).toHaveLength(twice);
        for (const { ids } of clusters) expect(new Set(ids.map(person)).size).toBe(1);
      }
    }
  });

  it("counts a rare value for more than a common one", () => {
    const names = ["smith", "smith", "smith", "smith", "quistgaard"];
    const all = Array.from({ length: 400 }, (_, index) => ({
      id: `n${index}`,
      values: { lastName: names[index % 4], code: String(10_000 + index * 7) },
    }));
    const extra = [
      ...["rare-1", "rare-2"].map((id) => ({ id, values: { lastName: "quistgaard", code: "1" } })),
      ...["often-1", "often-2"].map((id) => ({ id, values: { lastName: "smith", code: "2" } })),
    ];
    const { pairs } = findDuplicates([...all, ...extra], {
      fields: [
        { path: "lastName", kind: "name" },
        { path: "code", kind: "digits" },
      ],
      reviewAt: 0.0001,
    });
    const bits = (a: string) =>
      pairs.find((pair) => pair.a === a)?.fields.find(({ path }) => path === "lastName");
    expect(bits("rare-1")).toMatchObject({ level: "same", heldBy: 2 });
    expect(bits("often-1")?.heldBy).toBe(402);
    expect(bits("rare-1")?.bits).toBeGreaterThan((bits("often-1")?.bits ?? 0) + 4);
  });

  it("keeps apart whom somebody has said to be two people", () => {
    const apart = [["p03-again", "p03"]] as const;
    const { clusters, pairs, queue } = findDuplicates(records, { fields, apart });
    expect(clusters).toHaveLength(39);
    expect(pairs.some(({ a }) => a === "p03")).toBe(false);
    expect(queue.some(({ ids }) => ids.includes("p03"))).toBe(false);
  });

  it("says what speaks for and against a pair, without its values", () => {
    const { pairs } = findDuplicates(records, { fields });
    const told = pairs.flatMap(describeDuplicate).join("\n");
    expect(told).toMatch(/^A match: 9\d\.\d\d %, \+\d+\.\d bits\.$/m);
    expect(told).toMatch(/^birthday is the same, as in \d records: \+\d+\.\d bits\.$/m);
    expect(told).toMatch(/^street is close: /m);
    expect(told).toMatch(/^Two people of one household would be as alike: −\d+\.\d bits\.$/m);
    for (const { values } of records.slice(0, 40))
      expect(told).not.toContain(String(values["lastName"]));
  });

  it("works in steps, each of which compares few", () => {
    const phases = new Set<string>();
    let steps = 0;
    const work = duplicateSteps(people(3000, { twice: 100 }), { fields });
    for (let step = work.next(); step.done !== true; step = work.next()) {
      phases.add(step.value.phase);
      steps++;
    }
    expect([...phases]).toEqual([
      ...["read", "sample", "block", "compare", "estimate", "score", "cluster"],
    ]);
    expect(steps).toBeGreaterThan(60);
  });
});

describe("blocks", () => {
  it("skips those that are too large, and says so", () => {
    const all = records.map(({ id, values }) => ({ id, values: { ...values, country: "x" } }));
    const { blocking, clusters } = findDuplicates(all, {
      fields: [...fields, { path: "country", kind: "exact" }],
    });
    expect(blocking.skipped).toContainEqual({
      ...{ key: "country.exact", blocks: 1, records: 340, largest: 340 },
    });
    expect(blocking.blockSize).toBe(50);
    expect(clusters).toHaveLength(40);
  });

  it("compares at most so many pairs, the smallest blocks first", () => {
    const whole = findDuplicates(records, { fields }).blocking;
    const { blocking } = findDuplicates(records, { fields, maxPairs: 200 });
    expect(blocking.pairs).toBeLessThanOrEqual(200);
    expect(blocking.blockSize).toBeLessThan(whole.blockSize);
    expect(blocking.skipped.length).toBeGreaterThan(0);
  });

  it("takes keys of the caller's", () => {
    const only = [{ parts: [{ path: "birthday", take: "year" as const }] }];
    const { clusters } = findDuplicates(records, { fields, blocking: only });
    expect(clusters).toHaveLength(40);
    expect(defaultBlocking(fields).length).toBeGreaterThan(10);
  });
});

describe("input that is odd", () => {
  const run = (all: readonly DuplicateRecord[]) => findDuplicates(all, { fields });

  it("is no record, one record, and records without any value", () => {
    expect(run([])).toMatchObject({ records: 0, pairs: [], clusters: [], queue: [] });
    expect(run(records.slice(0, 1))).toMatchObject({ records: 1, pairs: [] });
    const bare = Array.from({ length: 50 }, (_, index) => ({ id: `${index}`, values: {} }));
    expect(run(bare).pairs).toEqual([]);
  });

  it("is the same record everywhere: what all have says nothing", () => {
    const [{ values } = { values: {} }] = records;
    const all = Array.from({ length: 200 }, (_, index) => ({ id: `${index}`, values }));
    const report = run(all);
    expect(report.clusters).toEqual([]);
    expect(report.model.prior).toBeGreaterThan(0);
  });

  it("is two records alone: what is known of fields beforehand speaks for them", () => {
    const twins = records.filter(({ id }) => person(id) === "p00");
    expect(run(twins).clusters).toMatchObject([{ ids: ["p00", "p00-again"] }]);
  });

  it("is null, a wrong type, a lone surrogate, 10 MB, and a list", () => {
    const huge = `${"x".repeat(10_000_000)}`;
    const odd: readonly unknown[] = [
      ...[null, undefined, true, {}, [], [null, {}], "\ud800", "\udfff\ud800", "", "\0", "🙂"],
      ...[huge, [huge, huge], Number.NaN, 1e300, 12n, Symbol("x"), () => 1, new Date(0)],
    ];
    const all = odd.flatMap((value, index) => [
      { id: `odd-${index}`, values: { firstName: value, lastName: value, birthday: value } },
      { id: `odd-${index}-b`, values: { street: value, postalCode: value, firstName: "ann" } },
    ]);
    const report = run([...records, ...all]);
    expect(report.clusters.length).toBeGreaterThanOrEqual(40);
    for (const { bits, probability } of report.pairs)
      expect(Number.isFinite(bits) && probability > 0 && probability <= 1).toBe(true);
  });

  it("compares each of several addresses, and mailboxes rather than spellings", () => {
    const all = [
      ...people(60, { twice: 0 }),
      { id: "x", values: { email: ["old@mail.example", "A.nn+news@googlemail.com"] } },
      { id: "y", values: { email: "ann@gmail.com" } },
      { id: "z", values: { email: "ann@mail.example" } },
    ];
    const { pairs } = findDuplicates(all, {
      fields: [...fields, { path: "email", kind: "email" }],
      reviewAt: 0.1,
    });
    const levels = pairs.map(({ a, b, fields: all }) => [a, b, all.at(-1)?.level]);
    expect(levels).toContainEqual(["x", "y", "same"]);
  });

  it.each([
    [{ fields: [] }, "fields"],
    [{ fields: Array.from({ length: 21 }, (_, i) => ({ path: `f${i}`, kind: "name" })) }, "fields"],
    [{ fields: [{ path: "a", kind: "nmae" }] }, "fields[0].kind"],
    [{ fields: [{ path: "a", kind: "toString" }] }, "fields[0].kind"],
    [{ fields: [...fields, fields[0]] }, "fields[5].path"],
    [{ fields, blocking: [{ parts: [{ path: "surname", take: "exact" }] }] }, "blocking[0].parts"],
    [{ fields, blocking: [{ parts: [] }] }, "blocking[0].parts"],
    [{ fields, blocking: [{ parts: [{ path: "street", take: "x" }] }] }, "blocking[0].parts"],
    [{ fields, reviewAt: 0.95 }, "reviewAt"],
    [{ fields, matchAt: 1 }, "reviewAt"],
    [{ fields, matchAt: Number.NaN }, "reviewAt"],
    [{ fields, samplePairs: 0 }, "samplePairs"],
    [{ fields, blockSize: 1.5 }, "blockSize"],
    [{ fields, maxPairs: Number.POSITIVE_INFINITY }, "maxPairs"],
    [{ fields, seed: 0.5 }, "seed"],
  ])("is refused by its path: %#", (options, path) => {
    const search = () => findDuplicates(records, JSON.parse(JSON.stringify(options), revive));
    expect(search).toThrow(InputError);
    expect(search).toThrow(expect.objectContaining({ code: "INPUT_DUPLICATES", path }));
  });

  it("refuses two records with one id, by the place of the second", () => {
    const twice = [...records, { id: "p00", values: {} }];
    expect(() => run(twice)).toThrow(
      expect.objectContaining({ code: "INPUT_DUPLICATES", path: "records[340].id" }),
    );
  });
});

/** JSON has no such numbers. */
function revive(key: string, value: unknown): unknown {
  return value === null ? (key === "maxPairs" ? Number.POSITIVE_INFINITY : Number.NaN) : value;
}
