import { memoryStore } from "@wellsent/adapters/memory";
import { type CodeSource, sourcedCodes, storeCodes } from "@wellsent/core";
import { codePoolContract, simulatedClock } from "@wellsent/core/testing";
import { describe, it } from "vitest";
import { withPeople } from "../contract/people-of-two.js";

describe("the codes of the memory store keep the contract", () => {
  const create = async (at: number) =>
    storeCodes({ store: await withPeople(memoryStore(), at), clock: simulatedClock(at) });
  for (const one of codePoolContract({ create })) it(one.name, one.run);
});

describe("codes that are made elsewhere keep the contract", () => {
  /** A shop that makes none: what is loaded is all there is. */
  const idle: CodeSource = { id: "idle", most: 10, make: async () => [] };
  const create = async (at: number) => {
    const store = await withPeople(memoryStore(), at);
    return sourcedCodes({ store, clock: simulatedClock(at), sources: { spring: idle } });
  };
  for (const one of codePoolContract({ create })) it(one.name, one.run);
});
