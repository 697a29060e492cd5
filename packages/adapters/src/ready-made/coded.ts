import type { CodeUse, DurationText } from "@wellsent/core";
import type { MailPlan } from "./mail.js";
import { codeBlock } from "./mail-layout.js";

/** A mail with a code of a pool; without a pool, a mail without. */
export function coded(
  pool: string | undefined,
  validFor: DurationText,
  use: Pick<CodeUse, "whenEmpty" | "occasion">,
): Pick<MailPlan, "block" | "codes"> {
  if (pool === undefined) return {};
  return { block: codeBlock, codes: { pool, validFor, ...use } };
}

/** The pool as something that is needed, to spread. */
export function poolNeeded(pool: string | undefined): { readonly pools?: readonly string[] } {
  return pool === undefined ? {} : { pools: [pool] };
}
