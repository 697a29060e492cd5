import type {
  ContactLookup,
  ContactRecord,
  ContactWrite,
  Instant,
  StoreScope,
} from "@wellsent/core";
import { contactConflict, mismatch, revisionConflict, sameTenant } from "../store-rules/index.js";
import { keyOf, type TenantState } from "./tenant-state.js";
import { dirtySince, putContact } from "./writes.js";

export function findContact(state: TenantState, lookup: ContactLookup): ContactRecord | null {
  if ("id" in lookup) return state.contacts.get(lookup.id)?.record ?? null;
  if ("point" in lookup) return state.contacts.where("point", lookup.point)[0]?.record ?? null;
  const found =
    "key" in lookup
      ? state.contacts.where("key", lookup.key)
      : state.contacts.where("address", keyOf(lookup.channel, lookup.address));
  return found[0]?.record ?? null;
}

export function changeContacts(
  state: TenantState,
  call: StoreScope & { readonly lookups: readonly ContactLookup[]; readonly once?: string },
  change: (found: readonly (ContactRecord | null)[]) => readonly ContactWrite[],
): { readonly applied: boolean; readonly written: number } {
  if (call.once !== undefined) {
    if (state.once.get(call.once) !== undefined) return { applied: false, written: 0 };
    state.once.set(call.once, call.once);
  }
  const writes = change(call.lookups.map((lookup) => findContact(state, lookup)));
  if (!Array.isArray(writes)) throw mismatch("A change of contacts must return a list of writes.");
  for (const [index, { contact }] of writes.entries())
    writeContact(state, contact, call.now, `writes[${index}]`);
  // Only now: a batch may hand an address on from one contact to another.
  for (const [index, { contact }] of writes.entries())
    refuseConflict(state, contact, `writes[${index}]`);
  return { applied: true, written: writes.length };
}

function writeContact(
  state: TenantState,
  contact: ContactRecord,
  now: Instant,
  path: string,
): void {
  sameTenant(state.tenant, contact.tenant, path);
  const known = state.contacts.get(contact.id);
  if (contact.revision !== (known?.record.revision ?? 0)) throw revisionConflict(path);
  putContact(state, {
    record: { ...contact, revision: contact.revision + 1 },
    memberships: known?.memberships ?? [],
    segmentsDueAt: dirtySince(known, now),
  });
  for (const point of contact.points) {
    const known = state.consentPoints.get(point.id);
    const projection = known?.projection ?? null;
    // Looked up by fingerprint, points stand in the order in which they came to have it, not in which they came to be.
    if (
      known &&
      point.fingerprints.some((fingerprint) => !known.fingerprints.includes(fingerprint))
    ) {
      state.consentPoints.delete(point.id);
    }
    state.consentPoints.set(point.id, {
      id: point.id,
      fingerprints: point.fingerprints,
      projection,
    });
  }
}

function refuseConflict(state: TenantState, contact: ContactRecord, path: string): void {
  const shared =
    state.contacts.where("key", contact.key).length > 1 ||
    new Set(contact.points.map((point) => keyOf(point.channel, point.address))).size <
      contact.points.length ||
    new Set(contact.points.map((point) => point.id)).size < contact.points.length ||
    contact.points.some(
      (point) =>
        state.contacts.where("address", keyOf(point.channel, point.address)).length > 1 ||
        state.contacts.where("point", point.id).length > 1,
    );
  if (shared) throw contactConflict(path);
}
