import type { JsonObject, LedgerEntry } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { canonicalize, parseJsonObject } from "../canonical/index.js";
import type { ConsentEvent, DraftedEvent } from "./consent-event.js";
import { count, digest, ref, time } from "./field-kind.js";
import { parseEventTime } from "./instant-text.js";
import { readFields } from "./read-draft.js";

/**
 * Reads a leaf back, every field checked as on appending, and its text held against its own
 * canonical form: two texts never pass for one leaf.
 * @throws InputError `INPUT_LEAF` and what `readDraft` throws.
 */
export function readLeaf(leaf: string): ConsentEvent {
  const parsed = parseJsonObject(leaf, "INPUT_LEAF");
  if (canonicalize(parsed) !== leaf)
    throw new InputError("INPUT_LEAF", "The leaf is not in its canonical form.");
  const { v, log, seq, id, type, recordedAt, effectiveAt, contactPoint, payloadDigest, ...fields } =
    parsed;
  if (v !== 1) {
    throw new InputError(
      "INPUT_LEAF_VERSION",
      "The leaf is of a version this release does not know.",
      { path: "v" },
    );
  }
  return record(
    readFields({
      id,
      type,
      contactPoint,
      effectiveAt: parseEventTime(time.read(effectiveAt, "effectiveAt")),
      fields,
    }),
    {
      log: ref.read(log, "log"),
      seq: count.read(seq, "seq"),
      recordedAt: parseEventTime(time.read(recordedAt, "recordedAt")),
      ...(payloadDigest === undefined
        ? {}
        : { payloadDigest: digest.read(payloadDigest, "payloadDigest") }),
    },
  );
}

function record(
  event: DraftedEvent,
  place: Pick<ConsentEvent, "log" | "seq" | "recordedAt" | "payloadDigest">,
): ConsentEvent {
  return {
    ...event,
    ...place,
  };
}

/** Reads a stored entry: its leaf, and the payload as long as there is one. */
export function readEvent(
  entry: Pick<LedgerEntry, "leaf"> & { readonly payload?: JsonObject },
): ConsentEvent {
  const event = readLeaf(entry.leaf);
  return entry.payload === undefined ? event : { ...event, payload: entry.payload };
}
