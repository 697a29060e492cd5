import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance } from "../../../src/addresses/edit-distance.js";
import { foldText } from "../../../src/duplicates/fold-text.js";
import { jaroWinkler } from "../../../src/duplicates/jaro-winkler.js";
import { soundex } from "../../../src/duplicates/soundex.js";

/**
 * W. E. Winkler, Overview of Record Linkage and Current Research Directions (2006), table 6, where
 * its implementation goes by the formula: it counts pairs that are less alike as 0.
 */
const published: readonly (readonly [string, string, number])[] = [
  ["SHACKLEFORD", "SHACKELFORD", 0.982],
  ["DUNNINGHAM", "CUNNIGHAM", 0.896],
  ["NICHLESON", "NICHULSON", 0.956],
  ["JONES", "JOHNSON", 0.832],
  ["MASSEY", "MASSIE", 0.933],
  ["ABROMS", "ABRAMS", 0.922],
  ["JERALDINE", "GERALDINE", 0.926],
  ["MARHTA", "MARTHA", 0.961],
  ["MICHELLE", "MICHAEL", 0.921],
  ["JULIES", "JULIUS", 0.933],
  ["TANYA", "TONYA", 0.88],
  ["DWAYNE", "DUANE", 0.84],
  ["SEAN", "SUSAN", 0.805],
  ["JON", "JOHN", 0.933],
];

/** Jaro by its definition, with positions in lists. */
function jaroByDefinition(a: string, b: string): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const left: number[] = [];
  const right: number[] = [];
  for (let at = 0; at < a.length; at++) {
    const found = Array.from({ length: b.length }, (_, other) => other).find(
      (other) => a[at] === b[other] && Math.abs(at - other) <= reach && !right.includes(other),
    );
    if (found === undefined) continue;
    left.push(at);
    right.push(found);
  }
  const m = left.length;
  if (m === 0) return 0;
  const inOrder = right.toSorted((one, other) => one - other);
  const differing = left.filter((at, place) => a[at] !== b[inOrder[place] ?? -1]).length;
  return (m / a.length + m / b.length + (m - Math.floor(differing / 2)) / m) / 3;
}

const word = fc.string({ unit: fc.constantFrom(..."abcde"), maxLength: 14 });

describe("Jaro-Winkler", () => {
  it.each(published)("%s and %s: %d, as published", (a, b, expected) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(expected, 3);
    expect(jaroWinkler(b, a)).toBeCloseTo(expected, 3);
  });

  it("is the formula", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        let prefix = 0;
        while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
        const jaro = jaroByDefinition(a, b);
        expect(jaroWinkler(a, b)).toBeCloseTo(jaro + prefix * 0.1 * (1 - jaro), 12);
      }),
    );
  });

  it("is 1 for equal texts, 0 for none, and between them otherwise", () => {
    expect([jaroWinkler("", ""), jaroWinkler("a", ""), jaroWinkler("", "a")]).toEqual([0, 0, 0]);
    expect(jaroWinkler("anna", "anna")).toBe(1);
    fc.assert(
      fc.property(word, word, (a, b) => {
        const alike = jaroWinkler(a, b);
        expect(alike >= 0 && alike <= 1 && (a === b || alike < 1)).toBe(true);
      }),
    );
  });

  it("compares texts longer than any before", () => {
    const long = "ab".repeat(400);
    expect(jaroWinkler(`${long}x`, `${long}y`)).toBeGreaterThan(0.99);
  });
});

describe("optimal string alignment", () => {
  it.each([
    ["19600210", "19600210", 0],
    ["19600210", "19600201", 1],
    ["19600210", "16900210", 1],
    ["19600210", "1960021", 1],
    ["19600210", "19610211", 2],
    // No letter is touched twice: Damerau's distance is 2.
    ["ca", "abc", 3],
    ["kitten", "sitting", 3],
  ])("%s to %s: %i", (a, b, expected) => {
    expect(editDistance(a, b, 3)).toBe(expected);
    expect(editDistance(b, a, 3)).toBe(expected);
  });
});

describe("Soundex", () => {
  // National Archives, The Soundex Indexing System.
  it.each([
    ["Robert", "R163"],
    ["Rupert", "R163"],
    ["Rubin", "R150"],
    ["Ashcraft", "A261"],
    ["Tymczak", "T522"],
    ["Pfister", "P236"],
    ["Honeyman", "H555"],
    ["Gutierrez", "G362"],
    ["Jackson", "J250"],
    ["Washington", "W252"],
    ["Lee", "L000"],
  ])("%s: %s", (name, code) => expect(soundex(name)).toBe(code));

  it("leaves what is not Latin as it is", () => expect(soundex("иванова")).toBe("иван"));
});

describe("folded texts", () => {
  it.each([
    ["  Müller-LÜDENSCHEIDT ", "muller ludenscheidt"],
    ["Straße 5a", "strasse 5a"],
    ["ŁØÆ", "loae"],
    ["\ud800O'Brien\udfff", "o brien"],
    ["…", ""],
  ])("%j: %j", (given, folded) => expect(foldText(given)).toBe(folded));
});
