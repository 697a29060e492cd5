import { contactId, contactPointId, type TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { Channel, ConsentGate } from "../ports/consent-gate.js";
import type { IdSource } from "../ports/sources.js";
import type { ContactPointRecord, ContactRecord } from "../ports/store/contact-record.js";
import type { ImportOptions } from "./import-options.js";
import type { RowDraft } from "./read-row.js";

/** The input of a contact besides its rows. */
export interface ContactContext {
  readonly options: ImportOptions;
  readonly tenant: TenantId;
  readonly now: Instant;
  readonly ids: IdSource;
  readonly fingerprints: ConsentGate["fingerprints"];
  readonly lists: ContactRecord["lists"];
}

/** A row that is imported, with the values to store. */
export interface AcceptedRow {
  readonly draft: RowDraft;
  readonly values: JsonObject;
  readonly phone: string | null;
}

/** The contact of a row with a new identity. */
export function newContact(row: AcceptedRow, context: ContactContext): ContactRecord {
  const { draft } = row;
  const { defaults = {} } = context.options;
  const zone = draft.timeZone ?? defaults.timeZone;
  return {
    tenant: context.tenant,
    id: contactId(context.ids.next()),
    key: draft.key,
    points: mergePoints(row, [], context),
    attributes: row.values,
    lists: [...new Set(context.lists)],
    locale: draft.locale ?? defaults.locale ?? null,
    timeZone:
      zone === undefined
        ? null
        : { name: zone, source: draft.timeZone === null ? "inferred" : "stated" },
    jurisdiction: draft.jurisdiction ?? defaults.jurisdiction ?? null,
    createdAt: context.now,
    updatedAt: context.now,
    revision: 0,
  };
}

/** Returns the same object if the row changes nothing, so that importing twice writes nothing. */
export function withRow(
  known: ContactRecord,
  row: AcceptedRow,
  context: ContactContext,
): ContactRecord {
  const { draft } = row;
  const policy = context.options.existingContacts ?? "update";
  const pick = <T>(mine: T | null, theirs: T | null): T | null =>
    policy === "keep" ? mine : policy === "fill" ? (mine ?? theirs) : (theirs ?? mine);
  const stated =
    draft.timeZone === null ? null : ({ name: draft.timeZone, source: "stated" } as const);
  // Only the row's own values: the schema's defaults are for new contacts.
  const said = Object.entries(row.values).filter(
    ([name]) =>
      Object.hasOwn(draft.cells, name) &&
      policy !== "keep" &&
      (policy === "update" || !Object.hasOwn(known.attributes, name)),
  );
  const next: ContactRecord = {
    ...known,
    points: mergePoints(row, known.points, context),
    attributes: { ...known.attributes, ...Object.fromEntries(said) },
    lists: [...new Set([...known.lists, ...context.lists])],
    locale: pick(known.locale, draft.locale),
    timeZone: pick(known.timeZone, stated),
    jurisdiction: pick(known.jurisdiction, draft.jurisdiction),
  };
  return JSON.stringify(next) === JSON.stringify(known)
    ? known
    : { ...next, updatedAt: context.now };
}

/**
 * A new address goes first, because it is the one in use. The old one stays, with its consent
 * history.
 */
function mergePoints(
  { draft, phone }: AcceptedRow,
  known: readonly ContactPointRecord[],
  context: ContactContext,
): readonly ContactPointRecord[] {
  const points = [...known];
  const add = (channel: Channel, address: string): ContactPointRecord => ({
    id: contactPointId(context.ids.next()),
    channel,
    address,
    fingerprints: context.fingerprints(channel, address),
  });
  if (phone !== null && !points.some(({ channel }) => channel === "sms"))
    points.push(add("sms", phone));
  const { address } = draft.email;
  if (!points.some((point) => point.channel === "email" && point.address === address)) {
    points.unshift(add("email", address));
  }
  return points;
}
