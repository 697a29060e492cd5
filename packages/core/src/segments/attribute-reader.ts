import type { JsonValue } from "../json.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { reader } from "./comparison.js";

/**
 * What every contact has besides the host's attributes; in paths they begin with `$`. `createdAt`
 * is in epoch milliseconds, `channels` are those the contact can be reached by, `lastOpenDay` is
 * known only where it may be.
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

/** Compiles a path into a contact: a field where it begins with `$`, an attribute otherwise. */
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
