// An import in a process of its own, so that nothing else is in its memory. Usage: import-run.ts
// FILE DATABASE
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { csvRows } from "@wellsent/adapters/csv";
import { systemClock, systemRandom } from "@wellsent/adapters/in-process";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { importDrafts } from "@wellsent/consent";
import { type CommitReport, commitImport, inferMapping } from "@wellsent/core/import";
import { fakeRenderer } from "@wellsent/core/testing";
import { purpose, tenant } from "./people.ts";
import { gate, openShop, schema } from "./shop.ts";

/** What is measured of one import. */
export interface ImportFigures {
  readonly rows: number;
  readonly consentEvents: number;
  readonly microsecondsPerRow: number;
  /** The most the process has held beyond what it held before the first row. */
  readonly growthMegabytes: number;
  /** How long the event loop stood still, in milliseconds. */
  readonly turnP99: number;
  readonly turnLongest: number;
}

async function run(file: string, database: string): Promise<ImportFigures> {
  const clock = systemClock();
  const store = sqliteStore({ path: database });
  const { engine, ids } = openShop({ store, clock, renderer: fakeRenderer({}) });
  const { header, sample, rows } = await csvRows(file);
  const mapping = inferMapping({ header, sample, schema });
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const turns = monitorEventLoopDelay({ resolution: 1 });
  turns.enable();
  // What is measured begins with the timer's first beat, and would not with `reset`.
  await pause(5);
  const begun = performance.now();
  let report: CommitReport | undefined;
  for await (const step of commitImport({
    ...{ engine, tenant, ids, clock, schema, mapping, rows },
    importId: "bench",
    defaults: { timeZone: "Europe/Paris", locale: "en" },
    consent: {
      gate,
      drafts: importDrafts(systemRandom, [{ channel: "email", purpose, activity: "send" }]),
    },
  })) {
    most = Math.max(most, process.memoryUsage().rss);
    if (step.phase === "done") report = step.report;
  }
  const took = performance.now() - begun;
  await pause(5);
  turns.disable();
  await store.close();
  const written = report?.written ?? 0;
  return {
    rows: written,
    consentEvents: report?.consentEvents ?? 0,
    microsecondsPerRow: (took * 1_000) / written,
    growthMegabytes: (most - before) / 2 ** 20,
    turnP99: turns.percentile(99) / 1e6,
    turnLongest: turns.max / 1e6,
  };
}

const [, , file = "", database = ""] = process.argv;
const figures = await run(file, database);
process.send?.(figures);
