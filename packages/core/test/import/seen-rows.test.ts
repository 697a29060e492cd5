import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seenRows } from "../../src/import/seen-rows.js";

describe("seenRows", () => {
  it("says what a map says, whatever is put in", () => {
    const key = fc.oneof(fc.string(), fc.integer({ min: 0, max: 500 }).map(String));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat({ max: 4_294_967_294 }))), (entries) => {
        const map = new Map<string, number>();
        const seen = seenRows();
        for (const [name, row] of entries) {
          expect(seen.get(name)).toBe(map.get(name));
          map.set(name, row);
          seen.set(name, row);
        }
        for (const [name, row] of map) expect(seen.get(name)).toBe(row);
      }),
    );
  });

  it("keeps 300,000 keys apart", () => {
    const count = 300_000;
    const seen = seenRows();
    for (let row = 0; row < count; row++) seen.set(`person.${row}@mail.example`, row);
    for (let row = 0; row < count; row++) {
      if (seen.get(`person.${row}@mail.example`) !== row) throw new Error(`row ${row}`);
      if (seen.get(`other.${row}@mail.example`) !== undefined) throw new Error(`other ${row}`);
    }
  });
});
