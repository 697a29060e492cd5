import { WellsentError } from "@wellsent/core/errors";
import { isObject, parseJsonObject } from "../canonical/index.js";
import { payloadMatches } from "../commitment/index.js";
import { fromHex } from "../encoding/index.js";
import { type ConsentEvent, readLeaf } from "../events/index.js";
import { treeHasher, verifyInclusion } from "../merkle/index.js";
import { type Checkpoint, openCheckpoint, parseTlogProof } from "../notes/index.js";
import { type ConsentProof, proofFormat } from "./consent-proof.js";

export type ProofFailureCode =
  | "PROOF_FORMAT"
  | "PROOF_LEAF"
  | "PROOF_KEY"
  | "PROOF_SIGNATURE"
  | "PROOF_PLACE"
  | "PROOF_INCLUSION"
  | "PROOF_PAYLOAD";

export type ProofVerdict =
  | {
      readonly verified: true;
      readonly event: ConsentEvent;
      readonly checkpoint: Checkpoint;
      /** `absent`: the event had none, or it was destroyed; the leaf holds all the same. */
      readonly payload: "matches" | "absent";
      /** `file`: the key came with the proof, so compare it with the one the log publishes. */
      readonly keyFrom: "caller" | "file";
    }
  | { readonly verified: false; readonly code: ProofFailureCode; readonly message: string };

function failed(code: ProofFailureCode, message: string): ProofVerdict {
  return {
    verified: false,
    code,
    message,
  };
}

function readFile(text: string): ConsentProof | null {
  const { format, leaf, payload, salt, tlogProof, vkey, ...unknown } = parseJsonObject(
    text,
    "INPUT_PROOF",
  );
  if (
    format !== proofFormat ||
    typeof leaf !== "string" ||
    typeof tlogProof !== "string" ||
    typeof vkey !== "string"
  ) {
    return null;
  }
  if (Object.keys(unknown).length > 0) return null;
  if (payload === undefined && salt === undefined) return { format, leaf, tlogProof, vkey };
  if (!isObject(payload) || typeof salt !== "string") return null;
  return { format, leaf, payload, salt, tlogProof, vkey };
}

/** What `act` gives, or null where the input was refused. */
function orNull<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (WellsentError.isInstance(error)) return null;
    throw error;
  }
}

/**
 * Verifies a proof with nothing but its text and, if given, the key the log publishes. Never
 * throws.
 *
 * Shows that the event is in a log whose signed root commits to it, as it was hashed. Does not show
 * that the time it says is true, nor that no other log was shown to others: for that, compare
 * checkpoints.
 *
 * @param verifierKey the published key; without it the file's own is used, and `keyFrom` says so.
 */
export function verifyProof(text: string, verifierKey?: string): ProofVerdict {
  const proof = orNull(() => readFile(text));
  if (proof === null) return failed("PROOF_FORMAT", "This is not a consent proof of version 1.");
  if (verifierKey !== undefined && verifierKey !== proof.vkey) {
    return failed("PROOF_KEY", "The proof was made with another key than the one given.");
  }
  const opening = parseTlogProof(proof.tlogProof);
  if (opening === null) return failed("PROOF_FORMAT", "Its Merkle proof is malformed.");
  const opened = orNull(() => openCheckpoint(opening.checkpoint, proof.vkey));
  if (opened === null) return failed("PROOF_KEY", "Its public key is malformed.");
  if (!opened.ok)
    return failed("PROOF_SIGNATURE", `The log's signed checkpoint does not hold: ${opened.code}.`);
  const { checkpoint } = opened;

  const hasher = treeHasher();
  const included = verifyInclusion(
    {
      index: opening.index,
      size: checkpoint.size,
      leafHash: hasher.leafHash(proof.leaf),
      proof: opening.hashes,
      root: fromHex(checkpoint.root),
    },
    hasher,
  );
  if (!included)
    return failed("PROOF_INCLUSION", "The event is not in the log that the checkpoint commits to.");

  const event = orNull(() => readLeaf(proof.leaf));
  if (event === null) return failed("PROOF_LEAF", "The event is not one this release can read.");
  if (event.seq !== opening.index || event.log !== checkpoint.origin) {
    return failed("PROOF_PLACE", "The event says it stands elsewhere than where the log has it.");
  }
  return withPayload(proof, event, checkpoint, verifierKey === undefined ? "file" : "caller");
}

function withPayload(
  { payload, salt }: ConsentProof,
  event: ConsentEvent,
  checkpoint: Checkpoint,
  keyFrom: "caller" | "file",
): ProofVerdict {
  if (payload === undefined || salt === undefined)
    return { verified: true, event, checkpoint, payload: "absent", keyFrom };
  if (event.payloadDigest === undefined || !payloadMatches(payload, salt, event.payloadDigest)) {
    return failed("PROOF_PAYLOAD", "The details beside the event are not those it committed to.");
  }
  return { verified: true, event: { ...event, payload }, checkpoint, payload: "matches", keyFrom };
}
