import type { ConsentDraft, ContactPointId, Instant } from "@wellsent/core";
import type { ConsentEvent } from "../events/index.js";
import { createDraft, type DraftContext, type EventMetadata } from "../opt-in/index.js";

/**
 * Nothing about the person may be destroyed while it stands. Without contact point and subject:
 * about nobody.
 */
export interface LegalHold {
  readonly hold: string;
  readonly contactPoint?: string;
  readonly subject?: string;
  readonly from: Instant;
  /** Strictly later than `from`, or the hold still stands. */
  readonly until?: Instant;
}

/**
 * Reads the holds out of a log, in any order: a hold is over once released strictly later than it
 * was last set.
 */
export function legalHolds(events: Iterable<ConsentEvent>): readonly LegalHold[] {
  const holds = new Map<string, { hold: LegalHold; released?: Instant }>();
  const all = [...events];
  for (const event of all) {
    if (event.type !== "legalhold.set") continue;
    const key = holdKey(event);
    const before = holds.get(key)?.hold;
    const from = Math.max(event.effectiveAt, before?.from ?? event.effectiveAt);
    holds.set(key, {
      hold: {
        hold: event.detail.hold,
        ...(event.contactPoint === undefined ? {} : { contactPoint: event.contactPoint }),
        ...(event.subject === undefined ? {} : { subject: event.subject }),
        from,
      },
    });
  }
  for (const event of all) {
    if (event.type !== "legalhold.released") continue;
    for (const [key, held] of holds) {
      // A release that names nobody ends the hold for everybody.
      const names = event.contactPoint === undefined && event.subject === undefined;
      if (held.hold.hold !== event.detail.hold || (!names && holdKey(event) !== key)) continue;
      if (event.effectiveAt > held.hold.from)
        held.released = Math.max(held.released ?? 0, event.effectiveAt);
    }
  }
  return [...holds.values()].map(({ hold, released }) =>
    released === undefined ? hold : { ...hold, until: released },
  );
}

function holdKey({
  detail,
  contactPoint,
  subject,
}: ConsentEvent<"legalhold.set" | "legalhold.released">): string {
  return JSON.stringify([detail.hold, contactPoint ?? null, subject ?? null]);
}

/**
 * Whether a hold set for somebody covers this event. One that is set for later already does: what
 * is gone stays gone.
 */
export function isHeld(
  holds: readonly LegalHold[],
  about: { readonly contactPoint?: string | undefined; readonly subject?: string | undefined },
  at: Instant,
): boolean {
  return holds.some(
    ({ contactPoint, subject, until }) =>
      (until === undefined || until > at) &&
      ((contactPoint === undefined && subject === undefined) ||
        (contactPoint !== undefined && contactPoint === about.contactPoint) ||
        (subject !== undefined && subject === about.subject)),
  );
}

type Holding = Omit<EventMetadata, "contactPoint" | "method" | "notice"> & {
  /** Names the hold, as a reference: a file number. */
  readonly hold: string;
  /** Whom it is about. Absent, with no subject either, on setting: nobody. */
  readonly contactPoint?: ContactPointId;
};

function holding(
  by: DraftContext,
  type: "legalhold.set" | "legalhold.released",
  { hold, at = by.now, actor = { kind: "operator" }, ...rest }: Holding,
): ConsentDraft {
  return createDraft(by, {
    ...rest,
    effectiveAt: at,
    actor,
    id: by.ids.next(),
    type,
    detail: { hold },
  });
}

/** Keeps what is due to be destroyed for as long as a claim may need it. */
export function setLegalHold(by: DraftContext, hold: Holding): ConsentDraft {
  return holding(by, "legalhold.set", hold);
}

/** Ends a hold; for everybody where it names nobody. */
export function releaseLegalHold(by: DraftContext, hold: Holding): ConsentDraft {
  return holding(by, "legalhold.released", hold);
}
