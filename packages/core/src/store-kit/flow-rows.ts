import { type ContactId, contactId, type TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type {
  FlowConflict,
  FlowLink,
  FlowRead,
  FlowState,
  FlowWrites,
} from "../ports/store/flows.js";
import type { Page, Paged } from "../ports/store/page.js";
import { decoded, parsedBody } from "./decode-row.js";
import { flowConflictTable, flowLinkTable, flowTable } from "./flow-tables.js";
import { all, type Io } from "./io.js";
import { atLeastOne, pageOfRows } from "./page.js";
import { revisionConflict } from "./refusals.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { readable } from "./units.js";

type ConflictBody = Omit<FlowConflict, "id" | "contact" | "at">;

/** See `StoreFlows.readFlow`. */
export function* readFlow(call: {
  readonly tenant: TenantId;
  readonly flow: string;
  readonly contacts?: readonly ContactId[];
  readonly hostKeys?: readonly string[];
  readonly pushBy?: { readonly at: Instant; readonly limit: number };
}): Io<FlowRead> {
  const { flow, contacts = [], hostKeys = [], pushBy } = call;
  const table = flowLinkTable;
  const due: readonly RowRequest[] =
    pushBy === undefined
      ? []
      : [
          {
            ...{ op: "due", table, path: "push", on: [flow], now: pushBy.at },
            limit: atLeastOne(pushBy.limit, "pushBy.limit"),
          },
        ];
  const pairs = (values: readonly string[]) =>
    sortedKeys(values).map(([value = null]) => [flow, value]);
  const [marks = [], ...found] = yield [
    { op: "get", table: flowTable, path: "key", keys: [[flow]] },
    { op: "get", table, path: "key", keys: pairs(contacts) },
    { op: "get", table, path: "host", keys: pairs(hostKeys) },
    ...due,
  ];
  const rows = new Map(found.flat().map((row) => [row["contact"], row]));
  const links: FlowLink[] = [];
  const unreadable: Pick<FlowLink, "contact" | "hostKey">[] = [];
  for (const row of rows.values()) {
    const [link] = readable([row], decodeFlowLink);
    if (link !== undefined) links.push(link);
    else
      unreadable.push({
        contact: contactId(named(row, "contact")),
        hostKey: named(row, "hostKey"),
      });
  }
  const [mark] = marks;
  const state = mark === undefined ? { epoch: 0, body: {} } : decodeFlow(mark);
  return { state, links, unreadable };
}

function named(row: RawRow, column: string): string {
  return String(row[column]);
}

/** See `StoreFlows.readFlowConflicts`. Those that cannot be read are left out. */
export function* readFlowConflicts(
  call: { readonly tenant: TenantId } & (
    | ({ readonly flow: string } & Page)
    | { readonly contact: ContactId }
  ),
): Io<Paged<FlowConflict>> {
  if ("contact" in call) {
    const { rows } = yield* all({
      rows: { op: "get", table: flowConflictTable, path: "contact", keys: [[call.contact]] },
    });
    return { items: readable(rows, decodeFlowConflict), next: null };
  }
  const { rows, next } = yield* pageOfRows(flowConflictTable, "flow", [call.flow], call);
  return { items: readable(rows, decodeFlowConflict), next };
}

/**
 * Writes what a batch of a flow found, in the transaction of its contacts.
 * @throws StoreError `STORE_REVISION_CONFLICT` where somebody else has carried the flow on
 */
export function* writeFlow(writes: FlowWrites): Io<void> {
  const { flow, state, links = [], conflicts = [] } = writes;
  if (state !== undefined) yield* moveFlow(flow, state);
  yield [
    {
      op: "put",
      table: flowLinkTable,
      rows: links.map(({ contact, hostKey, pushAt, body: link }) => {
        return { flow, contact, hostKey, pushAt, body: JSON.stringify(link) };
      }),
    },
    { op: "add", table: flowConflictTable, rows: conflicts.map((one) => conflictRow(flow, one)) },
  ];
}

function* moveFlow(flow: string, { epoch, body }: FlowState): Io<void> {
  const { marks } = yield* all({
    marks: { op: "get", table: flowTable, path: "key", keys: [[flow]], lock: true },
  });
  const [mark] = marks;
  if ((mark === undefined ? 0 : decodeFlow(mark).epoch) !== epoch) throw revisionConflict("flow");
  const row = { id: flow, epoch: epoch + 1, body: JSON.stringify(body) };
  yield [{ op: "put", table: flowTable, rows: [row] }];
}

function conflictRow(flow: string, { id, contact, at, ...rest }: FlowConflict): RawRow {
  const body: ConflictBody = rest;
  return { id: `${flow}:${id}`, flow, contact, at, body: JSON.stringify(body) };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeFlow(row: RawRow): FlowState {
  const { epoch } = decoded(flowTable, row);
  return { epoch, body: parsedBody<JsonObject>(flowTable, row) };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeFlowLink(row: RawRow): FlowLink {
  const { contact, hostKey, pushAt } = decoded(flowLinkTable, row);
  const body = parsedBody<JsonObject>(flowLinkTable, row);
  return { contact: contactId(contact), hostKey, pushAt, body };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeFlowConflict(row: RawRow): FlowConflict {
  const { id, flow, contact, at } = decoded(flowConflictTable, row);
  const body = parsedBody<ConflictBody>(flowConflictTable, row);
  return { id: id.slice(flow.length + 1), contact: contactId(contact), at, ...body };
}
