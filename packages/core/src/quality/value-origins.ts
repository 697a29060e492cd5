import type { Instant } from "../instant.js";
import { isObject } from "../json.js";

/** Where a value of a contact came from, and when it was said last. */
interface Origin {
  readonly source: string;
  readonly at: Instant | null;
}

const longestSource = 100;

/** The origins of a record's values, by path. What cannot be read counts as none. */
export function valueOrigins(record: object): (path: string) => Origin | null {
  const origins = "origins" in record && Array.isArray(record.origins) ? record.origins : [];
  const byPath = new Map<unknown, Origin>();
  for (const origin of origins) {
    if (!isObject(origin)) continue;
    const { source, at, paths } = origin;
    if (typeof source !== "string" || source === "" || !Array.isArray(paths)) continue;
    const time = typeof at === "number" && Number.isFinite(at) ? at : null;
    for (const path of paths)
      byPath.set(path, { source: source.slice(0, longestSource), at: time });
  }
  return (path) => byPath.get(path) ?? null;
}
