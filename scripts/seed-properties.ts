import fc from "fast-check";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    readonly propertySeed: number;
  }
}

/**
 * One seed for a run: CI judges a change, not its luck, and a failure comes back when it is run
 * again. Soak with `WELLSENT_SEED=$RANDOM npm test`: every run then looks elsewhere.
 */
fc.configureGlobal({ seed: inject("propertySeed") });
