import type { ConsentDraft, ContactPointId } from "@wellsent/core";
import type { ConsentScope, EventDetails } from "../events/index.js";
import {
  createDraft,
  type DraftContext,
  type EventMetadata,
  eventMetadata,
} from "./draft-context.js";

/** No more, from now on. How much is the person's choice: `{}` is everything. */
export function withdrawConsent(
  by: DraftContext,
  withdrawal: EventMetadata & { readonly scope: ConsentScope },
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, withdrawal),
    method: withdrawal.method ?? "preference_centre",
    id: by.ids.next(),
    type: "consent.withdrawn",
    scope: withdrawal.scope,
  });
}

/** Asked, and answered no. Outlives every new wording. */
export function refuseConsent(
  by: DraftContext,
  refusal: EventMetadata & { readonly scope: ConsentScope },
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, refusal),
    method: refusal.method ?? "form",
    id: by.ids.next(),
    type: "consent.refused",
    scope: refusal.scope,
  });
}

type ForPerson = Omit<EventMetadata, "contactPoint"> & {
  /** All of the person's: what concerns a person concerns every address of theirs. */
  readonly contactPoints: readonly ContactPointId[];
};

/** GDPR Art. 21. One event for each of the person's addresses. */
export function objectToProcessing(
  by: DraftContext,
  objection: ForPerson & {
    readonly scope?: ConsentScope;
    readonly ground?: EventDetails["objection.raised"]["ground"];
  },
): readonly ConsentDraft[] {
  return objection.contactPoints.map((contactPoint) =>
    createDraft(by, {
      ...eventMetadata(by, { ...objection, contactPoint }),
      id: by.ids.next(),
      type: "objection.raised",
      scope: objection.scope ?? {},
      detail: { ground: objection.ground ?? "direct_marketing" },
    }),
  );
}

/** GDPR Art. 18. */
export function restrictProcessing(
  by: DraftContext,
  restriction: ForPerson & { readonly ground: EventDetails["restriction.set"]["ground"] },
): readonly ConsentDraft[] {
  return restriction.contactPoints.map((contactPoint) =>
    createDraft(by, {
      ...eventMetadata(by, { ...restriction, contactPoint }),
      id: by.ids.next(),
      type: "restriction.set",
      detail: { ground: restriction.ground },
    }),
  );
}
