import type { ContractCase } from "@wellsent/core/testing";
import { expect, it } from "vitest";

/** A broken adapter, and the case of the contract that has to find it out. */
export interface Mutant<Adapter, Sound extends Adapter = Adapter> {
  readonly fault: string;
  readonly caughtBy: string;
  readonly spoil: (adapter: Sound) => Adapter;
}

/**
 * Registers a test per mutant. `contract` builds the cases over adapters that `spoil` has broken.
 */
export function expectCaught<Adapter, Sound extends Adapter = Adapter>(
  mutants: readonly Mutant<Adapter, Sound>[],
  contract: (spoil: (adapter: Sound) => Adapter) => readonly ContractCase[],
): void {
  for (const { fault, caughtBy, spoil } of mutants) {
    it(`one that ${fault} is caught by "${caughtBy}"`, async () => {
      const named = (cases: readonly ContractCase[]) => cases.find((one) => one.name === caughtBy);
      const sound = named(contract((adapter) => adapter));
      expect(sound, "the contract has a case of this name").toBeDefined();
      await sound?.run();
      await expect(named(contract(spoil))?.run()).rejects.toThrow();
    });
  }
}
