import { expect, it } from "vitest";
import { countries, makeTable, readTable } from "../holidays.ts";

it("there is a table for every country", () => {
  expect(countries().length).toBeGreaterThan(200);
  expect(countries().filter((country) => readTable(country) === null)).toEqual([]);
});

// All of them take half a minute: `npm run holidays` compares every one.
it.each(["AE", "AT", "DK", "JP"])("that of %s says what the library says", (country) => {
  expect(readTable(country)).toEqual(makeTable(country));
});
