import { StoreError } from "../errors/index.js";
import { type ContactId, segmentId, type WorkflowId, workflowId } from "../identifiers.js";
import type { JsonObject } from "../json.js";
import { isPendingStart } from "../pending-start.js";
import type { ContactPointConsent, HeadCheck } from "../ports/consent-gate.js";
import type { ContactMembership, ContactRecord } from "../ports/store/contact-record.js";
import type { ContactFacts, EventFact, FactsNeeded, MessageFact } from "../ports/store/facts.js";
import type { StoreScope } from "../ports/store/store.js";
import { readPointFacts } from "./consent-points.js";
import { decodeContact } from "./contact-codec.js";
import { decoded, parsedBody } from "./decode-row.js";
import { decodeHours, hoursRead } from "./hour-counts.js";
import { all, type Io } from "./io.js";
import { decodeMessageFact, messageFactTable } from "./message-codec.js";
import { byColumn } from "./row-keys.js";
import type { RawRow } from "./row-request.js";
import {
  contactTable,
  enrollmentTable,
  eventTable,
  membershipTable,
  messageTable,
} from "./tables.js";
import { tried } from "./units.js";

/**
 * Facts of a contact and the rows of its runs, oldest first, as read in the same trip. Where some
 * of the rows that facts are made of cannot be read, the error stands in place of the facts.
 */
export interface ContactRows {
  readonly facts: ContactFacts | StoreError;
  readonly runs: readonly RawRow[];
}

const always = Number.MIN_SAFE_INTEGER;

/**
 * What definitions read about contacts, as of `scope.now`: at most three trips, however many
 * contacts there are. One that does not exist is absent.
 */
export function* readFacts(
  scope: StoreScope,
  contacts: readonly ContactId[],
  needs: FactsNeeded,
  headFits?: HeadCheck,
): Io<ReadonlyMap<ContactId, ContactFacts | StoreError>> {
  const how = { lock: true, runs: false, headFits };
  const units = yield* contactRows(scope, contacts, needs, how);
  return new Map([...units].map(([id, { facts }]) => [id, facts]));
}

/**
 * {@link readFacts} with the contact's runs. `lock`: whether the contacts are locked, in the order
 * of their ids. `runs`: whether their rows are wanted, whatever the facts need. `locked`: rows of
 * contacts that the call has locked already; they are not read again. `headFits`: see `Judge`.
 */
export function* contactRows(
  { now }: StoreScope,
  contacts: readonly ContactId[],
  needs: FactsNeeded,
  {
    lock,
    runs: wanted,
    locked = [],
    headFits,
  }: {
    readonly lock: boolean;
    readonly runs: boolean;
    readonly locked?: readonly RawRow[];
    readonly headFits?: HeadCheck | undefined;
  },
): Io<ReadonlyMap<ContactId, ContactRows>> {
  const ids = [...new Set(contacts)].sort();
  if (ids.length === 0) return new Map();
  const keys = ids.map((id) => [id]);
  const asked = new Set<RawRow[string] | undefined>(ids);
  const kept = locked.filter((row) => asked.has(row["id"]));
  const held = new Set(kept.map((row) => row["id"]));
  const unread = ids.filter((id) => !held.has(id)).map((id) => [id]);
  const windows = Object.entries(needs.events);
  const since = needs.messages === null ? always : now - needs.messages;
  const read = yield* all({
    // Locked first: on a store with row locks, the reads that follow then see the rows as they are
    // after the wait.
    contacts: { op: "get", table: contactTable, path: "key", keys: unread, lock },
    memberships: {
      op: "get",
      table: membershipTable,
      path: "contact",
      keys: needs.memberships === false ? [] : keys,
    },
    runs: {
      op: "get",
      table: enrollmentTable,
      path: "contact",
      keys: needs.enrolled === false && !wanted ? [] : keys,
    },
    events: {
      op: "get",
      table: eventTable,
      path: "contact",
      keys: ids.flatMap((id) =>
        windows.map(([name, back]) => [id, name, back === null ? always : now - back]),
      ),
    },
    messages: {
      op: "get",
      table: messageTable,
      path: "recent",
      keys: needs.messages === 0 ? [] : ids.map((id) => [id, since]),
      columns: Object.keys(messageFactTable.columns),
    },
    hours: hoursRead(needs.hours === true),
  });
  const hours = needs.hours === true ? { hours: decodeHours(read.hours) } : {};
  const records = new Map(
    [...kept, ...read.contacts].map((row) => [row["id"], tried(() => decodeContact(row))] as const),
  );
  const points = [...records.values()].flatMap((one) =>
    one instanceof StoreError ? [] : one.points.map((point) => ({ ...point, contact: one.id })),
  );
  const consent = yield* readPointFacts(needs.consent ? points : [], headFits);
  const rows = {
    memberships: byColumn(read.memberships, "contact"),
    runs: byColumn(read.runs, "contact"),
    events: byColumn(read.events, "contact"),
    messages: byColumn(read.messages, "contact"),
  };
  const units = new Map<ContactId, ContactRows>();
  for (const id of ids) {
    const record = records.get(id);
    if (record === undefined) continue;
    const runs = rows.runs.get(id) ?? [];
    const facts = (contact: ContactRecord): ContactFacts => ({
      contact,
      memberships: (rows.memberships.get(id) ?? []).map(decodeMembership),
      lists: contact.lists,
      events: newestFirst(rows.events.get(id) ?? [], eventTime).map(decodeEvent),
      messages: decodeMessages(rows.messages.get(id) ?? []),
      consent: needs.consent ? contact.points.map((point) => given(consent.get(point.id))) : [],
      enrolled: enrolledIn(runs),
      ...hours,
    });
    units.set(id, {
      facts: record instanceof StoreError ? record : tried(() => facts(record)),
      runs,
    });
  }
  return units;
}

function given(consent: ContactPointConsent | StoreError | undefined): ContactPointConsent {
  if (consent === undefined || consent instanceof StoreError)
    throw consent ?? new StoreError("STORE_CORRUPT", "The facts of a contact point are missing.");
  return consent;
}

function decodeMembership(row: RawRow): ContactMembership {
  const { segment, since } = decoded(membershipTable, row);
  return { segment: segmentId(segment), since };
}

/** Workflows with a run that has not ended, in the order in which they began. */
function enrolledIn(runs: readonly RawRow[]): readonly WorkflowId[] {
  const active = runs
    .map((row) => decoded(enrollmentTable, row))
    .filter((run) => run.status === "active" && !isPendingStart(run));
  return [...new Set(active.map(({ workflow }) => workflowId(workflow)))];
}

function eventTime(row: RawRow): number {
  return decoded(eventTable, row).at;
}

function decodeEvent(row: RawRow): EventFact {
  const { id, name, at } = decoded(eventTable, row);
  return { id, name, at, data: parsedBody<JsonObject>(eventTable, row, "data") };
}

function decodeMessages(rows: readonly RawRow[]): readonly MessageFact[] {
  return newestFirst(rows, messageTime).map(decodeMessageFact);
}

function messageTime(row: RawRow): number {
  const { settledAt, createdAt } = decoded(messageFactTable, row);
  return settledAt ?? createdAt;
}

/** Of equal instants, the one recorded later comes first. */
function newestFirst(
  rows: readonly RawRow[],
  readTime: (row: RawRow) => number,
): readonly RawRow[] {
  if (rows.length < 2) return rows;
  return rows
    .map((row) => ({ row, at: readTime(row), seq: Number(row["seq"]) }))
    .sort((a, b) => b.at - a.at || b.seq - a.seq)
    .map(({ row }) => row);
}
