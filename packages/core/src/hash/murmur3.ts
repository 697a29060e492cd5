const encoder = new TextEncoder();

/**
 * MurmurHash3 x86_32 of a text's UTF-8 bytes: an unsigned 32-bit integer (A. Appleby, public
 * domain). Deals contacts into arms and samples; unlike FNV-1a it keeps different salts
 * independent. Not for anything an adversary may choose.
 */
export function murmur3(text: string, seed = 0): number {
  const { length } = text;
  const whole = length & ~3;
  let hash = seed | 0;
  let seen = 0;
  let at = 0;
  for (; at < whole; at += 4) {
    const a = text.charCodeAt(at);
    const b = text.charCodeAt(at + 1);
    const c = text.charCodeAt(at + 2);
    const d = text.charCodeAt(at + 3);
    seen |= a | b | c | d;
    hash = mixed(hash, a | (b << 8) | (c << 16) | (d << 24));
  }
  let tail = 0;
  for (at = length - 1; at >= whole; at--) {
    const code = text.charCodeAt(at);
    seen |= code;
    tail = (tail << 8) | code;
  }
  // The characters of ASCII are their bytes: ids need no copy.
  return seen < 0x80 ? finished(hash, tail, length) : hashBytes(encoder.encode(text), seed);
}

function hashBytes(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let hash = seed | 0;
  for (let at = 0; at < whole; at += 4) hash = mixed(hash, view.getInt32(at, true));
  let tail = 0;
  for (let at = bytes.length - 1; at >= whole; at--) tail = (tail << 8) | (bytes[at] ?? 0);
  return finished(hash, tail, bytes.length);
}

function mixed(before: number, block: number): number {
  const hash = before ^ scramble(block);
  return (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(before: number, tail: number, length: number): number {
  let hash = before ^ scramble(tail) ^ length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}
