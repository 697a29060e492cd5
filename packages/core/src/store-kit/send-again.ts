import type { SendKey, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { copySendKey } from "../messages/index.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { SentAgain } from "../ports/store/outbox.js";
import { all, type Io } from "./io.js";
import { reopened, requeued } from "./message-changes.js";
import { decodeStatus, reasonColumns } from "./message-codec.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { campaignTable, contactTable, messageTable } from "./tables.js";

const sentAgain: readonly DecisionReason[] = [
  { code: "SENT_AGAIN", effect: "defer", rule: "the host's word" },
];

/** The most copies of one message. A call for more is taken for a mistake. */
const mostCopies = 9;

/** The keys of all copies that a message may have. */
export function copyKeys(key: SendKey): readonly SendKey[] {
  return Array.from({ length: mostCopies }, (_, index) => copySendKey(key, index + 2));
}

/** Whether somebody may have the message sent again. */
export function isDead({ status }: RawRow): boolean {
  return status === "failed" || status === "rejected" || status === "unknown";
}

/** See `Store.sendAgain`. */
export function* sendAgain(call: {
  readonly tenant: TenantId;
  readonly now: Instant;
  readonly key: SendKey;
  readonly confirm: boolean;
}): Io<SentAgain> {
  const { key, now } = call;
  const copies = copyKeys(key);
  const { campaigns, found } = yield* all({
    campaigns: campaignRead(key),
    found: locked([key, ...copies]),
  });
  const row = found.find((one) => one["key"] === key);
  if (row === undefined) return { status: "unknown_message" };
  const status = decodeStatus(row);
  if (!isDead(row)) return { status: "not_dead" };
  // Of what was cancelled nothing leaves any more, not by the host's word either.
  if (campaigns[0]?.["state"] === "cancelled") return { status: "campaign_cancelled" };
  // An earlier hand-over whose answer was lost may have delivered it all the same.
  if (status !== "unknown" && row["lost"] === 0) {
    const change = { ...requeued(key, now, sentAgain), ...reopened, touchedAt: now };
    yield [{ op: "patch", table: messageTable, rows: [{ ...change, tries: 0, triedAt: null }] }];
    return { status: "queued", key };
  }
  if (!call.confirm) return { status: "confirmation_needed" };
  const taken = new Set(found.map((one) => one["key"]));
  const free = copies.find((copy) => !taken.has(copy));
  if (free === undefined) return { status: "too_many_copies" };
  // The contact is locked before anything is written about it.
  const contact: RowRequest = {
    ...{
      op: "get",
      table: contactTable,
      path: "key",
      keys: [[row["contact"] ?? null]],
      lock: true,
    },
  };
  yield [contact, { op: "add", table: messageTable, rows: [copyMessage(row, free, now)] }];
  return { status: "queued", key: free };
}

/** The campaign of the message, locked before it as every call locks them. */
function campaignRead(key: SendKey): RowRequest {
  const id = /^(c-[^:]+):/.exec(key)?.[1];
  const keys = id === undefined ? [] : [[id]];
  return { op: "get", table: campaignTable, path: "key", keys, lock: true };
}

function locked(keys: readonly SendKey[]): RowRequest {
  return {
    ...{ op: "get", table: messageTable, path: "key", lock: true },
    keys: [...keys].sort().map((key) => [key]),
  };
}

/** A new message, planned for now. What happened to the first one stays with the first one. */
function copyMessage({ seq: _seq, ...row }: RawRow, key: SendKey, now: Instant): RawRow {
  return {
    ...row,
    ...requeued(key, now, []),
    ...reopened,
    ...reasonColumns(sentAgain),
    ...{ createdAt: now, plannedAt: now, touchedAt: now, triedAt: null },
    ...{ attempt: 0, tries: 0, lost: 0, providerMessageId: null, marks: null, links: null },
  };
}
