import { TemplateError } from "../errors/index.js";
import type { Place } from "./ir.js";

/** A refusal at a place. */
export function fault(
  code: `TEMPLATE_${string}`,
  message: string,
  place: Place,
  remedy?: string,
): TemplateError {
  return new TemplateError(code, message, {
    source: place.source,
    line: place.line,
    column: place.column,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** The name closest to a misspelt one, when one is close. */
export function suggestion(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein, given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}

/** Something that compiles, but likely not to what was meant. */
export interface CompileWarning {
  readonly code: `TEMPLATE_${string}`;
  readonly message: string;
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

export type Warn = (code: CompileWarning["code"], message: string, place: Place) => void;
