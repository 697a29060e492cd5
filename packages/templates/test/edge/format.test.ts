import { describe, expect, it } from "vitest";
import {
  builtIns,
  formatDate,
  formatMoney,
  formatNumber,
  localeChain,
  parseInstant,
} from "../../src/format/index.js";
import { builtInFormatters } from "../../src/program/index.js";

const context = { locale: "en", timeZone: "UTC", at: 0 };
function call(
  name: keyof typeof builtIns,
  values: readonly unknown[],
  options = {},
  locale = "en",
): unknown {
  const made = builtIns[name](values, options, { ...context, locale });
  return typeof made === "string" ? made.replace(/\s/g, " ") : made;
}

describe("localeChain", () => {
  it.each([
    ["de-AT-1996", ["de-AT-1996", "de-AT", "de"]],
    ["zh_Hant_TW", ["zh-Hant-TW", "zh-Hant", "zh"]],
    ["EN-us", ["en-US", "en"]],
    ["de-AT-u-co-phonebk", ["de-AT-u-co-phonebk", "de-AT-u-co", "de-AT", "de"]],
    ["", []],
    ["not a tag", []],
    ["x".repeat(2000), []],
  ])("%s", (locale, chain) => {
    expect(localeChain(locale)).toEqual(chain);
  });
});

describe("dates", () => {
  const christmas = Date.UTC(2026, 11, 24, 23, 30);

  it("print in the words, order and zone asked for", () => {
    expect(formatDate(christmas, "long", "en-GB", "UTC")).toBe("24 December 2026");
    expect(formatDate(christmas, "long", "de", "Europe/Berlin")).toBe("25. Dezember 2026");
    expect(formatDate(christmas, "numeric", "en-US", "UTC")).toBe("12/24/2026");
    expect(formatDate(christmas, "full", "fr", "UTC")).toBe("jeudi 24 décembre 2026");
  });

  it("keep a date without a time on its day in every zone", () => {
    for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]) {
      expect(formatDate("2026-12-24", "long", "en-GB", zone)).toBe("24 December 2026");
    }
  });

  it("keep a time without an offset on its clock, and move one with an offset", () => {
    const print = (value: string) =>
      formatDate(value, "datetime", "en-GB", "America/New_York")?.replace(/\s/g, " ");
    for (const value of ["2026-01-10 08:00:00", "2026-01-10T08:00", "2026-01-10t08:00:00,5"])
      expect(print(value)).toBe("10 Jan 2026, 08:00");
    for (const value of ["2026-01-10T08:00:00+0100", "2026-01-10 08:00 +01", "2026-01-10T07:00z"])
      expect(print(value)).toBe("10 Jan 2026, 02:00");
    expect(print("2026-01-10T24:00")).toBe("11 Jan 2026, 00:00");
  });

  it("fall back to UTC for a zone that is none", () => {
    expect(formatDate(christmas, "long", "en-GB", "Mars/Olympus")).toBe("24 December 2026");
  });

  it.each([
    "2026-02-30",
    "2026-13-01",
    "24.12.2026",
    "tomorrow",
    "",
    " ",
    null,
    {},
    Number.NaN,
    1e20,
    "2026-12-24T25:00",
    "2026-12-24T24:01",
    "2026-12-24T23:59:60Z",
    "2026-12-24T18:00+24:00",
    "1900-02-29T10:00:00Z",
    0.5,
  ])("refuse %j", (value) => {
    expect(parseInstant(value)).toBeNull();
    expect(formatDate(value, "long", "en", "UTC")).toBeNull();
  });
});

describe("amounts", () => {
  it("follow the currency's own minor unit", () => {
    const print = (value: unknown, locale: string, declared?: string) =>
      formatMoney(value, locale, declared)?.replace(/\s/g, " ");
    expect(print({ amount: 1999, currency: "EUR" }, "en")).toBe("€19.99");
    expect(print({ amount: 1999, currency: "EUR" }, "de")).toBe("19,99 €");
    expect(print({ amount: 1999, currency: "JPY" }, "en")).toBe("¥1,999");
    expect(print({ amount: 1999, currency: "KWD" }, "en")).toBe("KWD 1.999");
    expect(print(19.9, "en", "USD")).toBe("$19.90");
    expect(print("19.9", "en", "USD")).toBe("$19.90");
  });

  it.each([
    { amount: 1.5, currency: "EUR" },
    { amount: 1, currency: "EURO" },
    { amount: "1", currency: "EUR" },
    {},
    null,
    "x",
    5,
  ])("refuse %j", (value) => {
    expect(formatMoney(value, "en")).toBeNull();
  });

  it("print numbers with the digits asked for", () => {
    expect(formatNumber(1234.5, "de")).toBe("1.234,5");
    expect(formatNumber(1234.5, "en", 2)).toBe("1,234.50");
    expect(formatNumber("12", "en")).toBe("12");
    for (const value of ["", "x", null, Number.POSITIVE_INFINITY, {}])
      expect(formatNumber(value, "en")).toBeNull();
  });
});

describe("built-in formatters", () => {
  it("are exactly those that the compiler lets pass", () => {
    expect(Object.keys(builtIns).sort()).toEqual([...builtInFormatters].sort());
  });

  it.each<[keyof typeof builtIns, readonly unknown[], object, unknown]>([
    ["date", [0, "short"], {}, "1/1/70"],
    ["date", [0], { style: "medium", timeZone: "America/New_York" }, "Dec 31, 1969"],
    ["time", ["2026-12-24T18:05:00Z"], {}, "6:05 PM"],
    ["percent", [0.256], {}, "26%"],
    ["percent", [0.256, 1], {}, "25.6%"],
    ["plural", [1], { one: "# seat", other: "# seats" }, "1 seat"],
    ["plural", [1200], { one: "# seat", other: "# seats" }, "1,200 seats"],
    ["plural", ["x"], { other: "#" }, undefined],
    ["upper", ["straße"], {}, "STRASSE"],
    ["lower", ["ÀB"], {}, "àb"],
    ["capitalize", ["élan vital"], {}, "Élan vital"],
    ["capitalize", [undefined], {}, undefined],
    ["trim", [" a "], {}, "a"],
    ["truncate", ["Blue flower pot", 10], {}, "Blue flow…"],
    ["truncate", ["👋👋👋", 2], {}, "👋…"],
    ["truncate", ["short", 10], {}, "short"],
    ["join", [["a", "b", 3]], {}, "a, b, 3"],
    ["join", [["a", {}, "b"], " · "], {}, "a · b"],
    ["join", [[]], {}, undefined],
    ["eq", ["a", "a"], {}, true],
    ["ne", [1, "1"], {}, true],
    ["lt", [1, 2], {}, true],
    ["lt", ["a", 2], {}, false],
    ["lte", [2, 2], {}, true],
    ["gt", ["b", "a"], {}, true],
    ["gte", [1, 2], {}, false],
    ["and", [1, []], {}, false],
    ["or", [0, "x"], {}, true],
    ["not", [[]], {}, true],
  ])("%s %j %j", (name, values, options, expected) => {
    expect(call(name, values, options)).toBe(expected);
  });

  it("know the plural forms of each language", () => {
    const forms = { one: "# plik", few: "# pliki", many: "# plików", other: "# pliku" };
    expect([1, 3, 5].map((count) => call("plural", [count], forms, "pl"))).toEqual([
      "1 plik",
      "3 pliki",
      "5 plików",
    ]);
  });
});
