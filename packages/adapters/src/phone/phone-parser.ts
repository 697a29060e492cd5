import type { ParsedPhone } from "@wellsent/core/import";
import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/min";

export interface PhoneParserOptions {
  /**
   * ISO 3166, for numbers written without `+` by people whose country is not known. Absent: such
   * numbers are unreadable.
   */
  readonly defaultCountry?: string;
}

/**
 * Reads phone numbers as people write them in their country, for `parsePhone` of an import. E.164,
 * or `null` for what is no valid number there. `(504) 621-8927` in the US is `+15046218927`.
 *
 * Digits that begin with the country's own code, such as `491711234567` in Germany, are a number
 * abroad without its `+` or one at home. Where both are valid, the one whose national part is
 * nearer to ten digits is taken, and has the finding `PHONE_TWO_READINGS`.
 */
export function phoneParser(
  options: PhoneParserOptions = {},
): (text: string, jurisdiction: string | null) => ParsedPhone | null {
  const fallback = countryOf(options.defaultCountry ?? null);
  return (cell, jurisdiction) => {
    const country = countryOf(jurisdiction) ?? fallback;
    // Marks that steer the direction of text come along when a number is copied.
    const text = cell.replace(/\p{Cf}+/gu, "").trim();
    const abroad = country === undefined ? null : withCode(text, country);
    // The parser would take a leading code off by itself, and not say so.
    const home =
      abroad === null
        ? parsed(text, country)
        : parsed(`+${abroad.countryCallingCode}${text.replace(/\D/g, "")}`, undefined);
    if (home === null || abroad === null || home.number === abroad.number) {
      const only = home ?? abroad;
      return only === null ? null : { number: only.number };
    }
    const away = distance(abroad) <= distance(home) ? abroad : home;
    return { number: away.number, finding: "PHONE_TWO_READINGS" };
  };
}

/** How many digits most plans give a number at home. */
const usual = 10;

function distance({ nationalNumber }: PhoneNumber): number {
  return Math.abs(nationalNumber.length - usual);
}

/** The number that digits are if their `+` was lost. */
function withCode(text: string, country: CountryCode): PhoneNumber | null {
  if (/^(?:\+|0)/.test(text)) return null;
  const digits = text.replace(/\D/g, "");
  if (!digits.startsWith(getCountryCallingCode(country))) return null;
  const found = /^[\d\s().\-/]+$/.test(text) ? parsed(`+${digits}`, undefined) : null;
  return found?.countryCallingCode === getCountryCallingCode(country) ? found : null;
}

function parsed(text: string, country: CountryCode | undefined): PhoneNumber | null {
  // `extract` would find a number inside any sentence; a cell that holds more than a number is not
  // one.
  const number = parsePhoneNumberFromString(text, {
    extract: false,
    ...(country !== undefined && { defaultCountry: country }),
  });
  return number?.isValid() === true && number.ext === undefined ? number : null;
}

/** `US-CA` is in the US. */
function countryOf(jurisdiction: string | null): CountryCode | undefined {
  const country = jurisdiction?.slice(0, 2).toUpperCase() ?? "";
  return isSupportedCountry(country) ? country : undefined;
}
