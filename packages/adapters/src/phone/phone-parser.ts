import {
  type CountryCode,
  isSupportedCountry,
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
 */
export function phoneParser(
  options: PhoneParserOptions = {},
): (text: string, jurisdiction: string | null) => string | null {
  const fallback = countryOf(options.defaultCountry ?? null);
  return (text, jurisdiction) => {
    const country = countryOf(jurisdiction) ?? fallback;
    // `extract` would find a number inside any sentence; a cell that holds more than a number is
    // not one.
    const number = parsePhoneNumberFromString(text.trim(), {
      extract: false,
      ...(country !== undefined && { defaultCountry: country }),
    });
    return number?.isValid() === true && number.ext === undefined ? number.number : null;
  };
}

/** `US-CA` is in the US. */
function countryOf(jurisdiction: string | null): CountryCode | undefined {
  const country = jurisdiction?.slice(0, 2).toUpperCase() ?? "";
  return isSupportedCountry(country) ? country : undefined;
}
