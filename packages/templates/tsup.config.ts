import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { defineConfig, type Options } from "tsup";
import { tsupOptions } from "../../tsup.base.js";

const main = "src/index.ts";
const besides = [
  "src/bytes.ts",
  "src/message.ts",
  "src/preview/index.ts",
  "src/salutation/index.ts",
  "src/sms/index.ts",
  "src/compile/index.ts",
  "src/lint/index.ts",
];

/**
 * Splitting makes a chunk for every set of entries that share a module, six of them behind the main
 * entry, and each costs a cold start a third of a millisecond. Whoever uses another entry has
 * loaded the main one too; with that written down there is one chunk of all that the main entry
 * needs. The line exports nothing and leaves nothing in the output.
 */
const mainBehindEveryEntry: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "main-behind-every-entry",
  setup({ onLoad }) {
    const paths = new Set(besides.map((entry) => resolve(entry)));
    onLoad({ filter: /\.ts$/ }, async ({ path }) =>
      paths.has(path)
        ? {
            contents: `${await readFile(path, "utf8")}\nexport {} from ${JSON.stringify(resolve(main))};`,
            loader: "ts",
          }
        : undefined,
    );
  },
};

// The one reader of dates and the errors come along: as files of core they would cost every cold
// start a quarter more. An error of this copy is an instance of core's class all the same.
const noExternal = ["@wellsent/core/dates", "@wellsent/core/errors"];

// Bundled, unlike the other packages: this one runs where processes start for a single mail, and
// sixty small modules take several times as long to import as one chunk.
export default defineConfig([
  {
    ...tsupOptions,
    entry: [main, ...besides],
    bundle: true,
    noExternal,
    splitting: true,
    esbuildPlugins: [mainBehindEveryEntry],
    clean: ["!define/**"],
  },
  // By itself: what the two shared would be one more chunk behind the main entry.
  {
    ...tsupOptions,
    entry: ["src/define/index.ts"],
    outDir: "dist/define",
    bundle: true,
    noExternal,
  },
]);
