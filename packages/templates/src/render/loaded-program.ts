import type { TrackedLink } from "@wellsent/core";
import type { EncodedSegment } from "../encode/encoded-segment.js";
import type { FieldUse, LinkSpec, TemplateProgram } from "../program/index.js";
import type { ExpressionNode, QuickNode } from "./expression-node.js";
import type { TextPiece } from "./text-pieces.js";

/**
 * Static segments and the tracking links between them as one piece of UTF-8, with a gap for the
 * prefix that every tracking link begins with. Copying the whole piece and filling the gaps takes
 * half the time of writing it piece by piece.
 */
export interface Utf8Run {
  readonly bytes: Uint8Array;
  readonly gaps: Int32Array;
  /** The operation after the run. */
  readonly next: number;
}

/**
 * Static segments and the tracking links between them as one piece of quoted-printable, with a gap
 * for the prefix that every tracking link begins with. Its line breaks fit every prefix of one
 * layout, see `quoted-printable-run`.
 */
export interface QuotedPrintableRun {
  readonly segment: EncodedSegment;
  readonly gaps: Int32Array;
  /** The operation after the run. */
  readonly next: number;
}

/** A part that is ready to run. What a target needs of a segment is made on first use, and kept. */
export interface LoadedPart {
  readonly ops: Int32Array;
  readonly nodes: readonly ExpressionNode[];
  readonly segments: readonly string[];
  /**
   * By the length of the prefix of tracking links, which is a gap in the bytes; 0 if there are
   * none.
   */
  readonly utf8: Map<number, (Utf8Run | undefined)[]>;
  /** By the layout of that prefix. */
  readonly quotedPrintable: Map<number, (QuotedPrintableRun | undefined)[]>;
  readonly json: (Uint8Array | undefined)[];
  /** Only of a part with {@link layout}. */
  readonly pieces: (readonly TextPiece[] | undefined)[];
  /** True for HTML: text that the interpreter adds must be markup. */
  readonly markup: boolean;
  /** True for a text part that is laid out after it is written, see `Part.layout`. */
  readonly layout: boolean;
  /**
   * The same part with LINK and PIXEL resolved, made on first use, see `streamlined`. Resolved
   * parts have none.
   */
  readonly variants: (LoadedPart | undefined)[];
}

/** Has properties for what the targets make of it on first use. */
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
   * True if the URL is one hole and nothing else, as in most links: the value as it is may be the
   * whole URL.
   */
  readonly quick: QuickNode | null;
}

export type PartName = "subject" | "preheader" | "html" | "text";

/**
 * A program that has been checked and can run. Made by `loadProgram`. Keep it for the life of the
 * process.
 */
export interface LoadedProgram {
  readonly program: TemplateProgram;
  readonly id: string;
  readonly locale: string;
  readonly fields: readonly FieldUse[];
  readonly links: readonly LinkSpec[];
  /**
   * For each link, the program of its URL for a recipient; null if the URL is constant or never
   * needed.
   */
  readonly urls: readonly (LoadedUrl | null)[];
  /** The links whose targets are the same for everybody: made once and returned with every mail. */
  readonly tracked: readonly TrackedLink[];
  readonly parts: { readonly [Name in PartName]: LoadedPart };
}
