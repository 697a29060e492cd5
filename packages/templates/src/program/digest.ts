import { isObject } from "../unknown-value.js";

/**
 * A checksum of a program, 32 hex digits, independent of key order (a database may reorder JSON).
 *
 * It answers "is this the artefact that the compiler made?", against truncation, a changed byte or
 * an edit by hand. It is deliberately no cryptographic hash: `crypto.subtle` is asynchronous, there
 * is no other in every runtime, and SHA-256 in JavaScript would cost more than loading the program
 * does. Whoever can write your artefacts can write your templates; sign them as you sign code.
 */
export function digestProgram(program: object): string {
  return lanes(JSON.stringify({ ...program, digest: undefined }, inOrder))
    .map((lane) => ((lane ^ (lane >>> 16)) >>> 0).toString(16).padStart(8, "0"))
    .join("");
}

/**
 * False as well for what has no JSON of a size that anybody writes: made to be endless, or to
 * overflow the stack.
 */
export function isAsCompiled(program: { readonly digest: string }): boolean {
  try {
    return digestProgram(program) === program.digest;
  } catch {
    return false;
  }
}

/** JSON is its own canonical form once keys have one order. */
function inOrder(_: string, value: unknown): unknown {
  if (!isObject(value) || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * FNV-1a over UTF-16 units four times at once, with odd factors of Murmur3: a bijection each, so no
 * single change is lost. In one pass, as it is most of what loading a program takes.
 */
function lanes(text: string): readonly number[] {
  let [a, b, c, d] = [1, 2, 3, 4];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x85ebca6b);
    b = Math.imul(b ^ unit, 0xc2b2ae35);
    c = Math.imul(c ^ unit, 0x1b873593);
    d = Math.imul(d ^ unit, 0xcc9e2d51);
  }
  return [a, b, c, d];
}
