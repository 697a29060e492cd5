import { AdapterError } from "@wellsent/core/errors";
import type { ParsedPhone } from "@wellsent/core/import";
import type { CountryCode, PhoneNumber } from "libphonenumber-js/min";

type Numbering = typeof import("libphonenumber-js/min");

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
 *
 * @throws AdapterError `ADAPTER_PEER_MISSING` where libphonenumber-js is not installed
 * @example
 * const parsePhone = await phoneParser({ defaultCountry: "US" });
 * parsePhone("(504) 621-8927", null); // { number: "+15046218927" }
 */
export async function phoneParser(
  options: PhoneParserOptions = {},
): Promise<(text: string, jurisdiction: string | null) => ParsedPhone | null> {
  const numbering = await installedNumbering();
  const fallback = readCountry(numbering, options.defaultCountry ?? null);
  return (cell, jurisdiction) => {
    const country = readCountry(numbering, jurisdiction) ?? fallback;
    // Marks that steer the direction of text come along when a number is copied.
    const text = cell.replace(/\p{Cf}+/gu, "").trim();
    const abroad = country === undefined ? null : withCode(numbering, text, country);
    // The parser would take a leading code off by itself, and not say so.
    const home =
      abroad === null
        ? parsed(numbering, text, country)
        : parsed(numbering, `+${abroad.countryCallingCode}${text.replace(/\D/g, "")}`, undefined);
    if (home === null || abroad === null || home.number === abroad.number) {
      const only = home ?? abroad;
      return only === null ? null : { number: only.number };
    }
    const away = distance(abroad) <= distance(home) ? abroad : home;
    return { number: away.number, finding: "PHONE_TWO_READINGS" };
  };
}

async function installedNumbering(): Promise<Numbering> {
  try {
    return await import("libphonenumber-js/min");
  } catch (cause) {
    throw new AdapterError("ADAPTER_PEER_MISSING", "The phone parser needs libphonenumber-js.", {
      remedy: "npm install libphonenumber-js",
      cause,
    });
  }
}

/** How many digits most plans give a number at home. */
const usual = 10;

function distance({ nationalNumber }: PhoneNumber): number {
  return Math.abs(nationalNumber.length - usual);
}

/** The number that digits are if their `+` was lost. */
function withCode(numbering: Numbering, text: string, country: CountryCode): PhoneNumber | null {
  if (/^(?:\+|0)/.test(text)) return null;
  const digits = text.replace(/\D/g, "");
  if (!digits.startsWith(numbering.getCountryCallingCode(country))) return null;
  const found = /^[\d\s().\-/]+$/.test(text) ? parsed(numbering, `+${digits}`, undefined) : null;
  return found?.countryCallingCode === numbering.getCountryCallingCode(country) ? found : null;
}

function parsed(
  numbering: Numbering,
  text: string,
  country: CountryCode | undefined,
): PhoneNumber | null {
  // `extract` would find a number inside any sentence; a cell that holds more than a number is not
  // one.
  const number = numbering.parsePhoneNumberFromString(text, {
    extract: false,
    ...(country !== undefined && { defaultCountry: country }),
  });
  return number?.isValid() === true && number.ext === undefined ? number : null;
}

/** `US-CA` is in the US. */
function readCountry(
  { isSupportedCountry }: Numbering,
  jurisdiction: string | null,
): CountryCode | undefined {
  const country = jurisdiction?.slice(0, 2).toUpperCase() ?? "";
  return isSupportedCountry(country) ? country : undefined;
}
