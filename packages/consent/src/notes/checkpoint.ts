import { InputError } from "@wellsent/core/errors";
import { fromBase64, fromHex, hasControls, toBase64, toHex } from "../encoding/index.js";
import { verifyConsistency } from "../merkle/index.js";
import { openNote, signNote } from "./signed-note.js";
import type { NoteSigner } from "./signer.js";
import { parseVerifierKey, type VerifierKey } from "./verifier-key.js";

/** What a log commits to: so many leaves, with that root. */
export interface Checkpoint {
  /**
   * The log's name, a URL without scheme: `example.com/consent/tenant-1`. The same as in every
   * leaf.
   */
  readonly origin: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

/**
 * C2SP tlog-checkpoint, without extension lines, which no monitor could audit. @throws InputError
 * `INPUT_CHECKPOINT`.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (
    origin === "" ||
    origin.includes("\n") ||
    hasControls(origin) ||
    !Number.isSafeInteger(size) ||
    size < 0
  ) {
    throw new InputError(
      "INPUT_CHECKPOINT",
      "A checkpoint needs an origin on one line and a whole size from 0 up.",
    );
  }
  return `${origin}\n${size}\n${toBase64(fromHex(root, 32, "root"))}\n`;
}

/** Null for anything else. Extension lines are let pass and not given any meaning. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.some((line) => line === "")) return null;
  const [origin, size, base64] = lines;
  if (
    origin === undefined ||
    size === undefined ||
    base64 === undefined ||
    !/^(0|[1-9][0-9]{0,15})$/.test(size)
  )
    return null;
  const root = fromBase64(base64);
  if (root === null || root.length !== 32 || !Number.isSafeInteger(Number(size))) return null;
  return { origin, size: Number(size), root: toHex(root) };
}

export interface CheckpointRequest {
  readonly checkpoint: Checkpoint;
  /** The last one ever signed for this log. Null only for the very first. */
  readonly previous: Checkpoint | null;
  /** From the previous size to this one; not needed for the first, nor after an empty one. */
  readonly consistency?: readonly Uint8Array[];
  readonly signer: NoteSigner;
}

function inconsistent(message: string): InputError {
  return new InputError("INPUT_CHECKPOINT_INCONSISTENT", message, {
    remedy: "Do not sign. Audit the log: what was promised before is no longer in it.",
  });
}

/**
 * Signs a checkpoint, and never one that contradicts the last: a log that did would have two
 * histories.
 * @throws InputError `INPUT_CHECKPOINT_INCONSISTENT`, `INPUT_CHECKPOINT`.
 */
export function signCheckpoint({
  checkpoint,
  previous,
  consistency = [],
  signer,
}: CheckpointRequest): string {
  if (signer.name !== checkpoint.origin) {
    throw new InputError("INPUT_CHECKPOINT", "The signer's name is not the log's origin.", {
      path: "signer",
    });
  }
  if (previous !== null) checkExtends(previous, checkpoint, consistency);
  return signNote(formatCheckpoint(checkpoint), signer);
}

function checkExtends(previous: Checkpoint, next: Checkpoint, proof: readonly Uint8Array[]): void {
  if (previous.origin !== next.origin) throw inconsistent("The last checkpoint is of another log.");
  if (previous.size > next.size)
    throw inconsistent("The log has fewer leaves than its last checkpoint promised.");
  if (previous.size === 0 && next.size > 0) return;
  if (previous.size === next.size) {
    if (previous.root !== next.root)
      throw inconsistent("The log has the size of its last checkpoint and another root.");
    return;
  }
  const held = verifyConsistency({
    oldSize: previous.size,
    newSize: next.size,
    oldRoot: fromHex(previous.root, 32, "previous.root"),
    newRoot: fromHex(next.root, 32, "checkpoint.root"),
    proof,
  });
  if (!held) throw inconsistent("The consistency proof from the last checkpoint does not hold.");
}

export type OpenedCheckpoint =
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  | {
      readonly ok: false;
      readonly code:
        | "NOTE_MALFORMED"
        | "NOTE_UNKNOWN_KEY"
        | "NOTE_SIGNATURE"
        | "CHECKPOINT_MALFORMED"
        | "CHECKPOINT_ORIGIN";
    };

/**
 * Verifies a signed checkpoint against the log's published key, whose name must be the log's
 * origin.
 */
export function openCheckpoint(note: string, verifierKey: string | VerifierKey): OpenedCheckpoint {
  const key = typeof verifierKey === "string" ? parseVerifierKey(verifierKey) : verifierKey;
  const opened = openNote(note, [key]);
  if (!opened.ok) return opened;
  const checkpoint = parseCheckpoint(opened.text);
  if (checkpoint === null) return { ok: false, code: "CHECKPOINT_MALFORMED" };
  return checkpoint.origin === key.name
    ? { ok: true, checkpoint }
    : { ok: false, code: "CHECKPOINT_ORIGIN" };
}
