import { StoreError } from "../errors/index.js";
import { type ContactId, contactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { ConsentDraft, HeadCheck, LedgerHead } from "../ports/consent-gate.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { IngestInput, Reactions, StoreScope } from "../ports/store/store.js";
import { listPoints } from "./append.js";
import { type Arrival, createArrivals, toArrival } from "./arrivals.js";
import type { ContactFailures } from "./contact-failures.js";
import { checkInstant } from "./drafted-message.js";
import { all, type Io } from "./io.js";
import { emptyHead, headRead, lockedHead } from "./ledger-codec.js";
import { contactAliasTable } from "./merge-tables.js";
import { decodeMarks, decodeMessage } from "./message-codec.js";
import { type MessageMarks, markedBy } from "./message-marks.js";
import { readContactId } from "./quarantine-rows.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow } from "./row-request.js";
import {
  consentPointTable,
  contactTable,
  deliveryTable,
  eventTable,
  ledgerTable,
  messageTable,
} from "./tables.js";
import { tried } from "./units.js";

/** Events, delivery events, and acts of consent beyond those that deliveries imply. */
export interface Intake {
  readonly inputs: readonly IngestInput[];
  readonly drafts: readonly ConsentDraft[];
}

type EventInput = Extract<IngestInput, { readonly kind: "event" }>;
type DeliveryInput = Extract<IngestInput, { readonly kind: "delivery" }>;

/** An input whose contact this tenant has. */
type KnownInput =
  | EventInput
  | (DeliveryInput & {
      readonly contact: ContactId;
      readonly message: OutboxRecord;
      readonly marks: MessageMarks;
      /** When the message was last handed over, as far as known. */
      readonly leftAt: Instant;
    });

export interface Gathered {
  /** Each once, in the order given. */
  readonly inputs: readonly KnownInput[];
  /** All contacts with an input, also those that cannot be read. */
  readonly contacts: ReadonlySet<ContactId>;
  /** Rows of the contacts that were locked: as they stand until the end of the call. */
  readonly locked: readonly RawRow[];
  readonly orphaned: number;
  readonly duplicate: number;
  /** Rows of the consent points that drafts may be about. */
  readonly points: ReadonlyMap<string, RawRow>;
}

/** Finds and locks everybody who is concerned: two trips, one where there are only events. */
export function* gather(
  { tenant, now }: StoreScope,
  { inputs, drafts }: Intake,
  reactions: Pick<Reactions, "listPoints">,
  failures: ContactFailures,
): Io<Gathered> {
  const points = new Map<string, RawRow>();
  const keep = (rows: readonly RawRow[]): void => {
    for (const row of rows) points.set(String(row["id"]), row);
  };
  const mail = sortedKeys(inputs.flatMap((one) => (one.kind === "event" ? [] : one.event.message)));
  const named = sortedKeys(drafts.flatMap((draft) => listPoints(draft, reactions)));
  let sent: readonly RawRow[] = [];
  if (mail.length > 0 || named.length > 0) {
    const first = yield* all({
      messages: { op: "get", table: messageTable, path: "key", keys: mail },
      points: { op: "get", table: consentPointTable, path: "key", keys: named },
    });
    sent = first.messages;
    keep(first.points);
  }
  const people = sortedKeys([
    ...inputs.flatMap((input) => (input.kind === "event" ? input.contact : [])),
    ...[...sent, ...points.values()].flatMap((row) => readContactId(row) ?? []),
  ]);
  const read = yield* all({
    contacts: { op: "get", table: contactTable, path: "key", keys: people, lock: true },
    aliases: {
      op: "get",
      table: contactAliasTable,
      path: "key",
      keys: people.map(([id = null]) => [`id:${id}`]),
    },
    // Read again: a message's row is reliable only once its contact is locked.
    messages: { op: "get", table: messageTable, path: "key", keys: mail },
    points: {
      op: "get",
      table: consentPointTable,
      path: "key",
      keys: sortedKeys(
        sent.flatMap(({ contactPoint: id }) => (typeof id === "string" ? [id] : [])),
      ),
    },
  });
  keep(read.points);
  const aliases = new Map(read.aliases.map(({ name, contact }) => [name, readAlias(contact)]));
  let locked = read.contacts;
  if (aliases.size > 0) {
    const keys = sortedKeys([...aliases.values()].flatMap((id) => id ?? []));
    const { others } = yield* all({
      others: { op: "get", table: contactTable, path: "key", keys, lock: true },
    });
    const already = new Set(locked.map((row) => row["id"]));
    locked = [...locked, ...others.filter((row) => !already.has(row["id"] ?? null))];
  }
  const living = new Set(locked.map((row) => row["id"]));
  const messages = new Map(read.messages.map((row) => [row["key"], row]));

  const known: KnownInput[] = [];
  const contacts = new Set<ContactId>();
  const seen = new Set<string>();
  let orphaned = 0;
  let duplicate = 0;
  for (const given of inputs) {
    const input = leadOn(given, living, aliases);
    const row = input.kind === "event" ? undefined : messages.get(input.event.message);
    const contact = input.kind === "event" ? input.contact : row && readContactId(row);
    if (!contact || !living.has(contact)) {
      orphaned += 1;
      continue;
    }
    contacts.add(contact);
    const key =
      input.kind === "event" ? `event:${input.event.id}` : `delivery:${input.event.dedupeKey}`;
    if (seen.has(key)) duplicate += 1;
    else if (input.kind === "event") known.push(input);
    else if (row !== undefined) {
      const message = tried(() => {
        const sent = decodeMessage({ tenant }, row);
        return { message: sent, marks: decodeMarks(row), leftAt: leftAt(sent, row, now) };
      });
      if (message instanceof StoreError) failures.fail(contact, message);
      else known.push({ ...input, contact, ...message });
    }
    seen.add(key);
  }
  return { inputs: known, contacts, locked, orphaned, duplicate, points };
}

function readAlias(contact: RawRow[string] | undefined): ContactId | null {
  return typeof contact === "string" ? contactId(contact) : null;
}

/** An event of a contact that was merged is its survivor's. */
function leadOn(
  input: IngestInput,
  living: ReadonlySet<RawRow[string] | undefined>,
  aliases: ReadonlyMap<RawRow[string] | undefined, ContactId | null>,
): IngestInput {
  if (aliases.size === 0 || input.kind !== "event" || living.has(input.contact)) return input;
  const contact = aliases.get(`id:${input.contact}`) ?? null;
  return contact === null ? input : { ...input, contact };
}

function leftAt({ settledAt, createdAt }: OutboxRecord, row: RawRow, now: Instant): Instant {
  const { touchedAt } = row;
  return Math.min(settledAt ?? (typeof touchedAt === "number" ? touchedAt : createdAt), now);
}

/** An input with the row that records it and the denials it means. */
export interface Prepared {
  readonly input: KnownInput;
  readonly row: RawRow;
  readonly drafts: readonly ConsentDraft[];
  /** What it says about whether mail arrives at its address. */
  readonly arrival: Arrival | null;
}

/**
 * Asks what each input means. One that fails is left out; with `refuse`, so is everything of its
 * contact. An exception is a soft bounce that cannot be counted: other inputs of its contact may be
 * denials, and are kept. `uncounted`: whose they are.
 */
export function prepare(
  { inputs, points }: Pick<Gathered, "inputs" | "points">,
  { draftsFor }: Pick<Reactions, "draftsFor">,
  failures: ContactFailures,
  refuse: boolean,
): {
  readonly prepared: readonly Prepared[];
  readonly uncounted: ReadonlyMap<ContactId, StoreError>;
} {
  const wanted = refuse ? inputs.filter(({ contact }) => !failures.codes.has(contact)) : inputs;
  const arrivals = createArrivals(points);
  const uncounted = new Map<ContactId, StoreError>();
  const answers = failures.run(wanted, (input): Prepared | StoreError => {
    if (input.kind === "event") return { input, row: eventRow(input), drafts: [], arrival: null };
    const { event, contact, message, leftAt } = input;
    const row = { dedupeKey: event.dedupeKey, contact, body: JSON.stringify(event) };
    // A report always counts as later than its message, even where the reporter's clock is behind.
    const heard = { ...event, at: Math.max(event.at, leftAt) };
    const arrival = toArrival(heard, message.contactPoint);
    const history = arrival === null ? undefined : tried(() => arrivals.history(arrival));
    if (history instanceof StoreError) {
      if (!refuse) throw history;
      uncounted.set(contact, history);
      return history;
    }
    const drafts = [...draftsFor(heard, message.contactPoint, history)];
    if (arrival !== null) arrivals.hear(arrival);
    return { input, row, drafts, arrival };
  });
  const prepared = answers
    .filter((one): one is Prepared => one !== null && !(one instanceof StoreError))
    .filter(({ input }) => !refuse || !failures.codes.has(input.contact));
  const said = new Set(prepared.map(({ input }) => input.contact));
  for (const [contact, error] of uncounted) {
    // Takes no other input of theirs: they are refused like any contact that cannot be read.
    if (said.has(contact)) continue;
    uncounted.delete(contact);
    failures.fail(contact, error);
  }
  return { prepared, uncounted };
}

/** The row of an event. @throws StoreError `STORE_RESULT_MISMATCH` for an instant that is none. */
export function eventRow({ contact, event }: Omit<EventInput, "kind">): RawRow {
  const { id, name, at, data } = event;
  checkInstant(at, "event.at");
  return { id, contact, name, at, data: JSON.stringify(data) };
}

export interface Recorded {
  /** Those that the store did not hold yet. */
  readonly fresh: readonly Prepared[];
  readonly duplicate: number;
  /** Locked where there is something to append, now and until the end of the call. */
  readonly head: LedgerHead;
  /** Ids among the drafts that the ledger holds. */
  readonly known: readonly string[];
}

/** Records each input once, and says which are new: one trip. */
export function* record(
  prepared: readonly Prepared[],
  ids: readonly string[],
  locksHead: boolean,
  headFits?: HeadCheck,
): Io<Recorded> {
  const events = prepared.filter(({ input }) => input.kind === "event");
  const deliveries = prepared.filter(({ input }) => input.kind === "delivery");
  const read = yield* all({
    events: { op: "add", table: eventTable, rows: events.map(({ row }) => row) },
    deliveries: { op: "add", table: deliveryTable, rows: deliveries.map(({ row }) => row) },
    ...(locksHead ? { head: headRead(true) } : {}),
    // After the lock: while it waits, another append may bring the same drafts.
    known: { op: "get", table: ledgerTable, path: "id", keys: sortedKeys(ids) },
  });
  const added = new Set([
    ...events.filter((_, index) => read.events[index]?.["added"] === true),
    ...deliveries.filter((_, index) => read.deliveries[index]?.["added"] === true),
  ]);
  const fresh = prepared.filter((one) => added.has(one));
  return {
    fresh,
    duplicate: prepared.length - fresh.length,
    head: read.head === undefined ? emptyHead : yield* lockedHead(read.head, headFits),
    known: read.known.map((row) => String(row["id"])),
  };
}

/** What the new delivery events leave on the points of their messages, each point once. */
export function arrivalRows(
  fresh: readonly Prepared[],
  { points }: Pick<Gathered, "points">,
): readonly RawRow[] {
  const arrivals = createArrivals(points);
  for (const { arrival } of fresh) if (arrival !== null) arrivals.hear(arrival);
  return arrivals.rows();
}

/** What the new delivery events leave on their messages: each message once, if they mark it. */
export function markRows(fresh: readonly Prepared[]): readonly RawRow[] {
  const marks = new Map<string, MessageMarks>();
  for (const { input } of fresh) {
    if (input.kind === "event") continue;
    const { key } = input.message;
    const known = marks.get(key) ?? input.marks;
    const said = markedBy(known, input.event);
    if (said !== known) marks.set(key, said);
  }
  return [...marks].map(([key, value]) => ({ key, marks: JSON.stringify(value) }));
}
