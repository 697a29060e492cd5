import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    readonly propertyShare: number;
  }
}

/**
 * How often a costly property is put to the test. `WELLSENT_PROPERTIES=full` gives all of its
 * runs, as before a release and for mutants; otherwise a quarter of them, which judges a change.
 */
export function propertyRuns(full: number): number {
  return Math.ceil(full * inject("propertyShare"));
}
