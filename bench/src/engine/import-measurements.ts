import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Effort, Measurement } from "../contest.ts";
import type { ImportFigures } from "./import-run.ts";

/**
 * V8 lets its young generation grow while garbage is made quickly, to well over 100 MB in a long
 * import. The guide on imports tells hosts to bound it like this.
 */
export const boundedYoungGeneration = ["--max-semi-space-size=8"];

const script = fileURLToPath(new URL("./import-run.ts", import.meta.url));

/** A CSV file through `commitImport` into SQLite, in a process of its own. */
export function importMeasurements(folder: string, { quick }: Effort): readonly Measurement[] {
  const size = quick ? 20_000 : 1_000_000;
  let run: Promise<ImportFigures> | undefined;
  const measured = (
    name: string,
    { limit, unit }: Pick<Measurement, "limit" | "unit">,
    pick: (figures: ImportFigures) => number,
  ): Measurement => ({
    name: `import, ${name}`,
    limit,
    unit,
    note: `${size.toLocaleString("en")} rows from a CSV file; one in fifty has unsubscribed`,
    measure: async () => {
      run ??= measureImport(folder, size);
      return [pick(await run)];
    },
  });
  return [
    measured("time", { limit: 100, unit: "µs per row" }, (one) => one.microsecondsPerRow),
    measured("memory", { limit: 64, unit: "MB over the start" }, (one) => one.growthMegabytes),
    measured("turns", { limit: 20, unit: "ms at the 99th percentile" }, (one) => one.turnP99),
  ];
}

async function measureImport(folder: string, size: number): Promise<ImportFigures> {
  const file = join(folder, "import.csv");
  writeRows(file, size);
  const child = fork(script, [file, join(folder, "import.db")], {
    execArgv: [...process.execArgv, ...boundedYoungGeneration],
  });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`The import ended with ${String(code)} and no figures.`);
  });
  const figures: ImportFigures = await Promise.race([awaitAnswer(child), failed]);
  failed.catch(() => undefined);
  assert.equal(figures.rows, size);
  assert.equal(figures.consentEvents, Math.ceil(size / 50));
  return figures;
}

async function awaitAnswer(child: ReturnType<typeof fork>): Promise<ImportFigures> {
  const [figures] = await once(child, "message");
  return figures;
}

const names = ["Lucy", "Joseph", "Zoë", "Jürgen", "Ağa", "Đorđe", "Åsa", "Maria"];
const countries = ["FR", "DE", "IT", "GB", "US"];

export function writeRows(file: string, size: number): void {
  const out = openSync(file, "w");
  let text = "email,first name,country,unsubscribed\n";
  for (let row = 0; row < size; row++) {
    const gone = row % 50 === 0 ? "yes" : "no";
    const name = names[row % names.length] ?? "";
    text += `person.${row}@mail.example,${name},${countries[row % countries.length]},${gone}\n`;
    if (row % 1_000 < 999 && row < size - 1) continue;
    writeSync(out, text);
    text = "";
  }
  closeSync(out);
}
