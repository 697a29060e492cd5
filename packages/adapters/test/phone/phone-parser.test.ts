import { describe, expect, it } from "vitest";
import { phoneParser } from "../../src/phone/index.js";

describe("phoneParser", () => {
  const parse = phoneParser({ defaultCountry: "US" });

  it.each([
    ["504-621-8927", null, "+15046218927"],
    ["(504) 621 8927", "US-LA", "+15046218927"],
    ["0171 1234567", "DE", "+491711234567"],
    ["+44 20 7946 0958", "DE", "+442079460958"],
    ["030/901820", "de", "+4930901820"],
    ["0171 1234567", null, null],
    ["504-621-8927 ext. 5", null, null],
    ["call 504-621-8927 now", null, null],
    ["123", null, null],
    ["", null, null],
  ])("reads %j in %s as %s", (text, jurisdiction, number) => {
    expect(parse(text, jurisdiction)).toBe(number);
  });

  it("reads only international numbers where no country is known", () => {
    const strict = phoneParser();
    expect(strict("504-621-8927", null)).toBeNull();
    expect(strict("504-621-8927", "ZZ")).toBeNull();
    expect(strict("+1 504-621-8927", null)).toBe("+15046218927");
  });
});
