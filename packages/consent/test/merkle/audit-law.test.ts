import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import {
  appendLeaves,
  auditLog,
  emptyHead,
  toHex,
  treeHasher,
  treeRoot,
} from "../../src/entries/ledger.js";

const hasher = treeHasher();
const texts = Array.from({ length: 9 }, (_, seq) => `{"a":"","seq":${seq},"v":1}`);
const entries = texts.map((leaf) => ({ leaf, leafHash: toHex(hasher.leafHash(leaf)) }));
const { head } = appendLeaves(
  emptyHead,
  [],
  entries.map(({ leafHash }) => leafHash),
);
const checkpoint = { size: 9, root: treeRoot(head) };

describe("P-LOG: an audit", () => {
  it("finds any flipped bit of any leaf", () => {
    fc.assert(
      fc.property(fc.nat({ max: 8 }), fc.nat(), fc.nat({ max: 6 }), (at, where, bit) => {
        const leaf = texts[at] ?? "";
        const place = where % leaf.length;
        const flipped =
          leaf.slice(0, place) +
          String.fromCharCode(leaf.charCodeAt(place) ^ (1 << bit)) +
          leaf.slice(place + 1);
        const changed = entries.with(at, { leaf: flipped, leafHash: toHex(hasher.leafHash(leaf)) });
        const report = auditLog(changed, { checkpoint });
        expect(report.ok).toBe(false);
        expect(report.faults).toContainEqual({ code: "LEAF_CHANGED", seq: at });
        // The stored hash rewritten as well: only the checkpoint still knows.
        const rewritten = changed.with(at, {
          leaf: flipped,
          leafHash: toHex(hasher.leafHash(flipped)),
        });
        expect(auditLog(rewritten, { checkpoint }).faults).toContainEqual({
          code: "CHECKPOINT_ROOT",
          seq: 9,
        });
      }),
      { numRuns: propertyRuns(10_000) },
    );
  }, 60_000);
});
