import { isObject } from "../render/own.js";

/**
 * A checksum of a program, 32 hex digits, independent of key order (a database may reorder JSON).
 *
 * It answers "is this the artefact that the compiler made?", against truncation, a changed byte or an edit by hand. It
 * is deliberately no cryptographic hash: `crypto.subtle` is asynchronous, there is no other in every runtime, and
 * SHA-256 in JavaScript would cost more than loading the program does. Whoever can write your artefacts can write your
 * templates; sign them as you sign code.
 */
export const digestProgram = (program: object): string => {
  const text = JSON.stringify({ ...program, digest: undefined }, inOrder);
  return factors.map((factor, lane) => checksum(text, factor, lane + 1)).join("");
};

/** False as well for what has no JSON of a size that anybody writes: made to be endless, or to overflow the stack. */
export const isAsCompiled = (program: { readonly digest: string }): boolean => {
  try {
    return digestProgram(program) === program.digest;
  } catch {
    return false;
  }
};

/** JSON is its own canonical form once keys have one order. */
const inOrder = (_: string, value: unknown): unknown => {
  if (!isObject(value) || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Of Murmur3, and odd: multiplying by one is a bijection, so no single change is lost. */
const factors: readonly number[] = [0x85ebca6b, 0xc2b2ae35, 0x1b873593, 0xcc9e2d51];

/** FNV-1a over UTF-16 units. */
const checksum = (text: string, factor: number, seed: number): string => {
  let sum = seed;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), factor);
  return ((sum ^ (sum >>> 16)) >>> 0).toString(16).padStart(8, "0");
};
