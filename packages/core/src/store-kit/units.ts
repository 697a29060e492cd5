import { StoreError, WellsentError } from "../errors/index.js";

/**
 * A unit whose own rows cannot be read: it fails before it is judged, because of its data and not
 * of the function.
 */
export interface DamagedUnit {
  readonly damaged: StoreError;
}

type UnitResult<R> =
  | { readonly ok: true; readonly value: R }
  | { readonly ok: false; readonly code: string };

/**
 * Runs a function that was passed in on each unit, in order. What it throws costs that unit only,
 * and is known by its code from then on: messages of errors may hold anything. Units that `again`
 * names failed before; they say nothing about the code at work today, so a few bad ones that come
 * back together cannot stop a tenant. `of` says whose a unit is: many units of one contact are one
 * witness, so that a single contact cannot stop a tenant either.
 * @throws StoreError `STORE_FUNCTION_FAILED` where the units of more than half of at least ten
 * contacts end with one code, `STORE_RESULT_MISMATCH` where the function answers with a promise.
 */
export function runUnits<U extends object, R>(
  units: readonly (U | DamagedUnit)[],
  run: (unit: U) => R,
  again?: (unit: U) => boolean,
  of: (unit: U) => unknown = (unit) => unit,
): { readonly results: readonly UnitResult<R>[] } {
  const judged = new Set<unknown>();
  const failed = new Map<string, Set<unknown>>();
  const results = units.map((unit): UnitResult<R> => {
    if (isDamaged(unit)) return { ok: false, code: unit.damaged.code };
    const counts = again?.(unit) !== true;
    let value: R;
    try {
      value = run(unit);
      if (counts) judged.add(of(unit));
    } catch (error) {
      // Damage that the function met on its way is the data's as well.
      if (isCorrupt(error)) return { ok: false, code: error.code };
      const code = errorCode(error);
      if (counts) {
        judged.add(of(unit));
        failed.set(code, (failed.get(code) ?? new Set()).add(of(unit)));
      }
      return { ok: false, code };
    }
    refusePromise(value);
    return { ok: true, value };
  });
  for (const [code, whose] of failed) {
    if (judged.size >= 10 && whose.size * 2 > judged.size) {
      throw functionFailed(code, whose.size, judged.size);
    }
  }
  return { results };
}

/**
 * The code by which a failure is kept. An error may have any string as its code, so only
 * well-formed ones are kept.
 */
export function errorCode(error: unknown): string {
  const code = WellsentError.isInstance(error) ? error.code : "";
  return /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : "UNEXPECTED";
}

/**
 * The value, or the `STORE_CORRUPT` that reading it ended with: damage is data to whoever judges
 * units.
 */
export function tried<R>(read: () => R): R | StoreError {
  try {
    return read();
  } catch (error) {
    if (isCorrupt(error)) return error;
    throw error;
  }
}

function isCorrupt(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === "STORE_CORRUPT";
}

/**
 * What `read` makes of each item; those that cannot be read are left out. `integrity()` names them.
 */
export function readable<T, R>(items: readonly T[], read: (item: T) => R): readonly R[] {
  return items.flatMap((item) => {
    const result = tried(() => read(item));
    return result instanceof StoreError ? [] : [result];
  });
}

function isDamaged<U extends object>(unit: U | DamagedUnit): unit is DamagedUnit {
  return "damaged" in unit && unit.damaged instanceof StoreError;
}

/** A promise would not be awaited, and its work would not be in the transaction. */
export function refusePromise(value: unknown): void {
  if (!(value instanceof Promise)) return;
  value.catch(() => undefined);
  throw new StoreError("STORE_RESULT_MISMATCH", "A function passed to the store is asynchronous.", {
    remedy: "Such functions must be synchronous: everything they need is in their arguments.",
  });
}

function functionFailed(code: string, failed: number, judged: number): StoreError {
  return new StoreError(
    "STORE_FUNCTION_FAILED",
    `A function passed to the store failed for ${failed} of ${judged} contacts with ${code}.`,
    {
      remedy: "Nothing was written. Mend the function or its definitions, and call again.",
    },
  );
}
