import { runPages } from "../packages/adapters/test/pages-fuzz/run-pages.ts";

/** Prints the seed, progress, what was reached, and each violation at its smallest. */
export async function fuzzPages({
  seed,
  runs,
}: {
  readonly seed: number;
  readonly runs: number;
}): Promise<number> {
  const started = performance.now();
  console.log(`seed ${seed}`);
  const report = await runPages({
    seed,
    runs,
    onProgress: (done) => {
      if (!process.stderr.isTTY || (done % 20 !== 0 && done !== runs)) return;
      const seconds = (performance.now() - started) / 1000;
      const left = Math.round((seconds / done) * (runs - done));
      process.stderr.write(`\r${done} of ${runs} runs, ${left} s left   `);
    },
  });
  if (process.stderr.isTTY) process.stderr.write("\n");
  console.log(`runs ${report.runs}`);
  for (const [what, count] of Object.entries(report.reached).sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`  ${what} ${count}`);
  for (const { seed: own, what, smallest } of report.violations) {
    console.log(`seed ${own}: ${what}`);
    console.log(JSON.stringify(smallest));
  }
  console.log(`violations: ${report.violations.length}`);
  return report.violations.length === 0 ? 0 : 1;
}
