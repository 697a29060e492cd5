import type { ContactId } from "../identifiers.js";
import { attributeSynonyms, headerKey } from "../import/header-words.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { DuplicateField, DuplicateRecord } from "./duplicate-options.js";

/** How the attributes that say who somebody is are compared, by the first of their synonyms. */
const attributeKinds: Readonly<Record<string, Omit<DuplicateField, "path">>> = {
  firstName: { kind: "name" },
  lastName: { kind: "name", shared: true },
  fullName: { kind: "name" },
  birthday: { kind: "date" },
  company: { kind: "text", shared: true },
  street: { kind: "text", shared: true },
  city: { kind: "text", shared: true },
  postalCode: { kind: "digits", shared: true },
};

const points: readonly DuplicateField[] = [
  { path: "email", kind: "email" },
  { path: "phone", kind: "phone", shared: true },
];

/**
 * What contacts are compared by, from the names of their attributes: e-mail addresses, numbers, and
 * what the import knows as names, birthday, company and address, under any of its spellings. A
 * full name only where there is no first name.
 * @example
 * const fields = contactFields(["firstName", "lastName", "plz", "plan"]);
 */
export function contactFields(attributes: Iterable<string>): readonly DuplicateField[] {
  const names = new Map<string, string>();
  for (const name of [...attributes].sort()) {
    const meant = meanings.get(headerKey(name));
    if (meant !== undefined && !names.has(meant)) names.set(meant, name);
  }
  if (names.has("firstName")) names.delete("fullName");
  const found = Object.entries(attributeKinds).flatMap(([meant, kind]) => {
    const name = names.get(meant);
    return name === undefined ? [] : [{ path: `attributes.${name}`, ...kind }];
  });
  return [...points, ...found];
}

const meanings: ReadonlyMap<string, string> = new Map(
  attributeSynonyms.flatMap((words) => {
    const [meant = ""] = words;
    if (!Object.hasOwn(attributeKinds, meant)) return [];
    return words.map((word) => [word.toLowerCase(), meant] as const);
  }),
);

/**
 * A contact as a record: its addresses as `email`, its numbers as `phone`, and `attributes`.
 * @example
 * findDuplicates(contacts.map(contactAsRecord), { fields: contactFields(["firstName"]) });
 */
export function contactAsRecord(contact: ContactRecord): DuplicateRecord<ContactId> {
  const addresses = (channel: string) =>
    contact.points.filter((point) => point.channel === channel).map(({ address }) => address);
  const values = {
    ...{ email: addresses("email"), phone: addresses("sms"), attributes: contact.attributes },
  };
  return { id: contact.id, values };
}
