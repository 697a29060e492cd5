import type { ContactWrite } from "../ports/store/contact-record.js";
import { seenRows } from "./seen-rows.js";

/**
 * The contacts that earlier batches of a dry run would have written, which the store does not have.
 */
export interface PlannedContacts {
  /** Whether the contact with this key would exist. It then has its required attributes. */
  has(key: string): boolean;
  /** Whether the address would belong to the contact of another key. */
  gave(address: string, key: string): boolean;
  add(writes: readonly ContactWrite[]): void;
}

/**
 * Keeps a number per contact instead of the contact, to handle files of any length. `byAddress`: a
 * contact's key is its first address, which is then kept once.
 */
export function plannedContacts(byAddress: boolean): PlannedContacts {
  const numbers = seenRows();
  const owners = seenRows();
  let count = 0;
  return {
    has: (key) => numbers.get(key) !== undefined,
    gave(address, key) {
      const owner = owners.get(address) ?? (byAddress ? numbers.get(address) : undefined);
      return owner !== undefined && owner !== numbers.get(key);
    },
    add(writes) {
      for (const { contact } of writes) {
        const number = numbers.get(contact.key) ?? count++;
        numbers.set(contact.key, number);
        for (const { address } of contact.points)
          if (!byAddress || address !== contact.key) owners.set(address, number);
      }
    },
  };
}
