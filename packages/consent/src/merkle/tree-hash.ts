import { hexInto, toHex } from "../encoding/index.js";
import { type Sha256, sha256 } from "../hash/index.js";

/** RFC 9162 section 2.1.1: the prefixes keep a leaf from ever passing as a node. */
const leafPrefix = 0x00;
const nodePrefix = 0x01;

const encoder = new TextEncoder();

export interface TreeHasher {
  /** Of a leaf's text in UTF-8. */
  leafHash(text: string): Uint8Array;
  leafBytesHash(bytes: Uint8Array): Uint8Array;
  nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array;
  /**
   * The same on hex, which is what stores hold. Null when either is not 32 bytes of lower-case hex.
   */
  nodeHex(left: string, right: string): string | null;
  /** SHA-256 of nothing. */
  readonly emptyRoot: Uint8Array;
}

/**
 * The hash functions of RFC 6962 and 9162 over one pair of reused buffers: hashing a leaf allocates
 * nothing but its hash. Not reentrant, which is safe as nothing here awaits.
 */
export function treeHasher(hash: Sha256 = sha256): TreeHasher {
  let scratch = new Uint8Array(4096);
  const pair = new Uint8Array(65);
  pair[0] = nodePrefix;
  const room = (bytes: number): void => {
    if (scratch.length < bytes) scratch = new Uint8Array(bytes);
    scratch[0] = leafPrefix;
  };
  return {
    leafHash: (text) => {
      room(text.length * 3 + 1);
      const { written } = encoder.encodeInto(text, scratch.subarray(1));
      return hash(scratch.subarray(0, written + 1));
    },
    leafBytesHash: (bytes) => {
      room(bytes.length + 1);
      scratch.set(bytes, 1);
      return hash(scratch.subarray(0, bytes.length + 1));
    },
    nodeHash: (left, right) => {
      pair.set(left, 1);
      pair.set(right, 33);
      return hash(pair);
    },
    nodeHex: (left, right) => {
      const whole =
        left.length === 64 &&
        right.length === 64 &&
        hexInto(left, pair, 1) &&
        hexInto(right, pair, 33);
      return whole ? toHex(hash(pair)) : null;
    },
    emptyRoot: hash(new Uint8Array(0)),
  };
}
