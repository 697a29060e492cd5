import type { JsonValue } from "../json.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { reader } from "./comparison.js";

/**
 * The fields that every contact has besides the host's attributes; in paths they begin with `$`.
 * `createdAt` is in epoch milliseconds, `channels` are those of the contact's points, and
 * `lastOpenDay` has a value only if the consent rules allow it to be recorded.
 */
export type ContactField =
  | "locale"
  | "timeZone"
  | "jurisdiction"
  | "createdAt"
  | "channels"
  | "lastOpenDay";

const fields: { readonly [Field in ContactField]: (contact: ContactRecord) => JsonValue } = {
  locale: ({ locale }) => locale,
  timeZone: ({ timeZone }) => timeZone?.name ?? null,
  jurisdiction: ({ jurisdiction }) => jurisdiction,
  createdAt: ({ createdAt }) => createdAt,
  lastOpenDay: ({ lastOpenDay = null }) => lastOpenDay,
  channels: ({ points }) => [...new Set(points.map(({ channel }) => channel))],
};

/**
 * Compiles a path into a reader: of a contact's field if it begins with `$`, otherwise of an
 * attribute.
 */
export function attributeReader(path: string): (contact: ContactRecord) => JsonValue | undefined {
  if (!path.startsWith("$")) {
    const read = reader(path);
    return ({ attributes }) => read(attributes);
  }
  const field = path.slice(1);
  return isContactField(field) ? fields[field] : () => undefined;
}

export function isContactField(name: string): name is ContactField {
  return Object.hasOwn(fields, name);
}
