import * as z from "zod";

/** What is wrong with JSON that a schema refused, and where. */
export interface DeepestFault {
  readonly path: string;
  /** What was expected there; never what stood there, which may be personal data. */
  readonly message: string;
}

/** The fault that says most of all those that a schema found in a value. */
export function deepestFault({ issues }: z.ZodError, value: unknown): DeepestFault {
  const { path, message } = deepest(issues, value);
  return { path: z.core.toDotPath(path), message };
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Of all the ways a value failed, the one that came furthest: there the author meant what the
 * schema means. A branch that misses a key was not meant at all.
 */
function deepest(issues: readonly z.core.$ZodIssue[], value: unknown): Fault {
  let best: Fault | null = null;
  for (const issue of issues) {
    const inner = valueAt(value, issue.path);
    const meant =
      issue.code === "invalid_union" ? issue.errors.filter((branch) => fits(branch, inner)) : [];
    const faults = meant.map((branch) => deepest(branch, inner));
    for (const { path, message } of [{ path: [], message: told(issue) }, ...faults]) {
      const whole = [...issue.path, ...path];
      if (best === null || whole.length > best.path.length) best = { path: whole, message };
    }
  }
  return best ?? { path: [], message: "Invalid input" };
}

/** The library's words name what it expected; only for members it does not know they quote. */
function told({ code, message }: z.core.$ZodIssue): string {
  return code === "unrecognized_keys" ? "it has members that are not known" : message;
}

function fits(branch: readonly z.core.$ZodIssue[], value: unknown): boolean {
  return branch.length > 0 && branch.every(({ path }) => valueAt(value, path) !== undefined);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (from, key) => (from instanceof Object ? Reflect.get(from, key) : undefined),
    value,
  );
}
