import { memoryRows } from "@wellsent/adapters/memory";
import { rowContract } from "@wellsent/core/testing";
import { describe, it } from "vitest";

describe("the memory rows keep the contract", () => {
  for (const one of rowContract({ create: () => memoryRows() })) it(one.name, one.run);
});
