import { mulberry32 } from "../hash/mulberry32.js";
import { levelOf, levelsOf } from "./compare-records.js";
import type { Column, Table } from "./read-records.js";

/** By field and level. */
type Shares = readonly (readonly number[])[];

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
/** And as so many pairs of two people. */
const priorPairs = 100;
/**
 * So many pairs of one person, and of one household, are to be expected for each record: few, so
 * that what was seen decides.
 */
const expectedTwice = 0.01;
const expectedHomes = 0.02;
/** Couples keep their names; that they live together is what makes a household. */
const homeDiffersAtMost = 0.35;
const mostRounds = 100;
/** EM ends where a round changes the log of the posterior by less. */
const settled = 1e-6;

/**
 * How often fields of two people agree by chance, from random pairs. Equality is counted over all
 * pairs, from how many records have each value.
 */
export function* estimateChance(
  table: Table,
  { samplePairs, seed }: { readonly samplePairs: number; readonly seed: number },
): Generator<number, Shares, void> {
  const count = table.ids.length;
  const all = (count * (count - 1)) / 2;
  const seen = table.columns.map(({ kind }) => new Float64Array(kind.levels.length + 1));
  const look = (a: number, b: number): void => {
    for (const [index, column] of table.columns.entries()) {
      const counts = seen[index];
      const level = levelOf(column, a, b);
      if (counts !== undefined) counts[level] = (counts[level] ?? 0) + 1;
    }
  };
  let done = 0;
  if (all <= samplePairs) {
    for (let a = 0; a < count; a++) {
      for (let b = a + 1; b < count; b++) {
        look(a, b);
        if (++done % 1000 === 0) yield done;
      }
    }
  } else {
    const random = mulberry32(seed);
    while (done < samplePairs) {
      const a = Math.floor(random() * count);
      const b = Math.floor(random() * count);
      if (a === b) continue;
      look(a, b);
      if (++done % 1000 === 0) yield done;
    }
  }
  return table.columns.map((column, index) => chances(column, seen[index] ?? []));
}

function chances({ kind, heldBy, filled }: Column, counts: ArrayLike<number>): readonly number[] {
  const equal = heldBy.reduce((sum, held) => sum + (held * (held - 1)) / 2, 0);
  const pairs = (filled * (filled - 1)) / 2;
  const [before = 0] = kind.u;
  // A record with several values could make it more than all.
  const same = Math.min(0.999, (equal + priorPairs * before) / (pairs + priorPairs));
  const weights = kind.u.map((chance, level) => (counts[level] ?? 0) + priorPairs * chance);
  const others = weights.reduce((sum, weight, level) => sum + (level === 0 ? 0 : weight), 0);
  return weights.map((weight, level) => (level === 0 ? same : (weight / others) * (1 - same)));
}

/**
 * EM over the compared pairs (Winkler 1988), for three kinds of pairs: of one person, of two people
 * of one household, and of any other two. Learns how often fields of one person agree, and the
 * shares of ALL pairs: those that no block has count as of any two people, since a share of the
 * compared pairs alone runs away. What is missing counts neither way. The beginnings are a prior
 * distribution, so that the posterior never falls from round to round. Yields after each round.
 */
export function* estimateModel(
  table: Table,
  patterns: ReadonlyMap<number, number>,
  u: Shares,
): Generator<number, Estimates, void> {
  const { columns } = table;
  const count = table.ids.length;
  const all = Math.max(1, (count * (count - 1)) / 2);
  const isShared = columns.map(({ field }) => field.shared === true);
  const persons = expectedTwice * count;
  const homes = isShared.includes(true) ? expectedHomes * count : 0;
  const rows = [...patterns].map(([pattern, pairs]) => {
    const levels = levelsOf(table, pattern);
    return { levels, pairs, chance: logOf(u, levels) };
  });
  const compared = rows.reduce((sum, { pairs }) => sum + pairs, 0);
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
    let posterior = (all - compared + 1) * logRest + persons * logPrior + logBefore(table, m);
    if (homes > 0) posterior += homes * logHome + logBefore(table, h, isShared);
    let matches = persons;
    let neighbors = homes;
    for (const { levels, pairs, chance } of rows) {
      const same = logPrior + logOf(m, levels);
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
    m = sums.map((sum) => shares(sum, 1));
    h = homeSums.map((sum, field) =>
      isShared[field] ? shares(sum, homeDiffersAtMost) : (h[field] ?? []),
    );
    yield round;
  }
  return { prior, household, m, h, u, likelihoods };
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

function shares(sums: readonly number[], most: number): readonly number[] {
  const total = sums.reduce((sum, one) => sum + one, 0);
  const found = sums.map((one) => one / total);
  const last = found.length - 1;
  const different = found[last] ?? 0;
  if (different <= most) return found;
  // The best under the limit: the rest keeps its proportions.
  return found.map((share, level) =>
    level === last ? most : (share / (1 - different)) * (1 - most),
  );
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
