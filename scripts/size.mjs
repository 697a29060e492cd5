// What an application pays for importing the portable packages: one neutral bundle each, without
// zod, gzipped.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/**
 * Bytes after gzip. A store kit serves every part, since any engine may plug them in. `core` is the
 * promise of the README; the others are measured limits with little air. Entries share modules: an
 * application that runs an engine pays for the line of the two together, not for their sum.
 */
const budgets = [
  { name: "@wellsent/core", entry: "packages/core/src/index.ts", gzip: 41 * 1024 },
  {
    name: "@wellsent/core/addresses",
    entry: "packages/core/src/addresses/index.ts",
    gzip: 3 * 1024,
  },
  { name: "@wellsent/core/dates", entry: "packages/core/src/dates/index.ts", gzip: 1.5 * 1024 },
  {
    name: "@wellsent/core/definitions",
    entry: "packages/core/src/definitions/index.ts",
    gzip: 34.75 * 1024,
    zod: true,
  },
  {
    name: "@wellsent/core/diagram",
    entry: "packages/core/src/workflows/diagram/index.ts",
    gzip: 12.75 * 1024,
  },
  {
    name: "@wellsent/core/duplicates",
    entry: "packages/core/src/duplicates/index.ts",
    gzip: 10.5 * 1024,
  },
  {
    name: "@wellsent/core/engine",
    entry: "packages/core/src/engine/index.ts",
    gzip: 103.25 * 1024,
  },
  {
    name: "@wellsent/core + /engine",
    entry: ["packages/core/src/index.ts", "packages/core/src/engine/index.ts"],
    gzip: 110.5 * 1024,
  },
  {
    name: "@wellsent/core/engine + parts",
    entry: [
      "packages/core/src/engine/index.ts",
      "packages/core/src/engine/parts/campaigns.ts",
      "packages/core/src/engine/parts/migrations.ts",
    ],
    gzip: 123.75 * 1024,
  },
  { name: "@wellsent/core/errors", entry: "packages/core/src/errors/index.ts", gzip: 2 * 1024 },
  {
    name: "@wellsent/core/explain",
    entry: "packages/core/src/explain/index.ts",
    gzip: 30.5 * 1024,
  },
  { name: "@wellsent/core/import", entry: "packages/core/src/import/index.ts", gzip: 37.25 * 1024 },
  {
    name: "@wellsent/core/flows",
    entry: "packages/core/src/flows/index.ts",
    gzip: 12 * 1024,
  },
  {
    name: "@wellsent/core/merging",
    entry: "packages/core/src/merging/index.ts",
    gzip: 2.5 * 1024,
  },
  {
    name: "@wellsent/core/places",
    entry: "packages/core/src/catalog/places.ts",
    gzip: 2.5 * 1024,
  },
  {
    name: "@wellsent/core/quality",
    entry: "packages/core/src/quality/index.ts",
    gzip: 23.5 * 1024,
  },
  {
    name: "@wellsent/core/recurrence",
    entry: "packages/core/src/timing/recurrence/index.ts",
    gzip: 9.25 * 1024,
  },
  {
    name: "@wellsent/core/segments/codegen",
    entry: "packages/core/src/segments/codegen/index.ts",
    gzip: 11.5 * 1024,
  },
  {
    name: "@wellsent/core/segments/columnar",
    entry: "packages/core/src/segments/columnar/index.ts",
    gzip: 11.5 * 1024,
  },
  {
    name: "@wellsent/core/segments/flips",
    entry: "packages/core/src/segments/flips/index.ts",
    gzip: 12.75 * 1024,
  },
  {
    name: "@wellsent/core/schema",
    entry: "packages/core/src/schema/index.ts",
    gzip: 1 * 1024,
  },
  {
    name: "@wellsent/core/simulation",
    entry: "packages/core/src/workflows/simulation/index.ts",
    gzip: 40.25 * 1024,
  },
  {
    name: "@wellsent/core/store-kit",
    entry: "packages/core/src/store-kit/index.ts",
    gzip: 62.75 * 1024,
  },
  { name: "@wellsent/core/timing", entry: "packages/core/src/timing/index.ts", gzip: 6.5 * 1024 },
  { name: "@wellsent/consent", entry: "packages/consent/src/index.ts" },
  // With next to no air: what comes in has to make room for itself. 6 kB are for setting text parts
  // for each recipient.
  {
    name: "@wellsent/templates",
    entry: "packages/templates/src/index.ts",
    minified: 38.5 * 1024,
  },
  {
    name: "@wellsent/templates + /bytes",
    entry: ["packages/templates/src/index.ts", "packages/templates/src/bytes.ts"],
    minified: 44.5 * 1024,
  },
  {
    name: "@wellsent/templates/define",
    entry: "packages/templates/src/define/index.ts",
    minified: 2.375 * 1024,
  },
  {
    name: "@wellsent/templates/salutation",
    entry: "packages/templates/src/salutation/index.ts",
    minified: 4 * 1024,
  },
];

let failed = false;
for (const { name, entry, gzip, minified, zod = !name.startsWith("@wellsent/core") } of budgets) {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: [entry]
        .flat()
        .map((path) => `export * from "./${path}";`)
        .join("\n"),
      resolveDir: dirname(dirname(fileURLToPath(import.meta.url))),
    },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["@wellsent/source", "import"],
    external: ["zod"],
    metafile: true,
    logLevel: "error",
  });
  const code = outputFiles[0].contents;
  const zipped = gzipSync(code, { level: 9 }).length;
  const builtIns = Object.values(metafile.inputs).flatMap((input) =>
    input.imports.filter((i) => i.path.startsWith("node:")),
  );
  const over =
    (gzip !== undefined && zipped > gzip) || (minified !== undefined && code.length > minified);
  // Of core, only what reads definitions from JSON may bring zod along.
  const strayZod =
    !zod &&
    Object.values(metafile.outputs).some(({ imports }) => imports.some((i) => i.path === "zod"));
  failed ||= over || strayZod || builtIns.length > 0;
  const kb = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;
  console.log(
    `${name.padEnd(26)} ${kb(code.length).padStart(9)} minified ${kb(zipped).padStart(9)} gzip  node: imports ${builtIns.length}` +
      `${gzip ? `  budget ${kb(gzip)} gzip` : ""}${minified ? `  budget ${kb(minified)} minified` : ""}${over ? "  OVER" : ""}${strayZod ? "  IMPORTS ZOD" : ""}`,
  );
}

/**
 * What an application's bundler leaves of the built packages where a part is used, without zod.
 * Each limit is what is measured, with little air, and near the floor: all that is left is needed.
 * `decide` is what the person said and how it is joined with the law: 7 kB of denials, suppressions
 * and bases, 5 of the state of a permission, 3 of the answer, 4 of findings and their checks. What
 * the law says, with periods and times of day, comes with the rule book: the line of the two
 * together is what an application pays, 17 kB of it for checking packs and naming them by a digest.
 *
 * A workflow and its simulation: a definition is data, so that only at run time is known which
 * kinds of steps it has, and all of them are in. One step of a run, `transition` alone, is 51 kB,
 * 12 of them the conditions of segments. Simulating adds 9 for itself and 3 for figures, 10 for
 * starts by dates and schedules, 11 for the policies of the outbox, 7 for entering.
 * `defineWorkflow` adds 10 of builder and 27 of checks, which belong where the fault is made.
 */
const parts = [
  {
    name: "decide alone",
    code: 'export { decide } from "@wellsent/consent";',
    minified: 19.5 * 1024,
  },
  {
    name: "decide and its rule book",
    code: 'export { decide, ruleBook } from "@wellsent/consent";',
    minified: 53.25 * 1024,
  },
  {
    name: "a workflow and its simulation",
    code: 'export { defineWorkflow } from "@wellsent/core"; export * from "@wellsent/core/simulation";',
    minified: 158.5 * 1024,
  },
  {
    name: "the rules of one country",
    code: 'export { frRules } from "@wellsent/consent/rules";',
    minified: 4 * 1024,
  },
];
for (const { name, code, minified } of existsSync("packages/consent/dist") ? parts : []) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: "bench" },
    ...{ bundle: true, write: false, minify: true, format: "esm", platform: "neutral" },
    ...{ mainFields: ["module", "main"], external: ["zod"], logLevel: "error" },
  });
  const bytes = outputFiles[0].contents.length;
  const zipped = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  failed ||= bytes > minified;
  console.log(
    `${name.padEnd(30)} ${(bytes / 1024).toFixed(1)} kB minified ${(zipped / 1024).toFixed(1)} kB gzip` +
      `  budget ${(minified / 1024).toFixed(1)} kB minified${bytes > minified ? "  OVER" : ""}`,
  );
}

/**
 * Of the built main entry of templates, which starts with every process: itself, one chunk, core's
 * errors and theirs.
 */
const mostFiles = 6;
const built = "packages/templates/dist/index.js";
if (existsSync(built)) {
  const { metafile } = await build({
    entryPoints: [built],
    bundle: true,
    write: false,
    format: "esm",
    metafile: true,
  });
  const files = Object.keys(metafile.inputs).length;
  failed ||= files > mostFiles;
  console.log(
    `${built} reads ${files} files, at most ${mostFiles}${files > mostFiles ? "  OVER" : ""}`,
  );
}
process.exit(failed ? 1 : 0);
