import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findPersonalData } from "../../src/quality/index.js";

const found = (text: string) =>
  findPersonalData(text).findings.map(({ kind, scheme, start, end }) => [
    scheme ?? kind,
    text.slice(start, end),
  ]);

/** Numbers that their issuers publish as examples; none is anybody's. */
describe("findPersonalData", () => {
  it.each([
    ["Card 4111 1111 1111 1111, 12/29", "card", "4111 1111 1111 1111"],
    ["card:4242424242424242.", "card", "4242424242424242"],
    ["amex 3782 822463 10005", "card", "3782 822463 10005"],
    ["5555-5555-5555-4444", "card", "5555-5555-5555-4444"],
    ["IBAN DE89 3704 0044 0532 0130 00 bitte", "iban", "DE89 3704 0044 0532 0130 00"],
    ["to GB29NWBK60161331926819", "iban", "GB29NWBK60161331926819"],
    ["Steuer-ID 86 095 742 719", "de-tax", "86 095 742 719"],
    ["86095742719", "de-tax", "86095742719"],
    ["cf RSSMRA85T10A562S ok", "it-cf", "RSSMRA85T10A562S"],
    ["DNI 12345678Z", "es-id", "12345678Z"],
    ["NIE X1234567L", "es-id", "X1234567L"],
    ["NIR 2 55 08 14 168 025 38", "fr-nir", "2 55 08 14 168 025 38"],
    ["ssn 219-09-9999", "us-ssn", "219-09-9999"],
    ["write to (ann.lee@mail.example).", "email", "ann.lee@mail.example"],
    ["call +49 30 901820", "phone", "+49 30 901820"],
    ["call (504) 621-8927 now", "phone", "(504) 621-8927"],
    ["Tel.: 901820", "phone", "901820"],
    ["erreichbar unter 0171 / 1234567", "phone", "0171 / 1234567"],
    ["born 3 May 1980 in Rome", "birthDate", "3 May 1980"],
    ["geb. 03.05.1980", "birthDate", "03.05.1980"],
    ["DOB: 1980-05-03", "birthDate", "1980-05-03"],
    ["She is Pregnant", "health", "Pregnant"],
    ["hat Diabetes", "health", "Diabetes"],
    ["ist an Krebs erkrankt", "health", "Krebs"],
  ])("finds in %j", (text, kind, shown) => {
    expect(found(text)).toContainEqual([kind, shown]);
  });

  it.each([
    "Order 4111111111111112",
    "Invoice 2024-001234 of 2024-05-03, 10:30",
    "Version 1.2.3.4, build 20240503",
    "1234567890123456",
    "0000 0000 0000 0000",
    "Total 1,234,567.89 EUR, VAT DE136695976",
    "IBAN DE88 3704 0044 0532 0130 00",
    "Parcel 00340434161094042557",
    "EAN 4006381333931",
    "ISBN 978-3-16-148410-0",
    "Room 101, floor 3, 12345 Berlin",
    "12345678A",
    "RSSMRA85T10A562T",
    "666-12-3456 000-12-3456 900-12-3456 219-00-9999 219-09-0000",
    "@ann and a@b",
    "met on 03.05.2024",
    "Likes cancerous jokes? No: likes crabs",
    "86095742718",
    "3.14159265358979323846",
    "2001:db8:85a3:8d3:1319:8a2e:370:7348",
    "550e8400-e29b-41d4-a716-446655440000",
    "Uses the api key sk_live_51H8",
    "One Day Surgery Center Inc",
  ])("finds nothing in %j", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("tells nothing of what it found but its form", () => {
    const text = "Ann ann@mail.example 4111 1111 1111 1111 DE89370400440532013000";
    expect(findPersonalData(text).findings.map(({ masked }) => masked)).toEqual([
      "xxx@xxxx.xxxxxxx",
      "#### #### #### 1111",
      "xx####################",
    ]);
  });

  it("looks for the kinds and words that are asked for", () => {
    const text = "ann@mail.example has gout";
    expect(findPersonalData(text, { kinds: ["health"] }).findings).toEqual([]);
    const { findings } = findPersonalData(text, {
      kinds: ["health"],
      healthWords: new Set(["gout"]),
    });
    expect(findings).toMatchObject([{ kind: "health", start: 21, end: 25 }]);
  });

  it("names places within the text, none twice, whatever it is given", () => {
    const part = fc.constantFrom(
      ...["4111 1111 1111 1111", "+49 30 901820", "a@b.example", "geb. 1.1.1980", "DE89", "\ud800"],
      ...[" ", "-", "0", "(504) 621-8927", "krank", "@", "😀", "RSSMRA85T10A562S", "tel "],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        let last = 0;
        for (const { start, end, masked } of findPersonalData(text).findings) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(masked).not.toMatch(/[a-wyz]/i);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["a".repeat(10_000_000)],
    ["1".repeat(10_000_000)],
    ["1 ".repeat(5_000_000)],
    ["@".repeat(10_000_000)],
    ["a@".repeat(5_000_000)],
    ["DE89 ".repeat(2_000_000)],
    ["geb ".repeat(2_000_000)],
    ["+1(".repeat(3_000_000)],
  ])("reads the beginning of ten megabytes", (text) => {
    const { findings, truncated } = findPersonalData(text);
    expect(truncated).toBe(true);
    expect(findings.length).toBeLessThanOrEqual(50);
  });
});
