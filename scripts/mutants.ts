// Applies deliberate defects one by one and runs the tests that must notice. Usage: npm run mutants
// -- consent|engine|quality|rules|segments|workflows [PART]
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mutant } from "./mutants/mutant.ts";
import { type Ended, runTests } from "./mutants/run-tests.ts";

const root = join(import.meta.dirname, "..");
const [name, only = ""] = process.argv.slice(2);
const notMutants: readonly string[] = ["mutant", "run-tests", "vitest.config"];

if (
  name === undefined ||
  notMutants.includes(name) ||
  !existsSync(join(root, "scripts", "mutants", `${name}.ts`))
) {
  console.error(
    "Name a set of mutants: npm run mutants -- consent|engine|quality|rules|segments|workflows",
  );
  process.exit(2);
}

const { mutants }: { readonly mutants: readonly Mutant[] } = await import(`./mutants/${name}.ts`);
const folder = mkdtempSync(join(tmpdir(), "wellsent-mutants-"));
const set: string = name;
/** The package whose tests must notice. */
function packageFor(mutant: Mutant): string {
  return mutant.package ?? set;
}

/**
 * `RED` and `NO TEST`: the test fails, or is not there, also without the defect. `LATE`: the tests
 * only ran out of time. `BROKEN`: they did not run at all.
 */
type Outcome = "caught" | "SURVIVED" | "NO TARGET" | "NO TEST" | "RED" | "LATE" | "BROKEN";

/** The tests as they are, once a package: a defect is caught only by what is green without it. */
function testsWithout(chosen: readonly Mutant[]): ReadonlyMap<string, readonly Ended[]> {
  const ended = new Map<string, readonly Ended[]>();
  for (const each of new Set(chosen.map(packageFor))) {
    const own = chosen.filter((mutant) => packageFor(mutant) === each);
    const run = runTests({
      ...{ root, package: each, report: join(folder, "sound.json") },
      files: [...new Set(own.map(({ test }) => test))],
      named: [...new Set(own.map(({ named }) => named))].join("|"),
    });
    ended.set(each, run ?? []);
  }
  return ended;
}

function tryMutant(mutant: Mutant, without: readonly Ended[]): Outcome {
  if (readFileSync(join(root, mutant.file), "utf8").split(mutant.find).length !== 2)
    return "NO TARGET";
  const pattern = new RegExp(mutant.named);
  const own = without.filter((one) => one.file === mutant.test && pattern.test(one.name));
  if (own.length === 0) return "NO TEST";
  if (own.some(({ passed }) => !passed)) return "RED";
  const { test, named } = mutant;
  const report = join(folder, "mutant.json");
  const run = { root, package: packageFor(mutant), files: [test], named, mutant, report };
  const ended = runTests(run);
  // Neither red nor green: the tests did not run, which proves nothing.
  if (ended === null || ended.length === 0) return "BROKEN";
  const failed = ended.filter(({ passed }) => !passed);
  if (failed.length === 0) return "SURVIVED";
  return failed.every(({ late }) => late) ? "LATE" : "caught";
}

const chosen = mutants.filter((mutant) => mutant.name.includes(only));
const without = testsWithout(chosen);
let bad = 0;
for (const mutant of chosen) {
  const outcome = tryMutant(mutant, without.get(packageFor(mutant)) ?? []);
  if (outcome !== "caught") bad++;
  console.log(`${outcome.padEnd(9)}  ${mutant.name}  (${mutant.file})`);
}
rmSync(folder, { recursive: true, force: true });

console.log(`\n${chosen.length - bad} of ${chosen.length} mutants caught`);
process.exit(bad === 0 && chosen.length > 0 ? 0 : 1);
