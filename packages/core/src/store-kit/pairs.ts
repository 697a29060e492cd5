import { type ContactId, contactId, type TenantId } from "../identifiers.js";
import type { PairDecision } from "../ports/store/contact-pair.js";
import type { Page, Paged } from "../ports/store/page.js";
import type { StoreScope } from "../ports/store/scope.js";
import { corrupt, decoded, parsedBody } from "./decode-row.js";
import { checkInstant } from "./drafted-message.js";
import { findContacts } from "./find-contacts.js";
import type { Io } from "./io.js";
import { contactPairTable } from "./merge-tables.js";
import { pageOfRows } from "./page.js";
import type { RawRow } from "./row-request.js";
import { readable } from "./units.js";

type Body = Pick<PairDecision, "until" | "actor" | "note">;

/** See `StorePairs.decidePair`. */
export function* decidePair(
  call: StoreScope & {
    readonly pair: readonly [ContactId, ContactId];
    readonly decision: Pick<PairDecision, "verdict" | "until" | "actor" | "note"> | null;
  },
): Io<boolean> {
  const { now: at, decision } = call;
  const { found } = yield* findContacts(call.pair.map((id) => ({ id })));
  const [one, two] = found.flatMap((contact) =>
    contact === null || "unreadable" in contact ? [] : contact.id,
  );
  if (one === undefined || two === undefined || one === two) return false;
  const keys = [
    [one, two],
    [two, one],
  ];
  if (decision === null) {
    yield [{ op: "drop", table: contactPairTable, path: "key", keys }];
    return true;
  }
  const { verdict, ...said } = decision;
  if (said.until !== undefined) checkInstant(said.until, "decision.until");
  const body = JSON.stringify(said);
  const rows = keys.map(([contact = "", other = ""]): RawRow => {
    return { contact, other, verdict, at, body };
  });
  yield [{ op: "put", table: contactPairTable, rows }];
  return true;
}

/**
 * See `StorePairs.readPairs`. A merge leaves rows about the merged one, and about the survivor and
 * itself: these say nothing.
 */
export function* readPairs(
  call: { readonly tenant: TenantId; readonly contact?: ContactId } & Page,
): Io<Paged<PairDecision>> {
  const { contact } = call;
  const [path, on] = contact === undefined ? ["all", []] : ["contact", [contact]];
  const { rows, next } = yield* pageOfRows(contactPairTable, path, on, call);
  const ids = [...new Set(rows.flatMap(({ contact: a, other: b }) => [String(a), String(b)]))];
  const { found } = yield* findContacts(ids.map((id) => ({ id: contactId(id) })));
  const living = new Set(
    ids.filter((id, index) => {
      const record = found[index] ?? null;
      return record !== null && !("unreadable" in record) && record.id === id;
    }),
  );
  const stands = ({ pair: [one, two] }: PairDecision): boolean =>
    one !== two && living.has(one) && living.has(two) && (contact !== undefined || one < two);
  return { items: readable(rows, decodePair).filter(stands), next };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodePair(row: RawRow): PairDecision {
  const { contact, other, verdict, at } = decoded(contactPairTable, row);
  const { until, actor, note } = parsedBody<Body>(contactPairTable, row);
  if (verdict !== "different" && verdict !== "later")
    throw corrupt(contactPairTable, row, "verdict");
  return {
    ...{ pair: [contactId(contact), contactId(other)], verdict, at },
    ...(until === undefined ? {} : { until }),
    ...(actor === undefined ? {} : { actor }),
    ...(note === undefined ? {} : { note }),
  };
}
