import { contactId, contactPointId, sendKey, type TenantId } from "../identifiers.js";
import { isObject, type JsonObject } from "../json.js";
import type { Channel, Decision, DecisionReason, MessageClass } from "../ports/consent-gate.js";
import type { TrackedLink } from "../ports/renderer.js";
import type { MessageFact, OutboxStatus } from "../ports/store/facts.js";
import type { OutboxOrigin, OutboxRecord } from "../ports/store/outbox.js";
import type { WorkflowPolicy } from "../workflows/definition.js";
import { corrupt, decoded, isText, parsed, parsedBody, parsedList } from "./decode-row.js";
import { type MessageMarks, noMarks } from "./message-marks.js";
import type { RawRow } from "./row-request.js";
import { messageTable } from "./tables.js";

/** Lists of links by digest, as far as they were read along. */
export type LinkLists = ReadonlyMap<string, readonly TrackedLink[]>;

/**
 * A message's row as the record that callers see. Links come from `lists`; a list that is not among
 * them is left out.
 * @throws StoreError `STORE_CORRUPT` with table and key
 */
export function decodeMessage(
  { tenant }: { readonly tenant: TenantId },
  raw: RawRow,
  lists?: LinkLists,
): OutboxRecord {
  const row = decoded(messageTable, raw);
  const policy = parsed<WorkflowPolicy>(messageTable, raw, "policy");
  if (policy !== null && !isObject(policy)) throw corrupt(messageTable, raw, "policy");
  const links = row.links === null ? undefined : lists?.get(row.links);
  return {
    tenant,
    key: sendKey(row.key),
    contact: contactId(row.contact),
    contactPoint: contactPointId(row.contactPoint),
    channel: decodeChannel(row),
    lane: row.lane,
    queue: row.queue,
    priority: row.priority,
    template: row.template,
    purpose: row.purpose,
    topic: row.topic,
    messageClass: decodeMessageClass(row),
    data: parsedBody<JsonObject>(messageTable, raw, "data"),
    origin: decodeOrigin(raw),
    dueAt: row.dueAt,
    decision: decodeDecision(raw),
    ...(policy === null ? {} : { policy }),
    createdAt: row.createdAt,
    plannedAt: row.plannedAt,
    triedAt: row.triedAt,
    status: decodeStatus(row),
    attempt: row.attempt,
    tries: row.tries,
    lost: row.lost,
    worker: row.worker,
    reasons: parsedList<DecisionReason>(messageTable, raw, "reasons", isReason),
    providerMessageId: row.providerMessageId,
    settledAt: row.settledAt,
    ...(links === undefined ? {} : { links }),
  };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeOrigin(raw: RawRow): OutboxOrigin {
  const origin = parsedBody<OutboxOrigin>(messageTable, raw, "origin");
  if (!isText(origin.kind)) throw corrupt(messageTable, raw, "origin");
  return origin;
}

function decodeDecision(raw: RawRow): Decision {
  const decision = parsedBody<Decision>(messageTable, raw, "decision");
  const { allowed, reasons, obligations } = decision;
  const whole =
    typeof allowed === "boolean" &&
    Array.isArray(reasons) &&
    reasons.every(isReason) &&
    Array.isArray(obligations);
  if (!whole) throw corrupt(messageTable, raw, "decision");
  return decision;
}

function isReason(reason: unknown): boolean {
  return isObject(reason) && isText(reason["code"]);
}

/** Writes JSON. One for many rows may keep the texts of what they share. */
export type JsonWriter = (value: object) => string;

/**
 * Writes what many messages have in common once: objects that are the same one. Not to be kept for
 * longer than a call, as what it has written may change afterwards.
 */
export function sharedJson(): JsonWriter {
  const texts = new Map<object, string>();
  return (value) => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    const text = JSON.stringify(value);
    // Those that nobody shares would only fill it.
    if (texts.size < mostShared) texts.set(value, text);
    return text;
  };
}

const mostShared = 100;

/** The row of a message that is new to the table: no marks, no links, touched when it was made. */
export function messageRow(message: OutboxRecord, write: JsonWriter = JSON.stringify): RawRow {
  const { status, dueAt, settledAt, policy, reasons } = message;
  return {
    key: message.key,
    contact: message.contact,
    contactPoint: message.contactPoint,
    channel: message.channel,
    lane: message.lane,
    template: message.template,
    purpose: message.purpose,
    topic: message.topic,
    messageClass: message.messageClass,
    data: write(message.data),
    origin: write(message.origin),
    policy: policy === undefined ? null : write(policy),
    createdAt: message.createdAt,
    plannedAt: message.plannedAt,
    triedAt: message.triedAt,
    status,
    attempt: message.attempt,
    tries: message.tries,
    lost: message.lost,
    worker: message.worker,
    dueAt,
    nextAt: status === "queued" ? dueAt : null,
    touchedAt: message.createdAt,
    windowAt: settledAt ?? openWindow,
    settledAt,
    decision: JSON.stringify(message.decision),
    ...reasonColumns(reasons),
    providerMessageId: message.providerMessageId,
    marks: null,
    links: null,
    queue: message.queue,
    priority: message.priority,
  };
}

/**
 * The `windowAt` of a message that has not ended: later than any instant, so that each window holds
 * it.
 */
export const openWindow: number = Number.MAX_SAFE_INTEGER;

export function reasonColumns(reasons: readonly DecisionReason[]): {
  readonly reasons: string;
  readonly firstReason: string | null;
} {
  return { reasons: JSON.stringify(reasons), firstReason: reasons[0]?.code ?? null };
}

const factColumns = {
  key: "text",
  contact: "text",
  channel: "text",
  template: "text",
  purpose: "text",
  topic: "text?",
  messageClass: "text",
  origin: "json",
  priority: "integer",
  plannedAt: "integer",
  dueAt: "integer",
  status: "text",
  lost: "integer",
  createdAt: "integer",
  touchedAt: "integer",
  settledAt: "integer?",
  marks: "json?",
} as const;

/** What facts read of a message, and when it was: neither its data nor its decision. */
export const messageFactTable: Omit<typeof messageTable, "columns"> & {
  readonly columns: typeof factColumns;
} = { ...messageTable, columns: factColumns };

/** @throws StoreError `STORE_CORRUPT` with table and key */
export function decodeMessageFact(raw: RawRow): MessageFact {
  const row = decoded(messageFactTable, raw);
  const status = decodeStatus(row);
  const { workflow = null, campaign = null } = decodeOrigin(raw);
  return {
    key: sendKey(row.key),
    channel: decodeChannel(row),
    template: row.template,
    purpose: row.purpose,
    topic: row.topic,
    messageClass: decodeMessageClass(row),
    workflow,
    campaign,
    priority: row.priority,
    plannedAt: row.plannedAt,
    dueAt: row.dueAt,
    status,
    lost: row.lost,
    touchedAt: row.touchedAt,
    sentAt: status === "accepted" ? row.settledAt : null,
    ...decodeMarks(raw),
  };
}

export function decodeMarks(raw: RawRow): MessageMarks {
  const marks = parsed<MessageMarks>(messageTable, raw, "marks");
  if (marks !== null && !isObject(marks)) throw corrupt(messageTable, raw, "marks");
  return { ...noMarks, ...marks };
}

const statuses: readonly OutboxStatus[] = [
  "queued",
  "claimed",
  "accepted",
  "rejected",
  "failed",
  "unknown",
  "skipped",
];

export function decodeStatus(row: RawRow): OutboxStatus {
  return one(statuses, row, "status");
}

const channels: readonly Channel[] = ["email", "sms"];

function decodeChannel(row: RawRow): Channel {
  return one(channels, row, "channel");
}

const messageClasses: readonly MessageClass[] = [
  "marketing",
  "service",
  "transactional",
  "confirmation_request",
  "legal_notice",
];

export function decodeMessageClass(row: RawRow): MessageClass {
  return one(messageClasses, row, "messageClass");
}

function one<W extends string>(words: readonly W[], row: RawRow, column: string): W {
  const found = words.find((word) => word === row[column]);
  if (found === undefined) throw corrupt(messageTable, row, column);
  return found;
}
