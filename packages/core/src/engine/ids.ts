import type { Clock, IdSource, Random } from "../ports/sources.js";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Sortable ids like ULIDs: 48 bits of time and 80 random bits in Crockford's base 32, lower case.
 * They have 26 characters, so that a campaign's key of two ids fits into the 64 characters that
 * providers take as a reference.
 */
export function sortableIds(clock: Clock, random: Random): IdSource {
  let [lastTime, lastText] = [Number.NaN, ""];
  return {
    next: () => {
      const time = clock.now();
      if (time !== lastTime) [lastTime, lastText] = [time, encodeTime(time)];
      const codes = Array.from(random.bytes(16), (byte) => alphabet.charCodeAt(byte & 31));
      return lastText + String.fromCharCode(...codes);
    },
  };
}

function encodeTime(time: number): string {
  let left = time;
  let text = "";
  for (let digit = 0; digit < 10; digit++) {
    text = alphabet.charAt(left % 32) + text;
    left = Math.floor(left / 32);
  }
  return text;
}
