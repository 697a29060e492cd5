import { type CampaignId, type ContactId, contactId, sendKey } from "../identifiers.js";
import { campaignSendKey } from "../messages/send-key.js";
import type {
  CampaignRecord,
  OpenRecipient,
  RecipientChange,
  TaskReport,
  TaskRunner,
} from "../ports/store/campaign.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { StoreScope } from "../ports/store/store.js";
import { decodeRecipient } from "./campaign-codec.js";
import { lockCampaign, progressWrite, writeCampaign } from "./campaign-rows.js";
import { all, type Io } from "./io.js";
import { ended } from "./message-changes.js";
import { decodeMessage } from "./message-codec.js";
import { atLeastOne } from "./page.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { patches } from "./row-writes.js";
import { copyKeys, isDead } from "./send-again.js";
import { membershipTable, messageTable, recipientTable } from "./tables.js";
import { readable, refusePromise } from "./units.js";
import { handOversRead, inHands } from "./workers.js";

/** What one page of a task writes. */
interface Changes {
  readonly recipients: RawRow[];
  readonly messages: RawRow[];
  readonly dropped: (readonly string[])[];
}

/** See `Store.runCampaignTask`. */
export function* runCampaignTask(
  call: StoreScope & { readonly id: CampaignId; readonly limit: number },
  runner: TaskRunner,
): Io<TaskReport> {
  const limit = atLeastOne(call.limit, "limit");
  const locked = yield* lockCampaign(call.tenant, call.id);
  if (locked === null) return { campaign: null, changed: 0, more: false };
  const { campaign } = locked;
  const { task, reached } = campaign.progress;
  if (task === null) return { campaign, changed: 0, more: false };
  const { found } = yield* all({
    found: {
      op: "range",
      table: recipientTable,
      path: "campaign",
      on: [call.id],
      ...(reached === null ? {} : { after: [reached] }),
      limit,
    },
  });
  const units = yield* openRecipients(call, campaign, found);
  const changes: Changes = { recipients: [], messages: [], dropped: [] };
  for (const unit of units) {
    const change = runner.change(unit, campaign);
    refusePromise(change);
    if (change !== null) apply(call, unit, change, changes);
  }
  const { prepared } = campaign.progress;
  const left = prepared - changes.dropped.length;
  // The row's own, whether or not the rest of it can be read: a page of damage is gone past too.
  const last = found.at(-1)?.["contact"];
  const isDone = found.length < limit;
  const after = isDone
    ? runner.done(progressWrite(campaign, { task: null, reached: null, prepared: left }), task)
    : progressWrite(campaign, { reached: contactId(String(last)), prepared: left });
  const written = yield* writeCampaign(call, locked, after, [
    { op: "drop", table: recipientTable, path: "key", keys: changes.dropped },
    ...patches(recipientTable, changes.recipients),
    ...patches(messageTable, changes.messages),
  ]);
  return {
    campaign: written,
    changed: changes.recipients.length + changes.messages.length + changes.dropped.length,
    more: !isDone,
  };
}

/** Recipients with their messages, as far as those have not left. */
function* openRecipients(
  scope: StoreScope,
  { progress, id }: CampaignRecord,
  rows: readonly RawRow[],
): Io<readonly OpenRecipient[]> {
  const recipients = readable(rows, decodeRecipient);
  const out = recipients.filter(({ state }) => state === "out");
  const segment = progress.task?.kind === "retract" ? progress.task.segment : undefined;
  const read = yield* all({
    messages: {
      op: "get",
      table: messageTable,
      path: "key",
      keys: out.map(({ contact }) => [campaignSendKey(id, contact)]),
      lock: true,
    },
    members: {
      op: "get",
      table: membershipTable,
      path: "key",
      keys: segment === undefined ? [] : recipients.map(({ contact }) => [contact, segment]),
    },
  });
  const copies = yield* readCopies(read.messages);
  const open = yield* openMessages([...read.messages, ...copies]);
  const messages = new Map<ContactId, readonly OutboxRecord[]>();
  for (const message of readable(open, (row) => decodeMessage(scope, row)))
    messages.set(message.contact, [...(messages.get(message.contact) ?? []), message]);
  const members = new Set(read.members.map((row) => row["contact"]));
  return recipients.map((recipient) => ({
    recipient,
    messages: messages.get(recipient.contact) ?? [],
    isMember: members.has(recipient.contact),
  }));
}

/** The copies of messages that somebody has sent again: they are the campaign's as well. */
function* readCopies(messages: readonly RawRow[]): Io<readonly RawRow[]> {
  const keys = messages.filter(isDead).flatMap(({ key }) => copyKeys(sendKey(String(key))));
  if (keys.length === 0) return [];
  const { copies } = yield* all({
    copies: { op: "get", table: messageTable, path: "key", keys: sortedKeys(keys), lock: true },
  });
  return copies;
}

/**
 * Of these messages those that have not left and are in nobody's hands. What is only reserved is
 * among them: it is judged once more before it leaves.
 */
export function* openMessages(rows: readonly RawRow[]): Io<readonly RawRow[]> {
  const workers = sortedKeys(
    rows.flatMap(({ status, worker }) =>
      status === "claimed" && typeof worker === "string" ? [worker] : [],
    ),
  ).flat();
  const hands = workers.length === 0 ? [] : ((yield [handOversRead(workers)])[0] ?? []);
  const isInHands = inHands(hands);
  return rows.filter(
    (row) => row["status"] === "queued" || (row["status"] === "claimed" && !isInHands(row)),
  );
}

function apply(
  { now }: StoreScope,
  { recipient, messages }: OpenRecipient,
  change: RecipientChange,
  changes: Changes,
): void {
  const { campaign, contact, state, due } = recipient;
  const key = { campaign, contact };
  const { reason, shift } = change;
  if (change.drop === true) {
    changes.dropped.push([campaign, contact]);
  } else if (state === "waiting") {
    if (reason !== undefined)
      changes.recipients.push({ ...key, due: null, state: "refused", reason });
    else if (shift !== undefined && due !== null)
      changes.recipients.push({ ...key, due: due + shift });
  } else {
    for (const message of messages) {
      const row = messageChange(message, change, now);
      if (row !== null) changes.messages.push(row);
    }
  }
}

function messageChange(
  message: OutboxRecord,
  { reason, shift, content }: RecipientChange,
  now: number,
): RawRow | null {
  const { key, plannedAt, dueAt, status, origin } = message;
  if (reason !== undefined) {
    const because = [{ code: reason, effect: "deny", rule: "the campaign" }] as const;
    return ended(key, "skipped", now, because);
  }
  if (shift !== undefined) {
    const moved = { key, plannedAt: plannedAt + shift, dueAt: dueAt + shift };
    return status === "queued" ? { ...moved, nextAt: dueAt + shift } : moved;
  }
  if (content === undefined) return null;
  const { template, data, revision, policy } = content;
  return {
    ...{ key, template, data: JSON.stringify(data), policy: JSON.stringify(policy) },
    origin: JSON.stringify({ ...origin, revision }),
  };
}

/** A message that its campaign ends. */
export function cancelled(row: RawRow, now: number): RawRow {
  const because = [{ code: "CANCELLED", effect: "deny", rule: "the campaign" }] as const;
  return ended(row["key"] ?? null, "skipped", now, because);
}

export function messagesWaiting(lane: string, queue: string, limit: number): RowRequest {
  const at = { now: Number.MAX_SAFE_INTEGER, limit, lock: true } as const;
  return { op: "due", table: messageTable, path: "due", on: [lane, queue], ...at };
}
