// The simulation on the command line.
// Many seeds: npm run sim -- --seeds 2000 [--first N] [--check] [--workers N]
// One seed: npm run sim -- --seed N [--trace] [--keep "the fault it stands for"]
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { floors } from "./floors.ts";
import { keep, readKept } from "./kept.ts";
import type { Plan } from "./plan.ts";
import { runSeed, type SeedResult } from "./run-seed.ts";
import { listChecks, shrinkSeed } from "./shrink-seed.ts";

interface Share {
  readonly first: number;
  readonly count: number;
  readonly step: number;
}

interface Tally {
  readonly seeds: number;
  readonly days: number;
  readonly steps: number;
  readonly mails: number;
  readonly reached: Readonly<Record<string, number>>;
  readonly failures: readonly SeedResult[];
}

async function runShare({ first, count, step }: Share): Promise<Tally> {
  const reached: Record<string, number> = {};
  const failures: SeedResult[] = [];
  let [days, steps, mails] = [0, 0, 0];
  // Most errors are meant; `--seed` shows where the others come from.
  Error.stackTraceLimit = 0;
  for (let n = 0; n < count; n++) {
    const result = await runSeed(first + n * step);
    days += result.days;
    steps += result.steps;
    mails += result.mails;
    for (const name of Object.keys(result.reached)) reached[name] = (reached[name] ?? 0) + 1;
    if (result.violations.length > 0) failures.push(result);
  }
  return { seeds: count, days, steps, mails, reached, failures };
}

function inWorker(share: Share): Promise<Tally> {
  return new Promise((resolve, reject) => {
    // Room for what a seed throws away: collecting it less often is worth a tenth.
    const resourceLimits = { maxYoungGenerationSizeMb: 64 };
    const worker = new Worker(new URL(import.meta.url), { workerData: share, resourceLimits });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function sum(tallies: readonly Tally[]): Tally {
  const reached: Record<string, number> = {};
  for (const tally of tallies) {
    for (const [name, count] of Object.entries(tally.reached))
      reached[name] = (reached[name] ?? 0) + count;
  }
  const total = (of: (tally: Tally) => number): number =>
    tallies.reduce((all, tally) => all + of(tally), 0);
  return {
    seeds: total((t) => t.seeds),
    days: total((t) => t.days),
    steps: total((t) => t.steps),
    mails: total((t) => t.mails),
    reached,
    failures: tallies.flatMap((t) => t.failures),
  };
}

function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

async function shrink({ plan }: SeedResult, check: string): Promise<Plan> {
  const small = await shrinkSeed(plan, check);
  say(`  shrunk to ${small.operations.length} of ${plan.operations.length} operations:`);
  for (const { at, kind, tenant, who, id } of small.operations) {
    say(
      `    day ${(at / 86_400_000).toFixed(2)} ${kind} ${tenant === 0 ? "acme" : "beta"}.${who} (${id})`,
    );
  }
  say(`  with ${small.features.join(", ") || "no features"}`);
  return small;
}

async function oneSeed(seed: number, trace: boolean, fault: string | undefined): Promise<number> {
  const result = await runSeed(seed);
  say(`features: ${result.plan.features.join(", ")}`);
  for (const { check, what, at } of result.violations)
    say(`${check}  ${what}  at ${new Date(at).toISOString()}`);
  if (trace) for (const line of result.trail) say(`  ${line}`);
  const [check] = listChecks(result);
  if (check !== undefined) {
    const plan = await shrink(result, check);
    if (fault !== undefined) say(`  kept in ${keep({ check, fault, plan })}`);
  }
  say(`digest ${result.digest}, ${result.steps} steps, ${result.mails} mails`);
  return result.violations.length === 0 ? 0 : 1;
}

/** How many of the stories kept fail again. */
async function replay(): Promise<number> {
  const kept = readKept();
  let bad = 0;
  for (const [name, { plan, fault }] of kept) {
    const checks = listChecks(await runSeed(plan.seed, plan));
    if (checks.length === 0) continue;
    bad += 1;
    say(`AGAIN  ${checks.join(", ")}: ${fault} (kept/${name})`);
  }
  say(`${kept.size} kept stories, ${bad} fail again`);
  return bad;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1000" },
      first: { type: "string" },
      seed: { type: "string" },
      workers: { type: "string", default: "2" },
      trace: { type: "boolean", default: false },
      keep: { type: "string" },
      check: { type: "boolean", default: false },
      shrink: { type: "string", default: "3" },
    },
  });
  if (values.seed !== undefined) return oneSeed(Number(values.seed), values.trace, values.keep);
  const count = Number(values.seeds);
  const workers = Math.max(1, Number(values.workers));
  // Fresh numbers each day, and the same ones all day: a failure of this morning can be run again.
  const first =
    values.first === undefined
      ? Math.floor(Date.now() / 86_400_000) * 1_000_000
      : Number(values.first);
  const began = performance.now();
  const shares = Array.from({ length: workers }, (_, index) => ({
    first: first + index,
    count: Math.ceil((count - index) / workers),
    step: workers,
  }));
  const all = sum(
    workers === 1
      ? [await runShare({ first, count, step: 1 })]
      : await Promise.all(shares.map(inWorker)),
  );
  const seconds = (performance.now() - began) / 1_000;
  say(
    `${all.seeds} seeds from ${first}, ${all.days} virtual days, ${all.steps} steps, ${all.mails} mails in ${seconds.toFixed(1)} s`,
  );
  say(`${Math.round(all.days / seconds)} virtual days a second on ${workers} workers`);
  let bad = await replay();
  const byCheck = new Map<string, SeedResult[]>();
  for (const failure of all.failures) {
    for (const check of listChecks(failure))
      byCheck.set(check, [...(byCheck.get(check) ?? []), failure]);
  }
  let shown = 0;
  for (const [check, failures] of byCheck) {
    const seed = failures[0];
    if (seed === undefined) continue;
    bad += 1;
    shown += 1;
    const violation = seed.violations.find((v) => v.check === check);
    say(`\n${check}: ${failures.length} seeds, first ${seed.seed}: ${violation?.what ?? ""}`);
    say(`  features: ${seed.plan.features.join(", ")}`);
    say(`  again: npm run sim -- --seed ${seed.seed} --trace`);
    if (shown <= Number(values.shrink)) await shrink(seed, check);
  }
  say("\nsituations (seeds in which they happened)");
  for (const [name, times] of Object.entries(all.reached).sort(([, a], [, b]) => b - a))
    say(`  ${String(times).padStart(6)}  ${name}`);
  for (const [name, floor] of Object.entries(floors)) {
    const wanted = Math.floor((floor * count) / 1_000);
    if ((all.reached[name] ?? 0) >= wanted) continue;
    bad += 1;
    say(`TOO RARE  ${name}: ${all.reached[name] ?? 0} seeds, at least ${wanted} wanted`);
  }
  if (values.check) {
    for (let n = 0; n < 20; n++) {
      const seed = first + n;
      const one = await runSeed(seed, undefined, "memory");
      // Now and then the other store: the same history, step by step.
      const two = await runSeed(seed, undefined, n % 4 === 0 ? "sqlite" : "memory");
      if (one.digest === two.digest) continue;
      bad += 1;
      say(`NOT DETERMINISTIC  seed ${seed}`);
    }
  }
  say(`\nviolations: ${all.failures.length} seeds`);
  return bad === 0 ? 0 : 1;
}

if (isMainThread) process.exitCode = await main();
else parentPort?.postMessage(await runShare(workerData as Share));
