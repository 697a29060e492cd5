import { sqliteStore } from "@wellsent/adapters/sqlite";
import { storeCodes } from "@wellsent/core";
import { codePoolContract, simulatedClock } from "@wellsent/core/testing";
import { describe, it } from "vitest";
import { withPeople } from "../contract/people-of-two.js";

describe("the codes of the SQLite store keep the contract", () => {
  const create = async (at: number) =>
    storeCodes({
      store: await withPeople(sqliteStore({ path: ":memory:" }), at),
      clock: simulatedClock(at),
    });
  for (const one of codePoolContract({ create })) it(one.name, one.run);
});
