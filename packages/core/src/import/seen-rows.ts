/**
 * Which row first had a key, for files of any length: 12 bytes an entry instead of a string.
 *
 * Keys are told apart by 64 bits of hash. Among ten million rows the chance that any two collide is one in 370,000, and
 * it would miscount one row as a duplicate: the store, which compares the keys themselves, decides what is written.
 */
export interface SeenRows {
  get(key: string): number | undefined;
  set(key: string, row: number): void;
}

export function seenRows(): SeenRows {
  let capacity = 1024;
  let slots = new Uint32Array(capacity * 3);
  let size = 0;

  const place = (table: Uint32Array, room: number, high: number, low: number): number => {
    let at = low & (room - 1);
    for (;;) {
      const slot = at * 3;
      if (table[slot + 2] === 0 || (table[slot] === high && table[slot + 1] === low)) return slot;
      at = (at + 1) & (room - 1);
    }
  };

  const grow = (): void => {
    const larger = new Uint32Array(capacity * 6);
    for (let slot = 0; slot < slots.length; slot += 3) {
      if (slots[slot + 2] === 0) continue;
      const target = place(larger, capacity * 2, slots[slot] ?? 0, slots[slot + 1] ?? 0);
      larger.set(slots.subarray(slot, slot + 3), target);
    }
    capacity *= 2;
    slots = larger;
  };

  return {
    get(key) {
      const row = slots[place(slots, capacity, hash(key, 0x9747b28c), hash(key, 0x85ebca6b)) + 2];
      return row === 0 || row === undefined ? undefined : row - 1;
    },
    set(key, row) {
      if (size * 4 >= capacity * 3) grow();
      const high = hash(key, 0x9747b28c);
      const low = hash(key, 0x85ebca6b);
      const slot = place(slots, capacity, high, low);
      if (slots[slot + 2] === 0) size++;
      slots[slot] = high;
      slots[slot + 1] = low;
      // 0 means empty.
      slots[slot + 2] = row + 1;
    },
  };
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
