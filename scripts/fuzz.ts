// npm run fuzz -- templates --pairs 10000 [--seed N] [--workers N]: compiled templates against Handlebars and MJML per recipient.
// npm run fuzz -- pages --runs 5000 [--seed N]: the public pages against a model of what must be in force.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type FuzzReport, runFuzz } from "../packages/templates/test/fuzz/run-fuzz.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: "string", default: "10000" },
    runs: { type: "string", default: "5000" },
    seed: { type: "string" },
    workers: { type: "string", default: String(Math.min(2, availableParallelism())) },
    child: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (positionals[0] === "pages") {
  const { fuzzPages } = await import("./fuzz-pages.ts");
  process.exit(await fuzzPages({ seed, runs: Number(values.runs) }));
}
if (positionals[0] !== "templates") {
  console.error("usage: npm run fuzz -- templates --pairs 10000 [--seed N]");
  console.error("       npm run fuzz -- pages --runs 5000 [--seed N]");
  process.exit(2);
}
const pairs = Number(values.pairs);
const contextsPerTemplate = 6;

if (values.child) {
  // The built package: Node runs no TypeScript that imports its neighbours as `.js`.
  const built = new URL("../packages/templates/dist/compile/index.js", import.meta.url).href;
  const { verifyTemplate }: typeof import("../packages/templates/src/compile/index.ts") =
    await import(built);
  let told = 0;
  const report = await runFuzz({
    verify: verifyTemplate,
    seed,
    pairs,
    contextsPerTemplate,
    onProgress: ({ pairs: done }) => {
      if (done - told < 50) return;
      told = done;
      process.send?.({ done });
    },
  });
  process.send?.({ report }, () => process.disconnect());
} else {
  const workers = Math.max(1, Number(values.workers));
  const started = performance.now();
  console.log(`seed ${seed}`);
  const done = new Array<number>(workers).fill(0);
  const runOne = (worker: number): Promise<FuzzReport> =>
    new Promise((resolve, reject) => {
      const share = Math.ceil(pairs / workers);
      // Far apart, so that no template is generated twice.
      const own = (seed + worker * 1_000_000_007) % 2 ** 31;
      const child = spawn(
        process.execPath,
        [
          fileURLToPath(import.meta.url),
          "templates",
          "--child",
          "--seed",
          String(own),
          "--pairs",
          String(share),
        ],
        { stdio: ["ignore", "inherit", "inherit", "ipc"] },
      );
      let report: FuzzReport | undefined;
      child.on("message", (message: { done?: number; report?: FuzzReport }) => {
        if (message.report !== undefined) report = message.report;
        done[worker] = message.done ?? message.report?.pairs ?? 0;
        showProgress(done.reduce((sum, count) => sum + count, 0));
      });
      child.on("exit", (code) =>
        report === undefined ? reject(new Error(`worker ended with ${code}`)) : resolve(report),
      );
    });
  const showProgress = (count: number): void => {
    if (!process.stderr.isTTY) return;
    const seconds = (performance.now() - started) / 1000;
    const left = count === 0 ? 0 : Math.round((seconds / count) * Math.max(0, pairs - count));
    process.stderr.write(
      `\r${count} of ${pairs} pairs, ${Math.round(count / seconds)} a second, ${left} s left   `,
    );
  };
  const reports = await Promise.all(Array.from({ length: workers }, (_, worker) => runOne(worker)));
  const refused: Record<string, number> = {};
  for (const report of reports) {
    for (const [code, count] of Object.entries(report.refused))
      refused[code] = (refused[code] ?? 0) + count;
  }
  const differences = reports.flatMap((report) => report.differences);
  const sum = (pick: (report: FuzzReport) => number): number =>
    reports.reduce((total, report) => total + pick(report), 0);
  if (process.stderr.isTTY) process.stderr.write("\n");
  console.log(`templates ${sum((report) => report.templates)}`);
  console.log(`pairs ${sum((report) => report.pairs)}`);
  console.log(`refused ${Object.values(refused).reduce((total, count) => total + count, 0)}`);
  for (const [code, count] of Object.entries(refused).sort(([, a], [, b]) => b - a))
    console.log(`  ${code} ${count}`);
  console.log(`differences: ${differences.length}`);
  const told = new Set<string>();
  for (const { mjml, partials, what, data } of differences) {
    if (told.has(mjml)) continue;
    told.add(mjml);
    if (told.size <= 10) console.log(JSON.stringify(what, null, 1));
    if (told.size === 1) console.log(JSON.stringify({ mjml, partials, data }));
  }
  process.exitCode = differences.length === 0 ? 0 : 1;
}
