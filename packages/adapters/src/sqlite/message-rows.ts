import type {
  MessageFact,
  OutboxDraft,
  OutboxRecord,
  OutboxStatus,
  SendKey,
  TenantId,
  TrackedLink,
} from "@wellsent/core";
import { sendKey } from "@wellsent/core";
import { type MessageMarks, messageDueAt, noMarks } from "../store-rules/index.js";
import type { Connection } from "./connection.js";
import { integer, integerOrNull, json, type Row, text, textOrNull } from "./row.js";

const columns = `key, draft, created_at, status, attempt, due_at, lease_until, settled_at, decision, reasons,
  provider_message_id, marks`;
const linkList = "(SELECT body FROM wellsent_link_list WHERE seq = links) AS link_list";

export const selectMessages: string = `SELECT seq, ${columns}, ${linkList} FROM wellsent_message`;
/** For what is about to be written: links may be long, and {@link updateMessage} leaves them alone. */
const selectWithoutLinks = `SELECT seq, ${columns} FROM wellsent_message`;

/** What never changes is one JSON value; what a claim or a settlement changes is a column. */
export function recordOf(row: Row): OutboxRecord {
  return {
    ...json<Omit<OutboxDraft, "dueAt" | "decision">>(row, "draft"),
    dueAt: integer(row, "due_at"),
    decision: json(row, "decision"),
    createdAt: integer(row, "created_at"),
    status: statusOf(row),
    attempt: integer(row, "attempt"),
    leaseUntil: integerOrNull(row, "lease_until"),
    reasons: json(row, "reasons"),
    providerMessageId: textOrNull(row, "provider_message_id"),
    settledAt: integerOrNull(row, "settled_at"),
    ...((row["link_list"] ?? null) === null
      ? {}
      : { links: json<readonly TrackedLink[]>(row, "link_list") }),
  };
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

export function statusOf(row: Row): OutboxStatus {
  const stored = text(row, "status");
  // The table's check lets no other word in.
  return statuses.find((status) => status === stored) ?? "unknown";
}

export function marksOf(row: Row): MessageMarks {
  return textOrNull(row, "marks") === null ? noMarks : json<MessageMarks>(row, "marks");
}

export function factOf(row: Row): MessageFact {
  const status = statusOf(row);
  const channel = text(row, "channel") === "sms" ? "sms" : "email";
  const sentAt = status === "accepted" ? integerOrNull(row, "settled_at") : null;
  const { key, template, purpose } = {
    key: sendKey(text(row, "key")),
    template: text(row, "template"),
    purpose: text(row, "purpose"),
  };
  return { key, channel, template, purpose, status, sentAt, ...marksOf(row) };
}

export function readMessage(
  connection: Connection,
  tenant: TenantId,
  key: SendKey,
): OutboxRecord | null {
  const row = connection.get(`${selectMessages} WHERE tenant = $tenant AND key = $key`, {
    tenant,
    key,
  });
  return row === undefined ? null : recordOf(row);
}

export function readWithoutLinks(
  connection: Connection,
  tenant: TenantId,
  key: SendKey,
): OutboxRecord | null {
  const row = connection.get(`${selectWithoutLinks} WHERE tenant = $tenant AND key = $key`, {
    tenant,
    key,
  });
  return row === undefined ? null : recordOf(row);
}

/** Returns whether the key was free. */
export function insertMessage(connection: Connection, message: OutboxRecord): boolean {
  const { tenant, key, contact, lane, channel, template, purpose, createdAt, decision, dueAt } =
    message;
  const {
    status,
    attempt,
    leaseUntil,
    reasons,
    providerMessageId,
    settledAt,
    links: _links,
    ...draft
  } = message;
  const { createdAt: _createdAt, decision: _decision, dueAt: _dueAt, ...fixed } = draft;
  const changes = connection.run(
    `INSERT INTO wellsent_message (tenant, key, contact, lane, channel, template, purpose, draft, created_at, status,
        attempt, due_at, lease_until, next_at, settled_at, decision, reasons, first_reason, provider_message_id)
      VALUES ($tenant, $key, $contact, $lane, $channel, $template, $purpose, $draft, $createdAt, $status,
        $attempt, $dueAt, $leaseUntil, $nextAt, $settledAt, $decision, $reasons, $firstReason, $providerMessageId)
      ON CONFLICT (tenant, key) DO NOTHING`,
    {
      ...{ tenant, key, contact, lane, channel, template, purpose, createdAt, dueAt },
      ...{ status, attempt, leaseUntil, providerMessageId, settledAt },
      draft: JSON.stringify(fixed),
      nextAt: messageDueAt(message),
      decision: JSON.stringify(decision),
      reasons: JSON.stringify(reasons),
      firstReason: reasons[0]?.code ?? null,
    },
  );
  return changes === 1;
}

export function updateMessage(connection: Connection, message: OutboxRecord): void {
  const { tenant, key, dueAt, status, attempt, leaseUntil, reasons, providerMessageId, settledAt } =
    message;
  connection.run(
    `UPDATE wellsent_message SET status = $status, attempt = $attempt, due_at = $dueAt, lease_until = $leaseUntil,
        next_at = $nextAt, settled_at = $settledAt, decision = $decision, reasons = $reasons,
        first_reason = $firstReason, provider_message_id = $providerMessageId
      WHERE tenant = $tenant AND key = $key`,
    {
      ...{ tenant, key, dueAt, status, attempt, leaseUntil, providerMessageId, settledAt },
      nextAt: messageDueAt(message),
      decision: JSON.stringify(message.decision),
      reasons: JSON.stringify(reasons),
      firstReason: reasons[0]?.code ?? null,
    },
  );
}
