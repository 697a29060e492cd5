import type { PartName } from "../render/loaded-program.js";

/**
 * `error`: do not send. `warning`: some people will see or get less than was meant. `info`: worth
 * knowing.
 */
export type Severity = "error" | "warning" | "info";

export interface Finding {
  /** Stable: `SIZE`, `ALT_MISSING`, `CONTRAST` … */
  readonly code: string;
  readonly severity: Severity;
  readonly part: PartName;
  /** 1-based in the source given to the linter; null where it cannot be told. */
  readonly line: number | null;
  readonly message: string;
  /** What to do, in one sentence. */
  readonly remedy: string;
}

/** What a rule says; the linter adds where. `near` is looked for in the source. */
export interface Remark {
  readonly code: string;
  readonly severity: Severity;
  readonly part?: PartName;
  readonly near?: string | undefined;
  readonly message: string;
  readonly remedy: string;
}
