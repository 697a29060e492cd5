import type { RenderRequest } from "@wellsent/core";

/**
 * The part of a request that one render reads. `contact`, `template` and `locale` were used before.
 */
export type RenderInput = Pick<
  RenderRequest,
  "attributes" | "data" | "memberships" | "links" | "tracking" | "smsFrom" | "at"
>;

/** Why a recipient gets no mail. Codes and field paths only: never a value. */
export interface RenderReason {
  /**
   * `FIELD_MISSING`: required, missing, no fallback left. `FIELD_TOO_LONG`: over `maxLength` or
   * `maxItems`. `VALUE_OBJECT`: an object or list where text belongs. `LINK_MISSING`: the host gave
   * no such URL. `FORMATTER_FAILED`: a formatter of the host threw. `TEMPLATE_UNKNOWN`: no program
   * of that id.
   */
  readonly code: string;
  readonly path: string;
}
