import type { ConsentDraft, ContactPointId } from "@wellsent/core";
import { keepRestrictions, type Projection } from "../state/index.js";
import { createDraft, type DraftContext } from "./draft-context.js";

/**
 * Two contact points turn out to be one mailbox. Append all in one call: the gate keeps the
 * stricter side of everything either of them denied.
 */
export function mergeContactPoints(
  by: DraftContext,
  merge: { readonly subject: string; readonly into: ContactPointId; readonly from: ContactPointId },
): readonly ConsentDraft[] {
  const common = {
    effectiveAt: by.now,
    actor: { kind: "system" } as const,
    subject: merge.subject,
  };
  return [
    createDraft(by, {
      ...common,
      id: by.ids.next(),
      type: "subject.merged",
      contactPoint: merge.into,
      detail: { from: [merge.from] },
    }),
    createDraft(by, {
      ...common,
      id: by.ids.next(),
      type: "contactpoint.unlinked",
      contactPoint: merge.from,
      detail: { reason: "corrected" },
    }),
  ];
}

/** One record turns out to be two people: the new point takes over every denial, and no grant. */
export function splitContactPoint(
  by: DraftContext,
  split: {
    readonly subject: string;
    readonly from: ContactPointId;
    readonly into: ContactPointId;
    readonly projection: Projection;
  },
): readonly ConsentDraft[] {
  const { denials, suppressions, restriction } = keepRestrictions(split.projection);
  const marker = by.ids.next();
  const common = { actor: { kind: "system" } as const, contactPoint: split.into, caused: [marker] };
  return [
    createDraft(by, {
      id: marker,
      type: "subject.split",
      contactPoint: split.from,
      subject: split.subject,
      effectiveAt: by.now,
      actor: { kind: "system" },
      detail: { into: [split.into] },
    }),
    ...Object.values(denials).map(({ at, scope, kind }) =>
      kind === "objected"
        ? createDraft(by, {
            ...common,
            id: by.ids.next(),
            type: "objection.raised",
            effectiveAt: at,
            scope,
            detail: { ground: "direct_marketing" },
          })
        : createDraft(by, {
            ...common,
            id: by.ids.next(),
            type: "consent.withdrawn",
            effectiveAt: at,
            scope,
            method: "api",
          }),
    ),
    ...Object.values(suppressions).flatMap(({ added, reason, scope }) =>
      added === undefined
        ? []
        : [
            createDraft(by, {
              ...common,
              id: by.ids.next(),
              type: "suppression.added",
              effectiveAt: added.at,
              scope,
              detail: { reason },
            }),
          ],
    ),
    ...(restriction.set === undefined
      ? []
      : [
          createDraft(by, {
            ...common,
            id: by.ids.next(),
            type: "restriction.set",
            effectiveAt: restriction.set.at,
            detail: { ground: "objection_pending" },
          }),
        ]),
  ];
}
