// Constants of a module of their own, like those of `op.ts`: bundlers write their numbers in place.
/** Beyond the codes of programs: writes the address that every tracking link begins with. */
export const click = 9;
/** Writes the address of the open pixel. */
export const pixel = 10;
