import { type ContactPointId, contactId, contactPointId, type TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { Channel, ConsentGate } from "../ports/consent-gate.js";
import type { IdSource } from "../ports/id-source.js";
import type {
  ContactLookup,
  ContactPointRecord,
  ContactRecord,
  ContactWrite,
  FoundContact,
} from "../ports/store/contact-record.js";
import { attributeValues } from "./attribute-values.js";
import type { ImportOptions } from "./import-options.js";
import type { ReadBatch, ReadRow } from "./read-batch.js";
import { attributeFault, identityOf, type RowDraft } from "./read-row.js";
import type { RowNote, RowResult } from "./row-result.js";
import { unreadableStanding } from "./standing-denials.js";

/** What a row that is kept says about permission, and about which contact point. */
export interface SettledWord {
  readonly row: number;
  readonly kind: "restrict" | "claim";
  readonly code: string;
  readonly contact: ContactRecord["id"];
  readonly contactPoint: ContactPointId;
  /** Another address of the row's contact than the one in the row. */
  readonly beside: boolean;
}

export interface SettledBatch {
  readonly results: readonly RowResult[];
  readonly writes: readonly ContactWrite[];
  readonly words: readonly SettledWord[];
}

export interface SettleContext {
  readonly options: ImportOptions;
  readonly tenant: TenantId;
  readonly now: Instant;
  readonly ids: IdSource;
  readonly fingerprints: ConsentGate["fingerprints"];
  readonly lists: ContactRecord["lists"];
  /** Denials that stood before this import, by address. */
  readonly standing: ReadonlyMap<string, string>;
  /** This very batch was committed by an earlier run. */
  readonly repeated: boolean;
}

/** Everything by which a row's contact, or somebody in its way, can be found. */
export function lookupsOf(batch: ReadBatch): readonly ContactLookup[] {
  return batch.rows.flatMap((row): ContactLookup[] => {
    if ("refused" in row) return [];
    const { key, email, phone } = row.draft;
    const lookups: ContactLookup[] = [{ channel: "email", address: email.address }];
    if (key !== "") lookups.push({ key });
    return phone === null ? lookups : [...lookups, { channel: "sms", address: phone }];
  });
}

/**
 * Decides about each row of a batch, given what {@link lookupsOf} found, and what contacts shall
 * be. Pure but for fresh ids: stores call it inside their transaction.
 *
 * The rule for rows that are one contact: the first makes it, later ones add to it and win where
 * both say something, and a denial in any of them stands: at every e-mail address that the contact
 * has, since it is the person who left. A claim is about the row's own address.
 */
export function settleBatch(
  batch: ReadBatch,
  found: readonly FoundContact[],
  context: SettleContext,
): SettledBatch {
  const byKey = new Map<string, ContactRecord>();
  // Addresses have an @ and numbers do not: one map serves both channels.
  const byAddress = new Map<string, ContactRecord>();
  const before = new Map<string, ContactRecord>();
  const remember = (contact: ContactRecord): void => {
    byKey.set(contact.key, contact);
    for (const point of contact.points) byAddress.set(point.address, contact);
  };
  const unreadable = unreadableOf(lookupsOf(batch), found);
  for (const contact of found) {
    if (contact === null || "unreadable" in contact) continue;
    before.set(contact.id, contact);
    remember(contact);
  }

  const identity = identityOf(context.options);
  const results: RowResult[] = [];
  const said: Said[] = [];
  const changed = new Map<string, ContactRecord>();
  const say = (draft: RowDraft, about: Omit<Said, "row" | "address">): void => {
    said.push({ row: draft.row, address: draft.email.address, ...about });
  };

  for (const row of batch.rows) {
    if ("refused" in row) {
      results.push({ row: row.row, outcome: "refused", reason: row.refused, flags: [] });
      continue;
    }
    const { draft } = row;
    const { denial } = draft;
    const addressed = byAddress.get(draft.email.address) ?? null;
    const keyed = byKey.get(draft.key) ?? null;
    const taken = identity === "key" && addressed !== null && addressed.id !== keyed?.id;
    const standing = context.standing.get(draft.email.address);
    const refuse = (reason: RowNote): void => {
      results.push({ row: row.row, outcome: "refused", reason, flags: draft.flags });
    };
    // Somebody whose data was erased comes back by asking, not by a file.
    if (standing === "SUPPRESSED_ERASED") {
      refuse({ code: standing });
      continue;
    }
    // A denial as well: nobody knows whose it is. The row stands in the report, to be imported
    // again.
    const lost = unreadable.addresses.has(draft.email.address) || unreadable.keys.has(draft.key);
    if (lost || standing === unreadableStanding) {
      refuse({ code: unreadableStanding });
      continue;
    }
    const unfit = draft.unfit ?? (taken ? { code: "ADDRESS_OF_ANOTHER_CONTACT" } : null);
    if (unfit !== null && denial === null) {
      refuse(unfit);
      continue;
    }
    if (unfit !== null && denial !== null && (addressed ?? row.heldBy) !== null) {
      const person = identity === "email" ? (addressed ?? keyed) : keyed;
      const word = { kind: "restrict", code: denial.code } as const;
      if (person !== null) say(draft, { ...word, contact: person.id, everywhere: true });
      if (addressed !== null && addressed.id !== person?.id)
        say(draft, { ...word, contact: addressed.id, everywhere: false });
      results.push({
        row: row.row,
        outcome: "restricted",
        reason: denial,
        flags: [...draft.flags, unfit],
      });
      continue;
    }
    if (unfit !== null && (draft.key === "" || (keyed === null && !draft.attributes.ok))) {
      refuse(unfit);
      continue;
    }

    const known = identity === "email" ? (addressed ?? keyed) : keyed;
    const attributes =
      draft.attributes.ok || known === null
        ? draft.attributes
        : attributeValues(context.options.schema, draft.texts, known.attributes);
    if (!attributes.ok) {
      refuse(attributeFault(attributes));
      continue;
    }
    const numberOwner = draft.phone === null ? undefined : byAddress.get(draft.phone);
    const phoneTaken =
      (numberOwner !== undefined && numberOwner.id !== known?.id) ||
      (draft.phone !== null && unreadable.addresses.has(draft.phone));
    const flags = [
      ...draft.flags,
      ...(phoneTaken ? [{ code: "PHONE_OF_ANOTHER_CONTACT" }] : []),
      ...(unfit === null ? [] : [unfit]),
    ];
    const accepted: AcceptedRow = {
      draft,
      values: attributes.values,
      phone: phoneTaken ? null : draft.phone,
    };
    const contact =
      known === null ? newContact(accepted, context) : withRow(known, accepted, context);
    if (contact !== known) changed.set(contact.id, contact);
    remember(contact);
    const about = contact.id;
    if (denial !== null) {
      say(draft, { kind: "restrict", code: denial.code, contact: about, everywhere: true });
    } else if (row.deniedElsewhere) {
      const known = said.some(({ contact: of, everywhere }) => everywhere && of === about);
      const code = "STATUS_UNSUBSCRIBED";
      if (!known) say(draft, { kind: "restrict", code, contact: about, everywhere: false });
    } else if (draft.claimed && standing === undefined && row.deniedBy === null) {
      const code = "STATUS_SUBSCRIBED";
      say(draft, { kind: "claim", code, contact: about, everywhere: false });
    }
    results.push({
      row: row.row,
      ...verdictOf(row, standing, before.has(contact.id), context.repeated),
      flags,
    });
  }
  // By what the contacts are after the last row, as a second run of the batch finds them.
  const words = said.flatMap((word) =>
    wordsOf(word, changed.get(word.contact) ?? before.get(word.contact)),
  );
  return { results, words, writes: [...changed.values()].map((contact) => ({ contact })) };
}

/** What a row says about a contact: at its own address, or at every one that the contact has. */
interface Said extends Pick<SettledWord, "row" | "kind" | "code" | "contact"> {
  readonly address: string;
  readonly everywhere: boolean;
}

function wordsOf(
  { address: own, everywhere, ...word }: Said,
  contact: ContactRecord | undefined,
): readonly SettledWord[] {
  return (contact?.points ?? [])
    .filter(({ channel, address }) => channel === "email" && (everywhere || address === own))
    .map(({ id, address }) => ({ ...word, contactPoint: id, beside: address !== own }));
}

/** Keys and addresses of contacts that are there and cannot be read. */
function unreadableOf(
  lookups: readonly ContactLookup[],
  found: readonly FoundContact[],
): { readonly keys: ReadonlySet<string>; readonly addresses: ReadonlySet<string> } {
  const keys = new Set<string>();
  const addresses = new Set<string>();
  for (const [index, lookup] of lookups.entries()) {
    const contact = found[index] ?? null;
    if (contact === null || !("unreadable" in contact)) continue;
    if ("key" in lookup) keys.add(lookup.key);
    if ("address" in lookup) addresses.add(lookup.address);
  }
  return { keys, addresses };
}

function verdictOf(
  { draft: { denial }, duplicateOf, deniedBy }: Extract<ReadRow, { readonly draft: RowDraft }>,
  standing: string | undefined,
  existed: boolean,
  repeated: boolean,
): Pick<RowResult, "outcome" | "reason"> {
  if (denial !== null) return { outcome: "restricted", reason: denial };
  if (deniedBy !== null) {
    return {
      outcome: "restricted",
      reason: { code: "DENIED_EARLIER_IN_FILE", detail: `by row ${deniedBy}` },
    };
  }
  if (standing !== undefined) return { outcome: "restricted", reason: { code: standing } };
  if (repeated) return { outcome: "merged", reason: { code: "ALREADY_IMPORTED" } };
  if (duplicateOf !== null) {
    return {
      outcome: "merged",
      reason: { code: "DUPLICATE_IN_FILE", detail: `same as row ${duplicateOf}` },
    };
  }
  if (existed) return { outcome: "merged", reason: { code: "EXISTING_CONTACT" } };
  return { outcome: "accepted", reason: null };
}

interface AcceptedRow {
  readonly draft: RowDraft;
  readonly values: JsonObject;
  readonly phone: string | null;
}

function newContact(row: AcceptedRow, context: SettleContext): ContactRecord {
  const { draft } = row;
  const { defaults = {} } = context.options;
  const zone = draft.timeZone ?? defaults.timeZone;
  return {
    tenant: context.tenant,
    id: contactId(context.ids.next()),
    key: draft.key,
    points: pointsOf(row, [], context),
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

/** The same object where the row changes nothing, so that importing twice writes nothing. */
function withRow(known: ContactRecord, row: AcceptedRow, context: SettleContext): ContactRecord {
  const { draft } = row;
  const policy = context.options.existingContacts ?? "update";
  const pick = <T>(mine: T | null, theirs: T | null): T | null =>
    policy === "keep" ? mine : policy === "fill" ? (mine ?? theirs) : (theirs ?? mine);
  const stated =
    draft.timeZone === null ? null : ({ name: draft.timeZone, source: "stated" } as const);
  // What the row itself says: a schema's defaults are for new contacts.
  const said = Object.entries(row.values).filter(
    ([name]) =>
      Object.hasOwn(draft.texts, name) &&
      policy !== "keep" &&
      (policy === "update" || !Object.hasOwn(known.attributes, name)),
  );
  const next: ContactRecord = {
    ...known,
    points: pointsOf(row, known.points, context),
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
 * A new address goes first: it is the one in use. The old one stays, with all that was decided
 * about it.
 */
function pointsOf(
  { draft, phone }: AcceptedRow,
  known: readonly ContactPointRecord[],
  context: SettleContext,
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
