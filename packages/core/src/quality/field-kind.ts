import { attributeSynonyms, headerKey, headerTargets } from "../import/header-words.js";

/** What the values of a field are, which says how they are checked and standardized. */
export type FieldKind =
  | "text"
  | "givenName"
  | "familyName"
  | "fullName"
  | "country"
  | "postalCode"
  | "phone"
  | "email"
  | "date"
  | "timeZone"
  | "locale"
  | "other";

const byTarget: Readonly<Record<string, FieldKind>> = {
  email: "email",
  phone: "phone",
  locale: "locale",
  timeZone: "timeZone",
  jurisdiction: "country",
};
const byAttribute: Readonly<Record<string, FieldKind>> = {
  firstName: "givenName",
  lastName: "familyName",
  fullName: "fullName",
  postalCode: "postalCode",
  birthday: "date",
};

let kinds: ReadonlyMap<string, FieldKind> | undefined;
/** By the name as it is written: every contact has the same few. */
const seen = new Map<string, FieldKind>();

/**
 * What an attribute's name says of its values, by the words that imports know headers by: `zip`,
 * `plz` and `postalCode` are postal codes, `Vorname` is a given name. `text` for all others.
 */
export function fieldKind(name: string): FieldKind {
  const known = seen.get(name);
  if (known !== undefined) return known;
  kinds ??= readKinds();
  const kind = name.length > 100 ? "text" : (kinds.get(headerKey(name)) ?? "text");
  // Names of attributes come from the data, too.
  if (seen.size < 1_000) seen.set(name, kind);
  return kind;
}

function readKinds(): ReadonlyMap<string, FieldKind> {
  const found = new Map<string, FieldKind>();
  for (const [word, target] of headerTargets) {
    const kind = byTarget[target];
    if (kind !== undefined) found.set(word, kind);
  }
  for (const [name = "", ...words] of attributeSynonyms) {
    const kind = byAttribute[name];
    if (kind !== undefined) for (const word of [name, ...words]) found.set(headerKey(word), kind);
  }
  found.set("phone2", "phone");
  return found;
}
