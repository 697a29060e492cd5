import { withOrigins } from "../contacts/index.js";
import type { ContactId, ListId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { FingerprintKeys } from "../ports/consent-gate.js";
import type { ChangeCause } from "../ports/store/contact-change.js";
import type {
  ContactLookup,
  ContactRecord,
  ContactWrite,
  FoundContact,
} from "../ports/store/contact-record.js";
import type { FlowWrites } from "../ports/store/flows.js";
import type { ListReactions, StoreScope } from "../ports/store/store.js";
import { changeRows, historyWrites } from "./contact-changes.js";
import { decodeContact, zoneColumn } from "./contact-codec.js";
import { type ContactChange, writeContacts } from "./contact-writes.js";
import { findContacts } from "./find-contacts.js";
import { writeFlow } from "./flow-rows.js";
import { heldWrites } from "./held-lists.js";
import { all, type Io } from "./io.js";
import { addKeys, compareKeys, keysRead, unknownKeys } from "./key-checks.js";
import { routeLists } from "./list-news.js";
import { contactConflict, mismatch, revisionConflict, sameTenant } from "./refusals.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow } from "./row-request.js";
import { contactPointTable, contactTable, fingerprintTable, onceTable } from "./tables.js";

interface Changed {
  readonly applied: boolean;
  readonly barred?: true;
  readonly written: number;
}

/** See `Store.changeContacts`: four trips, and those of what begins by lists. */
export function* changeContacts(
  call: StoreScope & {
    readonly lookups: readonly ContactLookup[];
    readonly once?: string;
    readonly unless?: string;
    readonly cause?: ChangeCause;
    readonly keys?: FingerprintKeys;
    readonly lists?: ListReactions;
    readonly hold?: { readonly name: string; readonly lists: ReadonlySet<ListId> };
    readonly flow?: () => FlowWrites;
  },
  change: (found: readonly FoundContact[]) => readonly ContactWrite[],
): Io<Changed> {
  const { once, unless, keys } = call;
  const name = once === undefined ? [] : [{ name: once }];
  const { found, along } = yield* findContacts(call.lookups, [
    {
      ...{ op: "get", table: onceTable, path: "key" },
      keys: unless === undefined ? [] : [[unless]],
    },
    { op: "add", table: onceTable, rows: name },
    ...(keys?.keyChecks === undefined ? [] : [keysRead(keys)]),
  ]);
  if ((along[0]?.length ?? 0) > 0) return { applied: false, barred: true, written: 0 };
  if (along[1]?.some((row) => row["added"] !== true)) return { applied: false, written: 0 };
  const stored = along[2] ?? [];
  const newKeys = keys === undefined ? [] : unknownKeys(keys, stored);
  const writes = change(found);
  if (!Array.isArray(writes)) throw mismatch("A change of contacts must return a list of writes.");
  if (writes.length === 0) {
    if (call.flow !== undefined) yield* writeFlow(call.flow());
    return { applied: true, written: 0 };
  }
  if (keys !== undefined) yield* compareKeys(keys, newKeys);
  const records = writes.map(({ contact }) => contact);
  const points = records.flatMap((contact) => contact.points);
  const read = yield* all({
    contacts: {
      op: "get",
      table: contactTable,
      path: "key",
      keys: sortedKeys(records.map(({ id }) => id)),
      lock: true,
    },
    named: {
      op: "get",
      table: contactTable,
      path: "named",
      keys: sortedKeys(records.map(({ key }) => key)),
    },
    points: {
      op: "get",
      table: contactPointTable,
      path: "key",
      keys: sortedKeys(points.map(({ id }) => id)),
    },
    addresses: {
      op: "get",
      table: contactPointTable,
      path: "address",
      keys: [
        ...new Map(
          points.map(({ channel, address }) => [`${channel}:${address}`, [channel, address]]),
        ).values(),
      ],
    },
    prints: {
      op: "get",
      table: fingerprintTable,
      path: "point",
      keys: sortedKeys(points.map(({ id }) => id)),
    },
  });
  const changes = foldWrites(call, writes, read.contacts);
  refuseSecondOwners(writes, changes, [
    ...read.named.map((row) => [`key:${row["key"]}`, row["id"]] as const),
    ...read.points.map((row) => [`point:${row["id"]}`, row["contact"]] as const),
    ...read.addresses.map((row) => [addressName(row), row["contact"]] as const),
  ]);
  const history = [...changes.values()].flatMap((one) => changeRows(one, call.cause, call.now));
  yield* writeContacts([...changes.values()], read.prints, call.now, historyWrites(history));
  if (keys !== undefined && newKeys.length > 0) yield* addKeys(keys, stored);
  const held = heldWrites(call, [...changes.values()], call.hold);
  if (held.length > 0) yield held;
  if (call.flow !== undefined) yield* writeFlow(call.flow());
  yield* routeLists(call, [...changes.values()], call.lists);
  return { applied: true, written: writes.length };
}

/**
 * What becomes of each contact. A batch may write one contact several times, each on the revision
 * before.
 */
export function foldWrites(
  { tenant, now, cause }: StoreScope & { readonly cause?: ChangeCause },
  writes: readonly ContactWrite[],
  rows: readonly RawRow[],
): ReadonlyMap<ContactId, ContactChange> {
  const before = new Map(rows.map((row) => decodeContact(row)).map((one) => [one.id, one]));
  const changes = new Map<ContactId, ContactChange>();
  for (const [index, { contact }] of writes.entries()) {
    const path = `writes[${index}]`;
    sameTenant(tenant, contact.tenant, path);
    const known = before.get(contact.id) ?? null;
    const latest = changes.get(contact.id)?.after ?? known;
    if (contact.revision !== (latest?.revision ?? 0)) throw revisionConflict(path);
    const next = { ...zoned(contact, latest, now), revision: contact.revision + 1 };
    const after = withOrigins(latest, next, cause, now);
    changes.set(contact.id, { before: known, after });
  }
  return changes;
}

/** The record with the time at which its zone last changed. */
function zoned(contact: ContactRecord, before: ContactRecord | null, now: Instant): ContactRecord {
  const { zoneSince: _, ...own } = contact;
  const hasMoved = before !== null && zoneColumn(before) !== zoneColumn(contact);
  const zoneSince = hasMoved ? now : before?.zoneSince;
  return zoneSince === undefined ? own : { ...own, zoneSince };
}

/**
 * `held`: who has the keys, points and addresses in question, by name. A contact that is written
 * gives up what it held before.
 */
function refuseSecondOwners(
  writes: readonly ContactWrite[],
  changes: ReadonlyMap<ContactId, ContactChange>,
  held: readonly (readonly [string, RawRow[string] | undefined])[],
): void {
  const written = new Set<unknown>(changes.keys());
  const owners = new Map<string, unknown>(held.filter(([, owner]) => !written.has(owner)));
  for (const { after } of changes.values()) {
    const names = [
      `key:${after.key}`,
      ...after.points.flatMap((point) => [`point:${point.id}`, addressName(point)]),
    ];
    for (const name of names) {
      if (owners.has(name)) {
        const index = writes.findLastIndex(({ contact }) => contact.id === after.id);
        throw contactConflict(`writes[${index}]`);
      }
      owners.set(name, after.id);
    }
  }
}

function addressName({
  channel,
  address,
}: Readonly<Record<"channel" | "address", RawRow[string]>>): string {
  return `address:${channel}:${address}`;
}
