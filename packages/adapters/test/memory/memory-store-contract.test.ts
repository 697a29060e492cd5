import { memoryStore } from "@wellsent/adapters/memory";
import { storeContract } from "@wellsent/core/testing";
import { describe, it } from "vitest";

describe("the memory store keeps the contract", () => {
  for (const one of storeContract({ create: () => memoryStore() })) it(one.name, one.run);
});
