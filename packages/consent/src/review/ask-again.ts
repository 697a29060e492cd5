import type { ConsentDraft, Instant, Milliseconds } from "@wellsent/core";
import { formatEventTime } from "../events/index.js";
import {
  createDraft,
  type DraftContext,
  type EventMetadata,
  eventMetadata,
  type RequestedConsent,
  requestConsent,
} from "../opt-in/index.js";
import type { Cell } from "../state/index.js";

interface Review extends EventMetadata {
  readonly cell: Cell;
}

/**
 * Re-permission: one confirmation mail about a consent that is due or stale. Append all drafts,
 * then send the mail; the old consent counts as long as it is fresh, and a new one begins with the
 * person's answer.
 *
 * @throws InputError `INPUT_CONSENT_NOTICE` without the wording that is shown.
 */
export function askAgain(
  by: DraftContext,
  review: Review & { readonly notice: string; readonly lifetime?: Milliseconds },
): RequestedConsent {
  const { cell, lifetime } = review;
  const system = {
    actor: { kind: "system" } as const,
    ...review,
    method: review.method ?? ("api" as const),
  };
  const requested = requestConsent(by, {
    ...system,
    mode: "double",
    cells: [cell],
    ...(lifetime === undefined ? {} : { lifetime }),
  });
  return { ...requested, drafts: [...requested.drafts, reviewed(by, system, "asked_again")] };
}

/** The consent is alive: the person uses it, or said so. The review begins anew. */
export function keepConsent(
  by: DraftContext,
  review: Review & { readonly nextReviewAt?: Instant },
): ConsentDraft {
  return reviewed(by, review, "kept", review.nextReviewAt);
}

/** Nobody answered: the consent has ended, and only the mailbox can begin another. */
export function lapseConsent(by: DraftContext, review: Review): ConsentDraft {
  return reviewed(by, { actor: { kind: "system" }, ...review }, "lapsed");
}

function reviewed(
  by: DraftContext,
  review: Review,
  outcome: "kept" | "asked_again" | "lapsed",
  nextReviewAt?: Instant,
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, review),
    id: by.ids.next(),
    type: "consent.reviewed",
    scope: review.cell,
    detail: {
      outcome,
      ...(nextReviewAt === undefined ? {} : { nextReviewAt: formatEventTime(nextReviewAt) }),
    },
  });
}
