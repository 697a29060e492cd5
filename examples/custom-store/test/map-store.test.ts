import { storeOver } from "@wellsent/core/store-kit";
import { rowContract, storeContract } from "@wellsent/core/testing";
import { describe, it } from "vitest";
import { mapRows } from "../src/map-rows.ts";

describe("rows in an ordered map", () => {
  describe("keep the contract of rows", () => {
    for (const one of rowContract({ create: () => mapRows() })) it(one.name, one.run);
  });

  describe("make a store that keeps the contract of stores", () => {
    for (const one of storeContract({ create: () => storeOver(mapRows()) })) it(one.name, one.run);
  });
});
