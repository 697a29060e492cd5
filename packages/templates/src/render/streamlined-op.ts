// Constants of a module of their own, like those of `op.ts`: bundlers write their numbers in place.
/** A code outside those of programs: writes the prefix of every tracking link. */
export const click = 9;
/** Writes the address of the open pixel. */
export const pixel = 10;
