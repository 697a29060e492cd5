// npm run fuzz -- templates|partials --pairs 10000 [--seed N] [--workers N]
// npm run fuzz -- pages --runs 5000 [--seed N]
// templates: compiled templates against Handlebars and MJML per recipient.
// partials: scopes of partials, arguments and blocks, in mails and text messages, the same way.
// pages: the public pages against a model of what must be in force.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type FuzzReport, runFuzz } from "../packages/templates/test/fuzz/run-fuzz.ts";
import {
  type PartialsFuzzReport,
  runPartialsFuzz,
} from "../packages/templates/test/fuzz/run-partials-fuzz.ts";
import { situations } from "../packages/templates/test/fuzz/situations.ts";

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
const [kind] = positionals;
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (kind === "pages") {
  const { fuzzPages } = await import("./fuzz-pages.ts");
  process.exit(await fuzzPages({ seed, runs: Number(values.runs) }));
}
if (kind !== "templates" && kind !== "partials") {
  console.error("usage: npm run fuzz -- templates|partials --pairs 10000 [--seed N]");
  console.error("       npm run fuzz -- pages --runs 5000 [--seed N]");
  process.exit(2);
}
/** Above these shares a compiler that refuses what it cannot do would pass as one that can. */
const mostRefused = 0.35;
const mostUnprintable = 0.15;
/** What the partials must reach: a situation in fewer templates than one in this many is none. */
const rarest = 1000;
type Report = FuzzReport | PartialsFuzzReport;

const pairs = Number(values.pairs);
const contextsPerTemplate = 6;

/** The built package: Node runs no TypeScript that imports its neighbours as `.js`. */
function built(path: string): string {
  return new URL(`../packages/templates/dist/${path}`, import.meta.url).href;
}

async function run(onProgress: (report: Report) => void): Promise<Report> {
  const compile: typeof import("../packages/templates/src/compile/index.ts") = await import(
    built("compile/index.js")
  );
  const options = { seed, pairs, contextsPerTemplate, onProgress };
  if (kind === "templates") return runFuzz({ ...options, verify: compile.verifyTemplate });
  const main: typeof import("../packages/templates/src/index.ts") = await import(built("index.js"));
  const sms: typeof import("../packages/templates/src/sms/index.ts") = await import(
    built("sms/index.js")
  );
  return runPartialsFuzz({ ...options, subject: { ...compile, ...main, ...sms } });
}

if (values.child) {
  let told = 0;
  const report = await run(({ pairs: done }) => {
    if (done - told < 50) return;
    told = done;
    process.send?.({ done });
  });
  process.send?.({ report }, () => process.disconnect());
} else {
  const workers = Math.max(1, Number(values.workers));
  const started = performance.now();
  console.log(`seed ${seed}`);
  const done = new Array<number>(workers).fill(0);
  const runOne = (worker: number): Promise<Report> =>
    new Promise((resolve, reject) => {
      const share = Math.ceil(pairs / workers);
      // Far apart, so that no template is generated twice.
      const own = (seed + worker * 1_000_000_007) % 2 ** 31;
      const child = spawn(
        process.execPath,
        [
          fileURLToPath(import.meta.url),
          kind,
          "--child",
          "--seed",
          String(own),
          "--pairs",
          String(share),
        ],
        { stdio: ["ignore", "inherit", "inherit", "ipc"] },
      );
      let report: Report | undefined;
      child.on("message", (message: { done?: number; report?: Report }) => {
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
  const counted = (
    pick: (report: Report) => Partial<Record<string, number>>,
  ): [string, number][] => {
    const all: Record<string, number> = {};
    for (const report of reports) {
      for (const [name, count = 0] of Object.entries(pick(report)))
        all[name] = (all[name] ?? 0) + count;
    }
    return Object.entries(all).sort(([, a], [, b]) => b - a);
  };
  const sum = (pick: (report: Report) => number): number =>
    reports.reduce((total, report) => total + pick(report), 0);
  const refused = counted((report) => report.refused);
  const refusals = refused.reduce((total, [, count]) => total + count, 0);
  const templates = sum((report) => report.templates);
  const compared = sum((report) => report.pairs);
  const reached = new Map(counted((report) => ("reached" in report ? report.reached : {})));
  const unprintable = sum((report) => ("unprintable" in report ? report.unprintable : 0));
  const differences = reports.flatMap((report) => report.differences);
  if (process.stderr.isTTY) process.stderr.write("\n");
  console.log(`templates ${templates}`);
  for (const [situation, count] of reached) console.log(`  ${situation} ${count}`);
  console.log(`pairs ${compared}`);
  if (kind === "partials") console.log(`unprintable ${unprintable}`);
  console.log(`refused ${refusals}`);
  for (const [code, count] of refused) console.log(`  ${code} ${count}`);
  const faults: string[] = [];
  if (compared < pairs) faults.push(`${compared} of ${pairs} pairs were compared`);
  if (refusals > templates * mostRefused) faults.push("too many templates are refused");
  if (unprintable > compared * mostUnprintable) faults.push("too many pairs print nothing");
  if (kind === "partials") {
    for (const situation of situations) {
      if ((reached.get(situation) ?? 0) * rarest < templates)
        faults.push(`hardly ever reached: ${situation}`);
    }
  }
  const told = new Set<string>();
  for (const { source, what, data } of differences) {
    const once = JSON.stringify(source);
    if (told.has(once)) continue;
    told.add(once);
    if (told.size <= 10) console.log(JSON.stringify(what, null, 1));
    if (told.size === 1 || kind === "partials") console.log(JSON.stringify({ source, data }));
  }
  for (const fault of faults) console.log(`fault: ${fault}`);
  console.log(`differences: ${differences.length}`);
  process.exitCode = differences.length === 0 && faults.length === 0 ? 0 : 1;
}
