import type { Place } from "./ir.js";

/** Something that compiles, but likely not to what was meant. */
export interface CompileWarning {
  readonly code: `TEMPLATE_${string}`;
  readonly message: string;
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

export type Warn = (code: CompileWarning["code"], message: string, place: Place) => void;
