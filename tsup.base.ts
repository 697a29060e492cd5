import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Options } from "tsup";
import { addedImports, type Use } from "./tsup.chunks.js";
import { droppableValues } from "./tsup.droppable.js";
import { addingImports } from "./tsup.pieces.js";

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** The sources behind what a package exports, and behind its commands. */
function readEntries({ exports, bin = {} }: Manifest): Record<string, string> {
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
 * What every package is built with: each entry of its `package.json` bundled, and in shared chunks
 * what several of them need, so that each class exists once. A module costs a cold start a third of
 * a millisecond, and there are hundreds. Nothing of another package is bundled, unless a package's
 * own configuration names it with a reason.
 *
 * Declarations come from `tsc`: tsup's own need a compiler API that TypeScript 7 lacks. The sources
 * are in the package, so the maps only point to them.
 */
export async function packageOptions(uses: readonly Use[] = []): Promise<Options> {
  const manifest: Manifest = JSON.parse(readFileSync(resolve("package.json"), "utf8"));
  const entry = readEntries(manifest);
  const shape = {
    bundle: true,
    splitting: true,
    target: "es2023",
    platform: "neutral",
  } as const;
  const added = await addedImports(
    { ...shape, entryPoints: entry, format: "esm" },
    Object.values(entry).map((source) => resolve(source)),
    uses,
  );
  return {
    ...shape,
    entry,
    format: ["esm"],
    dts: false,
    clean: true,
    sourcemap: true,
    external: [/^node:/],
    silent: true,
    plugins: [droppableValues],
    esbuildPlugins: [addingImports(added)],
    esbuildOptions(options) {
      options.sourcesContent = false;
      options.chunkNames = "chunks/[name]-[hash]";
    },
  };
}
