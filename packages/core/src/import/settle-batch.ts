// Longer than other files: the decisions on the rows of a batch depend on each other.
import type { ContactPointId } from "../identifiers.js";
import type { Channel } from "../ports/consent-gate.js";
import type { ContactRecord, ContactWrite, FoundContact } from "../ports/store/contact-record.js";
import { unreadableFacts } from "./address-facts.js";
import { type AttributeValues, attributeValues } from "./attribute-values.js";
import { findUnreadable } from "./contact-lookups.js";
import { denialsOnly } from "./denials-only.js";
import type { PlannedContacts } from "./planned-contacts.js";
import type { ReadBatch, ReadRow } from "./read-batch.js";
import { attributeFault, readIdentity } from "./read-row.js";
import {
  type AcceptedRow,
  type ContactContext,
  fieldChanges,
  newContact,
  withRow,
} from "./row-contact.js";
import type { RowDraft } from "./row-reading.js";
import type { RowNote, RowResult } from "./row-result.js";
import type { SeenRows } from "./seen-rows.js";

/** What an imported row says about permission, and about which contact point. */
export interface SettledPermission {
  readonly row: number;
  readonly kind: "restrict" | "claim";
  readonly code: string;
  readonly contact: ContactRecord["id"];
  readonly contactPoint: ContactPointId;
  /** The channel of the contact point. */
  readonly channel: Channel;
  /** The address of the contact point. */
  readonly address: string;
  /** True for a number, or an address of the contact that is not the one in the row. */
  readonly beside: boolean;
}

/** A denial of an address or number that belongs to no contact. */
interface BareDenial {
  readonly row: number;
  readonly code: string;
  readonly channel: Channel;
  readonly address: string;
}

export interface SettledBatch {
  readonly results: readonly RowResult[];
  readonly writes: readonly ContactWrite[];
  readonly words: readonly SettledPermission[];
  readonly bare: readonly BareDenial[];
  /** Contacts that this batch is the first to deny, with the row. */
  readonly denied: ReadonlyMap<ContactRecord["id"], number>;
}

export interface SettleContext extends ContactContext {
  /** Denials in force before this import, by address. */
  readonly standing: ReadonlyMap<string, string>;
  /** Contacts that earlier batches denied, with the row. */
  readonly denied: Pick<SeenRows, "get">;
  /** In a dry run, the contacts that earlier batches would have written. */
  readonly planned?: Pick<PlannedContacts, "has" | "gave">;
  /** Absent: results say nothing of what each row changes. Else any denial in force, by address. */
  readonly compare?: ReadonlyMap<string, string>;
  /** True if an earlier run has already committed this batch. */
  readonly repeated: boolean;
}

/**
 * Decides on each row of a batch and on the contacts to write, based on what `contactLookups`
 * found. Pure except for fresh ids, because stores call it inside their transaction.
 *
 * The rules for rows of one contact: the first row creates it, and later ones add to it and win if
 * both have a value. A denial in any of them applies to every e-mail address of the contact,
 * because it is the person who left. A claim applies to the row's own address only. A denial of
 * text messages applies to each number of the contact and to the row's number, whoever has it.
 */
export function settleBatch(
  batch: ReadBatch,
  found: readonly FoundContact[],
  context: SettleContext,
): SettledBatch {
  const identity = readIdentity(context.options);
  const unreadable = findUnreadable(batch, found);
  const before = new Map<string, ContactRecord>();
  const changed = new Map<string, ContactRecord>();
  const byKey = new Map<string, ContactRecord>();
  // Addresses contain an @ and numbers do not, so one map serves both channels.
  const byAddress = new Map<string, ContactRecord>();
  const remember = (contact: ContactRecord): void => {
    byKey.set(contact.key, contact);
    for (const point of contact.points) byAddress.set(point.address, contact);
  };
  for (const contact of found) {
    if (contact === null || "unreadable" in contact) continue;
    before.set(contact.id, contact);
    remember(contact);
  }

  const statements: PermissionStatement[] = [];
  const bare: BareDenial[] = [];
  const denied = new Map<ContactRecord["id"], number>();
  const restated = new Set<string>();
  const addStatement = (
    draft: RowDraft,
    about: Omit<PermissionStatement, "row" | "address" | "channel">,
  ): void => {
    statements.push({ row: draft.row, channel: "email", address: draft.email.address, ...about });
    if (about.everywhere && !denied.has(about.contact)) denied.set(about.contact, draft.row);
  };
  /**
   * Whether an earlier batch of a dry run would have created a contact with this address or number.
   */
  const isPlanned = (address: string): boolean => context.planned?.gave(address, "") === true;
  const denyPhones = (
    { row, phoneDenial, deniedPhone }: Pick<RowDraft, "row" | "phoneDenial" | "deniedPhone">,
    contact: ContactRecord | null,
  ): void => {
    if (phoneDenial === null) return;
    const word = { row, kind: "restrict", code: phoneDenial.code, channel: "sms" } as const;
    if (contact !== null)
      statements.push({ ...word, contact: contact.id, address: "", everywhere: true });
    const owner = deniedPhone === null ? undefined : byAddress.get(deniedPhone);
    if (deniedPhone === null) return;
    if (owner === undefined)
      bare.push({ row, code: phoneDenial.code, channel: "sms", address: deniedPhone });
    else if (owner.id !== contact?.id)
      statements.push({ ...word, contact: owner.id, address: deniedPhone, everywhere: false });
  };
  /**
   * No contact can be created from the row, so its denial is kept for whoever gets the address
   * later.
   */
  const denyBare = (draft: RowDraft, denial: RowNote, unfit: RowNote): RowResult => {
    const { row } = draft;
    bare.push({ row, code: denial.code, channel: "email", address: draft.email.address });
    denyPhones(draft, null);
    const flags = [...draft.flags, unfit];
    return { row, outcome: "restricted", reason: denial, flags, fault: unfit };
  };

  /** Against the stored contact alone, so that the size of batches changes nothing. */
  const compare = (accepted: AcceptedRow, known: ContactRecord | null): Pick<RowResult, "diff"> => {
    if (context.compare === undefined) return {};
    const standing = context.compare.get(accepted.draft.email.address) ?? null;
    const stored = known === null ? undefined : before.get(known.id);
    const fields = stored === undefined ? [] : fieldChanges(stored, accepted, context);
    return { diff: { contact: stored?.id ?? null, standing, fields } };
  };

  const settleRow = (row: PlacedRow): RowResult => {
    const { draft } = row;
    const { denial } = draft;
    const { address } = draft.email;
    const addressed = byAddress.get(address) ?? null;
    const keyed = byKey.get(draft.key) ?? null;
    const known = identity === "email" ? (addressed ?? keyed) : keyed;
    const stored = known !== null && before.has(known.id);
    const planned = !stored && context.planned?.has(draft.key) === true;
    const standing = context.standing.get(address);
    const refused = (reason: RowNote): RowResult => {
      return { row: row.row, outcome: "refused", reason, flags: draft.flags };
    };
    // A person whose data was erased returns only by asking, not by a file.
    if (standing === "SUPPRESSED_ERASED") return refused({ code: standing });
    // Denials are refused as well, because the contact is unknown. The report lists the row, so
    // that it can be imported again.
    const lost =
      unreadable.addresses.has(address) ||
      unreadable.keys.has(draft.key) ||
      (draft.deniedPhone !== null && unreadable.addresses.has(draft.deniedPhone));
    if (lost || standing === unreadableFacts) return refused({ code: unreadableFacts });

    const given = addressed === null && context.planned?.gave(address, draft.key) === true;
    const taken =
      identity === "key" && (given || (addressed !== null && addressed.id !== keyed?.id));
    const unfit = draft.unfit ?? (taken ? takenBy(row) : null);
    if (unfit !== null && denial === null) {
      const person = known ?? addressed;
      const numbers = draft.deniedPhone === null ? [] : [draft.deniedPhone];
      const about = numbers.length > 0 || byAddress.has(address) || isPlanned(address);
      if (draft.phoneDenial === null || (person === null && !planned && !about))
        return refused(unfit);
      denyPhones(draft, person);
      const reason = { ...draft.phoneDenial, code: "PHONE_DENIED" };
      const flags = [...draft.flags, unfit];
      return { row: row.row, outcome: "restricted", reason, flags, fault: unfit };
    }
    if (unfit !== null && denial !== null && (given || addressed !== null)) {
      const word = { kind: "restrict", code: denial.code } as const;
      if (known !== null) addStatement(draft, { ...word, contact: known.id, everywhere: true });
      if (addressed !== null && addressed.id !== known?.id)
        addStatement(draft, { ...word, contact: addressed.id, everywhere: false });
      denyPhones(draft, known ?? addressed);
      const flags = [...draft.flags, unfit];
      return { row: row.row, outcome: "restricted", reason: denial, flags, fault: unfit };
    }
    if (
      unfit !== null &&
      denial !== null &&
      (draft.key === "" || (keyed === null && !planned && !draft.attributes.ok))
    )
      return denyBare(draft, denial, unfit);

    const { schema } = context.options;
    const attributes = planned
      ? withoutGaps(draft.attributes)
      : draft.attributes.ok || known === null
        ? draft.attributes
        : attributeValues(schema, draft.cells, known.attributes);
    if (!attributes.ok) return refused(attributeFault(attributes));
    const numberOwner = draft.phone === null ? undefined : byAddress.get(draft.phone);
    // A number that may not be used is not imported.
    const phoneBarred = draft.phone !== null && context.standing.get(draft.phone) !== undefined;
    const phoneTaken =
      (numberOwner !== undefined && numberOwner.id !== known?.id) ||
      (draft.phone !== null && unreadable.addresses.has(draft.phone));
    const flags = [
      ...draft.flags,
      ...(phoneTaken ? [{ code: "PHONE_OF_ANOTHER_CONTACT" }] : []),
      ...(phoneBarred ? [{ code: "PHONE_DENIED", detail: "before this file" }] : []),
      ...(unfit === null ? [] : [unfit]),
    ];
    const phone = phoneTaken || phoneBarred ? null : draft.phone;
    const accepted = { draft, values: attributes.values, phone };
    const { contact, flags: unwritten } =
      known === null
        ? { contact: newContact(accepted, context), flags: [] }
        : withRow(known, accepted, context);
    if (contact !== known) changed.set(contact.id, contact);
    remember(contact);

    denyPhones(draft, contact);
    // The person may have unsubscribed in a row with another of their addresses.
    const deniedAs = denied.get(contact.id) ?? context.denied.get(contact.id) ?? null;
    const deniedBy = row.deniedBy ?? deniedAs;
    if (denial !== null) {
      const { code } = denial;
      addStatement(draft, { kind: "restrict", code, contact: contact.id, everywhere: true });
    } else if (deniedBy !== null) {
      // Recorded for this address too, because the row that denied may have been refused or may
      // name another address.
      const code = "STATUS_UNSUBSCRIBED";
      const name = `${contact.id} ${address}`;
      if (!denied.has(contact.id) && !restated.has(name))
        addStatement(draft, { kind: "restrict", code, contact: contact.id, everywhere: false });
      restated.add(name);
    } else if (draft.claimed && standing === undefined) {
      const code = "STATUS_SUBSCRIBED";
      addStatement(draft, { kind: "claim", code, contact: contact.id, everywhere: false });
    }
    const existed = before.has(contact.id);
    const verdict = decideOutcome({ ...row, deniedBy }, standing, existed, context.repeated);
    return {
      ...{ row: row.row, ...verdict, flags: [...flags, ...unwritten] },
      ...compare(accepted, known),
      ...(unfit !== null && { fault: unfit }),
    };
  };

  /** No contact can be created from this row, but the denial applies to existing ones. */
  const settleBarred = ({ row, refused, barred }: RefusedRow): RowResult => {
    const reason: RowResult = { row, outcome: "refused", reason: refused, flags: [] };
    if (barred === undefined) return reason;
    const { denial, phoneDenial, deniedPhone, key, addresses } = barred;
    const kept =
      refused.code === denialsOnly ? { flags: [] } : { flags: [refused], fault: refused };
    const named = deniedPhone === null ? addresses : [...addresses, deniedPhone];
    if (unreadable.keys.has(key) || named.some((one) => unreadable.addresses.has(one)))
      return { ...reason, reason: { code: unreadableFacts } };
    const keyed = byKey.get(key) ?? null;
    denyPhones({ row, phoneDenial, deniedPhone }, keyed);
    if (denial === null) {
      const hasOwner = keyed !== null || deniedPhone !== null || context.planned?.has(key);
      if (phoneDenial === null || !hasOwner) return reason;
      const denied = { ...phoneDenial, code: "PHONE_DENIED" };
      return { row, outcome: "restricted", reason: denied, ...kept };
    }
    const word = { row, kind: "restrict", code: denial.code, channel: "email" } as const;
    const bar = (contact: ContactRecord, address: string, everywhere: boolean): void => {
      statements.push({ ...word, contact: contact.id, address, everywhere, beside: true });
      if (everywhere && !denied.has(contact.id)) denied.set(contact.id, row);
    };
    if (keyed !== null) bar(keyed, "", true);
    const people = addresses.flatMap((address) => {
      const contact = byAddress.get(address);
      return contact === undefined || contact.id === keyed?.id ? [] : [{ contact, address }];
    });
    for (const { contact, address } of people) bar(contact, address, identity === "email");
    const ownerless = addresses.filter((address) => !byAddress.has(address));
    for (const address of ownerless)
      bare.push({ row, code: denial.code, channel: "email", address });
    const planned =
      context.planned?.has(key) === true || ownerless.length > 0 || deniedPhone !== null;
    if (keyed === null && people.length === 0 && !planned) return reason;
    return { row, outcome: "restricted", reason: denial, ...kept };
  };

  const results = batch.rows.map(
    (row): RowResult => ("draft" in row ? settleRow(row) : settleBarred(row)),
  );
  // Uses the contacts after the last row, so that a second run of the batch gets the same result.
  const words = statements.flatMap((word) =>
    pointStatements(word, changed.get(word.contact) ?? before.get(word.contact)),
  );
  const writes = [...changed.values()].map((contact) => ({ contact }));
  return { results, words, bare, writes, denied };
}

function takenBy({ heldBy }: PlacedRow): RowNote {
  const code = "ADDRESS_OF_ANOTHER_CONTACT";
  return heldBy === null ? { code } : { code, detail: `held by row ${heldBy}` };
}

/** Ignores missing required attributes, which the planned contact already has. */
function withoutGaps(attributes: AttributeValues): AttributeValues {
  return attributes.ok || attributes.refused.length > 0 ? attributes : { ok: true, values: {} };
}

type PlacedRow = Extract<ReadRow, { readonly draft: RowDraft }>;
type RefusedRow = Exclude<ReadRow, PlacedRow>;

/** A row's statement about a contact: at its own address, or at all addresses of the contact. */
interface PermissionStatement extends Pick<SettledPermission, "row" | "kind" | "code" | "contact"> {
  readonly channel: Channel;
  readonly address: string;
  readonly everywhere: boolean;
  /** The same row may say the same of another contact. */
  readonly beside?: boolean;
}

function pointStatements(
  { address: own, everywhere, channel: about, beside = false, ...word }: PermissionStatement,
  contact: ContactRecord | undefined,
): readonly SettledPermission[] {
  return (contact?.points ?? [])
    .filter(({ channel, address }) => channel === about && (everywhere || address === own))
    .map(({ id, address, channel }) => ({
      ...{ ...word, channel, address, contactPoint: id },
      beside: beside || channel === "sms" || address !== own,
    }));
}

function decideOutcome(
  { draft: { denial }, duplicateOf, deniedBy }: PlacedRow,
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
