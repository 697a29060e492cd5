import type { ConsentDraft, ContactPointId } from "@wellsent/core";
import type { EventDetails, Scope } from "../events/index.js";
import { type Circumstances, circumstances, type Producing, produce } from "./producing.js";

/** No more, from now on. How much is the person's choice: `{}` is everything. */
export const withdrawConsent = (
  by: Producing,
  withdrawal: Circumstances & { readonly scope: Scope },
): ConsentDraft =>
  produce(by, {
    ...circumstances(by, withdrawal),
    method: withdrawal.method ?? "preference_centre",
    id: by.ids.next(),
    type: "consent.withdrawn",
    scope: withdrawal.scope,
  });

/** Asked, and answered no. Outlives every new wording. */
export const refuseConsent = (
  by: Producing,
  refusal: Circumstances & { readonly scope: Scope },
): ConsentDraft =>
  produce(by, {
    ...circumstances(by, refusal),
    method: refusal.method ?? "form",
    id: by.ids.next(),
    type: "consent.refused",
    scope: refusal.scope,
  });

type ForPerson = Omit<Circumstances, "contactPoint"> & {
  /** All of the person's: what concerns a person concerns every address of theirs. */
  readonly contactPoints: readonly ContactPointId[];
};

/** GDPR Art. 21. One event for each of the person's addresses. */
export const objectToProcessing = (
  by: Producing,
  objection: ForPerson & {
    readonly scope?: Scope;
    readonly ground?: EventDetails["objection.raised"]["ground"];
  },
): readonly ConsentDraft[] =>
  objection.contactPoints.map((contactPoint) =>
    produce(by, {
      ...circumstances(by, { ...objection, contactPoint }),
      id: by.ids.next(),
      type: "objection.raised",
      scope: objection.scope ?? {},
      detail: { ground: objection.ground ?? "direct_marketing" },
    }),
  );

/** GDPR Art. 18. */
export const restrictProcessing = (
  by: Producing,
  restriction: ForPerson & { readonly ground: EventDetails["restriction.set"]["ground"] },
): readonly ConsentDraft[] =>
  restriction.contactPoints.map((contactPoint) =>
    produce(by, {
      ...circumstances(by, { ...restriction, contactPoint }),
      id: by.ids.next(),
      type: "restriction.set",
      detail: { ground: restriction.ground },
    }),
  );
