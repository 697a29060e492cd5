import type { ConsentDraft, Instant, JsonObject, JsonValue, LedgerEntry } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { canonicalize } from "../canonical/index.js";
import { payloadDigest } from "../commitment/index.js";
import { toHex } from "../encoding/index.js";
import { type TreeHasher, treeHasher } from "../merkle/tree-hash.js";
import type { ConsentEvent, DraftedEvent } from "./consent-event.js";
import { eventCatalog } from "./event-catalog.js";
import { count, ref } from "./field-kind.js";
import { formatEventTime } from "./instant-text.js";
import { readDraft } from "./read-draft.js";

/** One day: an observation dated further ahead than clocks differ was not observed. */
const aheadMs = 86_400_000;

export interface SealContext {
  /** The log's origin, as in its checkpoints: `example.com/consent/tenant-1`. */
  readonly log: string;
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly hasher?: TreeHasher;
}

export interface SealedEvent {
  readonly entry: LedgerEntry;
  readonly event: ConsentEvent;
}

function checkAhead(event: DraftedEvent, recordedAt: Instant): void {
  if (eventCatalog()[event.type].ahead !== "refuse" || event.effectiveAt <= recordedAt + aheadMs)
    return;
  throw new InputError(
    "INPUT_EVENT_FUTURE",
    `An event of type ${event.type} says it took effect in the future.`,
    {
      path: "effectiveAt",
      remedy: "Record it once it has happened.",
    },
  );
}

/**
 * Gives a draft its place in the log: the leaf, its canonical bytes and their hash.
 * @throws InputError what `readDraft` throws; `INPUT_EVENT_FUTURE`; `INPUT_EVENT_SALT`.
 */
export function sealEvent(draft: ConsentDraft, context: SealContext): SealedEvent {
  const event = readDraft(draft);
  checkAhead(event, context.recordedAt);
  const { payload } = event;
  const { salt } = draft;
  const commitment = payload === undefined ? undefined : commitTo(payload, salt);
  const leaf = canonicalize(
    inOrder({
      ...draft.fields,
      contactPoint: draft.contactPoint,
      effectiveAt: formatEventTime(draft.effectiveAt),
      id: draft.id,
      log: ref.read(context.log, "log"),
      payloadDigest: commitment,
      recordedAt: formatEventTime(context.recordedAt, "recordedAt"),
      seq: count.read(context.seq, "seq"),
      type: draft.type,
      v: 1,
    }),
  );
  const entry: LedgerEntry = {
    seq: context.seq,
    id: draft.id,
    type: draft.type,
    ...(draft.contactPoint === undefined ? {} : { contactPoint: draft.contactPoint }),
    recordedAt: context.recordedAt,
    leaf,
    leafHash: toHex((context.hasher ?? treeHasher()).leafHash(leaf)),
    ...(payload === undefined || salt === undefined ? {} : { payload, salt }),
  };
  return {
    entry,
    event: {
      ...event,
      log: context.log,
      seq: context.seq,
      recordedAt: context.recordedAt,
      ...(commitment === undefined ? {} : { payloadDigest: commitment }),
    },
  };
}

/** Every field a leaf can have, in canonical order: a leaf built so needs no sorting. */
const leafFields = [
  "actor",
  "caused",
  "contactPoint",
  "detail",
  "effectiveAt",
  "id",
  "log",
  "method",
  "notice",
  "payloadDigest",
  "recordedAt",
  "ruleset",
  "scope",
  "seq",
  "subject",
  "type",
  "v",
] as const;

function inOrder(parts: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const leaf: Record<string, JsonValue> = {};
  for (const field of leafFields) {
    const part = parts[field];
    if (part !== undefined) leaf[field] = part;
  }
  return leaf;
}

function commitTo(payload: JsonObject, salt: string | undefined): string {
  if (salt === undefined) {
    throw new InputError(
      "INPUT_EVENT_SALT",
      "A draft has a payload and no salt for its commitment.",
      { path: "salt" },
    );
  }
  return payloadDigest(payload, salt);
}
