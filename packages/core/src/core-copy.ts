import { AdapterError } from "./errors/index.js";

const mark: symbol = Symbol.for("wellsent.core");

/** Made when the package is loaded: a second copy of it in the same program has another. */
const thisCopy: symbol = Symbol("this copy of @wellsent/core");

/** Notes on what an adapter hands out which copy of the package it was made with. */
export function markCopy<T extends object>(made: T): T {
  return Object.defineProperty(made, mark, { value: thisCopy, enumerable: true });
}

/**
 * Two copies have two classes of every error and two readings of every row. What carries no mark is
 * not judged.
 *
 * @throws AdapterError `ADAPTER_CORE_COPY`
 */
export function refuseOtherCopy(made: object): void {
  const copy: unknown = Reflect.get(made, mark);
  if (copy === undefined || copy === thisCopy) return;
  throw new AdapterError(
    "ADAPTER_CORE_COPY",
    "The store was made with another copy of @wellsent/core than the engine.",
    {
      path: "store",
      remedy: "Give all @wellsent packages one version: `npm ls @wellsent/core` shows the copies.",
    },
  );
}
