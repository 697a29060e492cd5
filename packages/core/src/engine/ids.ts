import type { Clock } from "../ports/clock.js";
import type { IdSource } from "../ports/id-source.js";
import type { Random } from "../ports/random.js";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Sortable ids in the manner of ULID (48 bits of time, 80 of chance, Crockford's base 32, lower case): 26 characters,
 * so that a campaign's key of two ids still fits the 64 that providers take as a reference.
 */
export const sortableIds = (clock: Clock, random: Random): IdSource => ({
  next: () => {
    let time = clock.now();
    let id = "";
    for (let digit = 0; digit < 10; digit++) {
      id = alphabet.charAt(time % 32) + id;
      time = Math.floor(time / 32);
    }
    const chance = random.bytes(16);
    for (const byte of chance) id += alphabet.charAt(byte & 31);
    return id;
  },
});
