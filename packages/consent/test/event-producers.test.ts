import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eventCatalog } from "../src/entries/ledger.js";

/** Files that make events; all others only read them. */
function makers(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name, parentPath }) => name.endsWith(".ts") && !/src\/events\b/.test(parentPath))
    .map(({ name, parentPath }) => readFileSync(join(parentPath, name), "utf8"))
    .filter((text) => /\b(?:createDraft|draftEvent)\(/.test(text));
}

it("has somebody who makes it, for each type of event", () => {
  const made = makers(join(import.meta.dirname, "../src")).join("\n");
  const types = Object.entries(eventCatalog()).filter(([, { retired }]) => retired !== true);
  expect(types.map(([type]) => type).filter((type) => !made.includes(`"${type}"`))).toEqual([]);
});
