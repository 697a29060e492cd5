/**
 * A checksum of a program, 32 hex digits, independent of key order (a database may reorder JSON).
 *
 * It answers "is this the artefact that the compiler made?", against truncation, a changed byte or an edit by hand. It
 * is deliberately no cryptographic hash: `crypto.subtle` is asynchronous, there is no other in every runtime, and
 * SHA-256 in JavaScript would cost more than loading the program does. Whoever can write your artefacts can write your
 * templates; sign them as you sign code.
 */
export function digestProgram(program: object): string {
  const lanes = hash(JSON.stringify({ ...program, digest: undefined }, inOrder));
  return Array.from(lanes, (lane, at) =>
    (mix(lane ^ (lanes[(at + 1) & 3] ?? 0)) >>> 0).toString(16).padStart(8, "0"),
  ).join("");
}

/** JSON is its own canonical form once keys have one order. */
const inOrder = (_: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Four multiply-xor lanes (FNV-1a's step with Murmur3's odd constants) over UTF-16 units. */
const hash = (text: string): readonly number[] => {
  let [a, b, c, d] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x85ebca6b);
    b = Math.imul(b ^ unit, 0xc2b2ae35);
    c = Math.imul((c << 13) | (c >>> 19), 0x1b873593) ^ unit;
    d = Math.imul((d << 15) | (d >>> 17), 0xcc9e2d51) ^ unit;
  }
  return [a, b, c, d];
};

const mix = (lane: number): number => {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
};
