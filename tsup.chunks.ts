import { resolve } from "node:path";
import type { BuildOptions } from "esbuild";
import { type AddedImports, type Piece, type Split, splitNaturally } from "./tsup.pieces.js";

/** Entries, by their sources, that a process loads together. */
export interface Use {
  readonly entries: readonly string[];
  /** How often that is, where one of the entries that no use names is loaded once. */
  readonly weight: number;
}

// What a cold start pays beside parsing, in the bytes it parses meanwhile (27 ns each), as fitted
// to dists of 4 to 12 files: half a millisecond to open a file, a tenth to resolve a specifier,
// 11 µs to link a name.
const openedFile = 18 * 1024;
const resolvedSpecifier = 3.7 * 1024;
const linkedName = 400;
/** What no use names: each of it alone. */
const weightOfOthers = 0.3;

/** A use with its entries as bits. */
interface Load {
  readonly entries: number;
  readonly weight: number;
}

/** For each piece the entries that load it: those with the same ones are a chunk. */
type Layout = readonly number[];

/** What all loads pay for a layout: too much when one has to load a package it has no need of. */
function costOf({ pieces, owners }: Split, layout: Layout, loads: readonly Load[]): number {
  if (pieces.some(({ allowedFor }, place) => ((layout[place] ?? 0) & ~allowedFor) !== 0))
    return Infinity;
  // An entry is a file of its own.
  const fileOf = pieces.map(({ isEntry }, place) => (isEntry ? -1 - place : (layout[place] ?? 0)));
  const files = new Map<number, number[]>();
  for (const [place, file] of fileOf.entries()) {
    const places = files.get(file);
    if (places === undefined) files.set(file, [place]);
    else places.push(place);
  }
  let sum = 0;
  for (const [file, places] of files) {
    const names = new Set<number>();
    const others = new Set<number>();
    let bytes = openedFile;
    for (const place of places) {
      bytes += pieces[place]?.bytes ?? 0;
      for (const name of pieces[place]?.names ?? []) {
        const other = fileOf[owners[name] ?? 0] ?? 0;
        if (other === file) continue;
        names.add(name);
        others.add(other);
      }
    }
    bytes += others.size * resolvedSpecifier + names.size * linkedName;
    const loadedBy = layout[places[0] ?? 0] ?? 0;
    for (const { entries, weight } of loads) if ((entries & loadedBy) !== 0) sum += bytes * weight;
  }
  return sum;
}

/** The layout when each piece is wanted for these entries too: what it imports comes along. */
function layOut(pieces: readonly Piece[], wanted: readonly number[]): Layout {
  const layout = pieces.map(({ loadedBy }, place) => loadedBy | (wanted[place] ?? 0));
  const waiting = [...pieces.keys()];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const loadedBy = layout[place] ?? 0;
    for (const imported of pieces[place]?.imports ?? []) {
      const before = layout[imported] ?? 0;
      if ((before | loadedBy) === before) continue;
      layout[imported] = before | loadedBy;
      waiting.push(imported);
    }
  }
  return layout;
}

/** Makes two chunks one, or moves a piece to another chunk, as long as that makes it cheaper. */
function cheapest(split: Split, loads: readonly Load[]): Layout {
  const { pieces } = split;
  let wanted: readonly number[] = pieces.map(() => 0);
  let layout = layOut(pieces, wanted);
  let least = costOf(split, layout, loads);
  for (let before = Infinity; least < before; ) {
    before = least;
    let best = wanted;
    const attempt = (next: readonly number[]) => {
      const cost = costOf(split, layOut(pieces, next), loads);
      if (cost >= least) return;
      least = cost;
      best = next;
    };
    const chunks = [...new Set(layout.filter((_, place) => pieces[place]?.isEntry === false))];
    for (const one of chunks)
      for (const other of chunks) {
        if (one >= other) continue;
        const both = one | other;
        attempt(
          wanted.map((by, place) => {
            const isOfThem = layout[place] === one || layout[place] === other;
            return isOfThem && pieces[place]?.isEntry === false ? both : by;
          }),
        );
      }
    for (const [moved, { isEntry }] of pieces.entries())
      if (!isEntry) for (const chunk of [0, ...chunks]) attempt(wanted.with(moved, chunk));
    wanted = best;
    layout = layOut(pieces, wanted);
  }
  return layout;
}

/**
 * Splitting makes a chunk for every set of entries that share a module, in core 64 of them for the
 * engine alone; and one chunk of all would have whoever needs an error parse the engine. Between
 * the two a search finds the chunks that cost the uses of the package least. Some lines of imports
 * more give them to esbuild, and leave nothing in the output.
 *
 * Each use counts in relation to the least it could cost, so that little ones stay little.
 */
export async function addedImports(
  options: BuildOptions,
  entries: readonly string[],
  uses: readonly Use[],
): Promise<AddedImports> {
  // Bits of a number.
  if (entries.length > 31) throw new Error("More than 31 entries: make the sets of them BigInts.");
  const split = await splitNaturally(options, entries);
  const bit = (entry: string) => 1 << entries.indexOf(entry);
  const named = uses.map(({ entries: together, weight }) => ({
    entries: together.reduce((bits, entry) => bits | bit(resolve(entry)), 0),
    weight,
  }));
  const others = entries.map((entry) => ({ entries: bit(entry), weight: weightOfOthers }));
  const loads = [...named, ...others].map(({ entries: loaded, weight }) => {
    const needed = split.pieces.filter(({ loadedBy }) => (loadedBy & loaded) !== 0);
    const least = needed.reduce((sum, { bytes }) => sum + bytes, openedFile);
    return { entries: loaded, weight: weight / least };
  });
  const layout = cheapest(split, loads);
  return new Map(
    entries.map((entry) => [
      entry,
      split.pieces
        .filter(
          ({ isEntry, loadedBy }, place) =>
            !isEntry && ((layout[place] ?? 0) & ~loadedBy & bit(entry)) !== 0,
        )
        .flatMap(({ modules }) => modules),
    ]),
  );
}
