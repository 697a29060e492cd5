// What the run needs before it can begin: a folder, a secret that outlives it, and a clock that
// goes on where the last run stopped.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@wellsent/core/errors";
import { type SimulatedClock, simulatedClock } from "@wellsent/core/testing";

export interface DemoState {
  readonly folder: string;
  /** All keys are derived from it. */
  readonly secret: string;
  readonly clock: SimulatedClock;
  /** Writes the time down: after a crash the next run goes on from here. */
  readonly keepTime: () => void;
  readonly startedAt: number;
}

const firstDay = Date.UTC(2026, 2, 2, 8);

/** Whole or not at all: a crash in the middle leaves the old file. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/**
 * @throws InputError `INPUT_OUTPUT_FOLDER` where the folder cannot be written to, or holds what is
 * not a demo's.
 */
export function openState(folder: string, fresh: boolean): DemoState {
  const marker = join(folder, "state.json");
  try {
    if (fresh && existsSync(folder)) {
      if (!existsSync(marker) && existsSync(join(folder, "package.json")))
        throw new Error("The folder is not one the demo has made.");
      rmSync(folder, { recursive: true });
    }
    mkdirSync(join(folder, "mail"), { recursive: true });
    const kept = existsSync(marker)
      ? JSON.parse(readFileSync(marker, "utf8"))
      : { secret: randomBytes(32).toString("hex"), now: firstDay };
    const clock = simulatedClock(kept.now);
    const keepTime = (): void =>
      writeWhole(marker, `${JSON.stringify({ secret: kept.secret, now: clock.now() })}\n`);
    keepTime();
    return { folder, secret: kept.secret, clock, keepTime, startedAt: firstDay };
  } catch (cause) {
    throw new InputError(
      "INPUT_OUTPUT_FOLDER",
      `The output folder cannot be used: ${cause instanceof Error ? cause.message : "unreadable"}`,
      {
        path: "--output",
        remedy: "Free some space, or choose another folder with --output.",
        cause,
      },
    );
  }
}
