import { murmur3 } from "../hash/murmur3.js";
import { blockingName, keysOf } from "./blocking-keys.js";
import type { BlockingKey } from "./duplicate-options.js";
import type { DuplicateReport } from "./duplicate-report.js";
import { mostRecords, type Table } from "./read-records.js";

export interface Blocks {
  /** An upper bound: pairs in several blocks count for each. */
  readonly pairs: number;
  /** The largest size that fits the limits. */
  readonly blockSize: number;
  readonly skipped: DuplicateReport["blocking"]["skipped"];
  /** The records that are compared with this one and come after it, in some order, with repeats. */
  readonly partners: (record: number, each: (partner: number) => void) => void;
}

/** Blocks of one key: members one after another, with the length of each block. */
interface KeyBlocks {
  readonly name: string;
  readonly members: Uint32Array;
  readonly lengths: readonly number[];
}

/**
 * Puts records with equal keys into blocks. Memory grows with the records, not with the pairs: what
 * is larger than `blockSize` is left out, and so are the largest blocks where all of them together
 * have more than `maxPairs` pairs. Yields after each key.
 */
export function* findBlocks(
  table: Table,
  keys: readonly BlockingKey[],
  { blockSize, maxPairs }: { readonly blockSize: number; readonly maxPairs: number },
): Generator<number, Blocks, void> {
  const all: KeyBlocks[] = [];
  for (const [index, key] of keys.entries()) {
    all.push(yield* blocksOf(table, key, index));
  }
  const fitting = largestFitting(all, blockSize, maxPairs);
  const count = table.ids.length;
  const { members, ends, starts, places } = index(all, fitting.size, count);
  return {
    pairs: fitting.pairs,
    blockSize: fitting.size,
    skipped: all.flatMap((blocks) => skippedOf(blocks, fitting.size)),
    partners(record, each) {
      const last = starts[record + 1] ?? 0;
      for (let at = starts[record] ?? 0; at < last; at++) {
        const place = places[at] ?? 0;
        const end = ends[place] ?? 0;
        for (let next = place + 1; next < end; next++) each(members[next] ?? 0);
      }
    },
  };
}

/** How many records' keys are made between two steps. */
const stride = 2000;

function* blocksOf(
  table: Table,
  key: BlockingKey,
  salt: number,
): Generator<number, KeyBlocks, void> {
  const keysFor = keysOf(table, key);
  // A hash and a record in one number sort faster than texts. Where two keys have one hash, their
  // records are compared for nothing.
  const entries: number[] = [];
  for (let record = 0; record < table.ids.length; record++) {
    for (const text of keysFor(record)) entries.push(murmur3(text, salt) * mostRecords + record);
    if (record % stride === 0) yield salt;
  }
  const sorted = Float64Array.from(entries).sort();
  yield salt;
  const members: number[] = [];
  const lengths: number[] = [];
  let start = 0;
  while (start < sorted.length) {
    const hash = Math.floor((sorted[start] ?? 0) / mostRecords);
    let end = start + 1;
    while (end < sorted.length && Math.floor((sorted[end] ?? 0) / mostRecords) === hash) end++;
    if (end - start > 1) {
      for (let at = start; at < end; at++) members.push((sorted[at] ?? 0) % mostRecords);
      lengths.push(end - start);
    }
    start = end;
  }
  return { name: blockingName(key), members: Uint32Array.from(members), lengths };
}

function largestFitting(all: readonly KeyBlocks[], blockSize: number, maxPairs: number) {
  const pairsBySize = new Float64Array(blockSize + 1);
  for (const { lengths } of all) {
    for (const length of lengths) {
      if (length > blockSize) continue;
      pairsBySize[length] = (pairsBySize[length] ?? 0) + (length * (length - 1)) / 2;
    }
  }
  let pairs = 0;
  for (let size = 0; size <= blockSize; size++) {
    const more = pairs + (pairsBySize[size] ?? 0);
    if (more > maxPairs) return { pairs, size: size - 1 };
    pairs = more;
  }
  return { pairs, size: blockSize };
}

/** All blocks behind one another, and for each record its places in them. */
function index(all: readonly KeyBlocks[], size: number, count: number) {
  const length = all.reduce((sum, { members }) => sum + members.length, 0);
  const members = new Uint32Array(length);
  const ends = new Uint32Array(length);
  const starts = new Uint32Array(count + 1);
  let filled = 0;
  for (const blocks of all) {
    let read = 0;
    for (const blockLength of blocks.lengths) {
      if (blockLength <= size) {
        for (let at = 0; at < blockLength; at++) {
          const record = blocks.members[read + at] ?? 0;
          members[filled + at] = record;
          ends[filled + at] = filled + blockLength;
          starts[record + 1] = (starts[record + 1] ?? 0) + 1;
        }
        filled += blockLength;
      }
      read += blockLength;
    }
  }
  for (let record = 0; record < count; record++)
    starts[record + 1] = (starts[record + 1] ?? 0) + (starts[record] ?? 0);
  const places = new Uint32Array(filled);
  const next = starts.slice();
  for (let place = 0; place < filled; place++) {
    const record = members[place] ?? 0;
    const at = next[record] ?? 0;
    places[at] = place;
    next[record] = at + 1;
  }
  return { members, ends, starts, places };
}

function skippedOf({ name, lengths }: KeyBlocks, size: number) {
  const large = lengths.filter((length) => length > size);
  if (large.length === 0) return [];
  const records = large.reduce((sum, length) => sum + length, 0);
  const largest = large.reduce((most, length) => Math.max(most, length), 0);
  return [{ key: name, blocks: large.length, records, largest }];
}
