import { InputError } from "@wellsent/core/errors";

/** From where a buyer counts as one of the best. */
export interface RfmThresholds {
  /** At most so many days since the last order. */
  readonly withinDays: number;
  /** At least so many orders. */
  readonly orders: number;
  /** Orders worth at least so much together, in the unit of the events. */
  readonly total: number;
}

/** What somebody bought in the time that counts. */
export interface Buyer {
  /** Whole days since the last order. */
  readonly days: number;
  readonly orders: number;
  readonly total: number;
}

/** Fewer buyers than this make no quintiles worth the name. */
const enough = 500;

/**
 * The thresholds of the upper two fifths of your buyers in recency, frequency and money: scores of
 * 4 and 5 in the usual RFM. Equal values are in one class, so that a class may be larger than its
 * fifth. `null`: fewer than 500 buyers, for whom fixed thresholds say more.
 *
 * They are those of one day. Quintiles move when others buy: pin what comes out in the definition,
 * and raise its version when you compute them anew.
 * @throws InputError `INPUT_BUYER` for numbers that are none
 * @example
 * const thresholds = rfmThresholds(buyers) ?? { withinDays: 120, orders: 3, total: 200 };
 */
export function rfmThresholds(buyers: Iterable<Buyer>): RfmThresholds | null {
  const all = [...buyers];
  all.forEach(({ days, orders, total }, index) => {
    if ([days, orders, total].every(Number.isFinite)) return;
    throw new InputError("INPUT_BUYER", "A buyer lacks days, orders or total.", {
      path: `buyers[${index}]`,
      remedy: "Give three finite numbers for each buyer.",
    });
  });
  if (all.length < enough) return null;
  return {
    withinDays: -upperTwoFifths(all.map(({ days }) => -days)),
    orders: upperTwoFifths(all.map(({ orders }) => orders)),
    total: upperTwoFifths(all.map(({ total }) => total)),
  };
}

/** The least value that still belongs to the upper two fifths. */
function upperTwoFifths(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => b - a);
  return sorted[Math.ceil(sorted.length * 0.4) - 1] ?? 0;
}
