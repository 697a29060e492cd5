import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Options } from "tsup";
import { droppableValues } from "./tsup.droppable.js";

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** The sources behind what a package exports, and behind its commands. */
function entriesOf({ exports, bin = {} }: Manifest): Record<string, string> {
  const sources = Object.values(exports).flatMap((target) =>
    typeof target === "object" && target !== null && "@wellsent/source" in target
      ? [String(target["@wellsent/source"])]
      : [],
  );
  const commands = Object.values(bin).map((file) =>
    file.replace(/^\.\/dist\//, "./src/").replace(/\.js$/, ".ts"),
  );
  return Object.fromEntries(
    [...sources, ...commands].map((source) => [
      source.replace(/^\.\/src\//, "").replace(/\.ts$/, ""),
      source,
    ]),
  );
}

/**
 * Splitting makes a chunk for every set of entries that share a module, a dozen of them behind a
 * main entry, and each costs a cold start a third of a millisecond. Whoever uses another entry has
 * mostly loaded the main one too; with that written down there is one chunk of all that the main
 * entry needs. The line exports nothing and leaves nothing in the output.
 */
function behindEach(
  paths: ReadonlySet<string>,
  main: string,
): NonNullable<Options["esbuildPlugins"]>[number] {
  return {
    name: "main-behind-entries",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) =>
        paths.has(path)
          ? {
              contents: `${await readFile(path, "utf8")}\nexport {} from ${JSON.stringify(main)};`,
              loader: "ts",
            }
          : undefined,
      );
    },
  };
}

/**
 * What every package is built with: each entry of its `package.json` bundled, and in shared chunks
 * what several of them need, so that each class exists once. A module costs a cold start a third of
 * a millisecond, and there are hundreds. Nothing of another package is bundled.
 *
 * Declarations come from `tsc`: tsup's own need a compiler API that TypeScript 7 lacks. The sources
 * are in the package, so the maps only point to them.
 *
 * @param alone sources of entries that are used where the main entry is not
 */
export function packageOptions(alone: readonly string[] = []): Options {
  const manifest: Manifest = JSON.parse(readFileSync(resolve("package.json"), "utf8"));
  const entry = entriesOf(manifest);
  const main = entry["index"];
  const apart = new Set([main, ...alone]);
  const besides = Object.values(entry).filter((source) => !apart.has(source));
  return {
    entry,
    bundle: true,
    splitting: true,
    format: ["esm"],
    dts: false,
    clean: true,
    sourcemap: true,
    target: "es2023",
    platform: "neutral",
    external: [/^node:/],
    silent: true,
    plugins: [droppableValues],
    esbuildPlugins:
      main === undefined
        ? []
        : [behindEach(new Set(besides.map((source) => resolve(source))), resolve(main))],
    esbuildOptions(options) {
      options.sourcesContent = false;
      options.chunkNames = "chunks/[name]-[hash]";
    },
  };
}
