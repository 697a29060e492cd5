import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendLeaves,
  emptyHead,
  headMatchesSize,
  toHex,
  treeHasher,
} from "../../src/entries/ledger.js";

const hasher = treeHasher();
const leaves = Array.from({ length: 600 }, (_, seq) => toHex(hasher.leafHash(`{"seq":${seq}}`)));
function createLog(size: number) {
  return appendLeaves(emptyHead, [], leaves.slice(0, size));
}
/** What a store reads before an append: the unfinished tiles of the right edge. */
function openTiles(size: number) {
  return createLog(size).tiles.filter(({ hashes }) => hashes.length < 256 * 64);
}
function findLast(size: number) {
  return leaves[size - 1] ?? null;
}
const sizes = fc.integer({ min: 1, max: leaves.length });

describe("a head", () => {
  it("fits the log that it is of, of any size", () => {
    expect(headMatchesSize(emptyHead, null)).toBe(true);
    fc.assert(
      fc.property(sizes, (size) => {
        expect(headMatchesSize(createLog(size).head, findLast(size))).toBe(true);
        expect(appendLeaves(createLog(size).head, openTiles(size), []).head.size).toBe(size);
      }),
    );
  });

  it("does not where its frontier is emptied, cut, no hash, or has another last leaf", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.constantFrom("", "x", "AB".repeat(32)), (size, at, wrong) => {
        const { head } = createLog(size);
        const place = at % head.frontier.length;
        for (const frontier of [
          [],
          head.frontier.slice(1),
          [...head.frontier, findLast(size) ?? ""],
          head.frontier.with(place, wrong),
        ]) {
          const altered = { size, frontier };
          expect(headMatchesSize(altered, findLast(size))).toBe(false);
          expect(() => appendLeaves(altered, openTiles(size), [])).toThrow(
            expect.objectContaining({ code: "STORE_LEDGER_HEAD" }),
          );
        }
      }),
    );
    const odd = createLog(3).head;
    expect(headMatchesSize(odd, findLast(2))).toBe(false);
  });

  it("is extended only where it agrees with the open tiles, as far as they show its hashes", () => {
    const other = "0".repeat(64);
    for (const [size, place] of [
      [3, 1],
      [257, 1],
      [256, 0],
      [513, 1],
    ] as const) {
      const { head } = createLog(size);
      const altered = { size, frontier: head.frontier.with(place, other) };
      expect(() => appendLeaves(altered, openTiles(size), [])).toThrow(
        expect.objectContaining({ code: "STORE_LEDGER_HEAD" }),
      );
    }
  });
});
