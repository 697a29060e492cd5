// Applies deliberate defects one by one and runs the tests that must notice. Usage: npm run mutants -- PACKAGE [NAME]
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mutant } from "./mutants/mutant.ts";

const root = join(import.meta.dirname, "..");
const [name, only = ""] = process.argv.slice(2);

if (name === undefined || !existsSync(join(root, "scripts", "mutants", `${name}.ts`))) {
  console.error("Name a package with mutants: npm run mutants -- consent");
  process.exit(2);
}

const { mutants }: { readonly mutants: readonly Mutant[] } = await import(`./mutants/${name}.ts`);
const folder = mkdtempSync(join(tmpdir(), "wellsent-mutants-"));

type Outcome = "caught" | "SURVIVED" | "NO TARGET" | "BROKEN";

const run = (mutant: Mutant, index: number): Outcome => {
  const pieces = readFileSync(join(root, mutant.file), "utf8").split(mutant.find);
  if (pieces.length !== 2) return "NO TARGET";
  const report = join(folder, `${index}.json`);
  spawnSync(
    process.execPath,
    [
      join(root, "node_modules", "vitest", "vitest.mjs"),
      ...["run", "--config", "scripts/mutants/vitest.config.ts", mutant.test, "-t", mutant.named],
      ...["--reporter=json", `--outputFile.json=${report}`],
    ],
    {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        MUTANT_PACKAGE: name,
        MUTANT_FILE: mutant.file,
        MUTANT_FIND: mutant.find,
        MUTANT_REPLACE: mutant.replace,
      },
    },
  );
  if (!existsSync(report)) return "BROKEN";
  const { numFailedTests, numPassedTests } = JSON.parse(readFileSync(report, "utf8"));
  // Neither red nor green: the tests did not run, which proves nothing.
  if (numFailedTests === 0 && numPassedTests === 0) return "BROKEN";
  return numFailedTests > 0 ? "caught" : "SURVIVED";
};

const chosen = mutants.filter((mutant) => mutant.name.includes(only));
let bad = 0;
chosen.forEach((mutant, index) => {
  const outcome = run(mutant, index);
  if (outcome !== "caught") bad++;
  console.log(`${outcome.padEnd(9)}  ${mutant.name}  (${mutant.file})`);
});
rmSync(folder, { recursive: true, force: true });

console.log(`\n${chosen.length - bad} of ${chosen.length} mutants caught`);
process.exit(bad === 0 && chosen.length > 0 ? 0 : 1);
