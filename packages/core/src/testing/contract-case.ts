import { AdapterError } from "../errors/index.js";

/**
 * One requirement of a port, as a test for any runner: `for (const c of contract) it(c.name,
 * c.run)`.
 */
export interface ContractCase {
  readonly name: string;
  /** Rejects with `ADAPTER_CONTRACT_BROKEN` if the adapter does not meet the requirement. */
  run(): Promise<void>;
}

/** The names of cases that an author skips on purpose, with the reason. */
export interface ContractSkip {
  readonly reason: string;
  readonly cases: readonly string[];
}

/**
 * The cases without those skipped.
 * @throws AdapterError `ADAPTER_CONTRACT_SKIP_INVALID` when a skip names no case, one that proves a
 * claimed capability, or gives no reason.
 */
export function withoutSkipped(
  cases: readonly (ContractCase & { readonly mandatory?: boolean })[],
  skips: readonly ContractSkip[],
): readonly ContractCase[] {
  const names = new Set<string>();
  for (const [index, skip] of skips.entries()) {
    for (const name of skip.cases) {
      const known = cases.find((one) => one.name === name);
      if (known === undefined || known.mandatory === true || skip.reason.trim() === "") {
        throw new AdapterError(
          "ADAPTER_CONTRACT_SKIP_INVALID",
          "This case of the contract cannot be skipped.",
          {
            path: `skip[${index}]`,
            remedy:
              known === undefined
                ? "Name a case exactly as the contract does."
                : "Give a reason, and do not claim a capability whose cases you skip.",
          },
        );
      }
      names.add(name);
    }
  }
  return cases.filter((one) => !names.has(one.name)).map(({ name, run }) => ({ name, run }));
}
