// What a process pays for importing the built packages: each list of entries in fresh processes of
// its own, the quickest of them counts. Leaves with 1 where more files are read than allowed; times
// depend on the machine, and are shown beside their goal.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const rounds = 15;
const root = new URL("../", import.meta.url);

/** What the sources of an example import from packages. */
function exampleImports(example) {
  const folder = new URL(`examples/${example}/src/`, root);
  const sources = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));
  const names = sources.flatMap((source) =>
    [...source.matchAll(/^import .* from "([^."][^"]*)";$/gm)].map(([, name]) => name),
  );
  return [...new Set(names)].sort();
}

/** What the app loads by itself when it starts, and to compile templates, mjml aside. */
const loadedByApp = ["@wellsent/consent", "@wellsent/templates"];
const compiling = ["@wellsent/templates/compile", "@wellsent/templates/message"];
const firstExample = [...exampleImports("first-send"), ...loadedByApp];
const withoutZod = firstExample.filter((name) => name !== "zod");
const lists = [
  // Itself, what it shares with errors, dates and times, and with all that runs workflows.
  { name: "@wellsent/core", goal: 12, files: 3 },
  { name: "@wellsent/core/engine", goal: 12, files: 6 },
  {
    name: "@wellsent/core/definitions beside zod",
    entries: ["@wellsent/core/definitions"],
    before: ["zod"],
    goal: 12,
    files: 4,
  },
  { name: "@wellsent/core/simulation", goal: 12, files: 5 },
  // Four of its files only hand on what core's first chunk holds.
  { name: "@wellsent/consent", goal: 25, files: 8 },
  { name: "@wellsent/templates", goal: 12, files: 5 },
  { name: "@wellsent/adapters/memory", goal: 12, files: 7 },
  // Each part that it plugs in is a file.
  { name: "@wellsent/adapters/app", files: 19 },
  { name: "the first example, mails compiled before", entries: firstExample, goal: 50 },
  { name: "… beside zod", entries: withoutZod, before: ["zod"], files: 29 },
  {
    name: "… and what compiles, mjml aside",
    entries: [...withoutZod, ...compiling],
    before: ["zod"],
  },
  { name: "zod alone", entries: ["zod"] },
];

/** Runs in the child: imports, and says how long it took and how many files it read. */
const child = `
import { registerHooks } from "node:module";
let files = 0;
if (process.env.COUNT) registerHooks({ load(url, context, next) { files++; return next(url, context); } });
const [before, entries] = JSON.parse(process.env.LISTS);
for (const entry of before) await import(entry);
files = 0;
const start = performance.now();
const cpu = process.cpuUsage();
for (const entry of entries) await import(entry);
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ files, wall: performance.now() - start, cpu: (user + system) / 1000 }));
`;
const bench = fileURLToPath(new URL("bench", root));
function measure(before, entries, count) {
  return JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", child], {
      cwd: bench,
      encoding: "utf8",
      env: { ...process.env, COUNT: count ? "1" : "", LISTS: JSON.stringify([before, entries]) },
    }),
  );
}

let failed = false;
for (const { name, entries = [name], before = [], goal, files: most = Infinity } of lists) {
  const { files } = measure(before, entries, true);
  const runs = Array.from({ length: rounds }, () => measure(before, entries, false));
  const least = (of) => Math.min(...runs.map((run) => run[of])).toFixed(1);
  failed ||= files > most;
  console.log(
    `${name.padEnd(40)} ${least("wall").padStart(6)} ms (${least("cpu")} of processors)` +
      `${goal === undefined ? "" : `  goal ${goal} ms`}  ${files} files` +
      `${most === Infinity ? "" : `, at most ${most}`}${files > most ? "  OVER" : ""}`,
  );
}
process.exit(failed ? 1 : 0);
