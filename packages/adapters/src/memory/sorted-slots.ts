import type { KeptRow, Slot } from "./row-order.js";

/**
 * Slots in the order of a comparison, as short pieces: a slot goes in and out without the others
 * being moved, and any place is found by halving. The order has no ties.
 */
export interface SortedSlots {
  readonly pieces: Slot[][];
}

type Compare = (left: KeptRow, right: KeptRow) => number;
type Place = readonly [piece: number, index: number];

const longest = 512;

export function sortedSlots(): SortedSlots {
  return { pieces: [] };
}

export function insertSlot({ pieces }: SortedSlots, slot: Slot, compare: Compare): void {
  const last = pieces.at(-1);
  const end = last?.at(-1);
  if (last === undefined || end === undefined) {
    pieces.push([slot]);
    return;
  }
  if (compare(end.row, slot.row) < 0) {
    if (last.length < longest) last.push(slot);
    else pieces.push([slot]);
    return;
  }
  const [at, index] = findPlace({ pieces }, (row) => compare(row, slot.row) >= 0);
  const piece = pieces[at] ?? last;
  piece.splice(index, 0, slot);
  if (piece.length > longest) pieces.splice(at + 1, 0, piece.splice(longest / 2));
}

export function removeSlot({ pieces }: SortedSlots, slot: Slot, compare: Compare): void {
  const [at, index] = findPlace({ pieces }, (row) => compare(row, slot.row) >= 0);
  const piece = pieces[at];
  piece?.splice(index, 1);
  if (piece?.length === 0) pieces.splice(at, 1);
}

/** Rows from the first for which `from` holds; it holds for all behind it as well. */
export function* rowsFrom(
  sorted: SortedSlots,
  from?: (row: KeptRow) => boolean,
): Generator<KeptRow> {
  const [first, start] = from === undefined ? [0, 0] : findPlace(sorted, from);
  for (let at = first; at < sorted.pieces.length; at += 1) {
    const piece = sorted.pieces[at] ?? [];
    for (let index = at === first ? start : 0; index < piece.length; index += 1) {
      const slot = piece[index];
      if (slot !== undefined) yield slot.row;
    }
  }
}

/** Rows before the first for which `before` holds, last first. */
export function* rowsBefore(
  sorted: SortedSlots,
  before: (row: KeptRow) => boolean,
): Generator<KeptRow> {
  const [last, end] = findPlace(sorted, before);
  for (let at = last; at >= 0; at -= 1) {
    const piece = sorted.pieces[at] ?? [];
    for (let index = (at === last ? end : piece.length) - 1; index >= 0; index -= 1) {
      const slot = piece[index];
      if (slot !== undefined) yield slot.row;
    }
  }
}

/** Where the first row stands for which `holds` does. */
function findPlace({ pieces }: SortedSlots, holds: (row: KeptRow) => boolean): Place {
  const test = (slot: Slot | undefined): boolean => slot !== undefined && holds(slot.row);
  const at = findFirst(pieces.length, (index) => test(pieces[index]?.at(-1)));
  const piece = pieces[at] ?? [];
  return [at, findFirst(piece.length, (index) => test(piece[index]))];
}

function findFirst(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
