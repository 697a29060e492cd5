import type { Instant } from "@wellsent/core";
import { sameCell } from "./cell.js";
import type { GrantMark, RequestState } from "./projection.js";

export interface Answered {
  readonly id: string;
  readonly mark: GrantMark;
  /** When the person asked: what a confirmation proves is the will of that moment. */
  readonly willedAt: Instant;
  /** A link that machines can follow confirms at most; it never lifts a denial. */
  readonly proven: boolean;
}

/** The valid answer to a request: to the same cell, not before it was asked, and in time. */
export function validAnswer({ cell, asked, answer }: RequestState): Answered | undefined {
  if (cell === undefined || asked === undefined || answer === undefined) return undefined;
  if (!sameCell(cell, answer.cell)) return undefined;
  if (answer.at < asked.at || (asked.until !== undefined && answer.at >= asked.until))
    return undefined;
  return {
    id: asked.id,
    mark: answer,
    willedAt: asked.at,
    proven: answer.method !== "double_opt_in_get",
  };
}
