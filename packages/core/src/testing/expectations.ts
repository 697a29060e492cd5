import { AdapterError, WellsentError } from "../errors/index.js";

/** Assertions of the contracts' own, so that no test runner is needed. */
export function broken(message: string): AdapterError {
  return new AdapterError("ADAPTER_CONTRACT_BROKEN", message);
}

export function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) throw broken(message);
}

/** Equal as JSON, regardless of the order of keys. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [stable(actual), stable(expected)];
  if (left !== right) throw broken(`${what}: expected ${right}, got ${left}`);
}

export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw broken(`${what}: expected a value, got none`);
  return value;
}

/** Resolves to the error that the call rejected with. */
export async function rejection(call: () => Promise<unknown>, what: string): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw broken(`${what}: expected a rejection`);
}

export async function rejectsWithCode(
  call: () => Promise<unknown>,
  code: string,
  what: string,
): Promise<void> {
  const error = await rejection(call, what);
  const actual = WellsentError.isInstance(error) ? error.code : String(error);
  if (actual !== code) throw broken(`${what}: expected ${code}, got ${actual}`);
}

function stable(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
  return text ?? "undefined";
}
