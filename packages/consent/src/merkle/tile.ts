import type { LedgerTile } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import type { TreeHasher } from "./tree-hash.js";

/**
 * C2SP tlog-tiles: a tile is a row of 256 hashes, and stands for the eight levels of the tree above
 * it.
 */
export const tileHeight = 8;
export const tileWidth = 256;
/** Characters of one hash in a tile's hex. */
export const hashChars = 64;

export interface TileCoordinates {
  readonly level: number;
  readonly index: number;
}

/**
 * The tile as the store has it, or nothing. A longer one than asked for is fine: tiles only grow.
 */
export type ReadTile = (level: number, index: number) => LedgerTile | null | undefined;

/** A full subtree: `2^level` leaves from `index * 2^level` on. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

interface Place extends TileCoordinates {
  readonly offset: number;
  readonly width: number;
}

/** Where in which tile the hashes are that a node is the root of. */
function locate(node: TreeNode): Place {
  const level = Math.floor(node.level / tileHeight);
  const width = 2 ** (node.level % tileHeight);
  const first = node.index * width;
  return { level, index: Math.floor(first / tileWidth), offset: first % tileWidth, width };
}

export function tileAt(node: TreeNode): TileCoordinates {
  const { level, index } = locate(node);
  return { level, index };
}

function broken(level: number, index: number): StoreError {
  return new StoreError(
    "STORE_LEDGER_TILE",
    `Tile ${level}/${index} of the ledger is missing, too short or not hex.`,
    {
      remedy: "Rebuild the tiles from the leaves.",
    },
  );
}

/**
 * The hash of a node, from its tile.
 * @throws StoreError `STORE_LEDGER_TILE`.
 */
export function nodeFromTile(node: TreeNode, readTile: ReadTile, hasher: TreeHasher): string {
  const { level, index, offset, width } = locate(node);
  const tile = readTile(level, index);
  if (tile == null || tile.hashes.length < (offset + width) * hashChars) throw broken(level, index);
  let row: string[] = [];
  for (let at = offset; at < offset + width; at++)
    row.push(tile.hashes.slice(at * hashChars, (at + 1) * hashChars));
  while (row.length > 1) {
    const above: string[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const hash = hasher.nodeHex(row[at] ?? "", row[at + 1] ?? "");
      if (hash === null) throw broken(level, index);
      above.push(hash);
    }
    row = above;
  }
  return row[0] ?? "";
}
