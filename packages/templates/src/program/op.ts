// Imported as a whole, under the name Op. Constants of a module and no object: bundlers write their
// numbers in place.
/**
 * Operation codes with their operands; lengths are in `opLength`.
 *
 * "Truthy" is Handlebars' word: everything but `false`, `undefined`, `null`, `""`, `0`, `NaN` and
 * `[]`.
 */

/** `EMIT segment`: writes `segments[segment]`. */
export const EMIT = 0;
/**
 * `VALUE expression escape`: evaluates and writes through the escape. Null and undefined write
 * nothing.
 */
export const VALUE = 1;
/** `IF expression target`: goes on when truthy, else jumps to `target`. */
export const IF = 2;
/** `UNLESS expression target`: goes on when not truthy, else jumps. */
export const UNLESS = 3;
/** `JUMP target`. */
export const JUMP = 4;
/**
 * `EACH expression scope exit`: a non-empty array, or an object with own enumerable keys, is begun:
 * its first item becomes `scopes[scope]`, and index, key, first and last of that scope are set.
 * Anything else jumps to `exit`. The key of an array item is its index; the index of an object's
 * entry is its position. Holes of sparse arrays are passed over.
 */
export const EACH = 5;
/**
 * `NEXT scope body`: moves the loop of that scope on and jumps to `body`; falls through after the
 * last item.
 */
export const NEXT = 6;
/**
 * `LINK link end`: the operations up to `end` write the URL as the author wrote it. When clicks of
 * this recipient are tracked and `links[link].tracked`, writes the click URL instead (escaped as an
 * attribute in `html`, bare in `text`) and jumps to `end`: `clickBase` and the link's index where
 * its `target` is known, else, where its `url` comes out as http or https, `clickBase` and the next
 * number that is free in this mail. Not tracked, but with a `query`: writes that `url` with the
 * query in it. Else goes on. Nothing from outside leads into the middle of a link, and there is no
 * link in a link.
 */
export const LINK = 7;
/**
 * `PIXEL`: writes the open pixel as an `<img>` when opens are tracked, else nothing. In `html`
 * only, at most once.
 */
export const PIXEL = 8;
