import { murmur3 } from "../hash/murmur3.js";
import type { Instant } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { HourCounts } from "../ports/store/hour-counts.js";
import type { Reactions } from "../ports/store/store.js";
import { decodeContact } from "./contact-codec.js";
import { corrupt, parsedList } from "./decode-row.js";
import type { Prepared } from "./intake.js";
import { all, type Io } from "./io.js";
import { decodeMessageClass } from "./message-codec.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { contactTable, hourCountTable } from "./tables.js";
import { readable, tried } from "./units.js";

type Kind = keyof HourCounts;

const hours = 24;
const shards = 8;

/** Reads everybody's counts, together with whatever else a call reads; or nothing. */
export function hoursRead(isWanted: boolean): RowRequest {
  const keys = isWanted ? rowKeys : [];
  return { op: "get", table: hourCountTable, path: "key", keys };
}

const rowKeys = (["clicks", "sends"] as const).flatMap((kind) =>
  Array.from({ length: shards }, (_, shard) => [kind, shard]),
);

/** The sum of what {@link hoursRead} has found. A row that cannot be read counts for nothing. */
export function decodeHours(rows: readonly RawRow[]): HourCounts {
  const sums = { sends: zeros(), clicks: zeros() };
  for (const row of rows) {
    const [counts] = readable([row], decodeCounts);
    const sum = sums[row["kind"] === "sends" ? "sends" : "clicks"];
    for (const [hour, count] of (counts ?? []).entries()) sum[hour] = (sum[hour] ?? 0) + count;
  }
  return sums;
}

/** See `Store.readHours`. */
export function* readHours(): Io<HourCounts> {
  const { rows } = yield* all({ rows: hoursRead(true) });
  return decodeHours(rows);
}

/** A message that has left: its row, with key, contact and class among what was read of it. */
interface Accepted {
  readonly row: RawRow;
  readonly at: Instant;
}

/** Counts what has left by the hour at which it did. No trip where nobody wants it counted. */
export function* countSends(
  accepted: readonly Accepted[],
  { hourIn }: Pick<Reactions, "hourIn">,
): Io<void> {
  const counted = accepted.filter(({ row }) => isCounted(row));
  if (hourIn === undefined || counted.length === 0) return;
  const ids = [...new Set(counted.map(({ row }) => String(row["contact"])))].sort();
  const { contacts } = yield* all({
    contacts: { op: "get", table: contactTable, path: "key", keys: ids.map((id) => [id]) },
  });
  const people = peopleIn(contacts);
  yield* count(
    "sends",
    counted.flatMap(({ row, at }) => {
      const contact = people.get(String(row["contact"]));
      return contact === undefined ? [] : [{ key: String(row["key"]), hour: hourIn(contact, at) }];
    }),
  );
}

/** Counts the first click of a person on each message, by the hour at which it was sent. */
export function* countClicks(
  fresh: readonly Prepared[],
  contacts: readonly RawRow[],
  { hourIn }: Pick<Reactions, "hourIn">,
): Io<void> {
  if (hourIn === undefined) return;
  const clicked = new Map<string, { readonly contact: string; readonly at: Instant }>();
  for (const { input } of fresh) {
    if (input.kind === "event" || !isHumanClick(input.event)) continue;
    const { contact, marks, message } = input;
    if (marks.clickedAt !== null || message.settledAt === null) continue;
    // What may not have left was not counted as sent.
    if (message.status !== "accepted") continue;
    if (isSolicited(message.messageClass)) continue;
    clicked.set(message.key, { contact, at: message.settledAt });
  }
  if (clicked.size === 0) return;
  const people = peopleIn(contacts);
  yield* count(
    "clicks",
    [...clicked].flatMap(([key, { contact, at }]) => {
      const person = people.get(contact);
      return person === undefined ? [] : [{ key, hour: hourIn(person, at) }];
    }),
  );
}

function peopleIn(rows: readonly RawRow[]): ReadonlyMap<string, ContactRecord> {
  return new Map(readable(rows, decodeContact).map((one) => [one.id, one]));
}

function isHumanClick({ type, engagement }: DeliveryEvent): boolean {
  return type === "clicked" && engagement?.machine !== true;
}

/** Mail that people asked for is clicked when it comes, whatever the hour. */
function isCounted(row: RawRow): boolean {
  const known = tried(() => decodeMessageClass(row));
  return typeof known === "string" && !isSolicited(known);
}

/** Locks one row, so that no count of two calls is lost. */
function* count(
  kind: Kind,
  counted: readonly { readonly key: string; readonly hour: number }[],
): Io<void> {
  const [first] = counted;
  if (first === undefined) return;
  const shard = murmur3(first.key) % shards;
  const { known } = yield* all({
    added: {
      ...{ op: "add", table: hourCountTable },
      rows: [{ kind, shard, counts: JSON.stringify(zeros()) }],
    },
    known: { op: "get", table: hourCountTable, path: "key", keys: [[kind, shard]], lock: true },
  });
  const [stored = []] = readable(known, decodeCounts);
  const counts = zeros().map((zero, hour) => stored[hour] ?? zero);
  for (const { hour } of counted) counts[hour] = (counts[hour] ?? 0) + 1;
  const row = { kind, shard, counts: JSON.stringify(counts) };
  yield [{ op: "put", table: hourCountTable, rows: [row] }];
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeCounts(row: RawRow): readonly number[] {
  const counts = parsedList<number>(hourCountTable, row, "counts", isCount);
  if (counts.length !== hours) throw corrupt(hourCountTable, row, "counts");
  return counts;
}

/** One below zero would take away from what other rows have counted. */
function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function zeros(): number[] {
  return Array.from({ length: hours }, () => 0);
}
