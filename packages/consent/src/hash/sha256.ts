import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

/**
 * SHA-256 of bytes that may be overwritten once the call returns. A host may pass its platform's
 * own, which is faster.
 */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** The default: audited, without dependencies, the same in every runtime. */
export const sha256: Sha256 = (bytes) => nobleSha256(bytes);
