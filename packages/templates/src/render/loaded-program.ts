import type { FieldUse, LinkSpec, TemplateProgram } from "../program/index.js";
import type { ExpressionNode } from "./expression-node.js";
import type { QuotedPrintableRun } from "./quoted-printable-run.js";
import type { Utf8Run } from "./utf8-run.js";

/** A part made ready to run. What a target needs of a segment is made when it is first asked for, and kept. */
export interface LoadedPart {
  readonly ops: Int32Array;
  readonly nodes: readonly ExpressionNode[];
  readonly segments: readonly string[];
  /** By the length of what tracking links begin with, which is a gap in the bytes; 0 where there are none. */
  readonly utf8: Map<number, (Utf8Run | undefined)[]>;
  /** By the layout of the same. */
  readonly quotedPrintable: Map<number, (QuotedPrintableRun | undefined)[]>;
  readonly json: (Uint8Array | undefined)[];
  /** True for HTML: what the interpreter writes of itself must be markup. */
  readonly markup: boolean;
  /** The same with LINK and PIXEL decided, made when first needed, see `streamlined`; none in these themselves. */
  readonly variants: (LoadedPart | undefined)[];
}

export type PartName = "subject" | "preheader" | "html" | "text";

/** A program that has been checked and may run. Made by `loadProgram`; keep it for the life of the process. */
export interface LoadedProgram {
  readonly program: TemplateProgram;
  readonly id: string;
  readonly locale: string;
  readonly fields: readonly FieldUse[];
  readonly links: readonly LinkSpec[];
  readonly parts: { readonly [Name in PartName]: LoadedPart };
}
