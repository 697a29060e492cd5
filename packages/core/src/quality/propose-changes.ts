import type { ContactId } from "../identifiers.js";
import { readRegion } from "../import/country-names.js";
import type { JsonValue } from "../json.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { contactFields, type FieldKinds, kindReader } from "./contact-fields.js";
import { standardName } from "./standard-name.js";
import { isPlaceholder, tidyText } from "./tidy-text.js";

/** One value that could be written better. */
export interface ProposedChange {
  /** `attributes.lastName` */
  readonly path: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
  readonly code: "NAME_CASE" | "COUNTRY_NAME" | "SPACES";
}

export interface ContactProposal {
  readonly contact: ContactId;
  readonly changes: readonly ProposedChange[];
}

export interface ProposalOptions {
  readonly fields?: FieldKinds;
}

const parts = { givenName: "given", familyName: "family", fullName: "full" } as const;
/** Longer ones are notes, and their form is their writer's. */
const longest = 200;

/**
 * How a contact's names, countries and texts could be standardized: names that are all capitals or
 * all small, countries by name instead of their ISO 3166 code, white space around or between words.
 * Holds what stands there now, so that the change is made only where that still stands. Addresses
 * to write to, values of mixed case, and texts of several lines or of more than 200 characters are
 * left alone.
 *
 * @example
 * proposeChanges(contact).changes;
 * // [{ path: "attributes.lastName", before: "MCDONALD", after: "McDonald", code: "NAME_CASE" }]
 */
export function proposeChanges(
  contact: ContactRecord,
  { fields }: ProposalOptions = {},
): ContactProposal {
  const changes: ProposedChange[] = [];
  const { locale } = contact;
  for (const { path, kind, value } of contactFields(contact, [], kindReader(fields))) {
    const isName = kind === "givenName" || kind === "familyName" || kind === "fullName";
    const isText = path.startsWith("attributes.") && typeof value === "string";
    if (!isText || value.length > longest || isPlaceholder(value, isName)) continue;
    if (/[\r\n]/.test(value.trim())) continue;
    const tidy = tidyText(value);
    let after = tidy;
    let code: ProposedChange["code"] = "SPACES";
    if (isName) {
      after = standardName(value, { locale, part: parts[kind] });
      code = "NAME_CASE";
    } else if (kind === "country") {
      after = readRegion(tidy) ?? tidy;
      code = "COUNTRY_NAME";
    }
    if (after === tidy) code = "SPACES";
    // A field of white space only is an empty one: it has no better way to be written.
    if (after !== value && after !== "") changes.push({ path, before: value, after, code });
  }
  return { contact: contact.id, changes };
}
