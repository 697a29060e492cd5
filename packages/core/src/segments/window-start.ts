import type { Instant } from "../instant.js";
import { attributeReader } from "./attribute-reader.js";
import type { EvaluationContext } from "./context.js";
import { readMoment } from "./date-comparison.js";
import type { Window } from "./window.js";

/**
 * Compiles the reader of the instant at which a window that begins at a date attribute begins;
 * `null` for a contact without the date, 0 for other windows.
 */
export function windowStart(
  window: Window,
): (evaluation: EvaluationContext, zone: string) => Instant | null {
  if (!("since" in window)) return () => 0;
  const read = attributeReader(window.since);
  return ({ facts }, zone) => readMoment(read(facts.contact), zone)?.at ?? null;
}
