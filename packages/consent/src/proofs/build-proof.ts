import type { JsonObject, LedgerEntry } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { proveInclusion, type ReadTile, type TreeHasher } from "../merkle/index.js";
import { formatTlogProof, openCheckpoint } from "../notes/index.js";
import { type ConsentProof, proofFormat } from "./consent-proof.js";

export interface ProofRequest {
  /** The person's event. Its payload and salt go into the proof, as long as there are any. */
  readonly entry: Pick<LedgerEntry, "seq" | "leaf" | "payload" | "salt">;
  /** A signed checkpoint taken after the entry was recorded. */
  readonly checkpoint: string;
  /** The published key of the log. */
  readonly verifierKey: string;
  /** Answers at least what `tilesForInclusion(entry.seq, size)` names. */
  readonly readTile: ReadTile;
  readonly hasher?: TreeHasher;
}

/**
 * A person's proof that their event stands in the log. Whoever holds one can later show a rewritten
 * log to be rewritten.
 * @throws InputError `INPUT_CHECKPOINT`, `INPUT_LEDGER_RANGE`; StoreError `STORE_LEDGER_TILE`.
 */
export function buildProof(request: ProofRequest): ConsentProof {
  const { entry, checkpoint, verifierKey, readTile, hasher } = request;
  const opened = openCheckpoint(checkpoint, verifierKey);
  if (!opened.ok) {
    throw new InputError("INPUT_CHECKPOINT", `The checkpoint does not hold: ${opened.code}.`, {
      path: "checkpoint",
    });
  }
  const hashes = proveInclusion(entry.seq, opened.checkpoint.size, readTile, hasher);
  return {
    format: proofFormat,
    leaf: entry.leaf,
    ...pickPayload(entry),
    tlogProof: formatTlogProof({ index: entry.seq, hashes, checkpoint }),
    vkey: verifierKey,
  };
}

function pickPayload({ payload, salt }: Pick<LedgerEntry, "payload" | "salt">): {
  payload?: JsonObject;
  salt?: string;
} {
  return payload === undefined || salt === undefined ? {} : { payload, salt };
}
