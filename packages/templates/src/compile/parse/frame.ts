import type { Node } from "../ir.js";
import type { LowerContext } from "./lower-context.js";
import type { Given, LexicalScope } from "./scope.js";

type LowerProgram = (
  program: hbs.AST.Program | undefined,
  frame: Frame,
  context: LowerContext,
) => readonly Node[];

/** The block of a `{{#> partial}}`, given where the partial puts it and with what context. */
export type Slot = (site: Frame, given: Given) => readonly Node[];

/** Where in the template we are, on top of what the whole lowering shares. */
export interface Frame {
  readonly source: string;
  readonly scope: LexicalScope;
  readonly depth: number;
  /** Partials being inlined, outermost first. */
  readonly within: readonly string[];
  /** {@link exprKey} of what the conditions around have found truthy. */
  readonly present: readonly string[];
  /** What `{{> @partial-block}}` stands for. */
  readonly slot: Slot | null;
  /** Lowers what is in a block or a partial, which may hold blocks and partials again. */
  readonly lower: LowerProgram;
  /** Not everybody gets this. */
  readonly conditional: boolean;
}
