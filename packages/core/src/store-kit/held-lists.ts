import { contactId, type ListId, listId } from "../identifiers.js";
import type { ListInput, ListReactions, StoreScope } from "../ports/store/store.js";
import type { ContactChange } from "./contact-writes.js";
import { decoded } from "./decode-row.js";
import { heldListTable } from "./held-list-table.js";
import { all, type Io } from "./io.js";
import { listInputs, routeTold } from "./list-news.js";
import { atLeastOne } from "./page.js";
import type { RowRequest } from "./row-request.js";
import { readable } from "./units.js";

/** Keeps what is new about lists, in the transaction of the change, to be told later. */
export function heldWrites(
  scope: StoreScope,
  changes: readonly ContactChange[],
  hold: { readonly name: string; readonly lists: ReadonlySet<ListId> } | undefined,
): readonly RowRequest[] {
  if (hold === undefined) return [];
  const rows = changes
    .flatMap((change) => listInputs(scope, change, hold.lists))
    .map(({ contact, list, joined, at, revision }) => {
      const change = joined ? "joined" : "left";
      return { held: hold.name, contact, list, change, at, revision };
    });
  return rows.length === 0 ? [] : [{ op: "add", table: heldListTable, rows }];
}

/** See `Store.releaseLists`. */
export function* releaseLists(
  call: StoreScope & {
    readonly held: string;
    readonly limit: number;
    readonly lists: ListReactions;
  },
): Io<{ readonly more: boolean }> {
  const limit = atLeastOne(call.limit, "limit");
  const { rows } = yield* all({
    rows: { op: "range", table: heldListTable, path: "held", on: [call.held], limit },
  });
  if (rows.length === 0) return { more: false };
  const told = new Map<ListInput["contact"], readonly ListInput[]>();
  const inputs = readable(rows, (row): ListInput => {
    const { contact, list, change, at, revision } = decoded(heldListTable, row);
    const joined = change === "joined";
    return { kind: "list", contact: contactId(contact), list: listId(list), joined, at, revision };
  });
  // Nothing begins by a list that no workflow begins by any more.
  for (const input of inputs.filter(({ list }) => call.lists.lists.has(list)))
    told.set(input.contact, [...(told.get(input.contact) ?? []), input]);
  yield [
    {
      ...{ op: "drop", table: heldListTable, path: "key" },
      keys: rows.map(({ held = null, contact = null, list = null }) => [held, contact, list]),
    },
  ];
  yield* routeTold(call, told, call.lists);
  return { more: rows.length === limit };
}
