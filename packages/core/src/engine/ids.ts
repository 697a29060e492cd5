import type { Clock, IdSource, Random } from "../ports/sources.js";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Sortable ids in the manner of ULID (48 bits of time, 80 of chance, Crockford's base 32, lower case): 26 characters,
 * so that a campaign's key of two ids still fits the 64 that providers take as a reference.
 */
export function sortableIds(clock: Clock, random: Random): IdSource {
  let [lastTime, lastText] = [Number.NaN, ""];
  return {
    next: () => {
      const time = clock.now();
      if (time !== lastTime) [lastTime, lastText] = [time, textOf(time)];
      const codes = Array.from(random.bytes(16), (byte) => alphabet.charCodeAt(byte & 31));
      return lastText + String.fromCharCode(...codes);
    },
  };
}

function textOf(time: number): string {
  let left = time;
  let text = "";
  for (let digit = 0; digit < 10; digit++) {
    text = alphabet.charAt(left % 32) + text;
    left = Math.floor(left / 32);
  }
  return text;
}
