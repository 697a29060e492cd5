import type { PartName } from "../render/loaded-program.js";
import type { ClientSupport } from "./clients.js";

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
  /**
   * Which of the sources given to the linter: `mjml`, `subject`, `preheader`, `text`, or a
   * partial's name. Null where the place cannot be told.
   */
  readonly source: string | null;
  /** 1-based in that source; null where it cannot be told. */
  readonly line: number | null;
  /** 1-based, in UTF-16 code units. */
  readonly column: number | null;
  readonly message: string;
  /** What to do, in one sentence. */
  readonly remedy: string;
  /** With `CLIENT_SUPPORT`: caniemail's name of the feature, as in its address. */
  readonly feature?: string;
  /** With `CLIENT_SUPPORT`: the clients asked about that lack it, or have a part of it only. */
  readonly clients?: readonly ClientSupport[];
}

/** What a rule says; the linter adds where. */
export interface Remark extends Omit<Finding, "part" | "source" | "line" | "column"> {
  readonly part?: PartName;
  /** Looked for in the source: words or an address as they stand there, or a pattern. */
  readonly near?: string | RegExp | undefined;
}
