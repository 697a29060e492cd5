// Imported as a whole, under the name Mark. Constants of a module and no object: bundlers write
// their numbers in place.
/**
 * Stand between the words of a text part that is still to be set ({@link Part.layout}): what its
 * HTML says about lines. How many lines something takes, which number an entry has and how wide a
 * column is, is known of a recipient only. Control characters, which no value can hold: every
 * escape of a text part drops them.
 *
 * A digit behind a mark is a number of line ends, at least so many of which set a block apart from
 * what stands before (`OPEN`) or after it (`CLOSE`).
 */

/** `OPEN digit`: a block begins. */
export const open = 1;
/** `CLOSE digit`: ends the block, quotation, list, entry or preformatted text begun last. */
export const close = 2;
/** A line end of the author's, outside of preformatted text. */
export const lineEnd = 3;
/** A quotation begins. */
export const quote = 4;
/** `BULLETS digit`: a list begins; 1 is one inside of an entry. */
export const bullets = 5;
/** `NUMBERS digit style start END`: a numbered list begins. Styles are those of `<ol type>`. */
export const numbers = 6;
/** Ends what a mark is given. */
export const end = 7;
/** An entry begins. */
export const item = 8;
/** Preformatted text begins. */
export const preformatted = 14;
/** `LINK address END`. */
export const link = 15;
/** The words of a link end here: its address follows them. */
export const linkEnd = 16;
/** A table of data begins. */
export const table = 17;
/** A row of it. */
export const row = 18;
/** `CELL columns,rows END`: a cell of it that goes over so many columns and rows. */
export const cell = 19;
export const cellEnd = 20;
export const tableEnd = 21;
/** A row of a table that only lays out: a block as far apart as its table where it is the first. */
export const line = 22;
/**
 * `APART digit`: at least so many line ends stand between what is before and what is after. For the
 * ends and beginnings of blocks that surely have words.
 */
export const apart = 23;
