/** A test of some arguments, such as a contact. */
type Test<Args extends readonly unknown[]> = (...args: Args) => boolean;

/**
 * One test that is met if `any` of them is or, with `any` false, if all are. A function for each
 * small number of tests: a loop over closures takes half as long again.
 */
export function joinTests<A>(tests: readonly Test<[A]>[], any: boolean): (a: A) => boolean;
export function joinTests<A, B>(
  tests: readonly Test<[A, B]>[],
  any: boolean,
): (a: A, b: B) => boolean;
export function joinTests<A, B>(tests: readonly Test<[A, B]>[], any: boolean): Test<[A, B]> {
  const [first, second, third, fourth, ...rest] = tests;
  if (first === undefined) return () => !any;
  if (second === undefined) return first;
  if (third === undefined)
    return any ? (a, b) => first(a, b) || second(a, b) : (a, b) => first(a, b) && second(a, b);
  if (fourth === undefined) {
    return any
      ? (a, b) => first(a, b) || second(a, b) || third(a, b)
      : (a, b) => first(a, b) && second(a, b) && third(a, b);
  }
  const last = joinTests([fourth, ...rest], any);
  return any
    ? (a, b) => first(a, b) || second(a, b) || third(a, b) || last(a, b)
    : (a, b) => first(a, b) && second(a, b) && third(a, b) && last(a, b);
}
