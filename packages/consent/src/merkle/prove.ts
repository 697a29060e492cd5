import { InputError } from "@wellsent/core/errors";
import { fromHex } from "../encoding/index.js";
import {
  nodeFromTile,
  type ReadTile,
  type TileCoordinates,
  type TreeNode,
  tileAt,
} from "./tile.js";
import { type TreeHasher, treeHasher } from "./tree-hash.js";
import { isTreeSize, splitPoint } from "./tree-size.js";

/**
 * One hash of a proof: the root over leaves `start` to `end`, put together from full subtrees,
 * leftmost first.
 */
type ProofPart = readonly TreeNode[];

/**
 * The full subtrees that make up the leaves from `start` to `end`, which lie as a subtree does in
 * RFC 9162.
 */
function splitIntoSubtrees(start: number, end: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  let at = start;
  while (at < end) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - at) {
      width *= 2;
      level++;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

function inclusionParts(index: number, size: number): ProofPart[] {
  if (!isTreeSize(index) || !isTreeSize(size) || index >= size) {
    throw new InputError("INPUT_LEDGER_RANGE", "There is no such leaf in a tree of that size.", {
      path: "index",
    });
  }
  const parts: ProofPart[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      parts.push(splitIntoSubtrees(middle, end));
      end = middle;
    } else {
      parts.push(splitIntoSubtrees(start, middle));
      start = middle;
    }
  }
  return parts.reverse();
}

function consistencyParts(oldSize: number, newSize: number): ProofPart[] {
  if (!isTreeSize(oldSize) || !isTreeSize(newSize) || oldSize === 0 || oldSize > newSize) {
    throw new InputError(
      "INPUT_LEDGER_RANGE",
      "The old tree is empty or larger than the new one.",
      {
        path: "oldSize",
      },
    );
  }
  const parts: ProofPart[] = [];
  let start = 0;
  let end = newSize;
  while (oldSize !== end) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      parts.push(splitIntoSubtrees(middle, end));
      end = middle;
    } else {
      parts.push(splitIntoSubtrees(start, middle));
      start = middle;
    }
  }
  // The verifier has the old root itself when the old tree is a full subtree from the first leaf
  // on.
  if (start > 0) parts.push(splitIntoSubtrees(start, end));
  return parts.reverse();
}

function listTiles(parts: readonly ProofPart[]): readonly TileCoordinates[] {
  const tiles = new Map<string, TileCoordinates>();
  for (const node of parts.flat()) {
    const tile = tileAt(node);
    tiles.set(`${tile.level}/${tile.index}`, tile);
  }
  return [...tiles.values()];
}

function readHashes(
  parts: readonly ProofPart[],
  readTile: ReadTile,
  hasher: TreeHasher,
): readonly Uint8Array[] {
  return parts.map((nodes) =>
    nodes
      .map((node) => fromHex(nodeFromTile(node, readTile, hasher), 32))
      .reduceRight((right, left) => hasher.nodeHash(left, right)),
  );
}

/**
 * The tiles that {@link proveInclusion} will read: a handful however long the log is. Read them in
 * one go.
 */
export function tilesForInclusion(index: number, size: number): readonly TileCoordinates[] {
  return listTiles(inclusionParts(index, size));
}

export function tilesForConsistency(oldSize: number, newSize: number): readonly TileCoordinates[] {
  return listTiles(consistencyParts(oldSize, newSize));
}

/**
 * The hashes that show leaf `index` to be in the tree of the first `size` leaves, RFC 9162 section
 * 2.1.3.1.
 * @throws InputError `INPUT_LEDGER_RANGE`; StoreError `STORE_LEDGER_TILE`.
 */
export function proveInclusion(
  index: number,
  size: number,
  readTile: ReadTile,
  hasher: TreeHasher = treeHasher(),
): readonly Uint8Array[] {
  return readHashes(inclusionParts(index, size), readTile, hasher);
}

/**
 * The hashes that show the tree of `oldSize` leaves to be the beginning of that of `newSize`, RFC
 * 9162 section 2.1.4.1.
 * @throws InputError `INPUT_LEDGER_RANGE`; StoreError `STORE_LEDGER_TILE`.
 */
export function proveConsistency(
  oldSize: number,
  newSize: number,
  readTile: ReadTile,
  hasher: TreeHasher = treeHasher(),
): readonly Uint8Array[] {
  return readHashes(consistencyParts(oldSize, newSize), readTile, hasher);
}
