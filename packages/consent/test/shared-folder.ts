import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The project's shared folder lies beside the repository; where it does not, the tests that read it are skipped by name. */
const shared = new URL("../../../../shared/", import.meta.url);

export const sharedPath = (path: string): string => fileURLToPath(new URL(path, shared));
export const hasShared = (path: string): boolean => existsSync(sharedPath(path));
export const readShared = (path: string): string => readFileSync(sharedPath(path), "utf8");
/** Every file below, by path relative to the folder. */
export const listShared = (path: string): readonly string[] =>
  hasShared(path)
    ? readdirSync(sharedPath(path), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".json"))
        .sort()
    : [];
