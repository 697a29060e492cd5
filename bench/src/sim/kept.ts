import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "./plan.ts";

/**
 * The story in which a check once failed: run for ever after. A seed means another one whenever
 * plans are drawn anew.
 */
export interface Kept {
  /** What failed, and for which fault. */
  readonly check: string;
  readonly fault: string;
  readonly plan: Plan;
}

const folder = fileURLToPath(new URL("kept/", import.meta.url));

/** All that were kept, by name. None in a bundle, which has no folder beside it. */
export function readKept(): ReadonlyMap<string, Kept> {
  return new Map(
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8")) as Kept]),
  );
}

/** `news are late` of `EXIT`: `exit-news-are-late.json`. */
export function fileNameFor({ check, fault }: Omit<Kept, "plan">): string {
  return `${check} ${fault}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .concat(".json");
}

/** Returns the file's path. */
export function keep(kept: Kept, into: string = folder): string {
  mkdirSync(into, { recursive: true });
  const path = join(into, fileNameFor(kept));
  writeFileSync(path, `${JSON.stringify(kept, null, 2)}\n`);
  return path;
}
