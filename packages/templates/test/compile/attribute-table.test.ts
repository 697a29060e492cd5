import { expect, it } from "vitest";
import { elements, tableVersion } from "../../src/compile/layout/attribute-table.js";
import { deriveElements, installedVersion } from "../support/derive-attributes.js";

it("the attribute table is that of the installed MJML", { timeout: 120_000 }, async () => {
  expect(tableVersion).toBe(installedVersion());
  expect(elements).toEqual(await deriveElements());
});
