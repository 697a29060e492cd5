import type { ContractCase } from "../contract-case.js";
import { findingCases } from "./finding-cases.js";
import { type RowContractOptions, rowTests } from "./row-harness.js";
import { transactionCases } from "./transaction-cases.js";
import { writingCases } from "./writing-cases.js";

/**
 * Every promise of a `RowStore`, made from the tables' own declarations: each operation on each
 * table and each path. What an author of a store runs first: it names the operation that fails,
 * before any call of the kit does.
 *
 * `for (const c of rowContract({ create: () => myRows() })) it(c.name, c.run);`
 */
export function rowContract(options: RowContractOptions): readonly ContractCase[] {
  const test = rowTests(options);
  return [...writingCases(test), ...findingCases(test), ...transactionCases(test)];
}
