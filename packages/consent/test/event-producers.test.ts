import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eventCatalogue } from "../src/entries/ledger.js";

/** Files that make events; all others only read them. */
const makers = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name, parentPath }) => name.endsWith(".ts") && !/src\/events\b/.test(parentPath))
    .map(({ name, parentPath }) => readFileSync(join(parentPath, name), "utf8"))
    .filter((text) => /\b(?:produce|draftEvent)\(/.test(text));

it("has somebody who makes it, for each type of event", () => {
  const made = makers(join(import.meta.dirname, "../src")).join("\n");
  const types = Object.entries(eventCatalogue).filter(([, { retired }]) => retired !== true);
  expect(types.map(([type]) => type).filter((type) => !made.includes(`"${type}"`))).toEqual([]);
});
