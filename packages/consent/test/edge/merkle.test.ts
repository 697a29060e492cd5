import type { LedgerTile } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import type { LedgerHead } from "@wellsent/core/ports";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendLeaves,
  auditLog,
  emptyHead,
  fromHex,
  proveConsistency,
  proveInclusion,
  type ReadTile,
  tilesForConsistency,
  tilesForInclusion,
  toHex,
  treeHasher,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "../../src/entries/ledger.js";

const hasher = treeHasher();
function leaves(count: number, salt = ""): string[] {
  return Array.from({ length: count }, (_, seq) => `{"a":"${salt}","seq":${seq},"v":1}`);
}
function hashAll(texts: readonly string[]): string[] {
  return texts.map((text) => toHex(hasher.leafHash(text)));
}

/** RFC 9162 section 2.1.1, word for word: the slow way that everything else is held against. */
function referenceRoot(hashes: readonly string[]): Uint8Array {
  const [only] = hashes;
  if (only === undefined) return hasher.emptyRoot;
  if (hashes.length === 1) return fromHex(only);
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return hasher.nodeHash(referenceRoot(hashes.slice(0, split)), referenceRoot(hashes.slice(split)));
}

interface Log {
  readonly head: LedgerHead;
  readonly readTile: ReadTile;
  readonly reads: () => number;
}

/** A store that keeps tiles by their coordinates, filled in batches. */
function grow(hashes: readonly string[], batch: number): Log {
  const tiles = new Map<string, LedgerTile>();
  let head = emptyHead;
  let reads = 0;
  for (let at = 0; at < hashes.length; at += batch) {
    const open = [...tiles.values()].filter((tile) => tile.hashes.length < 256 * 64);
    const grown = appendLeaves(head, open, hashes.slice(at, at + batch), hasher);
    head = grown.head;
    for (const tile of grown.tiles) tiles.set(`${tile.level}/${tile.index}`, tile);
  }
  const readTile: ReadTile = (level, index) => {
    reads++;
    return tiles.get(`${level}/${index}`);
  };
  return { head, readTile, reads: () => reads };
}

describe("appending", () => {
  it("gives the root of the whole tree, for every size and however it is batched", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 1, max: 300 }),
        (count, batch) => {
          const hashes = hashAll(leaves(count));
          const { head } = grow(hashes, batch);
          expect(head.size).toBe(count);
          expect(treeRoot(head)).toBe(toHex(referenceRoot(hashes)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("keeps a state that is logarithmic in the log", () => {
    const { head } = grow(hashAll(leaves(1000)), 100);
    expect(head.frontier).toHaveLength(6);
  });

  it.each([
    [
      "a head that lacks a subtree",
      { size: 3, frontier: ["0".repeat(64)] },
      [],
      "STORE_LEDGER_HEAD",
    ],
    ["a head of no size", { size: -1, frontier: [] }, [], "STORE_LEDGER_HEAD"],
    [
      "a frontier that is not hex",
      { size: 1, frontier: ["x".repeat(64)] },
      [{ level: 0, index: 0, hashes: "0".repeat(64) }],
      "STORE_LEDGER_HEAD",
    ],
    [
      "an open tile that is missing",
      { size: 1, frontier: ["0".repeat(64)] },
      [],
      "STORE_LEDGER_TILE",
    ],
    [
      "an open tile that is too short",
      { size: 2, frontier: ["0".repeat(64)] },
      [{ level: 0, index: 0, hashes: "0".repeat(64) }],
      "STORE_LEDGER_TILE",
    ],
  ])("refuses %s", (_, head, open, code) => {
    expect(() => appendLeaves(head, open, ["1".repeat(64)])).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe("proofs from tiles", () => {
  const all = hashAll(leaves(66_000));

  it("verify for any leaf of any size, also after the log has grown on", () => {
    const { readTile } = grow(all.slice(0, 1200), 1200);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1200 }), fc.nat(), (size, pick) => {
        const index = pick % size;
        const root = referenceRoot(all.slice(0, size));
        const leafHash = fromHex(all[index] ?? "");
        const proof = proveInclusion(index, size, readTile);
        expect(verifyInclusion({ index, size, leafHash, proof, root })).toBe(true);
        expect(verifyInclusion({ index: (index + 1) % size, size, leafHash, proof, root })).toBe(
          size === 1,
        );
      }),
      { numRuns: 60 },
    );
  });

  it("show any earlier tree to be the beginning of any later one", () => {
    const { readTile } = grow(all.slice(0, 1200), 77);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1200 }), fc.nat(), (newSize, pick) => {
        const oldSize = (pick % newSize) + 1;
        const [oldRoot, newRoot] = [
          referenceRoot(all.slice(0, oldSize)),
          referenceRoot(all.slice(0, newSize)),
        ];
        const proof = proveConsistency(oldSize, newSize, readTile);
        expect(verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof })).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("read a handful of tiles out of a long log", () => {
    const { head, readTile } = grow(all, 10_000);
    const wanted = tilesForInclusion(4242, head.size);
    expect(wanted.length).toBeLessThanOrEqual(5);
    const seen = new Set<string>();
    const proof = proveInclusion(4242, head.size, (level, index) => {
      seen.add(`${level}/${index}`);
      return readTile(level, index);
    });
    expect([...seen].toSorted()).toEqual(
      wanted.map(({ level, index }) => `${level}/${index}`).toSorted(),
    );
    expect(proof.length).toBeLessThanOrEqual(17);
    const leafHash = fromHex(all[4242] ?? "");
    expect(
      verifyInclusion({
        index: 4242,
        size: head.size,
        leafHash,
        proof,
        root: fromHex(treeRoot(head)),
      }),
    ).toBe(true);
    expect(tilesForConsistency(4242, head.size).length).toBeLessThanOrEqual(6);
  });

  it("need no more than seven tiles of a log of a million leaves, and few more of a million million", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 999_999 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (index, oldSize) => {
          expect(tilesForInclusion(index, 1_000_000).length).toBeLessThanOrEqual(7);
          expect(tilesForConsistency(oldSize, 1_000_000).length).toBeLessThanOrEqual(7);
          expect(tilesForInclusion(index * 999_999, 1_000_000_000_000).length).toBeLessThanOrEqual(
            12,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("refuse a leaf that is not there and a tile that is not there", () => {
    const { readTile } = grow(all.slice(0, 10), 10);
    expect(() => proveInclusion(10, 10, readTile)).toThrow(
      expect.objectContaining({ code: "INPUT_LEDGER_RANGE" }),
    );
    expect(() => proveConsistency(0, 10, readTile)).toThrow(
      expect.objectContaining({ code: "INPUT_LEDGER_RANGE" }),
    );
    expect(() => proveInclusion(3, 11, readTile)).toThrow(
      expect.objectContaining({ code: "STORE_LEDGER_TILE" }),
    );
    expect(() => proveInclusion(0, 2, () => null)).toThrow(
      expect.objectContaining({ code: "STORE_LEDGER_TILE" }),
    );
  });

  it("do not let nothing be the beginning of something", () => {
    const empty = hasher.emptyRoot;
    expect(
      verifyConsistency({ oldSize: 0, newSize: 0, oldRoot: empty, newRoot: empty, proof: [] }),
    ).toBe(false);
    expect(
      verifyConsistency({ oldSize: 0, newSize: 5, oldRoot: empty, newRoot: empty, proof: [] }),
    ).toBe(false);
  });
});

describe("P-LOG: an audit", () => {
  const texts = leaves(9);
  const entries = texts.map((leaf) => ({ leaf, leafHash: toHex(hasher.leafHash(leaf)) }));
  const checkpoint = { size: 9, root: toHex(referenceRoot(hashAll(texts))) };

  it("passes the log as it was written", () => {
    expect(auditLog(entries, { checkpoint })).toEqual({
      ok: true,
      checkpoint: "held",
      size: 9,
      root: checkpoint.root,
      faults: [],
      faultCount: 0,
    });
    expect(auditLog([], { checkpoint: { size: 0, root: toHex(hasher.emptyRoot) } }).ok).toBe(true);
  });

  it("finds any deletion, insertion, reordering and truncation", () => {
    fc.assert(
      fc.property(fc.nat({ max: 7 }), (at) => {
        const swapped = [
          ...entries.slice(0, at),
          ...entries.slice(at, at + 2).toReversed(),
          ...entries.slice(at + 2),
        ];
        expect(auditLog(entries.toSpliced(at, 1), { checkpoint }).faults[0]).toEqual({
          code: "SEQ",
          seq: at,
        });
        expect(
          auditLog([...entries.slice(0, at + 1), ...entries.slice(at)], { checkpoint }).faults[0]
            ?.code,
        ).toBe("SEQ");
        expect(auditLog(swapped, { checkpoint }).ok).toBe(false);
        expect(auditLog(entries.slice(0, at + 1), { checkpoint })).toMatchObject({
          checkpoint: "broken",
          faults: [{ code: "CHECKPOINT_AHEAD", seq: at + 1 }],
        });
      }),
    );
  });

  it("says that nothing was compared where no checkpoint was published: a lost end then passes", () => {
    expect(auditLog(entries.slice(0, 4), { checkpoint: null })).toMatchObject({
      ok: true,
      checkpoint: "none",
    });
  });

  it("holds for a log that has grown since its checkpoint, and not for another of that size", () => {
    const earlier = { size: 4, root: toHex(referenceRoot(hashAll(texts.slice(0, 4)))) };
    expect(auditLog(entries, { checkpoint: earlier })).toMatchObject({
      ok: true,
      checkpoint: "held",
    });
    expect(auditLog(entries, { checkpoint: { ...earlier, root: checkpoint.root } })).toMatchObject({
      ok: false,
      checkpoint: "broken",
      faults: [{ code: "CHECKPOINT_ROOT", seq: 4 }],
    });
  });

  it("counts all faults and lists the first hundred", () => {
    const report = auditLog(
      Array.from({ length: 150 }, () => ({ leaf: "{}" })),
      { checkpoint: null },
    );
    expect(report).toMatchObject({ faultCount: 150, ok: false });
    expect(report.faults).toHaveLength(100);
  });
});

it("throws nothing but coded errors on a tile of garbage", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 128, maxLength: 300 }), (hashes) => {
      try {
        proveInclusion(0, 2, () => ({ level: 0, index: 0, hashes }));
      } catch (error) {
        expect(WellsentError.isInstance(error)).toBe(true);
      }
    }),
  );
});
