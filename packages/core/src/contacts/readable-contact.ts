import type { ContactRecord, FoundContact } from "../ports/store/contact-record.js";

/**
 * The contact that a lookup of `changeContacts` found, for callers that cannot go on without it.
 * @throws StoreError `STORE_CORRUPT` where somebody is there and cannot be read: nobody may be made
 * anew in their place.
 * @example
 * await store.changeContacts({ tenant, now, lookups: [{ key: "k1" }] }, ([found = null]) => {
 *   const contact = readableContact(found);
 *   return contact === null ? [] : [{ contact: { ...contact, locale: "fr" } }];
 * });
 */
export function readableContact(found: FoundContact): ContactRecord | null {
  if (found !== null && "unreadable" in found) throw found.unreadable;
  return found;
}
