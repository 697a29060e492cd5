import type { ConsentDraft, ContactPointId } from "@wellsent/core";
import { type Projection, restrictionsOf } from "../state/index.js";
import { type Producing, produce } from "./producing.js";

/**
 * Two contact points turn out to be one mailbox. Append all in one call: the gate keeps the
 * stricter side of everything either of them denied.
 */
export const mergeContactPoints = (
  by: Producing,
  merge: { readonly subject: string; readonly into: ContactPointId; readonly from: ContactPointId },
): readonly ConsentDraft[] => {
  const common = {
    effectiveAt: by.now,
    actor: { kind: "system" } as const,
    subject: merge.subject,
  };
  return [
    produce(by, {
      ...common,
      id: by.ids.next(),
      type: "subject.merged",
      contactPoint: merge.into,
      detail: { from: [merge.from] },
    }),
    produce(by, {
      ...common,
      id: by.ids.next(),
      type: "contactpoint.unlinked",
      contactPoint: merge.from,
      detail: { reason: "corrected" },
    }),
  ];
};

/** One record turns out to be two people: the new point takes over every denial, and no grant. */
export const splitContactPoint = (
  by: Producing,
  split: {
    readonly subject: string;
    readonly from: ContactPointId;
    readonly into: ContactPointId;
    readonly projection: Projection;
  },
): readonly ConsentDraft[] => {
  const { denials, suppressions, restriction } = restrictionsOf(split.projection);
  const marker = by.ids.next();
  const common = { actor: { kind: "system" } as const, contactPoint: split.into, caused: [marker] };
  return [
    produce(by, {
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
        ? produce(by, {
            ...common,
            id: by.ids.next(),
            type: "objection.raised",
            effectiveAt: at,
            scope,
            detail: { ground: "direct_marketing" },
          })
        : produce(by, {
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
            produce(by, {
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
          produce(by, {
            ...common,
            id: by.ids.next(),
            type: "restriction.set",
            effectiveAt: restriction.set.at,
            detail: { ground: "objection_pending" },
          }),
        ]),
  ];
};
