import type { ContactId, Definition, Instant, Page, Paged, TenantId } from "@wellsent/core";
import {
  cursorAt,
  cursorPosition,
  definitionConflict,
  pageLimit,
  sameJson,
} from "../store-rules/index.js";
import type { Placed, Table } from "./table.js";
import { keyOf, type TenantState } from "./tenant-state.js";

/** One page of what `scan` yields, as far as `item` wants it. */
export function pageOf<Row, Item>(
  scan: (after: number) => Iterable<Placed<Row>>,
  page: Page,
  item: (row: Row) => Item | undefined,
): Paged<Item> {
  const limit = pageLimit(page);
  const items: Item[] = [];
  let last = -1;
  for (const [position, row] of scan(cursorPosition(page))) {
    const found = item(row);
    if (found === undefined) continue;
    if (items.length === limit) return { items, next: cursorAt(last) };
    items.push(found);
    last = position;
  }
  return { items, next: null };
}

/** Rows of one contact where one is named, of all otherwise. */
export function scanOf<Row>(
  table: Pick<Table<Row, "contact">, "scan" | "scanWhere">,
  contact: ContactId | undefined,
): (after: number) => Iterable<Placed<Row>> {
  return contact === undefined ? table.scan : (after) => table.scanWhere("contact", contact, after);
}

export function nextWork(state: TenantState): Instant | null {
  const queues = [state.enrollmentsDue, state.segmentsDue, ...state.lanes.values()];
  const instants = queues.flatMap((queue) => queue.earliest() ?? []);
  return instants.length === 0 ? null : Math.min(...instants);
}

export function putDefinition(state: TenantState, definition: Definition): void {
  const { kind, id, version, body } = definition;
  const known = state.definitions.get(keyOf(kind, id, version));
  if (known === undefined) state.definitions.set(keyOf(kind, id, version), definition);
  else if (!sameJson(known.body, body)) throw definitionConflict();
}

export function readDefinition(
  state: TenantState,
  call: {
    readonly tenant: TenantId;
    readonly kind: Definition["kind"];
    readonly id: string;
    readonly version?: number;
  },
): Definition | null {
  if (call.version !== undefined)
    return state.definitions.get(keyOf(call.kind, call.id, call.version)) ?? null;
  const versions = state.definitions.where("definition", keyOf(call.kind, call.id));
  return versions.reduce<Definition | null>(
    (newest, definition) =>
      newest === null || definition.version > newest.version ? definition : newest,
    null,
  );
}
