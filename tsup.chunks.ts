import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";
import type { Options } from "tsup";
import { pastIndexes } from "./tsup.straight.js";

type EsbuildPlugin = NonNullable<Options["esbuildPlugins"]>[number];

/** Which entries run without the main one, and which with others, all by their sources. */
export interface Layout {
  /** Small ones without the main entry: one chunk together. */
  readonly alone?: readonly string[];
  /** Large ones without the main entry: what each shares with it is a chunk. */
  readonly apart?: readonly string[];
  /** Entries, each with others that are loaded with it anyway. */
  readonly behind?: Readonly<Record<string, readonly string[]>>;
}

/** Modules that count as imported by others, though nothing of them is used there. */
type AddedImports = ReadonlyMap<string, readonly string[]>;

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

/** Below that, opening a file costs more than reading its text as part of another. */
const smallest = 12 * 1024;
/** The same for what only entries share that load the main one anyway. */
const smallestBehindMain = 24 * 1024;
/**
 * From that size on, what the main entry does not need is a chunk beside its own: to read so much
 * costs as much as to open a file.
 */
const worthAFile = 48 * 1024;

/** Modules, and their bytes. */
type Sizes = ReadonlyMap<string, number>;

interface SmallShared {
  /** Of several entries, the main one among them. */
  readonly withMain: Sizes;
  readonly withoutMain: Sizes;
}

/** Modules that would be in small chunks. */
async function smallShared(
  options: BuildOptions,
  main: string,
  withoutMain: readonly string[],
  added: AddedImports,
): Promise<SmallShared> {
  const { metafile } = await build({
    ...options,
    plugins: [addingImports(added)],
    outdir: "dist",
    write: false,
    metafile: true,
    packages: "external",
  });
  const outputs = Object.entries(metafile.outputs);
  const loadedBy = (entries: readonly string[]): ReadonlySet<string> => {
    const loaded = new Set(
      outputs
        .filter(([, { entryPoint = "" }]) => entries.includes(resolve(entryPoint)))
        .map(([path]) => path),
    );
    // What is added to a set while it is walked is walked too.
    for (const path of loaded)
      for (const imported of metafile.outputs[path]?.imports ?? []) loaded.add(imported.path);
    return loaded;
  };
  const ofMain = loadedBy([main]);
  const ofOthers = loadedBy(withoutMain);
  const small = outputs.filter(
    ([path, { entryPoint, bytes }]) =>
      entryPoint === undefined && bytes < (ofOthers.has(path) ? smallest : smallestBehindMain),
  );
  const modules = (isOfMain: boolean): Sizes =>
    new Map(
      small
        .filter(([path]) => ofMain.has(path) === isOfMain)
        .flatMap(([, { inputs }]) => Object.entries(inputs))
        .map(([file, { bytesInOutput }]) => [resolve(file), bytesInOutput]),
    );
  return { withMain: modules(true), withoutMain: modules(false) };
}

/**
 * Splitting makes a chunk for every set of entries that share a module, a dozen of them behind a
 * main entry. A file costs a cold start about as much as 48 kB of text, most of it in parsing. Some
 * lines of imports more make the chunks few, and leave nothing in the output:
 *
 * Whoever uses another entry has mostly loaded the main one too, so that each other entry imports
 * it: there is one chunk of all that the main entry needs. What several others share and is small
 * is one chunk together, or goes into that of the main entry where it is not worth a file. The
 * small entries that are used where the main one is not import each other, and are one chunk
 * together, which the main entry loads.
 */
export async function addedImports(
  options: BuildOptions,
  entries: readonly string[],
  main: string | undefined,
  { alone = [], apart = [], behind = {} }: Layout,
): Promise<AddedImports> {
  const added = new Map<string, readonly string[]>(Object.entries(behind));
  if (main === undefined) return added;
  const withoutMain = [...alone, ...apart];
  const put = (source: string, others: readonly string[]) =>
    added.set(source, [...(behind[source] ?? []), ...others]);
  const others = entries.filter((source) => source !== main && !withoutMain.includes(source));
  for (const source of withoutMain) put(source, alone);
  for (const source of others) put(source, [main]);
  added.set(main, alone);
  const small = { withMain: new Map<string, number>(), withoutMain: new Map<string, number>() };
  // What is moved once may be small and shared there again.
  for (let round = 0; round < 3; round++) {
    const found = await smallShared(options, main, withoutMain, added);
    for (const [file, bytes] of found.withMain) small.withMain.set(file, bytes);
    for (const [file, bytes] of found.withoutMain) small.withoutMain.set(file, bytes);
    for (const source of withoutMain) put(source, [...alone, ...small.withMain.keys()]);
    const behindMain = [...small.withoutMain.keys()];
    const bytes = [...small.withoutMain.values()].reduce((sum, one) => sum + one, 0);
    if (bytes < worthAFile) added.set(main, [...alone, ...behindMain]);
    else {
      added.set(main, alone);
      for (const source of others) put(source, [main, ...behindMain]);
    }
  }
  return added;
}
