import { originOf } from "../contacts/index.js";
import type { JsonObject, JsonValue } from "../json.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { Candidate } from "./field-rule.js";

const prefix = "attributes.";

/** The paths of all values that either of the contacts has, in their order. */
export function valuePaths(...contacts: readonly ContactRecord[]): readonly string[] {
  const names = new Set(contacts.flatMap(({ attributes }) => Object.keys(attributes)));
  return [
    ...[...names].map((name) => `${prefix}${name}`),
    "locale",
    "timeZone",
    "jurisdiction",
  ].sort();
}

/** The value at a path; undefined where the contact has none. */
export function valueAt(contact: ContactRecord, path: string): JsonValue | undefined {
  if (path.startsWith(prefix)) {
    const name = path.slice(prefix.length);
    return Object.hasOwn(contact.attributes, name) ? contact.attributes[name] : undefined;
  }
  if (path === "locale") return contact.locale ?? undefined;
  if (path === "jurisdiction") return contact.jurisdiction ?? undefined;
  return contact.timeZone === null ? undefined : { ...contact.timeZone };
}

export function candidateAt(contact: ContactRecord, path: string): Candidate {
  const origin = originOf(contact, path);
  return {
    value: valueAt(contact, path),
    origin: origin === null ? null : { source: origin.source, at: origin.at },
  };
}

type Valued = Pick<
  ContactRecord,
  "attributes" | "locale" | "timeZone" | "jurisdiction" | "origins"
>;

/** Values and origins, each taken from the contact that `from` names for its path. */
export function valuesFrom(
  paths: readonly string[],
  from: (path: string) => ContactRecord,
): Valued {
  const attributes: [string, JsonValue][] = [];
  const origins = new Map<string, { source: string; at: number; paths: string[] }>();
  for (const path of paths) {
    const contact = from(path);
    const value = valueAt(contact, path);
    if (value === undefined) continue;
    if (path.startsWith(prefix)) attributes.push([path.slice(prefix.length), value]);
    const origin = originOf(contact, path);
    if (origin === null) continue;
    const name = JSON.stringify([origin.source, origin.at]);
    const same = origins.get(name);
    if (same === undefined) origins.set(name, { ...origin, paths: [path] });
    else same.paths.push(path);
  }
  const record: JsonObject = Object.fromEntries(attributes);
  return {
    attributes: record,
    locale: from("locale").locale,
    timeZone: from("timeZone").timeZone,
    jurisdiction: from("jurisdiction").jurisdiction,
    ...(origins.size === 0 ? {} : { origins: [...origins.values()] }),
  };
}
