import type { JsonValue } from "../json.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { type FieldKind, fieldKind } from "./field-kind.js";

/** One field of a contact: `email`, `phone`, `locale`, `timeZone`, `jurisdiction`, `attributes.…`. */
export interface ContactField {
  readonly path: string;
  readonly kind: FieldKind;
  /** `undefined`: the contact has none. */
  readonly value: JsonValue | undefined;
}

/** What says of which kind an attribute is where its name does not: `{ extra: "postalCode" }`. */
export type FieldKinds = Readonly<Record<string, FieldKind>>;

/** Says the kind of an attribute: as given, or by its name. */
export function kindReader(given: FieldKinds = {}): (name: string) => FieldKind {
  return (name) => (Object.hasOwn(given, name) ? given[name] : undefined) ?? fieldKind(name);
}

/** The fields of a contact, those of the schema first that it does not have. */
export function* contactFields(
  contact: ContactRecord,
  schemaNames: readonly string[],
  kindOf: (name: string) => FieldKind,
): Generator<ContactField> {
  const { points, locale, timeZone, jurisdiction, attributes } = contact;
  const address = (wanted: string) => points.find(({ channel }) => channel === wanted)?.address;
  yield { path: "email", kind: "email", value: address("email") };
  yield { path: "phone", kind: "phone", value: address("sms") };
  yield { path: "locale", kind: "locale", value: locale ?? undefined };
  yield { path: "timeZone", kind: "timeZone", value: timeZone?.name };
  yield { path: "jurisdiction", kind: "country", value: jurisdiction ?? undefined };
  for (const name of schemaNames) {
    if (!Object.hasOwn(attributes, name))
      yield { path: `attributes.${name}`, kind: kindOf(name), value: undefined };
  }
  for (const [name, value] of Object.entries(attributes))
    yield { path: `attributes.${name}`, kind: kindOf(name), value };
}

/** The text of a value that is checked as one; `null` for lists, objects and flags. */
export function fieldText(value: JsonValue | undefined): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : null;
}

/** The ISO 3166 code that the contact's postal code is of: of an attribute, or the jurisdiction. */
export function countryOf(
  { attributes, jurisdiction }: ContactRecord,
  kindOf: (name: string) => FieldKind,
  read: (text: string) => string | null,
): string | null {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== "string" || value.length > 100 || kindOf(name) !== "country") continue;
    const country = read(value);
    if (country !== null) return country;
  }
  return jurisdiction?.slice(0, 2) ?? null;
}
