import type { LedgerTile } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import type { HeadCheck, LedgerHead } from "@wellsent/core/ports";
import { hexInto, isHex, toHex } from "../encoding/index.js";
import { hashChars, tileHeight, tileWidth } from "./tile.js";
import { type TreeHasher, treeHasher } from "./tree-hash.js";
import { fullSubtrees, isTreeSize } from "./tree-size.js";

export const emptyHead: LedgerHead = { size: 0, frontier: [] };

export interface AppendedLeaves {
  readonly head: LedgerHead;
  /**
   * Those that changed: the finished, and the unfinished right edge, which replaces what the store
   * has.
   */
  readonly tiles: readonly LedgerTile[];
}

function brokenHead(): StoreError {
  return new StoreError("STORE_LEDGER_HEAD", "The head of the ledger does not fit its own size.", {
    remedy: "Audit the log and rebuild its head from the leaves.",
  });
}

function brokenTile(level: number): StoreError {
  return new StoreError(
    "STORE_LEDGER_TILE",
    `The open tile of level ${level} does not fit the size of the ledger.`,
    {
      remedy: "Rebuild the tiles from the leaves.",
    },
  );
}

/**
 * Whether a head's frontier is one of its size: as many hashes as there are full subtrees and,
 * where the last leaf is one of them, that leaf. What the others must be takes the tiles to tell.
 *
 * @param lastLeafHash hex, `null` for an empty log.
 */
export const headMatchesSize: HeadCheck = (head, lastLeafHash) =>
  isHead(head) && (head.size % 2 === 0 || head.frontier.at(-1) === lastLeafHash);

function isHead({ size, frontier }: LedgerHead): boolean {
  return (
    isTreeSize(size) &&
    frontier.length === fullSubtrees(size) &&
    frontier.every(isLikeHash) &&
    isHex(frontier.join(""))
  );
}

function isLikeHash(hash: unknown): boolean {
  return typeof hash === "string" && hash.length === hashChars;
}

/** The root of the last full subtree of as many leaves as a hash of this level covers. */
function frontierAt({ size, frontier }: LedgerHead, level: number): string | undefined {
  return frontier.at(-1 - fullSubtrees(size % tileWidth ** level));
}

interface OpenTile {
  readonly level: number;
  index: number;
  hashes: string;
  changed: boolean;
}

/** What must be on the right edge of a tree of this size, taken from what the store has. */
function rightEdge(size: number, stored: readonly LedgerTile[]): OpenTile[] {
  const edge: OpenTile[] = [];
  for (
    let level = 0, entries = size;
    entries > 0;
    level++, entries = Math.floor(entries / tileWidth)
  ) {
    const index = Math.floor(entries / tileWidth);
    const open = entries % tileWidth;
    const tile = stored.find((candidate) => candidate.level === level && candidate.index === index);
    const hashes = open === 0 ? "" : (tile?.hashes ?? "");
    if (hashes.length !== open * hashChars) throw brokenTile(level);
    edge.push({ level, index, hashes, changed: false });
  }
  return edge;
}

/**
 * Extends a log by the hashes of new leaves. Needs the head and the unfinished tiles alone, so
 * neither its time nor its memory grows with the log.
 *
 * @param leafHashes hex. @throws StoreError `STORE_LEDGER_HEAD`, `STORE_LEDGER_TILE` when the
 * stored state is broken.
 */
export function appendLeaves(
  head: LedgerHead,
  openTiles: readonly LedgerTile[],
  leafHashes: readonly string[],
  hasher: TreeHasher = treeHasher(),
): AppendedLeaves {
  if (!isHead(head)) throw brokenHead();
  // As bytes once they are needed: a single append touches the last of them only.
  const frontier: (string | Uint8Array)[] = [...head.frontier];
  const edge = rightEdge(head.size, openTiles);
  for (const { level, hashes } of edge) {
    const odd = (hashes.length / hashChars) % 2 === 1;
    if (odd && frontierAt(head, level) !== hashes.slice(-hashChars)) throw brokenHead();
  }
  const finished: LedgerTile[] = [];

  const enter = (level: number, hash: string): void => {
    let tile = edge[level];
    if (tile === undefined) {
      tile = { level, index: 0, hashes: "", changed: true };
      edge[level] = tile;
    }
    tile.hashes += hash;
    tile.changed = true;
    if (tile.hashes.length < tileWidth * hashChars) return;
    finished.push({ level, index: tile.index, hashes: tile.hashes });
    tile.index++;
    tile.hashes = "";
    tile.changed = false;
  };

  let size = head.size;
  for (const leafHash of leafHashes) {
    enter(0, leafHash);
    let hash: string | Uint8Array = leafHash;
    let height = 0;
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = hasher.nodeHash(toHashBytes(frontier.pop() ?? ""), toHashBytes(hash));
      height++;
      if (height % tileHeight === 0) enter(height / tileHeight, toHex(hash));
    }
    frontier.push(hash);
    size++;
  }
  const open = edge
    .filter((tile) => tile.changed)
    .map(({ level, index, hashes }) => ({ level, index, hashes }));
  return {
    head: {
      size,
      frontier: frontier.map((hash) => (typeof hash === "string" ? hash : toHex(hash))),
    },
    tiles: [...finished, ...open],
  };
}

function toHashBytes(hash: string | Uint8Array): Uint8Array {
  if (typeof hash !== "string") return hash;
  const bytes = new Uint8Array(32);
  if (hash.length !== hashChars || !hexInto(hash, bytes, 0)) throw brokenHead();
  return bytes;
}

/** The root of the tree a head stands for, hex. @throws StoreError `STORE_LEDGER_HEAD`. */
export function treeRoot(head: LedgerHead, hasher: TreeHasher = treeHasher()): string {
  if (!isHead(head)) throw brokenHead();
  if (head.size === 0) return emptyRootHex;
  return head.frontier.reduceRight((right, left) => {
    const hash = hasher.nodeHex(left, right);
    if (hash === null) throw brokenHead();
    return hash;
  });
}

/** SHA-256 of nothing. */
const emptyRootHex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
