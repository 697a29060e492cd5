import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { entries, publicNames, stale } from "../surface.ts";

describe("the public surface", () => {
  it("is the one in docs/surface; npm run surface -- --write after reading what changed", () => {
    expect(stale()).toEqual([]);
  });

  it.each(entries())("of $name has the values that importing it gives", async ({ source }) => {
    const values = [...publicNames(source)].flatMap(([name, kind]) =>
      kind === "interface" || kind === "type" ? [] : [name],
    );
    const loaded = await import(pathToFileURL(source).href);
    expect(values.toSorted()).toEqual(Object.keys(loaded).toSorted());
  });
});
