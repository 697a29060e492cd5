import type { MessageClass } from "@wellsent/core";
import type { OfferUse } from "../fields/offers.js";
import type * as Escape from "./escape.js";
import type { Expression } from "./expression.js";
import type { FieldUse } from "./field-use.js";

/** The version of everything below. A loader refuses any other. */
export const programFormat = "wellsent.template/2";

/**
 * A template after compilation: plain JSON, no code. The renderer needs nothing else, neither mjml
 * nor Handlebars.
 *
 * A program has one locale; a template in several locales is several programs under one `id`.
 */
export interface TemplateProgram extends OfferUse {
  readonly format: typeof programFormat;
  /**
   * {@link digestProgram} over every other property. Catches a damaged or hand-edited artefact; it
   * is not a signature.
   */
  readonly digest: string;
  readonly id: string;
  readonly messageClass: MessageClass;
  /** What it is sent for, where its author said so. */
  readonly purpose?: string;
  readonly topic?: string;
  /** Its body offers a way out on every path. Said where the class does not ask for one. */
  readonly wayOut?: true;
  readonly channel: "email";
  /** BCP 47. */
  readonly locale: string;
  /** What made it: an mjml upgrade gives other bytes, and then another digest. */
  readonly sources: { readonly mjml: string; readonly compiler: string };
  /**
   * Every field the template reads, declared or inferred. `Expression.field` is an index into it.
   */
  readonly fields: readonly FieldUse[];
  /**
   * Names of the formatters it calls; the loader refuses a program that names one it was not given.
   */
  readonly helpers: readonly string[];
  /** Segments it asks about, each an id of the host. */
  readonly segments: readonly string[];
  readonly links: readonly LinkSpec[];
  readonly subject: Part;
  /**
   * Plain text of the line that inboxes show after the subject. The HTML part already contains it,
   * hidden.
   */
  readonly preheader: Part;
  readonly html: Part;
  readonly text: Part;
}

/**
 * One link as it stands in the template; a click report carries its index. The same target twice is
 * two links.
 */
export interface LinkSpec {
  readonly index: number;
  /** `data-link="…"` of the anchor, or null. */
  readonly name: string | null;
  /**
   * The URL when it is known at compile time: characters as such, UTM parameters in, no HTML
   * entities.
   */
  readonly target: string | null;
  /**
   * The URL when it has holes: a part in `plainUrl…` escapes, evaluated in the scope of its LINK
   * op. Null when `target` is set, or when the URL is only ever written as the author did.
   */
  readonly url: Part | null;
  /**
   * UTM parameters still to be added to `url` once it is rendered, `a=1&b=2`. Null where they are
   * in already.
   */
  readonly query: string | null;
  /**
   * False for unsubscribe and other system links, `mailto:`, `tel:`, fragments and `data-no-track`:
   * never rewritten.
   */
  readonly tracked: boolean;
}

/**
 * One output, as a flat list of operations over three tables.
 *
 * The interpreter keeps a program counter and an array of scopes: `scopes[0]` is the recipient's
 * data, a loop of depth `n` puts its current item in `scopes[n]`. Scope numbers are absolute, so an
 * expression means the same wherever MJML has moved or copied it to. Execution starts at 0 and ends
 * when the counter reaches `ops.length`; every jump target is the index of an operation's first
 * number or `ops.length`.
 */
export interface Part {
  /** Static output. In `html` it is markup, in every other part plain characters. */
  readonly segments: readonly string[];
  /** Operations: one of `op.ts` followed by its operands. Fits an `Int32Array`. */
  readonly ops: readonly number[];
  /** Children come before their parents: an index inside `expressions[i]` is below `i`. */
  readonly expressions: readonly Expression[];
  /**
   * What comes out is still to be set: it holds the marks of `text-mark.ts`, which become lines,
   * numbers and columns. Of text parts that were made from HTML.
   */
  readonly layout?: true;
}

/** Numbers an operation takes, its own code included. */
export const opLength: readonly number[] = [2, 3, 3, 3, 2, 4, 3, 3, 1];

/** One of `escape.ts`. */
export type EscapeCode = (typeof Escape)[keyof typeof Escape];
