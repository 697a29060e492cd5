/**
 * The row in which each key first occurred. Takes about 17 bytes per entry instead of a string, to
 * handle files of any length.
 *
 * Keys are compared by 56 bits of hash. Among a million rows the chance that any two collide is one
 * in 140,000. A collision would report one row as a duplicate, but would write nothing wrong,
 * because the store compares the keys themselves.
 */
export interface SeenRows {
  get(key: string): number | undefined;
  set(key: string, row: number): void;
}

/** Eight bits of hash select a table, so that each table grows alone, a little at a time. */
const tables = 256;
const firstCapacity = 8;

interface Table {
  /** 32 bits of hash, and the row plus one. A row of 0 marks an empty slot. */
  readonly slots: Uint32Array;
  /** Sixteen more bits of hash. */
  readonly rest: Uint16Array;
  entries: number;
}

/** Adds entries that are not there yet. */
export function seeFirst(seen: SeenRows, entries: Iterable<readonly [string, number]>): void {
  for (const [key, row] of entries) if (seen.get(key) === undefined) seen.set(key, row);
}

export function seenRows(): SeenRows {
  const known: (Table | undefined)[] = [];
  // A row is asked for and then set, so the hashes of the last key are at hand.
  let last: string | null = null;
  let [low, high] = [0, 0];
  const look = (key: string): void => {
    if (key === last) return;
    [last, low, high] = [key, hash(key, 0x85ebca6b), hash(key, 0x9747b28c)];
  };
  return {
    get(key) {
      if (known.length === 0) return undefined;
      look(key);
      const table = known[low % tables];
      if (table === undefined) return undefined;
      const row = table.slots[2 * findSlot(table, high, low >>> 16) + 1] ?? 0;
      return row === 0 ? undefined : row - 1;
    },
    set(key, row) {
      look(key);
      const table = withRoom(known[low % tables]);
      known[low % tables] = table;
      put(table, high, low >>> 16, row + 1);
    },
  };
}

function emptyTable(capacity: number): Table {
  return { slots: new Uint32Array(2 * capacity), rest: new Uint16Array(capacity), entries: 0 };
}

/**
 * The same table if it has room, or one that is half as large again. A table is full at three
 * quarters: beyond that, a key that is not there takes many looks.
 */
function withRoom(table: Table | undefined): Table {
  if (table === undefined) return emptyTable(firstCapacity);
  const { slots, rest } = table;
  if (table.entries + 1 <= rest.length * 0.75) return table;
  const larger = emptyTable(Math.ceil(rest.length * 1.5) + firstCapacity);
  for (const [slot, more] of rest.entries()) {
    const row = slots[2 * slot + 1] ?? 0;
    if (row !== 0) put(larger, slots[2 * slot] ?? 0, more, row);
  }
  return larger;
}

function put(table: Table, high: number, more: number, row: number): void {
  const slot = findSlot(table, high, more);
  if (table.slots[2 * slot + 1] === 0) table.entries++;
  table.slots[2 * slot] = high;
  table.slots[2 * slot + 1] = row;
  table.rest[slot] = more;
}

/** The slot of an entry, or the free slot where it belongs. */
function findSlot({ slots, rest }: Table, high: number, more: number): number {
  let slot = Math.floor((high / 2 ** 32) * rest.length);
  while (slots[2 * slot + 1] !== 0 && !(slots[2 * slot] === high && rest[slot] === more)) {
    slot = slot + 1 === rest.length ? 0 : slot + 1;
  }
  return slot;
}

/** MurmurHash3's 32-bit mixing over UTF-16 code units. */
function hash(text: string, seed: number): number {
  let value = seed;
  for (let index = 0; index < text.length; index++) {
    let unit = Math.imul(text.charCodeAt(index), 0xcc9e2d51);
    unit = (unit << 15) | (unit >>> 17);
    value ^= Math.imul(unit, 0x1b873593);
    value = (value << 13) | (value >>> 19);
    value = (Math.imul(value, 5) + 0xe6546b64) | 0;
  }
  value ^= text.length;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
