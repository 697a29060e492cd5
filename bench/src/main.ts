import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { countThreadTime } from "./clock.ts";
import {
  type Effort,
  type Entry,
  holdContest,
  type Result,
  takeMeasurement,
  takeTogether,
} from "./contest.ts";

/** A suite makes its contests when asked, so that one suite's peers cost the others nothing. */
const suites: Readonly<
  Record<
    string,
    () => Promise<{ readonly contests: (effort: Effort) => Promise<readonly Entry[]> }>
  >
> = {
  campaign: () => import("./suites/campaign.ts"),
  consent: () => import("./suites/consent.ts"),
  dedupe: () => import("./suites/dedupe.ts"),
  engine: () => import("./suites/engine.ts"),
  import: () => import("./suites/import.ts"),
  segments: () => import("./suites/segments.ts"),
  "store-kit": () => import("./suites/store-kit.ts"),
  templates: () => import("./suites/templates.ts"),
  timing: () => import("./suites/timing.ts"),
  workflows: () => import("./suites/workflows.ts"),
};

const usage = `npm run bench -- SUITE [--json FILE] [--quick] [--only TEXT]
  SUITE    ${Object.keys(suites).join(", ")}
  --json   writes { suite, node, cpu, results } as bench/README.md describes
  --quick  nine short rounds: under 50 seconds, and noisier
  --only   contests whose name contains TEXT
  --cpu    counts this thread's own time instead of the clock's, for a machine that others use; not for publishing`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    cpu: { type: "boolean", default: false },
  },
});
const suite = positionals[0];
const load = suite === undefined ? undefined : suites[suite];
if (suite === undefined || load === undefined) {
  console.error(usage);
  process.exit(2);
}

const effort: Effort = values.quick
  ? { rounds: 9, sliceMs: 30, quick: true }
  : { rounds: 15, sliceMs: 250, quick: false };
if (values.cpu) countThreadTime();
const { contests } = await load();
const entries = (await contests(effort)).filter(({ name }) => name.includes(values.only ?? ""));

const results: Result[] = [];
function figure(value: number): string {
  return value >= 100 || value === 0 ? value.toFixed(0) : value.toPrecision(3);
}
function runEntry(entry: Entry): Promise<Result> | Result | null {
  return "ours" in entry
    ? holdContest(entry, effort)
    : "measure" in entry
      ? takeMeasurement(entry, effort)
      : takeTogether(entry, results);
}

for (const entry of entries) {
  const result = await runEntry(entry);
  if (result === null) continue;
  results.push(result);
  console.log(
    `${result.pass ? "pass" : "FALLS SHORT"}  ${result.name}: ${figure(result.ratio)}x ${result.peerName} (goal ${figure(result.goal)}x)` +
      `  ours ${figure(result.ours)}, peer ${figure(result.peer)} ${result.unit}${result.note ? `  [${result.note}]` : ""}`,
  );
}
const short = results.filter(({ pass }) => !pass).length;
console.log(`${results.length - short} of ${results.length} goals met`);
if (values.json !== undefined) {
  const cpu = cpus()[0]?.model ?? "unknown";
  writeFileSync(
    values.json,
    `${JSON.stringify({ suite, node: process.version, cpu, results }, null, 2)}\n`,
  );
}
