import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Mutant } from "./mutant.ts";

/** How one test ended that was run. */
export interface Ended {
  /** Below the package. */
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
  /** Failed for nothing but running out of time. */
  readonly late: boolean;
}

export interface TestRun {
  readonly root: string;
  readonly package: string;
  readonly files: readonly string[];
  /** A pattern. Tests of other names are not run. */
  readonly named: string;
  /** Absent: the sources as they are. */
  readonly mutant?: Mutant;
  /** Where the reporter may write. */
  readonly report: string;
}

/** Longer than a test may take, so that it can say itself that it ran out of time. */
const patience = 300_000;

/** Runs tests of one package. `null`: nothing was reported, which proves nothing. */
export function runTests(run: TestRun): readonly Ended[] | null {
  const { root, report, mutant } = run;
  rmSync(report, { force: true });
  spawnSync(
    process.execPath,
    [
      join(root, "node_modules", "vitest", "vitest.mjs"),
      ...["run", "--config", "scripts/mutants/vitest.config.ts", ...run.files, "-t", run.named],
      ...["--reporter=json", `--outputFile.json=${report}`],
      ...(mutant === undefined ? ["--bail=0"] : []),
    ],
    {
      cwd: root,
      encoding: "utf8",
      timeout: patience,
      killSignal: "SIGKILL",
      env: {
        ...process.env,
        MUTANT_PACKAGE: run.package,
        MUTANT_FILE: mutant?.file ?? "",
        MUTANT_FIND: mutant?.find ?? "",
        MUTANT_REPLACE: mutant?.replace ?? "",
      },
    },
  );
  if (!existsSync(report)) return null;
  const { testResults }: Report = JSON.parse(readFileSync(report, "utf8"));
  const below = `/packages/${run.package}/`;
  return testResults.flatMap(({ name: path, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "passed" || status === "failed")
      .map(({ fullName, status, failureMessages }) => ({
        file: path.replaceAll("\\", "/").split(below).at(-1) ?? path,
        name: fullName,
        passed: status === "passed",
        late: failureMessages.length > 0 && failureMessages.every(isLate),
      })),
  );
}

function isLate(message: string): boolean {
  return /\b(?:Test|Hook) timed out in /.test(message);
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}
