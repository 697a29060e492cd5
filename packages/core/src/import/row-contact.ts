import { parseAttributes, type Schema } from "../contacts/index.js";
import { contactId, contactPointId, type TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject, JsonValue } from "../json.js";
import type { Channel, ConsentGate } from "../ports/consent-gate.js";
import type { IdSource } from "../ports/sources.js";
import type { ContactPointRecord, ContactRecord } from "../ports/store/contact-record.js";
import { isAttribute } from "./column-mapping.js";
import { decideField, type FieldChange, rowAge } from "./field-change.js";
import type { FieldRules } from "./field-policy.js";
import type { ImportOptions } from "./import-options.js";
import type { RowDraft } from "./row-reading.js";
import type { RowNote } from "./row-result.js";

/** The input of a contact besides its rows. */
export interface ContactContext {
  readonly options: ImportOptions;
  readonly policies: FieldRules;
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
): { readonly contact: ContactRecord; readonly flags: readonly RowNote[] } {
  const changes = fieldChanges(known, row, context);
  let { attributes, locale, timeZone, jurisdiction } = known;
  const flags: RowNote[] = [];
  for (const one of changes) {
    const { field, change, to, why } = one;
    if (why === "schema")
      flags.push({ code: "ATTRIBUTE_LEFT_OUT", column: field.slice(attributePrefix), detail: why });
    if (change === "same" || change === "kept") continue;
    const text = typeof to === "string" ? to : null;
    if (isAttribute(field)) attributes = withChange(attributes, one);
    else if (field === "locale") locale = text;
    else if (field === "jurisdiction") jurisdiction = text;
    else if (field === "timeZone")
      timeZone = text === null ? null : { name: text, source: "stated" };
  }
  const next: ContactRecord = {
    ...known,
    points: mergePoints(row, known.points, context),
    attributes,
    lists: [...new Set([...known.lists, ...context.lists])],
    ...{ locale, timeZone, jurisdiction },
  };
  const same = JSON.stringify(next) === JSON.stringify(known);
  return { contact: same ? known : { ...next, updatedAt: context.now }, flags };
}

const attributePrefix = "attribute:".length;

/** What the row makes of each field that it says something about. */
export function fieldChanges(
  known: ContactRecord,
  row: AcceptedRow,
  { options: { schema }, policies }: ContactContext,
): readonly FieldChange[] {
  const { draft, values } = row;
  const changes: FieldChange[] = [];
  const see = (
    field: FieldChange["field"],
    mine: JsonValue | null | undefined,
    theirs: JsonValue | null | undefined,
  ): void => {
    // A new address never replaces the old one.
    const policy = field === "email" ? "append" : policies(field);
    const empty = field !== "email" && draft.emptied.includes(field);
    if ((theirs === null || theirs === undefined) && !empty) return;
    const by = typeof policy === "object" ? policy.newest : null;
    const age = by === null ? "newer" : rowAge(known.attributes[by], said(row, by));
    const change = decideField(field, policy, mine ?? undefined, theirs ?? undefined, age);
    if (change !== null) changes.push(change);
  };
  const emails = known.points.filter(({ channel }) => channel === "email");
  const own = draft.email.address;
  if (emails.some(({ address }) => address === own)) see("email", own, own);
  else
    changes.push({
      ...{ field: "email", change: "appended", from: emails[0]?.address ?? null },
      ...{ given: own, to: own },
    });
  see("phone", known.points.find(({ channel }) => channel === "sms")?.address, row.phone);
  see("locale", known.locale, draft.locale);
  see("timeZone", known.timeZone?.name, draft.timeZone);
  see("jurisdiction", known.jurisdiction, draft.jurisdiction);
  // Only the row's own values: the schema's defaults are for new contacts.
  for (const name of Object.keys(draft.cells))
    see(`attribute:${name}`, known.attributes[name], values[name]);
  for (const field of draft.emptied)
    if (isAttribute(field)) see(field, known.attributes[field.slice(attributePrefix)], undefined);
  return schema === undefined ? changes : withinSchema(changes, known, schema);
}

/** The row's own value of an attribute. */
function said({ draft, values }: AcceptedRow, name: string): JsonValue | undefined {
  return Object.hasOwn(draft.cells, name) ? values[name] : undefined;
}

/** A longer list and an erased value are checked with the whole contact; all else has been. */
function withinSchema(
  changes: readonly FieldChange[],
  known: ContactRecord,
  schema: Schema,
): readonly FieldChange[] {
  const isRisky = ({ field, change }: FieldChange): boolean =>
    isAttribute(field) && (change === "appended" || change === "erased");
  if (!changes.some(isRisky)) return changes;
  let attributes = known.attributes;
  for (const one of changes) if (!isRisky(one)) attributes = withChange(attributes, one);
  return changes.map((one) => {
    if (!isRisky(one)) return one;
    const tried = withChange(attributes, one);
    if (!parseAttributes(schema, tried).ok)
      return { ...one, change: "kept", to: one.from, why: "schema" };
    attributes = tried;
    return one;
  });
}

function withChange(attributes: JsonObject, { field, change, to }: FieldChange): JsonObject {
  if (!isAttribute(field) || change === "same" || change === "kept") return attributes;
  const name = field.slice(attributePrefix);
  if (change !== "erased") return { ...attributes, [name]: to };
  return Object.fromEntries(Object.entries(attributes).filter(([other]) => other !== name));
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
  const isNew = known.length === 0 || context.policies("phone") === "fill";
  if (isNew && phone !== null && !points.some(({ channel }) => channel === "sms"))
    points.push(add("sms", phone));
  const { address } = draft.email;
  if (!points.some((point) => point.channel === "email" && point.address === address)) {
    points.unshift(add("email", address));
  }
  return points;
}
