/** Which letters of the second text are taken; grows to the longest seen. */
let taken = new Uint8Array(128);
/** The letters of the first text that the second has, in order. */
let matched = new Uint16Array(128);

/**
 * How alike two texts are, from 0 to 1, over UTF-16 code units. Jaro (1989) counts letters in
 * common within half the longer length, and swaps among them, rounded down. Winkler (1990) adds a
 * tenth of what is missing for each of up to four equal letters at the beginning.
 */
export function jaroWinkler(a: string, b: string): number {
  const base = jaro(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return base + prefix * 0.1 * (1 - base);
}

function jaro(a: string, b: string): number {
  if (a === b) return a === "" ? 0 : 1;
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1);
  makeRoom(Math.max(a.length, b.length));
  taken.fill(0, 0, b.length);
  let common = 0;
  for (let at = 0; at < a.length; at++) {
    const code = a.charCodeAt(at);
    const end = Math.min(b.length, at + reach + 1);
    for (let other = Math.max(0, at - reach); other < end; other++) {
      if (taken[other] === 1 || b.charCodeAt(other) !== code) continue;
      taken[other] = 1;
      matched[common] = code;
      common++;
      break;
    }
  }
  if (common === 0) return 0;
  let swapped = 0;
  let next = 0;
  for (let other = 0; next < common; other++) {
    if (taken[other] === 0) continue;
    if (b.charCodeAt(other) !== matched[next]) swapped++;
    next++;
  }
  return (common / a.length + common / b.length + (common - (swapped >> 1)) / common) / 3;
}

function makeRoom(length: number): void {
  if (length <= taken.length) return;
  taken = new Uint8Array(length);
  matched = new Uint16Array(length);
}
