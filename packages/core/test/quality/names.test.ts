import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPostalCode, type NameOptions, standardName } from "../../src/quality/index.js";

const cases: [string, string, NameOptions?][] = [
  ["ANN", "Ann"],
  ["ann lee", "Ann Lee"],
  ["  ANN   LEE ", "Ann Lee"],
  ["JEAN-LUC VAN DER BERG", "Jean-Luc van der Berg"],
  ["VAN DER BERG", "van der Berg", { part: "family", locale: "nl" }],
  ["VAN DER BERG", "Van der Berg"],
  ["DE NIRO", "De Niro", { part: "family", locale: "en-US" }],
  ["DE LA CRUZ", "de la Cruz", { part: "family", locale: "es" }],
  ["VAN", "Van", { part: "family" }],
  ["o'brien", "O'Brien"],
  ["O’BRIEN-MCDONALD", "O’Brien-McDonald"],
  ["MACDONALD", "MacDonald"],
  ["MACHADO", "Machado"],
  ["MACRON", "Macron"],
  ["D'ANGELO", "D'Angelo", { locale: "it" }],
  ["VALERY GISCARD D'ESTAING", "Valery Giscard d'Estaing", { locale: "fr" }],
  ["AL-SAYED", "al-Sayed"],
  ["HENRY TUDOR VIII", "Henry Tudor VIII"],
  ["john smith iii", "John Smith III"],
  ["MALCOLM X", "Malcolm X"],
  ["JP MORGAN", "JP Morgan"],
  ["AL GORE", "Al Gore"],
  ["IŞIL", "Işıl", { locale: "tr" }],
  ["irmak", "İrmak", { locale: "tr-TR" }],
  ["irmak", "Irmak", { locale: "en" }],
  ["IJSBRAND", "IJsbrand", { locale: "nl" }],
  ["ÉLODIE", "Élodie"],
  ["strauß", "Strauß"],
  ["ΓΙΩΡΓΟΣ", "Γιωργος"],
  ["李小龍", "李小龍"],
  // Mixed case is the writer's own.
  ["DiCaprio", "DiCaprio"],
  ["McDonald", "McDonald"],
  ["bell hooks", "Bell Hooks"],
  ["van der Berg", "van der Berg"],
  ["", ""],
];

describe("standardName", () => {
  it.each<[string, string, NameOptions?]>(cases)("makes %j into %j", (given, expected, options) => {
    expect(standardName(given, options)).toBe(expected);
  });

  it("never changes a letter of mixed case, and nothing twice", () => {
    const name = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc
        .array(
          fc.constantFrom("van", "MCKAY", "o'neil", "al-", "III", "-", " ", "ß", "İ", "\ud800"),
        )
        .map((parts) => parts.join("")),
    );
    const options = fc.record({
      locale: fc.constantFrom(null, "tr", "nl", "fr", "en"),
      part: fc.constantFrom("given" as const, "family" as const, "full" as const),
    });
    fc.assert(
      fc.property(name, options, (text, option) => {
        const once = standardName(text, option);
        expect(standardName(once, option)).toBe(once);
        if (/\p{Lu}/u.test(text) && /\p{Ll}/u.test(text))
          expect(once).toBe(text.replace(/[\s\u200b\ufeff]+/g, " ").trim());
      }),
      { numRuns: 500 },
    );
  });

  it("leaves what is too long for a name", () => {
    const long = "A".repeat(10_000_000);
    expect(standardName(long)).toBe(long);
  });
});

describe("isPostalCode", () => {
  it.each([
    ["70116", "US", true],
    ["70116-1234", "US", true],
    ["8014", "US", false],
    ["10115", "DE", true],
    ["D-10115", "DE", false],
    ["DE-10115", "DE", true],
    ["1015", "DE", false],
    ["1016 AB", "NL", true],
    ["1016ab", "NL", true],
    ["SW1A 1AA", "GB", true],
    ["M1 1AE", "GB", true],
    ["12345", "GB", false],
    ["K1A 0B1", "CA", true],
    ["00-950", "PL", true],
    ["00950", "PL", true],
    ["1010", "AT", true],
    ["LV-1050", "LV", true],
    ["114 55", "SE", true],
    ["1234", "US-CA", false],
    ["anything", "ZZ", null],
    ["anything", "__proto__", null],
  ])("says of %s in %s: %s", (text, country, expected) => {
    expect(isPostalCode(text, country)).toBe(expected);
  });
});
