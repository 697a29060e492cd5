import type { ContactLookup, FoundContact } from "../ports/store/contact-record.js";
import type { ReadBatch } from "./read-batch.js";

/** Everything by which the contact of a row, or a contact that conflicts with it, can be found. */
export function contactLookups(batch: ReadBatch): readonly ContactLookup[] {
  return batch.rows.flatMap((row): ContactLookup[] => {
    if ("refused" in row) {
      const { key = "", addresses = [], deniedPhone = null } = row.barred ?? {};
      return [
        ...(key === "" ? [] : [{ key }]),
        ...addresses.map((address) => ({ channel: "email", address }) as const),
        ...(deniedPhone === null ? [] : [{ channel: "sms", address: deniedPhone } as const]),
      ];
    }
    const { key, email, phone, deniedPhone } = row.draft;
    const lookups: ContactLookup[] = [{ channel: "email", address: email.address }];
    if (key !== "") lookups.push({ key });
    const number = phone ?? deniedPhone;
    return number === null ? lookups : [...lookups, { channel: "sms", address: number }];
  });
}

/** Keys and addresses of contacts that exist but cannot be read. */
export function findUnreadable(
  batch: ReadBatch,
  found: readonly FoundContact[],
): { readonly keys: ReadonlySet<string>; readonly addresses: ReadonlySet<string> } {
  const keys = new Set<string>();
  const addresses = new Set<string>();
  const isLost = (one: FoundContact): boolean => one !== null && "unreadable" in one;
  if (!found.some(isLost)) return { keys, addresses };
  for (const [index, lookup] of contactLookups(batch).entries()) {
    if (!isLost(found[index] ?? null)) continue;
    if ("key" in lookup) keys.add(lookup.key);
    if ("address" in lookup) addresses.add(lookup.address);
  }
  return { keys, addresses };
}
