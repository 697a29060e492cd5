import { InputError } from "../errors/index.js";
import { thereAre } from "../there-are.js";
import { defaultBlocking, takers } from "./blocking-keys.js";
import type { BlockingKey, DuplicateOptions } from "./duplicate-options.js";
import { fieldKinds } from "./field-kinds.js";

/** Levels of so many fields fit into one number. */
const mostFields = 20;

export type SettledOptions = Required<DuplicateOptions>;

/** @throws InputError `INPUT_DUPLICATES` with the path */
export function settleOptions(options: DuplicateOptions): SettledOptions {
  const { fields, blocking = defaultBlocking(fields), apart = [], seed = 1 } = options;
  const { matchAt = 0.9, reviewAt = Math.min(0.5, matchAt) } = options;
  const { samplePairs = 50_000, blockSize = 50, maxPairs = 5_000_000 } = options;
  checkFields(options.fields);
  checkBlocking(options.fields, blocking);
  if (!(reviewAt > 0 && reviewAt <= matchAt && matchAt < 1)) {
    throw refused("These are no thresholds.", "reviewAt", "Pass 0 < reviewAt ≤ matchAt < 1.");
  }
  for (const [path, limit] of Object.entries({ samplePairs, blockSize, maxPairs })) {
    if (Number.isSafeInteger(limit) && limit >= 2 && limit <= 100_000_000) continue;
    throw refused("This is no limit.", path, "Pass a whole number from 2 to 100,000,000.");
  }
  if (!Number.isSafeInteger(seed))
    throw refused("This is no seed.", "seed", "Pass a whole number.");
  return {
    ...{ fields, blocking, matchAt, reviewAt, apart, seed },
    ...{ samplePairs, blockSize, maxPairs },
  };
}

function checkFields(fields: DuplicateOptions["fields"]): void {
  if (fields.length === 0 || fields.length > mostFields) {
    throw refused(
      `There are ${fields.length} fields to compare.`,
      "fields",
      `Name from 1 to ${mostFields} fields.`,
    );
  }
  const paths = new Set<string>();
  for (const [index, { path, kind }] of fields.entries()) {
    const isKind = Object.hasOwn(fieldKinds, kind);
    if (!isKind) {
      const kinds = thereAre(Object.keys(fieldKinds), String(kind));
      throw refused("There is no such kind of field.", `fields[${index}].kind`, kinds);
    }
    if (path === "" || paths.has(path)) {
      throw refused(
        "Each field needs a path of its own.",
        `fields[${index}].path`,
        "Name each field once.",
      );
    }
    paths.add(path);
  }
}

function checkBlocking(fields: DuplicateOptions["fields"], blocking: readonly BlockingKey[]): void {
  const known = fields.map(({ path }) => path);
  for (const [index, { parts }] of blocking.entries()) {
    const at = `blocking[${index}].parts`;
    if (parts.length === 0) throw refused("A key needs a part.", at, "Name a field.");
    for (const { path, take } of parts) {
      if (!Object.hasOwn(takers, take))
        throw refused("A key takes no such part.", at, `Of parts ${thereAre(Object.keys(takers))}`);
      if (!known.includes(path))
        throw refused("A key names no field.", at, `Of fields ${thereAre(known, path)}`);
    }
  }
}

function refused(message: string, path: string, remedy: string): InputError {
  return new InputError("INPUT_DUPLICATES", message, { path, remedy });
}
