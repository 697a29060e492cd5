import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse";
import type { Contest, Effort, Entry, Measurement } from "../contest.ts";
import { boundedYoungGeneration, writeRows } from "../engine/import-measurements.ts";
import { planFile } from "./plan-file.ts";

const script = fileURLToPath(new URL("./plan-run.ts", import.meta.url));

/** A plan of a file without a store, against its parser alone; and what a longer file costs. */
export function parseContests(folder: string, { quick }: Effort): readonly Entry[] {
  const size = quick ? 20_000 : 100_000;
  const file = join(folder, "rows.csv");
  writeRows(file, size);
  const contest: Contest = {
    name: "parse, map, validate, match in file",
    ours: () => planFile(file),
    peer: () => countRecords(file),
    peerName: "csv-parse alone",
    goal: 0.25,
    unit: `file of ${size.toLocaleString("en")} rows`,
    note: "four columns; one row in fifty has unsubscribed",
    once: quick ? 9 : 11,
    check: async () => {
      const { read, restricted, refused } = await planFile(file);
      const records = await countRecords(file);
      assert.deepEqual({ read, restricted, refused }, { ...records, refused: 0 });
    },
  };
  const [few, many] = quick ? [10_000, 100_000] : [100_000, 1_000_000];
  const memory: Measurement = {
    name: "plan, memory",
    limit: 64,
    unit: `MB more from ${few.toLocaleString("en")} to ${many.toLocaleString("en")} rows`,
    note: "peak of the resident memory, each in a process of its own",
    measure: async () => [(await peakOf(folder, many)) - (await peakOf(folder, few))],
  };
  return [contest, memory];
}

/** What the plan has to know as well: how many records, and how many of them say yes. */
async function countRecords(
  file: string,
): Promise<{ readonly read: number; readonly restricted: number }> {
  const parser = createReadStream(file).pipe(parse({ from_line: 2 }));
  let [read, restricted] = [0, 0];
  for await (const record of parser) {
    read++;
    if (record[3] === "yes") restricted++;
  }
  return { read, restricted };
}

async function peakOf(folder: string, size: number): Promise<number> {
  const file = join(folder, `rows-${size}.csv`);
  writeRows(file, size);
  const child = fork(script, [file], {
    execArgv: [...process.execArgv, ...boundedYoungGeneration],
  });
  const [figures] = await once(child, "message");
  assert.equal(figures.read, size);
  return figures.megabytes;
}
