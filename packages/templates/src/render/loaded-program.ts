import type { EncodedSegment } from "../encode/quoted-printable.js";
import type { FieldUse, LinkSpec, TemplateProgram } from "../program/index.js";
import type { ExpressionNode } from "./expression-node.js";

/** A part made ready to run. What a target needs of a segment is made when it is first asked for, and kept. */
export interface LoadedPart {
  readonly ops: Int32Array;
  readonly nodes: readonly ExpressionNode[];
  readonly segments: readonly string[];
  readonly utf8: (Uint8Array | undefined)[];
  readonly quotedPrintable: (EncodedSegment | undefined)[];
  readonly json: (Uint8Array | undefined)[];
  /** True for HTML: what the interpreter writes of itself must be markup. */
  readonly markup: boolean;
  /** The same with LINK decided, made when first needed; null until then, and in these themselves. */
  tracked: LoadedPart | null;
  untracked: LoadedPart | null;
}

export type PartName = "subject" | "preheader" | "html" | "text";

/** A program that has been checked and may run. Made by `loadProgram`; keep it for the life of the process. */
export interface LoadedProgram {
  readonly program: TemplateProgram;
  readonly id: string;
  readonly locale: string;
  readonly fields: readonly FieldUse[];
  readonly links: readonly LinkSpec[];
  /** Link indices as text, so that writing one makes no string. */
  readonly linkTexts: readonly string[];
  readonly parts: { readonly [Name in PartName]: LoadedPart };
}
