import { type SettledOptions, settleOptions } from "./check-options.js";
import { clusterPairs } from "./cluster-pairs.js";
import { patternOf } from "./compare-records.js";
import type { DuplicateOptions, DuplicateRecord } from "./duplicate-options.js";
import type {
  DuplicateCluster,
  DuplicateItem,
  DuplicateModel,
  DuplicatePair,
  DuplicateProgress,
  DuplicateReport,
} from "./duplicate-report.js";
import { type Estimates, estimateModel, type PatternCounts } from "./estimate-model.js";
import { type Blocks, findBlocks } from "./find-blocks.js";
import { readRecords, type Table } from "./read-records.js";
import { chanceLevels, pairCode, type SampledPairs, samplePairs } from "./sample-pairs.js";
import { promising, scorePair } from "./score-pairs.js";

/** How many pairs are compared or scored between two steps: some ten milliseconds. */
const stride = 2000;

/**
 * Finds records of one person, without examples to learn from: the model of Fellegi and Sunter
 * (1969), estimated by EM (Winkler 1988) from these records alone. All at once;
 * {@link duplicateSteps} does the same in steps.
 *
 * @throws InputError `INPUT_DUPLICATES`
 * @example
 * const { queue } = findDuplicates(rows.map((row) => ({ id: row.id, values: row })), {
 *   fields: [
 *     { path: "firstName", kind: "name" },
 *     { path: "lastName", kind: "name", shared: true },
 *     { path: "birthday", kind: "date" },
 *   ],
 * });
 */
export function findDuplicates<Id extends string>(
  records: Iterable<DuplicateRecord<Id>>,
  options: DuplicateOptions,
): DuplicateReport<Id> {
  const steps = duplicateSteps(records, options);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/**
 * The same work in steps of some ten milliseconds, so that a thread can do something else in between.
 * The order of the records changes nothing, and the same seed gives the same report. Memory grows
 * with the records and with `maxPairs`, never with the square of the records. Reports hold ids,
 * levels and counts, and no values.
 *
 * @throws InputError `INPUT_DUPLICATES`
 * @example
 * const steps = duplicateSteps(records, { fields });
 * for (let step = steps.next(); step.done !== true; step = steps.next()) {
 *   bar.update(step.value.phase, step.value.done, step.value.of);
 *   await new Promise(setImmediate);
 * }
 */
export function* duplicateSteps<Id extends string>(
  records: Iterable<DuplicateRecord<Id>>,
  options: DuplicateOptions,
): Generator<DuplicateProgress, DuplicateReport<Id>, void> {
  const settled = settleOptions(options);
  const table = yield* told("read", 0, readRecords(records, settled.fields));
  const sampled = yield* told("sample", settled.samplePairs, samplePairs(table, settled));
  const u = chanceLevels(table, sampled);
  const blocks = yield* told(
    "block",
    settled.blocking.length,
    findBlocks(table, settled.blocking, settled),
  );
  const count = table.ids.length;
  const compared = yield* told("compare", count, comparePairs(table, blocks, sampled));
  const estimates = yield* told("estimate", 0, estimateModel(table, compared, u));
  const scored = yield* told(
    "score",
    compared.count,
    scorePairs(table, estimates, settled, compared),
  );
  const found = scored.sort(mostProbableFirst);
  const matches = found.filter(({ band }) => band === "match");
  const score = scorer(table, estimates, settled);
  const joined = yield* told("cluster", matches.length, clusterPairs(matches, score));
  const clusters = joined.map(clusterOf).sort(mostProbableClusterFirst);
  return {
    records: count,
    pairs: found,
    clusters,
    queue: [...clusters.map(asMatch), ...looseOnes(found, clusters)],
    model: modelOf(table, estimates),
    blocking: { pairs: compared.count, blockSize: blocks.blockSize, skipped: blocks.skipped },
  };
}

function* told<T>(
  phase: DuplicateProgress["phase"],
  of: number,
  work: Generator<number, T, void>,
): Generator<DuplicateProgress, T, void> {
  let step = work.next();
  while (step.done !== true) {
    yield { phase, done: step.value, of };
    step = work.next();
  }
  return step.value;
}

interface Compared extends PatternCounts {
  readonly count: number;
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** The levels of each pair. */
  readonly pattern: Float64Array;
}

/**
 * Compares each pair once that shares a block; random pairs that share none are the others. Yields
 * how many records are done.
 */
function* comparePairs(
  table: Table,
  blocks: Blocks,
  sampled: SampledPairs,
): Generator<number, Compared, void> {
  const left = new Uint32Array(blocks.pairs);
  const right = new Uint32Array(blocks.pairs);
  const pattern = new Float64Array(blocks.pairs);
  const patterns = new Map<number, number>();
  const seenWith = new Int32Array(table.ids.length).fill(-1);
  let count = 0;
  let told = 0;
  for (let record = 0; record < table.ids.length; record++) {
    blocks.partners(record, (partner) => {
      if (seenWith[partner] === record) return;
      seenWith[partner] = record;
      const levels = patternOf(table, record, partner);
      countIn(patterns, levels);
      sampled.delete(pairCode(table, record, partner));
      pattern[count] = levels;
      left[count] = record;
      right[count] = partner;
      count++;
    });
    if (count - told < stride) continue;
    told = count;
    yield record;
  }
  const others = new Map<number, number>();
  for (const levels of sampled.values()) countIn(others, levels);
  return { count, left, right, pattern, patterns, others };
}

function countIn(counts: Map<number, number>, levels: number): void {
  counts.set(levels, (counts.get(levels) ?? 0) + 1);
}

function* scorePairs<Id extends string>(
  table: Table<Id>,
  estimates: Estimates,
  options: SettledOptions,
  { count, left, right, pattern }: Compared,
): Generator<number, DuplicatePair<Id>[], void> {
  const apart = apartOf(options);
  const isPromising = promising(table, estimates, options);
  const found: DuplicatePair<Id>[] = [];
  for (let at = 0; at < count; at++) {
    const levels = pattern[at] ?? 0;
    if (isPromising(levels)) {
      const one = { a: left[at] ?? 0, b: right[at] ?? 0, pattern: levels };
      const pair = scorePair(table, estimates, options, one);
      if (pair !== null && !apart(pair.a, pair.b)) found.push(pair);
    }
    if (at % stride === 0) yield at;
  }
  return found;
}

/** Any pair, whether a block has it or not; `null`: two people. */
function scorer<Id extends string>(
  table: Table<Id>,
  estimates: Estimates,
  options: SettledOptions,
) {
  const places = new Map(table.ids.map((id, place) => [id, place]));
  const apart = apartOf(options);
  return (a: Id, b: Id): DuplicatePair<Id> | null => {
    if (apart(a, b)) return null;
    const [left = 0, right = 0] = [places.get(a), places.get(b)].sort((x = 0, y = 0) => x - y);
    const pattern = patternOf(table, left, right);
    return scorePair(table, estimates, options, { a: left, b: right, pattern });
  };
}

function apartOf({ apart }: SettledOptions): (a: string, b: string) => boolean {
  const pairs = new Set(
    apart.flatMap(([a, b]) => [JSON.stringify([a, b]), JSON.stringify([b, a])]),
  );
  return pairs.size === 0 ? () => false : (a, b) => pairs.has(JSON.stringify([a, b]));
}

function mostProbableFirst(one: DuplicatePair, other: DuplicatePair): number {
  return other.bits - one.bits || compareTexts(one.a, other.a) || compareTexts(one.b, other.b);
}

function mostProbableClusterFirst(one: DuplicateCluster, other: DuplicateCluster): number {
  return other.probability - one.probability || compareTexts(one.ids[0] ?? "", other.ids[0] ?? "");
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function clusterOf<Id extends string>(pairs: readonly DuplicatePair<Id>[]): DuplicateCluster<Id> {
  return {
    ids: [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].sort(compareTexts),
    probability: pairs.reduce((least, { probability }) => Math.min(least, probability), 1),
    pairs: pairs.toSorted(mostProbableFirst),
  };
}

function asMatch<Id extends string>(cluster: DuplicateCluster<Id>): DuplicateItem<Id> {
  return { band: "match", ...cluster };
}

/** Pairs that are not inside one cluster: what is probable between two clusters is for people. */
function looseOnes<Id extends string>(
  pairs: readonly DuplicatePair<Id>[],
  clusters: readonly DuplicateCluster<Id>[],
): readonly DuplicateItem<Id>[] {
  const places = new Map(clusters.flatMap(({ ids }, index) => ids.map((id) => [id, index])));
  return pairs
    .filter(({ a, b }) => !places.has(a) || places.get(a) !== places.get(b))
    .map((pair) => ({
      ...{ band: "review", ids: [pair.a, pair.b], probability: pair.probability },
      pairs: [pair],
    }));
}

function modelOf(
  { columns }: Table,
  { prior, household, m, h, u, likelihoods }: Estimates,
): DuplicateModel {
  return {
    ...{ prior, household },
    fields: columns.map(({ field: { path }, kind }, field) => ({
      path,
      levels: kind.levels.map((level, at) => ({
        ...{ level, m: m[field]?.[at] ?? 0, h: h[field]?.[at] ?? 0, u: u[field]?.[at] ?? 0 },
      })),
    })),
    likelihoods,
  };
}
