import type { RawRow, RowRequest } from "./row-request.js";
import type { RowTransaction } from "./row-store.js";

/**
 * A call as a generator: it yields batches of requests and is resumed with their answers. One yield
 * is one trip.
 */
export type Io<T> = Generator<readonly RowRequest[], T, readonly (readonly RawRow[])[]>;

type Answers<Q extends Readonly<Record<string, RowRequest>>> = {
  readonly [Name in keyof Q]: readonly RawRow[];
};

/** Asks several things in one trip; answers by name. */
export function* all<const Q extends Readonly<Record<string, RowRequest>>>(
  requests: Q,
): Io<Answers<Q>> {
  const answers = yield Object.values(requests);
  return Object.fromEntries(
    Object.keys(requests).map((name, index) => [name, answers[index] ?? []]),
  ) as Answers<Q>;
}

/**
 * Runs two calls side by side: what both ask for next goes in one trip, the first one's requests
 * before the other's.
 */
export function* together<A, B>(left: Io<A>, right: Io<B>): Io<readonly [A, B]> {
  let a = left.next();
  let b = right.next();
  for (;;) {
    if (a.done === true && b.done === true) return [a.value, b.value];
    const first = a.done === true ? [] : a.value;
    const second = b.done === true ? [] : b.value;
    const answers = yield [...first, ...second];
    if (a.done !== true) a = left.next(answers.slice(0, first.length));
    if (b.done !== true) b = right.next(answers.slice(first.length));
  }
}

/**
 * Drives a call to its end over rows that answer at once. Errors of the store are thrown into the
 * call.
 */
export function driveSync<T>(call: Io<T>, rows: RowTransaction<true>): T {
  for (let turn = call.next(); ; ) {
    if (turn.done === true) return turn.value;
    let answers: readonly (readonly RawRow[])[];
    try {
      answers = rows.trip(turn.value);
    } catch (error) {
      turn = call.throw(error);
      continue;
    }
    turn = call.next(answers);
  }
}

/** The same over rows that have to be awaited. */
export async function driveAsync<T>(call: Io<T>, rows: RowTransaction<false>): Promise<T> {
  for (let turn = call.next(); ; ) {
    if (turn.done === true) return turn.value;
    let answers: readonly (readonly RawRow[])[];
    try {
      answers = await rows.trip(turn.value);
    } catch (error) {
      turn = call.throw(error);
      continue;
    }
    turn = call.next(answers);
  }
}
