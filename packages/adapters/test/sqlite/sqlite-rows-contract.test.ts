import { sqliteRows } from "@wellsent/adapters/sqlite";
import { rowContract } from "@wellsent/core/testing";
import { describe, it } from "vitest";

describe("the SQLite rows keep the contract", () => {
  const create = () => sqliteRows({ path: ":memory:" });
  for (const one of rowContract({ create })) it(one.name, one.run);
});
