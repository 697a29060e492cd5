import npmCanonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalize } from "../../src/entries/ledger.js";

const wellFormed = fc.string({ unit: "grapheme" });
const json = fc.jsonValue({ maxDepth: 5, stringUnit: "grapheme" });

describe("canonicalize against the npm package of that name", () => {
  it("writes every JSON value the same", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalize(value)).toBe(npmCanonicalize(value));
      }),
      { numRuns: 3000 },
    );
  });

  it("writes every double the same, whatever its bits", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(canonicalize(value)).toBe(npmCanonicalize(value));
      }),
      { numRuns: 10_000 },
    );
  });

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(wellFormed, json), { selector: ([key]) => key }),
        (entries) => {
          const forwards = Object.fromEntries(entries);
          const backwards = Object.fromEntries(entries.toReversed());
          expect(canonicalize(backwards)).toBe(canonicalize(forwards));
        },
      ),
    );
  });

  it("is its own fixed point", () => {
    fc.assert(
      fc.property(json, (value) => {
        const once = canonicalize(value);
        expect(canonicalize(JSON.parse(once))).toBe(once);
      }),
    );
  });
});
