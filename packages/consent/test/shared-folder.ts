import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The project's shared folder lies beside the repository; where it does not, the tests that read it
 * are skipped by name.
 */
const shared = new URL("../../../../shared/", import.meta.url);

export function sharedPath(path: string): string {
  return fileURLToPath(new URL(path, shared));
}
export function hasShared(path: string): boolean {
  return existsSync(sharedPath(path));
}
export function readShared(path: string): string {
  return readFileSync(sharedPath(path), "utf8");
}
/** Every file below, by path relative to the folder. */
export function listShared(path: string): readonly string[] {
  return hasShared(path)
    ? readdirSync(sharedPath(path), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".json"))
        .sort()
    : [];
}
