/**
 * A checksum of a program, 32 hex digits, independent of key order (a database may reorder JSON).
 *
 * It answers "is this the artefact that the compiler made?", against truncation, a changed byte or an edit by hand. It
 * is deliberately no cryptographic hash: `crypto.subtle` is asynchronous, there is no other in every runtime, and
 * SHA-256 in JavaScript would cost more than loading the program does. Whoever can write your artefacts can write your
 * templates; sign them as you sign code.
 */
export const digestProgram = (program: object): string => {
  const lanes = new Int32Array([0x243f6a88, 0x85a308d3 | 0, 0x13198a2e, 0x03707344]);
  feed(
    lanes,
    "digest" in program ? Object.fromEntries(Object.entries(program).filter(([k]) => k !== "digest")) : program,
  );
  return Array.from(lanes, (lane, at) =>
    (mix(lane ^ (lanes[(at + 1) & 3] ?? 0)) >>> 0).toString(16).padStart(8, "0"),
  ).join("");
};

/** Type tags and lengths go in as well, so that no two values read as the same stream. */
const feed = (lanes: Int32Array, value: unknown): void => {
  if (typeof value === "string") {
    number(lanes, 1, value.length);
    characters(lanes, value);
  } else if (typeof value === "number") number(lanes, 2, value);
  else if (typeof value === "boolean") number(lanes, 3, value ? 1 : 0);
  else if (Array.isArray(value)) {
    number(lanes, 4, value.length);
    for (const item of value) feed(lanes, item);
  } else if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    number(lanes, 5, entries.length);
    for (const [key, item] of entries) {
      feed(lanes, key);
      feed(lanes, item);
    }
  } else number(lanes, 6, 0);
};

const number = (lanes: Int32Array, tag: number, value: number): void => characters(lanes, `${tag}:${value};`);

/** Four multiply-xor lanes (FNV-1a's step with Murmur3's odd constants) over UTF-16 units. */
const characters = (lanes: Int32Array, text: string): void => {
  let a = lanes[0] ?? 0;
  let b = lanes[1] ?? 0;
  let c = lanes[2] ?? 0;
  let d = lanes[3] ?? 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x85ebca6b);
    b = Math.imul(b ^ unit, 0xc2b2ae35);
    c = Math.imul((c << 13) | (c >>> 19), 0x1b873593) ^ unit;
    d = Math.imul((d << 15) | (d >>> 17), 0xcc9e2d51) ^ unit;
  }
  lanes[0] = a ^ (a >>> 16);
  lanes[1] = b ^ (b >>> 15);
  lanes[2] = c ^ (c >>> 13);
  lanes[3] = d ^ (d >>> 14);
};

const mix = (lane: number): number => {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
};
