import { StoreError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import type { ConsentDraft } from "../ports/consent-gate.js";
import type { Reactions, StoreScope } from "../ports/store/store.js";
import { erasureMark } from "./feed-marks.js";
import { all, type Io } from "./io.js";
import { dropOrphanLinks } from "./link-lists.js";
import type { RawRow, RowRequest } from "./row-request.js";
import type { Table, Value } from "./table.js";
import {
  consentPointTable,
  contactPointTable,
  contactTable,
  fingerprintTable,
  messageTable,
  suppressionTable,
  tables,
} from "./tables.js";
import { takeIn } from "./take-in.js";

/** Names of what was removed, by table. Tables without one are not counted. */
const counted: Readonly<Record<string, string>> = {
  contact: "contacts",
  contact_point: "contactPoints",
  list_member: "lists",
  membership: "memberships",
  ledger: "payloads",
  message: "messages",
  enrollment: "enrollments",
  event: "events",
  delivery: "deliveries",
  step: "steps",
};

/** See `Store.eraseContact`. The tables declare what is erased and how. */
export function* eraseContact(
  call: StoreScope & { readonly contact: ContactId; readonly suppress: readonly ConsentDraft[] },
  reactions: Reactions,
): Io<{ readonly removed: Readonly<Record<string, number>> }> {
  const { contact, suppress } = call;
  if (suppress.length > 0) yield* takeIn(call, { inputs: [], drafts: suppress }, reactions);
  const keys = [[contact]];
  const read = yield* all({
    contact: { op: "get", table: contactTable, path: "key", keys, lock: true },
    inUse: { op: "get", table: contactPointTable, path: "contact", keys },
    points: { op: "get", table: consentPointTable, path: "contact", keys },
    messages: { op: "get", table: messageTable, path: "contact", keys },
  });
  // Works on rows, not records: damaged rows must be erased, too.
  const points = new Set([...read.inUse, ...read.points].map(({ id = null }) => id));
  yield* refuseUnsuppressed([...points]);

  const goes = tables.flatMap((table) => goner(table, contact, [...points])).reverse();
  const mark = yield* erasureMark(contact, call.now);
  const folded = yield goes.flatMap(({ fold, find }) => (fold === undefined ? [] : [find]));
  let next = 0;
  const writes = goes.map(({ table, fold, find }): RowRequest => {
    if (fold === undefined) return { ...find, op: "drop" };
    const rows = folded[next++] ?? [];
    const held = rows.filter((row) => fold.some((column) => row[column] !== null));
    return { op: "patch", table, rows: held.map((row) => emptied(table, row, fold)) };
  });
  const [, ...answers] = yield [mark, ...writes];
  const removed: Record<string, number> = {};
  for (const [index, write] of writes.entries()) {
    const name = counted[write.table.name];
    if (name === undefined) continue;
    removed[name] =
      write.op === "patch" ? write.rows.length : Number(answers[index]?.[0]?.["dropped"] ?? 0);
  }
  yield* dropOrphanLinks(
    read.messages.flatMap(({ links }) => (typeof links === "string" ? [links] : [])),
  );
  return { removed };
}

interface Goner {
  readonly table: Table;
  readonly fold?: readonly string[];
  readonly find: {
    readonly op: "get";
    readonly table: Table;
    readonly path: string;
    readonly keys: readonly (readonly Value[])[];
  };
}

/** How the erasure reaches one table. */
function goner(table: Table, contact: ContactId, points: readonly Value[]): readonly Goner[] {
  const { erase } = table;
  if ("never" in erase) return [];
  const keys = erase.by === "contact" ? [[contact]] : points.map((point) => [point]);
  const find = { op: "get", table, path: erase.path, keys } as const;
  return [{ table, find, ...(erase.fold === undefined ? {} : { fold: erase.fold }) }];
}

function emptied(table: Table, row: RawRow, fold: readonly string[]): RawRow {
  const key = table.key.map((column) => [column, row[column] ?? null]);
  return Object.fromEntries([...key, ...fold.map((column) => [column, null])]);
}

/**
 * An erased person must not get mail when their address comes back, so each fingerprint of it is
 * suppressed.
 */
function* refuseUnsuppressed(points: readonly Value[]): Io<void> {
  const { prints } = yield* all({
    prints: {
      op: "get",
      table: fingerprintTable,
      path: "point",
      keys: points.map((point) => [point]),
    },
  });
  const names = new Set(prints.map(({ fingerprint = null }) => fingerprint));
  const { suppressed } = yield* all({
    suppressed: {
      op: "get",
      table: suppressionTable,
      path: "reason",
      keys: [...names].map((name) => [name, "erased"]),
    },
  });
  // A scope of null covers everything.
  for (const row of suppressed)
    if (row["scope"] === "null") names.delete(row["fingerprint"] ?? null);
  if (names.size === 0) return;
  throw new StoreError(
    "STORE_ERASURE_UNSUPPRESSED",
    `${names.size} fingerprints of the contact are not suppressed as erased.`,
    {
      path: "suppress",
      remedy: "Give a draft for each point that readPoints names: it suppresses the address.",
    },
  );
}
