import type { MessageClass } from "@wellsent/core";
import type { Expression } from "./expression.js";
import type { FieldUse } from "./field-use.js";

/** The version of everything below. A loader refuses any other. */
export const programFormat = "wellsent.template/1";

/**
 * A template after compilation: plain JSON, no code. The renderer needs nothing else, neither mjml nor Handlebars.
 *
 * A program has one locale; a template in several locales is several programs under one `id`.
 */
export interface TemplateProgram {
  readonly format: typeof programFormat;
  /** {@link digestProgram} over every other property. Catches a damaged or hand-edited artefact; it is not a signature. */
  readonly digest: string;
  readonly id: string;
  readonly messageClass: MessageClass;
  readonly channel: "email";
  /** BCP 47. */
  readonly locale: string;
  /** What made it: an mjml upgrade gives other bytes, and then another digest. */
  readonly sources: { readonly mjml: string; readonly compiler: string };
  /** Every field the template reads, declared or inferred. `Expression.field` is an index into it. */
  readonly fields: readonly FieldUse[];
  /** Names of the formatters it calls; the loader refuses a program that names one it was not given. */
  readonly helpers: readonly string[];
  /** Segments it asks about, each an id of the host. */
  readonly segments: readonly string[];
  readonly links: readonly LinkSpec[];
  readonly subject: Part;
  /** Plain text of the line that inboxes show after the subject. The HTML part already contains it, hidden. */
  readonly preheader: Part;
  readonly html: Part;
  readonly text: Part;
}

/** One link as it stands in the template; a click report carries its index. The same target twice is two links. */
export interface LinkSpec {
  readonly index: number;
  /** `data-link="…"` of the anchor, or null. */
  readonly name: string | null;
  /** The URL when it is known at compile time: characters as such, UTM parameters in, no HTML entities. */
  readonly target: string | null;
  /** The URL when it has holes: a part in `plainUrl…` escapes, evaluated in the scope of its LINK op. Null when `target` is set. */
  readonly url: Part | null;
  /** False for unsubscribe and other system links, `mailto:`, `tel:`, fragments and `data-no-track`: never rewritten. */
  readonly tracked: boolean;
}

/**
 * One output, as a flat list of operations over three tables.
 *
 * The interpreter keeps a program counter and an array of scopes: `scopes[0]` is the recipient's data, a loop of depth
 * `n` puts its current item in `scopes[n]`. Scope numbers are absolute, so an expression means the same wherever MJML
 * has moved or copied it to. Execution starts at 0 and ends when the counter reaches `ops.length`; every jump
 * target is the index of an operation's first number or `ops.length`.
 */
export interface Part {
  /** Static output. In `html` it is markup, in every other part plain characters. */
  readonly segments: readonly string[];
  /** Operations: an {@link Op} followed by its operands. Fits an `Int32Array`. */
  readonly ops: readonly number[];
  /** Children come before their parents: an index inside `expressions[i]` is below `i`. */
  readonly expressions: readonly Expression[];
}

/**
 * Operation codes with their operands; lengths are in {@link opLength}.
 *
 * "Truthy" is Handlebars' word: everything but `false`, `undefined`, `null`, `""`, `0`, `NaN` and `[]`.
 */
export const Op = {
  /** `EMIT segment`: writes `segments[segment]`. */
  EMIT: 0,
  /** `VALUE expression escape`: evaluates and writes through the {@link Escape}. Null and undefined write nothing. */
  VALUE: 1,
  /** `IF expression target`: goes on when truthy, else jumps to `target`. */
  IF: 2,
  /** `UNLESS expression target`: goes on when not truthy, else jumps. */
  UNLESS: 3,
  /** `JUMP target`. */
  JUMP: 4,
  /**
   * `EACH expression scope exit`: a non-empty array, or an object with own enumerable keys, is begun: its first item
   * becomes `scopes[scope]`, and index, key, first and last of that scope are set. Anything else jumps to `exit`.
   * The key of an array item is its index; the index of an object's entry is its position. Holes of sparse arrays are
   * passed over.
   */
  EACH: 5,
  /** `NEXT scope body`: moves the loop of that scope on and jumps to `body`; falls through after the last item. */
  NEXT: 6,
  /**
   * `LINK link end`: the operations up to `end` write the URL as the author wrote it. When clicks of this recipient are
   * tracked, `links[link].tracked` and its `target` is known, writes the click URL instead (escaped as an attribute in
   * `html`, bare in `text`) and jumps to `end`; else goes on. A target made for one recipient could not be found by index.
   */
  LINK: 7,
  /** `PIXEL`: writes the open pixel as an `<img>` when opens are tracked, else nothing. In `html` only, at most once. */
  PIXEL: 8,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** Numbers an operation takes, its own code included. */
export const opLength: readonly number[] = [2, 3, 3, 3, 2, 4, 3, 3, 1];

/**
 * Where a value lands, and so what may not come out of it.
 *
 * Values are printed like Handlebars prints them: strings as they are, numbers and booleans by `String()`, null and
 * undefined as nothing. An object, array or function in a hole is refused by name, except under `compat`, which
 * does what Handlebars does but never calls a function.
 *
 * Law for every markup escape (all but `plain…`, `header` and `html`): neither `<`, `>` nor `"` survives, so that no value closes
 * a tag, a quoted attribute or a conditional comment it stands in.
 */
export const Escape = {
  /** Element content. */
  text: 0,
  /** A quoted attribute that is no URL, no style, no class. */
  attribute: 1,
  /**
   * The URL begins here. Schemes http, https, mailto, tel only (relative and `#…` allowed); anything else, also when disguised by
   * control characters, writes `#`. Whitespace, quotes, `( ) \ < >` percent-encoded (it may stand in a CSS `url('…')`);
   * what is a valid URL is otherwise kept. Then escaped as an attribute.
   */
  urlStart: 2,
  /** Inside the path of a URL: percent-encodes all but RFC 3986 unreserved characters and `/`; dot segments do not climb. */
  urlPath: 3,
  /** Inside query or fragment: percent-encodes all but RFC 3986 unreserved characters. */
  urlQuery: 4,
  /** One CSS value (in a style attribute, `<style>` or a colour attribute): colours, numbers with units, idents; anything else writes nothing. A colour field turns `#rgb` into `#rrggbb`. */
  css: 5,
  /** One or more class names: letters, digits, `-`, `_` and single spaces; other characters dropped. */
  class: 6,
  /** `<title>`: as text. */
  title: 7,
  /** Inside `<!--[if mso]> … <![endif]-->` in text position: as text, and `--` broken up. */
  conditionalComment: 8,
  /** The text part and the preheader: no escaping; control characters but newline dropped. */
  plain: 9,
  /** A header value such as the subject: no HTML escaping; CR, LF, NUL, other controls and bidi overrides dropped. Encoded words are made later. */
  header: 10,
  /** Markup from a field of type `html`, written as it is. */
  html: 11,
  /** Handlebars' own: `& < > " ' ` =` as entities; for migration and for comparing with Handlebars. Not safe in URLs or CSS. */
  compat: 12,
  /** As urlStart, urlPath, urlQuery, but bare: for the text part and {@link LinkSpec.url}. */
  plainUrlStart: 13,
  plainUrlPath: 14,
  plainUrlQuery: 15,
  /** Handlebars' `{{{ }}}` in compatibility mode: printed as `compat` prints, without escaping. */
  compatRaw: 16,
} as const;
export type Escape = (typeof Escape)[keyof typeof Escape];
