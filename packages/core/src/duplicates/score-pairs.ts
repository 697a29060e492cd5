import { heldByBoth, levelsOf } from "./compare-records.js";
import type { DuplicatePair, FieldEvidence } from "./duplicate-report.js";
import type { Estimates } from "./estimate-model.js";
import type { Column, Table } from "./read-records.js";

interface Bands {
  readonly matchAt: number;
  readonly reviewAt: number;
}

interface Evidence {
  readonly path: string;
  readonly bits: number;
  /** The same for two people of one household. */
  readonly homeBits: number;
  readonly heldBy?: number;
}

const nothing = { path: "", bits: 0, homeBits: 0 };

/**
 * Judges one pair by its levels: the evidence of each field, and what comes of it. `null`: it is
 * not probable enough to be looked at.
 */
export function scorePair<Id extends string>(
  { columns, ids }: Table<Id>,
  estimates: Estimates,
  { matchAt, reviewAt }: Bands,
  { a, b, pattern }: { readonly a: number; readonly b: number; readonly pattern: number },
): DuplicatePair<Id> | null {
  const levels = levelsOf({ columns }, pattern);
  const rest = 1 - estimates.prior - estimates.household;
  const priorBits = Math.log2(estimates.prior / rest);
  let forOne = priorBits;
  let forHome = Math.log2(estimates.household / rest);
  const evidence = columns.map((column, index) => {
    const found = weigh(column, index, estimates, levels[index] ?? 0, a, b);
    forOne += found.bits;
    forHome += found.homeBits;
    return found;
  });
  const householdBits = Math.log2(1 + 2 ** forHome);
  const bits = forOne - householdBits;
  const probability = 1 / (1 + 2 ** -bits);
  const [left, right] = [ids[a], ids[b]];
  if (probability < reviewAt || left === undefined || right === undefined) return null;
  return {
    ...{ a: left, b: right, probability, bits, priorBits, householdBits },
    band: probability >= matchAt ? "match" : "review",
    fields: evidence.map(({ homeBits: _, ...said }, index): FieldEvidence => {
      const level = columns[index]?.kind.levels[levels[index] ?? 0] ?? "missing";
      return { ...said, level };
    }),
  };
}

/**
 * Which levels can be probable enough at all: where values are equal, with the rarest value that
 * two records can have. Most pairs are done with then.
 */
export function promising(
  { columns }: Table,
  { prior, household, m, u }: Estimates,
  { reviewAt }: Bands,
): (pattern: number) => boolean {
  const known = new Map<number, boolean>();
  const least = Math.log2(reviewAt / (1 - reviewAt)) - Math.log2(prior / (1 - prior - household));
  return (pattern) => {
    const before = known.get(pattern);
    if (before !== undefined) return before;
    let most = 0;
    for (const [index, level] of levelsOf({ columns }, pattern).entries()) {
      const column = columns[index];
      const [one, chance] = [m[index]?.[level], u[index]?.[level]];
      if (column === undefined || one === undefined || chance === undefined) continue;
      const by = level === 0 ? frequencyOf(column, 2) : chance;
      most += level === 0 ? Math.max(0, Math.log2(one / by)) : Math.log2(one / by);
    }
    // A rounding error must not lose a pair.
    const isPromising = most >= least - 1e-6;
    known.set(pattern, isPromising);
    return isPromising;
  };
}

/** How often another record has a value by chance, with what is known beforehand. */
function frequencyOf({ kind, filled }: Column, heldBy: number): number {
  const { u, knownOf } = kind;
  return (heldBy - 1 + knownOf * (u[0] ?? 0)) / (filled - 1 + knownOf);
}

function weigh(
  column: Column,
  index: number,
  { m, h, u }: Estimates,
  level: number,
  a: number,
  b: number,
): Evidence {
  const { path, shared } = column.field;
  const [one, home, chance] = [m[index]?.[level], h[index]?.[level], u[index]?.[level]];
  if (one === undefined || home === undefined || chance === undefined) return { ...nothing, path };
  if (level > 0) return { path, bits: Math.log2(one / chance), homeBits: Math.log2(home / chance) };
  const heldBy = heldByBoth(column, a, b);
  const frequency = frequencyOf(column, heldBy);
  const ofHome = shared === true ? home : Math.max(frequency, column.kind.inFamily);
  return {
    ...{ path, heldBy, bits: Math.max(0, Math.log2(one / frequency)) },
    homeBits: Math.max(0, Math.log2(ofHome / frequency)),
  };
}
