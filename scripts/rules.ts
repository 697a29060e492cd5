// npm run rules [-- --out FOLDER] [--against FOLDER/rules.json] [--at 2026-11-29]
// Prints every row of every rule pack as a page (rules.html), a table (rules.csv) and data
// (rules.json), with what has changed since an earlier rules.json. Fails where a row was last read
// more than a year ago.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { RulePack, RulesDifference } from "../packages/consent/src/entries/rules.ts";
import { printedRows, rulesCsv, rulesPage } from "./rules-page.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "rules-output" },
    against: { type: "string" },
    at: { type: "string" },
  },
});
const consent: typeof import("../packages/consent/src/entries/rules.ts") = await import(
  new URL("../packages/consent/dist/entries/rules.js", import.meta.url).href
);
const { agedRules, diffRules, rulePacks } = consent;

const at = values.at === undefined ? Date.now() : Date.parse(values.at);
if (Number.isNaN(at)) {
  console.error("--at is no date: write 2026-11-29.");
  process.exit(2);
}
const rows = printedRows(rulePacks, consent);
const differences = values.against === undefined ? null : since(values.against);
mkdirSync(values.out, { recursive: true });
writeFileSync(join(values.out, "rules.html"), rulesPage(rulePacks, rows, differences, consent));
writeFileSync(join(values.out, "rules.csv"), rulesCsv(rows));
writeFileSync(join(values.out, "rules.json"), `${JSON.stringify(rulePacks, null, 2)}\n`);

const counts = new Map<string, number>();
for (const { source } of rows) counts.set(source, (counts.get(source) ?? 0) + 1);
const sources = [...counts].map(([source, count]) => `${source} ${count}`).join(", ");
for (const { id, version, rows: own } of rulePacks)
  console.log(`${id.padEnd(12)} ${version}  ${String(own.length).padStart(3)} rows`);
console.log(`${rows.length} rows in ${rulePacks.length} packs. Read: ${sources}.`);
for (const { added, changed, removed } of differences ?? [])
  for (const [what, ids] of [
    ["new", added.map(({ id }) => id)],
    ["changed", changed.map(({ id }) => id)],
    ["gone", removed.map(({ id }) => id)],
  ] as const)
    if (ids.length > 0) console.log(`${what}: ${ids.join(", ")}`);

const aged = agedRules(rulePacks, at, "P1Y");
for (const { pack, rule, verifiedOn } of aged)
  console.log(`too old: ${pack} ${rule}, last read ${verifiedOn}`);
console.log(`See ${join(values.out, "rules.html")}. Rows over a year old: ${aged.length}.`);
process.exit(aged.length === 0 ? 0 : 1);

/** Packs are told apart by id; one that is new or gone has all its rows new or gone. */
function since(file: string): readonly RulesDifference[] {
  const earlier: readonly RulePack[] = JSON.parse(readFileSync(file, "utf8"));
  const none = (pack: RulePack): RulePack => ({ ...pack, rows: [] });
  const before = new Map(earlier.map((pack) => [pack.id, pack]));
  const now = new Map(rulePacks.map((pack) => [pack.id, pack]));
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((id) => {
    const [old, fresh] = [before.get(id), now.get(id)];
    const known = fresh ?? old;
    return known === undefined ? [] : [diffRules(old ?? none(known), fresh ?? none(known))];
  });
}
