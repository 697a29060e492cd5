import { StoreError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import type { ConsentDraft } from "../ports/consent-gate.js";
import type { Reactions, StoreScope } from "../ports/store/store.js";
import { erasureMark } from "./feed-marks.js";
import { all, type Io } from "./io.js";
import { dropOrphanLinks } from "./link-lists.js";
import { contactAliasTable } from "./merge-tables.js";
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
  const { merged } = yield* all({
    merged: { op: "get", table: contactAliasTable, path: "contact", keys: [[contact]] },
    contact: { op: "get", table: contactTable, path: "key", keys: [[contact]], lock: true },
  });
  // The history of contacts that were merged into this one stands under their own ids.
  const ids = [contact, ...merged.flatMap(({ name }) => mergedId(name))];
  const keys = ids.map((id) => [id]);
  const read = yield* all({
    inUse: { op: "get", table: contactPointTable, path: "contact", keys },
    points: { op: "get", table: consentPointTable, path: "contact", keys },
    messages: { op: "get", table: messageTable, path: "contact", keys },
  });
  // Works on rows, not records: damaged rows must be erased, too.
  const points = new Set([...read.inUse, ...read.points].map(({ id = null }) => id));
  yield* refuseUnsuppressed([...points]);

  const goes = tables.flatMap((table) => goner(table, ids, [...points])).reverse();
  const mark = yield* erasureMark(contact, call.now);
  const folded = yield goes.flatMap(({ fold, find }) => (fold === undefined ? [] : [find]));
  let next = 0;
  const writes = goes.map((one) =>
    goingWrite(one, one.fold === undefined ? [] : (folded[next++] ?? [])),
  );
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

/** `rows`: of a table that is folded. */
export function goingWrite({ table, fold, find }: Goner, rows: readonly RawRow[]): RowRequest {
  if (fold === undefined) return { ...find, op: "drop" };
  const held = rows.filter((row) => fold.some((column) => row[column] !== null));
  return { op: "patch", table, rows: held.map((row) => emptied(table, row, fold)) };
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
export function goner(
  table: Table,
  ids: readonly string[],
  points: readonly Value[],
): readonly Goner[] {
  const { erase } = table;
  if ("never" in erase) return [];
  const keys = erase.by === "contact" ? ids.map((id) => [id]) : points.map((point) => [point]);
  const find = { op: "get", table, path: erase.path, keys } as const;
  return [{ table, find, ...(erase.fold === undefined ? {} : { fold: erase.fold }) }];
}

function mergedId(name: Value | undefined): readonly string[] {
  return typeof name === "string" && name.startsWith("id:") ? [name.slice(3)] : [];
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
