import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";
import type { Options } from "tsup";
import { droppableValues } from "./tsup.droppable.js";
import { pastIndexes } from "./tsup.straight.js";

type EsbuildPlugin = NonNullable<Options["esbuildPlugins"]>[number];

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

/** Which entries run without the main one, and which with others, all by their sources. */
interface Layout {
  /** Small ones without the main entry: one chunk together. */
  readonly alone?: readonly string[];
  /** Large ones without the main entry: what each shares with it is a chunk. */
  readonly apart?: readonly string[];
  /** Entries of a package without a main one, each with those that are loaded with it anyway. */
  readonly behind?: Readonly<Record<string, readonly string[]>>;
}

/** Modules that count as imported by others, though nothing of them is used there. */
type Added = ReadonlyMap<string, readonly string[]>;

function sources(added: Added): EsbuildPlugin {
  return {
    name: "sources",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
        contents: [
          pastIndexes(path, await readFile(path, "utf8")),
          ...(added.get(path) ?? []).map((other) => `export {} from ${JSON.stringify(other)};`),
        ].join("\n"),
        loader: "ts",
      }));
    },
  };
}

/** Below that, opening a file costs more than reading its text as part of another. */
const smallest = 3 * 1024;

interface SmallShared {
  /** Of several entries, the main one among them. */
  readonly withMain: readonly string[];
  readonly withoutMain: readonly string[];
}

/** Modules that would be in small chunks. */
async function smallShared(
  options: BuildOptions,
  main: string,
  added: Added,
): Promise<SmallShared> {
  const { metafile } = await build({
    ...options,
    plugins: [sources(added)],
    outdir: "dist",
    write: false,
    metafile: true,
    packages: "external",
  });
  const outputs = Object.entries(metafile.outputs);
  const ofMain = outputs
    .filter(([, { entryPoint }]) => entryPoint !== undefined && resolve(entryPoint) === main)
    .flatMap(([, { imports }]) => imports.map(({ path }) => path));
  const small = outputs.filter(
    ([, { entryPoint, bytes }]) => entryPoint === undefined && bytes < smallest,
  );
  const modules = (isOfMain: boolean): readonly string[] =>
    small
      .filter(([path]) => ofMain.includes(path) === isOfMain)
      .flatMap(([, { inputs }]) => Object.keys(inputs).map((file) => resolve(file)));
  return { withMain: modules(true), withoutMain: modules(false) };
}

/**
 * Splitting makes a chunk for every set of entries that share a module, a dozen of them behind a
 * main entry, and each costs a cold start a third of a millisecond. Three lines of imports more make
 * them few, and leave nothing in the output:
 *
 * Whoever uses another entry has mostly loaded the main one too, so that each other entry imports
 * it: there is one chunk of all that the main entry needs. What several others share and is small
 * goes into that chunk. The small entries that are used where the main one is not import each other,
 * and are one chunk together.
 */
async function togetherIn(
  options: BuildOptions,
  main: string,
  besides: readonly string[],
  alone: readonly string[],
  apart: readonly string[],
): Promise<Added> {
  const added = new Map<string, readonly string[]>(besides.map((source) => [source, [main]]));
  for (const source of [...alone, ...apart]) added.set(source, alone);
  const small = await smallShared(options, main, added);
  for (const source of [...alone, ...apart]) added.set(source, [...alone, ...small.withMain]);
  return added.set(main, small.withoutMain);
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
export async function packageOptions({
  alone = [],
  apart = [],
  behind = {},
}: Layout = {}): Promise<Options> {
  const manifest: Manifest = JSON.parse(readFileSync(resolve("package.json"), "utf8"));
  const entry = entriesOf(manifest);
  const main = entry["index"];
  const without = new Set([main, ...alone, ...apart]);
  const besides = Object.values(entry).filter((source) => !without.has(source));
  const shape = {
    entryPoints: entry,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2023",
    platform: "neutral",
  } as const;
  const added =
    main === undefined
      ? new Map(
          Object.entries(behind).map(([source, parts]) => [
            resolve(source),
            parts.map((part) => resolve(part)),
          ]),
        )
      : await togetherIn(
          shape,
          resolve(main),
          besides.map((source) => resolve(source)),
          alone.map((source) => resolve(source)),
          apart.map((source) => resolve(source)),
        );
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
    esbuildPlugins: [sources(added)],
    esbuildOptions(options) {
      options.sourcesContent = false;
      options.chunkNames = "chunks/[name]-[hash]";
    },
  };
}
