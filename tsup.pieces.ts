import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";
import type { Options } from "tsup";
import { pastIndexes } from "./tsup.straight.js";

type EsbuildPlugin = NonNullable<Options["esbuildPlugins"]>[number];

/** Modules that count as imported by others, though nothing of them is used there. */
export type AddedImports = ReadonlyMap<string, readonly string[]>;

export function addingImports(added: AddedImports): EsbuildPlugin {
  return {
    name: "adding-imports",
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

/** What esbuild writes to one file when nothing is said about chunks. */
export interface Piece {
  /** It holds an entry, and what that entry shares with no other. */
  readonly isEntry: boolean;
  readonly modules: readonly string[];
  readonly bytes: number;
  /** The entries that load it, a bit for each. */
  readonly loadedBy: number;
  /** The entries that load all packages it imports, core aside. */
  readonly allowedFor: number;
  /** The pieces it imports. */
  readonly imports: readonly number[];
  /** The names it imports, by their places among the owners. */
  readonly names: readonly number[];
}

/** Pieces and names are called by their places in these lists. */
export interface Split {
  readonly pieces: readonly Piece[];
  /** The piece that exports each name. */
  readonly owners: readonly number[];
}

const importList = /^import \{([^}]*)\} from "(\.[^"]+)";/gm;

/** Splits as esbuild does by itself: one piece for each set of entries that share a module. */
export async function splitNaturally(
  options: BuildOptions,
  entries: readonly string[],
): Promise<Split> {
  const { metafile, outputFiles = [] } = await build({
    ...options,
    plugins: [addingImports(new Map())],
    outdir: "dist",
    write: false,
    metafile: true,
    packages: "external",
  });
  const { outputs } = metafile;
  const imported = (path: string, others: boolean): readonly string[] =>
    (outputs[path]?.imports ?? [])
      .filter(({ kind, external = false }) => kind === "import-statement" && external === others)
      .map((each) => each.path);
  // All depend on core, and load little of it.
  const packagesOf = (path: string) =>
    imported(path, true).filter((name) => !name.startsWith("@wellsent/core"));
  const piecesOf = (path: string) => imported(path, false);
  const neededBy = new Map<string, number>();
  const loadedBy = new Map<string, number>();
  const place = new Map(Object.keys(outputs).map((path, index) => [resolve(path), index]));
  for (const [path, { entryPoint = "" }] of Object.entries(outputs)) {
    const bit = 1 << entries.indexOf(resolve(entryPoint));
    if (entryPoint === "") continue;
    const loaded = new Set([path]);
    // What is added to a set while it is walked is walked too.
    for (const each of loaded) {
      loadedBy.set(each, (loadedBy.get(each) ?? 0) | bit);
      for (const name of packagesOf(each)) neededBy.set(name, (neededBy.get(name) ?? 0) | bit);
      for (const other of piecesOf(each)) loaded.add(other);
    }
  }
  const texts = new Map(outputFiles.map(({ path, text }) => [resolve(path), text]));
  const owners: number[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (file: string, name: string): number => {
    const key = `${name} ${file}`;
    const number = numbers.get(key) ?? owners.push(place.get(file) ?? -1) - 1;
    numbers.set(key, number);
    return number;
  };
  const pieces = Object.entries(outputs).map(([path, { entryPoint, inputs, bytes }]) => ({
    isEntry: entryPoint !== undefined,
    modules: Object.keys(inputs).map((file) => resolve(file)),
    bytes,
    loadedBy: loadedBy.get(path) ?? 0,
    allowedFor: packagesOf(path).reduce((bits, name) => bits & (neededBy.get(name) ?? 0), ~0),
    imports: piecesOf(path).flatMap((other) => place.get(resolve(other)) ?? []),
    names: [...(texts.get(resolve(path)) ?? "").matchAll(importList)].flatMap(
      ([, list = "", from = ""]) =>
        list
          .split(",")
          .map((part) =>
            numberOf(resolve(dirname(path), from), part.trim().split(" as ")[0] ?? ""),
          ),
    ),
  }));
  return { pieces, owners };
}
