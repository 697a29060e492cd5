import type { ContactWrite } from "../ports/store/contact-record.js";
import { seenRows } from "./seen-rows.js";

/** What earlier batches of a dry run would have written, where the store does not know it. */
export interface PlannedContacts {
  /** Whether the contact of this key was written: whatever it has to have, it has. */
  has(key: string): boolean;
  /** Whether the address went to the contact of another key. */
  gave(address: string, key: string): boolean;
  add(writes: readonly ContactWrite[]): void;
}

/** Remembers numbers of contacts instead of the contacts, for files of any length. */
export function plannedContacts(): PlannedContacts {
  const numbers = seenRows();
  const owners = seenRows();
  let count = 0;
  return {
    has: (key) => numbers.get(key) !== undefined,
    gave(address, key) {
      const owner = owners.get(address);
      return owner !== undefined && owner !== numbers.get(key);
    },
    add(writes) {
      for (const { contact } of writes) {
        const number = numbers.get(contact.key) ?? count++;
        numbers.set(contact.key, number);
        for (const { address } of contact.points) owners.set(address, number);
      }
    },
  };
}
