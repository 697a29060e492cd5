import { levelsOf } from "./compare-records.js";
import type { Column, Table } from "./read-records.js";

/** By field and level. */
export type Shares = readonly (readonly number[])[];

/** How many pairs have which levels. */
export interface PatternCounts {
  /** Of those that share a block. */
  readonly patterns: ReadonlyMap<number, number>;
  /** Of random pairs that share none. */
  readonly others: ReadonlyMap<number, number>;
}

/** What was learnt of the fields. */
export interface Estimates {
  /** The shares of pairs of one person, and of one household. */
  readonly prior: number;
  readonly household: number;
  readonly m: Shares;
  readonly h: Shares;
  readonly u: Shares;
  readonly likelihoods: readonly number[];
}

/** What is known of a kind of field beforehand counts as so many pairs of one person. */
const priorMatches = 10;
/**
 * So many pairs of one person, and of one household, are to be expected for each record: few, so
 * that what was seen decides.
 */
const expectedTwice = 0.01;
const expectedHomes = 0.02;
const mostRounds = 100;
/** EM ends where a round changes the log of the posterior by less. */
const settled = 1e-6;

/**
 * EM over the compared pairs (Winkler 1988), for three kinds of pairs: of one person, of two people
 * of one household, and of any other two. Learns how often fields of one person agree, and the
 * shares of ALL pairs: a share of the compared ones alone runs away. Those that no block has are
 * not of one person; random pairs stand for them, so that a company too large for a block is known
 * all the same. What is missing counts neither way. The beginnings are a prior
 * distribution, so that the posterior never falls from round to round. Yields after each round.
 */
export function* estimateModel(
  table: Table,
  { patterns, others }: PatternCounts,
  u: Shares,
): Generator<number, Estimates, void> {
  const { columns } = table;
  const count = table.ids.length;
  const all = Math.max(1, (count * (count - 1)) / 2);
  const isShared = columns.map(({ field }) => field.shared === true);
  const persons = expectedTwice * count;
  const homes = isShared.includes(true) ? expectedHomes * count : 0;
  const compared = totalOf(patterns);
  // How many pairs one random pair stands for.
  const each = (all - compared) / Math.max(1, totalOf(others));
  const rowsOf = (counts: ReadonlyMap<number, number>, isCompared: boolean, weight: number) =>
    [...counts].map(([pattern, pairs]) => {
      const levels = levelsOf(table, pattern);
      return { levels, pairs: pairs * weight, chance: logOf(u, levels), isCompared };
    });
  const rows = [...rowsOf(patterns, true, 1), ...rowsOf(others, false, each)];
  let prior = Math.min(0.1, (5 * persons) / all);
  let household = Math.min(0.1, (5 * homes) / all);
  let m: Shares = columns.map(({ kind }) => kind.m);
  let h: Shares = columns.map((column, field) =>
    isShared[field] ? column.kind.m : inFamily(column, u[field] ?? []),
  );
  const likelihoods: number[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const [logPrior, logHome] = [Math.log(prior), Math.log(household)];
    const logRest = Math.log1p(-prior - household);
    const sums = columns.map(({ kind }) => kind.m.map((share) => share * priorMatches));
    const homeSums = sums.map((shares) => [...shares]);
    let posterior = logRest + persons * logPrior + logBefore(table, m);
    if (homes > 0) posterior += homes * logHome + logBefore(table, h, isShared);
    let matches = persons;
    let neighbors = homes;
    for (const { levels, pairs, chance, isCompared } of rows) {
      const same = isCompared ? logPrior + logOf(m, levels) : Number.NEGATIVE_INFINITY;
      const near = logHome + logOf(h, levels);
      const other = logRest + chance;
      const top = Math.max(same, near, other);
      const sum = Math.exp(same - top) + Math.exp(near - top) + Math.exp(other - top);
      const any = top + Math.log(sum);
      posterior += pairs * any;
      const [expected, expectedHome] = [Math.exp(same - any), Math.exp(near - any)];
      matches += pairs * expected;
      neighbors += pairs * expectedHome;
      for (const [field, level] of levels.entries()) {
        add(sums[field], level, pairs * expected);
        add(homeSums[field], level, pairs * expectedHome);
      }
    }
    const before = likelihoods.at(-1) ?? Number.NEGATIVE_INFINITY;
    likelihoods.push(posterior);
    if (posterior - before < settled) break;
    const total = all + 1 + persons + homes;
    household = neighbors / total;
    prior = matches / total;
    m = sums.map((sum) => shares(sum));
    h = homeSums.map((sum, field) => (isShared[field] ? shares(sum) : (h[field] ?? [])));
    yield round;
  }
  return { prior, household, m, h, u, likelihoods };
}

function totalOf(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, pairs) => sum + pairs, 0);
}

/** Of a field that is not shared, people of one household have what any two have, or kin has. */
function inFamily({ kind }: Column, u: readonly number[]): readonly number[] {
  const raised = u.map((share, level) => (level < 2 ? Math.max(share, kind.inFamily) : share));
  const total = raised.reduce((sum, share) => sum + share, 0);
  return raised.map((share) => share / total);
}

function add(sums: number[] | undefined, level: number, more: number): void {
  if (sums !== undefined && level < sums.length) sums[level] = (sums[level] ?? 0) + more;
}

function shares(sums: readonly number[]): readonly number[] {
  const total = sums.reduce((sum, one) => sum + one, 0);
  return sums.map((one) => one / total);
}

function logOf(shares: Shares, levels: readonly number[]): number {
  let sum = 0;
  for (const [field, level] of levels.entries()) {
    const share = shares[field]?.[level];
    if (share !== undefined) sum += Math.log(share);
  }
  return sum;
}

function logBefore({ columns }: Table, learnt: Shares, only?: readonly boolean[]): number {
  let sum = 0;
  for (const [field, { kind }] of columns.entries()) {
    if (only !== undefined && only[field] !== true) continue;
    for (const [level, share] of kind.m.entries())
      sum += priorMatches * share * Math.log(learnt[field]?.[level] ?? 1);
  }
  return sum;
}
