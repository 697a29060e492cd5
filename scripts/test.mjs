// Runs vitest with the arguments given, and closes with one plain line that any CI can read.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "wellsent-test-"));
const report = join(folder, "report.json");
const vitest = join("node_modules", ".bin", "vitest");
const { status } = spawnSync(
  vitest,
  [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: "inherit" },
);

let passed = 0;
let failed = 0;
let skipped = 0;
try {
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  passed = numPassedTests;
  skipped = numPendingTests;
  // A file that could not even be loaded has no tests to count, but it did fail.
  failed = numFailedTests || (status === 0 ? 0 : Math.max(1, numFailedTestSuites));
} catch {
  failed = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failed > 0 ? 1 : (status ?? 1));
