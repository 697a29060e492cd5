declare const brand: unique symbol;

/**
 * A primitive that `tsc` keeps apart from every other primitive of the same shape. Costs nothing at
 * run time.
 */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
