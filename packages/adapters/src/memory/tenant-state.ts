import type {
  ContactMembership,
  ContactRecord,
  Definition,
  DeliveryEvent,
  EnrollmentRecord,
  EventFact,
  Instant,
  JsonValue,
  LedgerEntry,
  LedgerHead,
  LedgerTile,
  OutboxRecord,
  StepLogEntry,
  SuppressionEntry,
  TenantId,
} from "@wellsent/core";
import { enrollmentDueAt, type MessageMarks, messageDueAt } from "../store-rules/index.js";
import { createDueQueue, type DueQueue } from "./due-queue.js";
import { createJournal, type Journal } from "./journal.js";
import { createTable, type Table } from "./table.js";

export interface ContactRow {
  readonly record: ContactRecord;
  readonly memberships: readonly ContactMembership[];
  /** When its segments have to be looked at; `null`: when it changes. */
  readonly segmentsDueAt: Instant | null;
}

interface MessageRow {
  readonly record: OutboxRecord;
  readonly marks: MessageMarks;
}

/** Outlives the contact: holds nothing but ids, keyed fingerprints and the gate's projection. */
interface ConsentPointRow {
  readonly id: string;
  readonly fingerprints: readonly string[];
  readonly projection: JsonValue | null;
}

/** Everything of one tenant. There is no way from here to another. */
export interface TenantState {
  readonly tenant: TenantId;
  readonly journal: Journal;
  readonly contacts: Table<ContactRow, "key" | "address" | "point">;
  readonly enrollments: Table<EnrollmentRecord, "contact" | "entry">;
  readonly steps: Table<StepLogEntry, "contact">;
  readonly events: Table<{ readonly contact: string; readonly event: EventFact }, "contact">;
  readonly deliveries: Table<
    { readonly contact: string; readonly event: DeliveryEvent },
    "contact"
  >;
  readonly messages: Table<MessageRow, "contact">;
  readonly ledger: Table<LedgerEntry, "contactPoint">;
  readonly tiles: Table<LedgerTile>;
  readonly consentPoints: Table<ConsentPointRow, "fingerprint">;
  readonly suppressions: Table<SuppressionEntry, "fingerprint">;
  readonly definitions: Table<Definition, "definition">;
  readonly once: Table<string>;
  readonly head: Table<LedgerHead>;
  readonly enrollmentsDue: DueQueue;
  readonly segmentsDue: DueQueue;
  readonly lane: (name: string) => DueQueue;
  readonly lanes: ReadonlyMap<string, DueQueue>;
}

/** Joins parts into one key that no other parts can make. */
export function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

export function createTenantState(tenant: TenantId): TenantState {
  const journal = createJournal();
  const lanes = new Map<string, DueQueue>();
  const state: TenantState = {
    tenant,
    journal,
    contacts: createTable(journal, {
      key: ({ record }) => [record.key],
      address: ({ record }) => record.points.map((point) => keyOf(point.channel, point.address)),
      point: ({ record }) => record.points.map((point) => point.id),
    }),
    enrollments: createTable(journal, {
      contact: (enrollment) => [enrollment.contact],
      entry: ({ workflow, contact, entryKey }) => [keyOf(workflow, contact, entryKey)],
    }),
    steps: createTable(journal, { contact: (entry) => [entry.contact] }),
    events: createTable(journal, { contact: (row) => [row.contact] }),
    deliveries: createTable(journal, { contact: (row) => [row.contact] }),
    messages: createTable(journal, { contact: ({ record }) => [record.contact] }),
    ledger: createTable(journal, {
      contactPoint: (entry) => (entry.contactPoint === undefined ? [] : [entry.contactPoint]),
    }),
    tiles: createTable(journal, {}),
    consentPoints: createTable(journal, { fingerprint: (row) => row.fingerprints }),
    suppressions: createTable(journal, { fingerprint: (row) => [row.fingerprint] }),
    definitions: createTable(journal, { definition: ({ kind, id }) => [keyOf(kind, id)] }),
    once: createTable(journal, {}),
    head: createTable(journal, {}),
    enrollmentsDue: createDueQueue((id) => {
      const enrollment = state.enrollments.get(id);
      return enrollment === undefined ? null : enrollmentDueAt(enrollment);
    }),
    segmentsDue: createDueQueue((id) => state.contacts.get(id)?.segmentsDueAt ?? null),
    lane(name) {
      const known = lanes.get(name);
      if (known !== undefined) return known;
      const queue = createDueQueue((key) => {
        const message = state.messages.get(key)?.record;
        return message === undefined || message.lane !== name ? null : messageDueAt(message);
      });
      lanes.set(name, queue);
      return queue;
    },
    lanes,
  };
  return state;
}

/** Files what a call took under its new instants, whether it was committed or not. */
export function giveBackTaken(state: TenantState): void {
  state.enrollmentsDue.giveBack();
  state.segmentsDue.giveBack();
  for (const lane of state.lanes.values()) lane.giveBack();
}
