import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of this run's own, gone with the process. */
export function tempFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `wellsent-bench-${name}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
