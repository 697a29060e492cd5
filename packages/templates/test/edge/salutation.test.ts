import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { salutation } from "../../src/salutation/index.js";

const ann = { firstName: "Anna", lastName: "Müller" };

describe("salutation", () => {
  it.each([
    ["en", "Hi Anna", "Dear Ms Müller", "Dear Mr Müller", "Dear Anna Müller", "Hello"],
    [
      "de",
      "Hallo Anna",
      "Sehr geehrte Frau Müller",
      "Sehr geehrter Herr Müller",
      "Guten Tag Anna Müller",
      "Guten Tag",
    ],
    [
      "fr",
      "Bonjour Anna",
      "Bonjour Madame Müller",
      "Bonjour Monsieur Müller",
      "Bonjour Anna Müller",
      "Bonjour",
    ],
    [
      "es",
      "Hola, Anna",
      "Estimada Sra. Müller",
      "Estimado Sr. Müller",
      "Saludos, Anna Müller",
      "Saludos",
    ],
    [
      "it",
      "Ciao Anna",
      "Gentile Sig.ra Müller",
      "Gentile Sig. Müller",
      "Gentile Anna Müller",
      "Buongiorno",
    ],
    ["pt", "Olá, Anna", "Prezada Sra. Müller", "Prezado Sr. Müller", "Olá, Anna Müller", "Olá"],
    [
      "nl",
      "Hoi Anna",
      "Geachte mevrouw Müller",
      "Geachte heer Müller",
      "Geachte Anna Müller",
      "Goedendag",
    ],
    ["pl", "Cześć, Anna", "Szanowna Pani", "Szanowny Panie", "Dzień dobry", "Dzień dobry"],
  ])("greets in %s", (locale, informal, female, male, unknown, neutral) => {
    const formal = { ...ann, locale, form: "formal" } as const;
    expect(salutation({ ...ann, locale }).text).toBe(informal);
    expect(salutation({ ...formal, gender: "female" }).text).toBe(female);
    expect(salutation({ ...formal, gender: "male" }).text).toBe(male);
    expect(salutation(formal).text).toBe(unknown);
    expect(salutation({ ...formal, gender: "nonbinary" }).text).toBe(unknown);
    expect(salutation({ locale, form: "formal" })).toEqual({ text: neutral, neutral: true });
  });

  it("does not make up what is missing", () => {
    expect(salutation({ locale: "de", lastName: "Müller" })).toEqual({
      text: "Hallo",
      neutral: true,
    });
    expect(salutation({ locale: "de", form: "formal", firstName: "Anna" }).text).toBe("Guten Tag");
    expect(
      salutation({ locale: "de", form: "formal", lastName: "Müller", gender: "female" }).text,
    ).toBe("Sehr geehrte Frau Müller");
    expect(
      salutation({ locale: "de", form: "formal", firstName: "Anna", gender: "female" }).text,
    ).toBe("Guten Tag");
    expect(salutation({ locale: "en", firstName: "ADMIN" })).toEqual({
      text: "Hello",
      neutral: true,
    });
    expect(salutation({ locale: "en", firstName: "n/a", fallback: "Dear reader" }).text).toBe(
      "Dear reader",
    );
    expect(salutation({ locale: "en", firstName: 7 }).neutral).toBe(true);
  });

  it("follows the locale's chain and ends in English", () => {
    expect(salutation({ ...ann, locale: "pt-PT", form: "formal", gender: "female" }).text).toBe(
      "Exma. Sra. Müller",
    );
    expect(salutation({ ...ann, locale: "de-DE-1996" }).text).toBe("Hallo Anna");
    expect(salutation({ ...ann, locale: "sv" }).text).toBe("Hi Anna");
    expect(salutation({ ...ann, locale: "no tag at all" }).text).toBe("Hi Anna");
  });

  it("capitalises the particle of a Dutch surname that stands alone", () => {
    expect(
      salutation({
        locale: "nl",
        form: "formal",
        firstName: "Jan",
        lastName: "de Vries",
        gender: "male",
      }).text,
    ).toBe("Geachte heer De Vries");
    expect(
      salutation({ locale: "nl", form: "formal", firstName: "Jan", lastName: "de Vries" }).text,
    ).toBe("Geachte Jan de Vries");
  });

  it("judges a name the same on the short way and on the long one, which white space around it takes", () => {
    const letter = fc.constantFrom(..."aAbnNtTxzéÉłŁßİıñÑžŽ×÷ -'.1");
    const name = fc.oneof(
      fc.string({ unit: letter, maxLength: 8 }),
      fc.string({ unit: "grapheme", maxLength: 8 }),
      fc.constantFrom(
        "Test",
        "tést",
        "N-a",
        "Na",
        "na",
        "Vor-name",
        "Prénom",
        "Imię",
        "Aaa",
        "ÉÉé",
        "ANNA",
        "AnNa",
        "Ł",
        "xx",
      ),
    );
    fc.assert(
      fc.property(name, (firstName) => {
        const greet = (value: string) => salutation({ locale: "en", firstName: value });
        expect(greet(firstName)).toEqual(greet(` ${firstName}`));
      }),
      { numRuns: 2000 },
    );
  });
});
