// Imported as a whole, under the name Escape. Constants of a module and no object: bundlers write
// their numbers in place.
/**
 * Where a value lands, and so what may not come out of it.
 *
 * Values are printed like Handlebars prints them: strings as they are, numbers and booleans by
 * `String()`, null and undefined as nothing. An object, array or function in a hole is refused by
 * name, except under `compat`, which does what Handlebars does but never calls a function.
 *
 * Law for every markup escape (all but `plain…`, `header` and `html`): neither `<`, `>` nor `"`
 * survives, so that no value closes a tag, a quoted attribute or a conditional comment it stands
 * in.
 */

/** Element content. */
export const text = 0;
/** A quoted attribute that is no URL, no style, no class. */
export const attribute = 1;
/**
 * The URL begins here. Schemes http, https, mailto, tel only (relative and `#…` allowed); anything
 * else, also when disguised by control characters, writes `#`. Whitespace, quotes, `( ) \ < >`
 * percent-encoded (it may stand in a CSS `url('…')`); what is a valid URL is otherwise kept. Then
 * escaped as an attribute.
 */
export const urlStart = 2;
/**
 * Inside the path of a URL: percent-encodes all but RFC 3986 unreserved characters and `/`; dot
 * segments do not climb.
 */
export const urlPath = 3;
/** Inside query or fragment: percent-encodes all but RFC 3986 unreserved characters. */
export const urlQuery = 4;
/**
 * One CSS value (in a style attribute, `<style>` or a colour attribute): colours, numbers with
 * units, idents; anything else writes nothing. A colour field turns `#rgb` into `#rrggbb`.
 */
export const css = 5;
/**
 * One or more class names: letters, digits, `-`, `_` and single spaces; other characters dropped.
 */
export const classes = 6;
/** `<title>`: as text. */
export const title = 7;
/** Inside `<!--[if mso]> … <![endif]-->` in text position: as text, and `--` broken up. */
export const conditionalComment = 8;
/** The text part and the preheader: no escaping; control characters but newline dropped. */
export const plain = 9;
/**
 * A header value such as the subject: no HTML escaping; CR, LF, NUL, other controls and bidi
 * overrides dropped. Encoded words are made later.
 */
export const header = 10;
/** Markup from a field of type `html`, written as it is. */
export const html = 11;
/**
 * Handlebars' own: `& < > " ' ` =` as entities; for migration and for comparing with Handlebars.
 * Not safe in URLs or CSS.
 */
export const compat = 12;
/** As urlStart, urlPath, urlQuery, but bare: for the text part and `LinkSpec.url`. */
export const plainUrlStart = 13;
export const plainUrlPath = 14;
export const plainUrlQuery = 15;
/** Handlebars' `{{{ }}}` in compatibility mode: printed as `compat` prints, without escaping. */
export const compatRaw = 16;
/** Markup from a field of type `html` in the text part: its words alone. */
export const htmlText = 17;
