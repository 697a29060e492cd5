import type { ValueOrigin } from "../ports/store/contact-change.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { isText } from "./decode-row.js";

type Origins = NonNullable<ContactRecord["origins"]>;

/**
 * Origins as a row has them: a source, an instant, and the paths that have both. Most values of a
 * contact come from one write, and contacts are read far more often than their origins are.
 */
export type PackedOrigins = readonly (readonly [
  source: string,
  at: number,
  ...paths: readonly string[],
])[];

export function packed(origins: Origins): PackedOrigins {
  const groups: [string, number, ...string[]][] = [];
  for (const [path, { source, at }] of Object.entries(origins)) {
    const group = groups.find((one) => one[0] === source && one[1] === at);
    if (group === undefined) groups.push([source, at, path]);
    else group.push(path);
  }
  return groups;
}

/** Values of one write share one object. */
export function unpacked(groups: PackedOrigins): Origins {
  const origins: Record<string, ValueOrigin> = {};
  for (const [source, at, ...paths] of groups) {
    const origin = { source, at };
    for (const path of paths) origins[path] = origin;
  }
  return origins;
}

export function isPacked(value: unknown): value is PackedOrigins {
  return (
    Array.isArray(value) &&
    value.every(
      (group) =>
        Array.isArray(group) &&
        isText(group[0]) &&
        Number.isSafeInteger(group[1]) &&
        group.slice(2).every(isText),
    )
  );
}
