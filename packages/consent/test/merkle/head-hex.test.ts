import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headMatchesSize, sha256, toHex } from "../../src/entries/ledger.js";

const hashArb = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));

describe("the frontier of a head", () => {
  it("is lower-case hex in every place", () => {
    fc.assert(
      fc.property(
        fc.array(hashArb, { minLength: 3, maxLength: 3 }),
        fc.nat({ max: 191 }),
        fc.oneof(
          fc.constantFrom("g", "A", "F", "/", ":", "`", " ", "\n", "é", "ｆ", "\ud800"),
          fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
        ),
        (frontier, place, wrong) => {
          // Three full subtrees, none of them a single leaf.
          expect(headMatchesSize({ size: 14, frontier }, null)).toBe(true);
          const text = frontier.join("");
          const broken = `${text.slice(0, place)}${wrong}${text.slice(place + 1)}`;
          const parts = [0, 64, 128].map((from) => broken.slice(from, from + 64));
          expect(headMatchesSize({ size: 14, frontier: parts }, null)).toBe(
            /^[\da-f]{192}$/.test(broken),
          );
        },
      ),
    );
  });

  it("has a full hash in each place, whatever all of them come to", () => {
    const hash = "ab".repeat(32);
    for (const frontier of [[`${hash}ab`, hash.slice(2)], [hash], [hash, hash, hash]])
      expect(headMatchesSize({ size: 6, frontier }, null)).toBe(false);
  });
});

describe("SHA-256", () => {
  it("is the platform's, whatever was hashed or refused before", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (texts) => {
        const before = texts.map((bytes) => sha256(bytes));
        expect(() => sha256("not bytes" as never)).toThrow();
        texts.forEach((bytes, index) => {
          const known = createHash("sha256").update(bytes).digest("hex");
          expect(toHex(sha256(bytes))).toBe(known);
          expect(toHex(before[index] ?? new Uint8Array())).toBe(known);
        });
      }),
    );
  });
});
