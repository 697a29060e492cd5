import { type Sha256, sha256 } from "../hash/index.js";

/** RFC 9162 section 2.1.1: the prefixes keep a leaf from ever passing as a node. */
const leafPrefix = 0x00;
const nodePrefix = 0x01;

const encoder = new TextEncoder();

export interface TreeHasher {
  /** Of a leaf's text in UTF-8. */
  leafHash(text: string): Uint8Array;
  nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array;
  readonly emptyRoot: Uint8Array;
}

/** One pair of buffers for a whole log: hashing a leaf allocates nothing but its hash. Not reentrant, as nothing here awaits. */
export const treeHasher = (hash: Sha256 = sha256): TreeHasher => {
  let scratch = new Uint8Array(4096);
  const pair = new Uint8Array(65);
  pair[0] = nodePrefix;
  return {
    leafHash: (text) => {
      const most = text.length * 3 + 1;
      if (scratch.length < most) scratch = new Uint8Array(most);
      scratch[0] = leafPrefix;
      const { written } = encoder.encodeInto(text, scratch.subarray(1));
      return hash(scratch.subarray(0, written + 1));
    },
    nodeHash: (left, right) => {
      pair.set(left, 1);
      pair.set(right, 33);
      return hash(pair);
    },
    emptyRoot: hash(new Uint8Array(0)),
  };
};
