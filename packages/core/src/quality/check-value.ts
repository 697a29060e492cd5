import { normalizeEmailAddress } from "../addresses/index.js";
import { readDate } from "../dates/index.js";
import { readRegion } from "../import/country-names.js";
import { readLocale, readTimeZone } from "../import/place-cell.js";
import type { FieldKind } from "./field-kind.js";
import { isPostalCode } from "./postal-code.js";

/** What is wrong with one value. `SCHEMA`: the schema refuses it. */
export type ValueFault =
  | "SCHEMA"
  | "PLACEHOLDER"
  | "EMAIL_SYNTAX"
  | "PHONE_NOT_E164"
  | "COUNTRY_UNKNOWN"
  | "POSTAL_CODE_FORM"
  | "DATE_UNREADABLE"
  | "TIME_ZONE_UNKNOWN"
  | "LOCALE_UNKNOWN"
  | "LONE_SURROGATE"
  | "TOO_LONG";

export interface ValueContext {
  /** ISO 3166, for postal codes and telephone numbers; `null`: unknown. */
  readonly country: string | null;
  /** As for an import: without one, telephone numbers have to be E.164. */
  readonly parsePhone?: (text: string, jurisdiction: string | null) => object | null;
}

/** Longer than any value that a person writes into a field with a form. */
const longest = 320;
/** Longer texts are a fault of the record, whatever the field. */
const longestText = 100_000;

/** What is wrong with a text of this kind; `null`: nothing that can be seen. Never throws. */
export function checkValue(
  kind: FieldKind,
  text: string,
  context: ValueContext,
): ValueFault | null {
  if (text.length > longestText) return "TOO_LONG";
  if (!text.isWellFormed()) return "LONE_SURROGATE";
  if (kind !== "text" && kind !== "other" && text.length > longest) return "TOO_LONG";
  switch (kind) {
    case "email":
      return normalizeEmailAddress(text).ok ? null : "EMAIL_SYNTAX";
    case "phone":
      return isPhone(text, context) ? null : "PHONE_NOT_E164";
    case "country":
      return readRegion(text.replace(/^([A-Za-z]{2})-[A-Za-z0-9]{1,3}$/, "$1")) === null
        ? "COUNTRY_UNKNOWN"
        : null;
    case "postalCode": {
      const fits = context.country === null ? null : isPostalCode(text, context.country);
      return fits === false ? "POSTAL_CODE_FORM" : null;
    }
    case "date":
      return readDate(text) === null ? "DATE_UNREADABLE" : null;
    case "timeZone":
      return readTimeZone(text) === null ? "TIME_ZONE_UNKNOWN" : null;
    case "locale":
      return readLocale(text) === null ? "LOCALE_UNKNOWN" : null;
    default:
      return null;
  }
}

function isPhone(text: string, { parsePhone, country }: ValueContext): boolean {
  if (/^\+[1-9]\d{6,14}$/.test(text)) return true;
  if (parsePhone === undefined) return false;
  try {
    return parsePhone(text, country) !== null;
  } catch {
    return false;
  }
}
