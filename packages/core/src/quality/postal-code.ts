import { tidyText } from "./tidy-text.js";

/** How postal codes look: `9` is a digit, `A` a letter; after Unicode CLDR and the UPU. */
const forms: Readonly<Record<string, string>> = {
  ...sameForm("9999", "AT AU BE BG CH CY DK GE HU LI LU MD NO NZ PH SI TN ZA"),
  ...sameForm(
    "99999",
    "BA DE DZ EE EG ES FI FR HR ID IT JO KR KW MA MC ME MX MY PK RS SA SM TH TR UA VA",
  ),
  ...sameForm("999999", "BY CN CO IN KG KZ RO RU SG TJ TM UZ VN"),
  ...sameForm("999 99", "CZ GR SE SK"),
  ...sameForm("999", "FO IS"),
  ...{ BR: "99999-999", CA: "A9A 9A9", JP: "999-9999", LT: "99999", LV: "9999" },
  ...{ MT: "AAA 9999", NL: "9999 AA", PL: "99-999", PT: "9999-999" },
};
const patterns = new Map<string, RegExp>([
  ["US", /^\d{5}(?:-\d{4})?$/],
  ["PR", /^\d{5}(?:-\d{4})?$/],
  ["GB", /^(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/],
  ["IE", /^[A-Z]\d[\dW] ?[A-Z\d]{4}$/],
  ["IL", /^\d{5}(?:\d{2})?$/],
  ["TW", /^\d{3}(?:\d{2,3})?$/],
]);

function sameForm(form: string, countries: string): Readonly<Record<string, string>> {
  return Object.fromEntries(countries.split(" ").map((country) => [country, form]));
}

/**
 * Whether a text looks like a postal code of a country, with or without the usual space or hyphen
 * and the country's own prefix; `null` for a country whose codes are not known here. Says nothing
 * of whether the code exists.
 *
 * @example
 * isPostalCode("1016 AB", "NL"); // true
 */
export function isPostalCode(text: string, country: string): boolean | null {
  const pattern = patternFor(country.slice(0, 2).toUpperCase());
  if (pattern === null) return null;
  return text.length <= 20 && pattern.test(tidyText(text).toUpperCase());
}

const signs: Readonly<Record<string, string>> = {
  "9": "\\d",
  A: "[A-Z]",
  " ": "[- ]?",
  "-": "[- ]?",
};

function patternFor(country: string): RegExp | null {
  const known = patterns.get(country);
  if (known !== undefined) return known;
  const form = Object.hasOwn(forms, country) ? forms[country] : undefined;
  if (form === undefined) return null;
  const source = [...form].map((sign) => signs[sign] ?? sign).join("");
  const made = new RegExp(`^(?:${country}[- ]?)?${source}$`);
  patterns.set(country, made);
  return made;
}
