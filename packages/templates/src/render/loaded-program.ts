import type { TrackedLink } from "@wellsent/core";
import type { EncodedSegment } from "../encode/encoded-segment.js";
import type { FieldUse, LinkSpec, TemplateProgram } from "../program/index.js";
import type { ExpressionNode, QuickNode } from "./expression-node.js";
import type { TextPiece } from "./text-pieces.js";

/**
 * Static segments and the tracking links between them as one piece of UTF-8, with a gap for what
 * every such link begins with: one copy of the whole and one for each gap is half of what writing
 * piece by piece takes.
 */
export interface Utf8Run {
  readonly bytes: Uint8Array;
  readonly gaps: Int32Array;
  /** The operation after it. */
  readonly next: number;
}

/**
 * Static segments and the tracking links between them as one piece of quoted-printable, with a gap
 * for what every such link begins with. Its lines are those of every beginning of one layout, see
 * `quoted-printable-run`.
 */
export interface QuotedPrintableRun {
  readonly segment: EncodedSegment;
  readonly gaps: Int32Array;
  /** The operation after it. */
  readonly next: number;
}

/**
 * A part made ready to run. What a target needs of a segment is made when it is first asked for,
 * and kept.
 */
export interface LoadedPart {
  readonly ops: Int32Array;
  readonly nodes: readonly ExpressionNode[];
  readonly segments: readonly string[];
  /**
   * By the length of what tracking links begin with, which is a gap in the bytes; 0 where there are
   * none.
   */
  readonly utf8: Map<number, (Utf8Run | undefined)[]>;
  /** By the layout of the same. */
  readonly quotedPrintable: Map<number, (QuotedPrintableRun | undefined)[]>;
  readonly json: (Uint8Array | undefined)[];
  /** Of a part with {@link layout}. */
  readonly pieces: (readonly TextPiece[] | undefined)[];
  /** True for HTML: what the interpreter writes of itself must be markup. */
  readonly markup: boolean;
  /** True for a text part that is set once it is written, see `Part.layout`. */
  readonly layout: boolean;
  /**
   * The same with LINK and PIXEL decided, made when first needed, see `streamlined`; none in these
   * themselves.
   */
  readonly variants: (LoadedPart | undefined)[];
}

/** With room for what the targets make of it when they first need it. */
export function loadedPart(
  ops: readonly number[],
  nodes: readonly ExpressionNode[],
  segments: readonly string[],
  markup: boolean,
  layout = false,
): LoadedPart {
  return {
    ops: Int32Array.from(ops),
    nodes,
    segments,
    utf8: new Map(),
    quotedPrintable: new Map(),
    json: [],
    pieces: [],
    markup,
    layout,
    variants: [],
  };
}

export interface LoadedUrl {
  readonly part: LoadedPart;
  /**
   * Where the URL is one hole and nothing else, as most are: its value as it stands may be all of
   * it.
   */
  readonly quick: QuickNode | null;
}

export type PartName = "subject" | "preheader" | "html" | "text";

/**
 * A program that has been checked and may run. Made by `loadProgram`; keep it for the life of the
 * process.
 */
export interface LoadedProgram {
  readonly program: TemplateProgram;
  readonly id: string;
  readonly locale: string;
  readonly fields: readonly FieldUse[];
  readonly links: readonly LinkSpec[];
  /**
   * By link, what renders its URL for a recipient; null where that is known beforehand, or never
   * asked for.
   */
  readonly urls: readonly (LoadedUrl | null)[];
  /**
   * Where the links lead whose targets are the same for all: made once, given out with every mail.
   */
  readonly tracked: readonly TrackedLink[];
  readonly parts: { readonly [Name in PartName]: LoadedPart };
}
