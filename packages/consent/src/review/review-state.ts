import type { ContactPointId, Instant } from "@wellsent/core";
import { type DecisionRules, reviewsFor } from "../decide/index.js";
import { beforePeriod, freshUntil } from "../rules/index.js";
import { type AddressProjection, type Cell, cellState } from "../state/index.js";

/**
 * `fresh`, then `due` while people are to be asked again, then `stale`: no longer a basis. `none`:
 * no consent stands.
 */
export type ReviewStatus = "fresh" | "due" | "stale" | "none";

export interface ReviewState {
  readonly status: ReviewStatus;
  /** The consent under review, by its event. */
  readonly grant?: string;
  readonly dueAt?: Instant;
  /** The same instant from which `decide` says `CONSENT_STALE`. Absent: it never goes stale. */
  readonly staleAt?: Instant;
  /** A confirmation has been asked for and is still open: asking once is enough. */
  readonly asked?: string;
}

/** Where one consent stands in its periodic review, by the same freshness that decides. */
export function reviewState(
  projection: AddressProjection,
  cell: Cell,
  at: Instant,
  rules: Pick<DecisionRules, "book" | "reviews">,
  jurisdictions: readonly string[],
): ReviewState {
  const { book, reviews = [] } = rules;
  const kind = projection.described?.kind ?? "person";
  const places = book.placesFor(jurisdictions, cell.channel, kind);
  const state = cellState(projection, cell, at);
  const asked = state.pending === undefined ? {} : { asked: state.pending.id };
  let found: ReviewState | undefined;
  for (const grant of state.grants) {
    const staleAt = freshUntil(projection, cell, grant.at, places, reviews);
    if (staleAt === undefined) return { status: "fresh", grant: grant.id, ...asked };
    if (found?.staleAt !== undefined && found.staleAt >= staleAt) continue;
    const ahead = reviewsFor(reviews, cell.purpose).map(({ askAhead }) => askAhead ?? "P60D");
    const dueAt = Math.min(
      ...[...ahead, ...(ahead.length === 0 ? ["P60D"] : [])].map((period) =>
        beforePeriod(staleAt, period),
      ),
    );
    const status = staleAt <= at ? "stale" : dueAt <= at ? "due" : "fresh";
    found = { status, grant: grant.id, dueAt, staleAt, ...asked };
  }
  return found ?? { status: "none", ...asked };
}

export interface Reviewed {
  readonly contactPoint: ContactPointId;
  readonly projection: AddressProjection;
  readonly jurisdictions: readonly string[];
}

/**
 * Who is to be asked again, and for what: consent that is due or stale, and about which no question
 * is open.
 */
export function consentsToReview(
  people: Iterable<Reviewed>,
  at: Instant,
  rules: Pick<DecisionRules, "book" | "reviews">,
): readonly {
  readonly contactPoint: ContactPointId;
  readonly cell: Cell;
  readonly state: ReviewState;
}[] {
  const found: { contactPoint: ContactPointId; cell: Cell; state: ReviewState }[] = [];
  for (const { contactPoint, projection, jurisdictions } of people) {
    const cells = new Map<string, Cell>();
    for (const { cell } of [
      ...Object.values(projection.grants),
      ...Object.values(projection.requests),
    ]) {
      if (cell !== undefined) cells.set(JSON.stringify(Object.entries(cell).sort()), cell);
    }
    for (const cell of cells.values()) {
      const state = reviewState(projection, cell, at, rules, jurisdictions);
      const needed = state.status === "due" || state.status === "stale";
      if (needed && state.asked === undefined) found.push({ contactPoint, cell, state });
    }
  }
  return found;
}
