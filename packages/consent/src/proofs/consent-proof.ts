import type { JsonObject } from "@wellsent/core";

export const proofFormat = "wellsent.proof/1";

/**
 * The file a person gets: one event and everything needed to check it, offline and without us.
 * Stored as JSON; its usual name ends in `.consent-proof.json`.
 */
export interface ConsentProof {
  readonly format: typeof proofFormat;
  /** The canonical text of the leaf: the bytes that were hashed. */
  readonly leaf: string;
  /** What the leaf committed to. Absent once destroyed, or when the event had none. */
  readonly payload?: JsonObject;
  /** 32 bytes, hex; with the payload. */
  readonly salt?: string;
  /** C2SP tlog-proof v1, with the signed checkpoint. */
  readonly tlogProof: string;
  /**
   * The log's public key. Convenient, and worth nothing until compared with the one the log
   * publishes.
   */
  readonly vkey: string;
}
