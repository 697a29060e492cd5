import { describe, expect, it } from "vitest";
import { rulePacks } from "../../src/entries/rules.js";
import { holidaysByRow } from "./holiday-laws.js";

describe("holidays on which nobody solicits", () => {
  const rows = rulePacks.flatMap((pack) => pack.rows);

  it.each(Object.entries(holidaysByRow))("%s names those of its law", (id, holidays) => {
    const written = rows.flatMap((row) =>
      row.id === id && row.rule === "quiet_hours"
        ? row.params.quiet.flatMap(({ dates }) => (dates === undefined ? [] : [dates]))
        : [],
    );
    expect(written).toEqual([holidays]);
  });

  it("are all compared", () => {
    const dated = rows.filter(
      (row) =>
        row.rule === "quiet_hours" && row.params.quiet.some(({ dates }) => dates !== undefined),
    );
    expect(dated.map(({ id }) => id).sort()).toEqual(Object.keys(holidaysByRow).sort());
  });
});
