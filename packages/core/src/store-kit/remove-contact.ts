import type { ContactId } from "../identifiers.js";
import type { RemovedContact } from "../ports/store/contact-change.js";
import type { StoreScope } from "../ports/store/scope.js";
import { goingWrite, goner } from "./erase-contact.js";
import { all, type Io } from "./io.js";
import {
  consentPointTable,
  contactPointTable,
  contactTable,
  eventTable,
  ledgerTable,
  tables,
} from "./tables.js";
import { newsId } from "./take-in.js";

/** What a contact has without anybody having dealt with it. Rows of other tables keep it. */
const alone: ReadonlySet<string> = new Set([
  ...["contact", "contact_point", "list_member", "membership", "held_list", "contact_change"],
  "consent_point",
]);

/** See `StoreChanges.removeContact`. */
export function* removeContact(
  call: StoreScope & {
    readonly contact: ContactId;
    readonly revision: number;
    readonly entries: readonly string[];
  },
): Io<RemovedContact> {
  const { contact, revision, entries } = call;
  const keys = [[contact]];
  const read = yield* all({
    contact: { op: "get", table: contactTable, path: "key", keys, lock: true },
    inUse: { op: "get", table: contactPointTable, path: "contact", keys },
    points: { op: "get", table: consentPointTable, path: "contact", keys },
  });
  const [row] = read.contact;
  if (row === undefined) return { removed: false, held: [] };
  const points = [...new Set([...read.inUse, ...read.points].map(({ id = null }) => id))];
  const goes = tables.flatMap((table) => goner(table, [contact], points)).reverse();
  const found = yield goes.map(({ find }) => find);
  // News of a ledger entry are an event of the contact.
  const known: ReadonlySet<unknown> = new Set(
    entries.flatMap((entry) => [entry, ...points.map((point) => newsId(entry, String(point)))]),
  );
  const held = goes.flatMap(({ table }, index) => {
    const rows = found[index] ?? [];
    const follows = table === ledgerTable || table === eventTable;
    const holds = follows ? rows.some(({ id }) => !known.has(id)) : rows.length > 0;
    return holds && !alone.has(table.name) ? [table.name] : [];
  });
  if (row["revision"] !== revision) held.push(contactTable.name);
  if (held.length > 0) return { removed: false, held };
  yield goes.map((one, index) => goingWrite(one, found[index] ?? []));
  return { removed: true, held };
}
