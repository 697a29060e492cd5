import type { ConsentDraft, ContactPointId, JsonValue } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import {
  keepRestrictions,
  type Projection,
  projectionFromJson,
  restrictionsForPerson,
} from "../state/index.js";
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
  return splitDrafts(by, { ...split, denied: keepRestrictions(split.projection) });
}

/** A point of one of two contacts that were one for a while. */
export interface SplitPoint {
  readonly contactPoint: ContactPointId;
  readonly side: "keep" | "other";
  /** The gate's projection when the two became one, and now; `null`: nothing was on record. */
  readonly before: JsonValue | null;
  readonly after: JsonValue | null;
}

/**
 * One contact turns out to be two people. What was denied at a point of one side while they were
 * one may have been either's will: every point of the other side takes it over. What was denied
 * before is known to be of its own side, and no grant goes along.
 * @throws InputError `INPUT_PROJECTION` for what this version cannot read
 */
export function splitPeople(
  by: DraftContext,
  { subject, points }: { readonly subject: string; readonly points: readonly SplitPoint[] },
): readonly ConsentDraft[] {
  return points.flatMap((from) => {
    const denied = deniedSince(from);
    if (denied === undefined) return [];
    return points
      .filter(({ side }) => side !== from.side)
      .flatMap(({ contactPoint: into }) =>
        splitDrafts(by, { subject, from: from.contactPoint, into, denied }),
      );
  });
}

function deniedSince(point: SplitPoint): Denied | undefined {
  if (point.after === null) return undefined;
  const [before, after] = [point.before, point.after].map(projectionFromJson);
  if (before === undefined || after === undefined) {
    throw new InputError("INPUT_PROJECTION", "The consent on record is of a later version.", {
      path: "points",
      remedy: "Nothing was written. Undo the merge with the release that wrote it.",
    });
  }
  const wishes = restrictionsForPerson(keepRestrictions(after));
  if (wishes === undefined) return undefined;
  const { set } = wishes.restriction;
  const denials = since(before.denials, wishes.denials, ({ id }) => id);
  const suppressions = since(before.suppressions, wishes.suppressions, ({ added }) => added?.id);
  const restriction = set === undefined || before.restriction.set?.id === set.id ? {} : { set };
  const isNew = [denials, suppressions, restriction].some((one) => Object.keys(one).length > 0);
  return isNew ? { denials, suppressions, restriction } : undefined;
}

function since<V>(
  before: Readonly<Record<string, V>>,
  after: Readonly<Record<string, V>>,
  idOf: (mark: V) => string | undefined,
): Readonly<Record<string, V>> {
  return Object.fromEntries(
    Object.entries(after).filter(([key, mark]) => {
      const known = before[key];
      return known === undefined || idOf(known) !== idOf(mark);
    }),
  );
}

type Denied = Pick<Projection, "denials" | "suppressions" | "restriction">;

function splitDrafts(
  by: DraftContext,
  {
    subject,
    from,
    into,
    denied: { denials, suppressions, restriction },
  }: {
    readonly subject: string;
    readonly from: ContactPointId;
    readonly into: ContactPointId;
    readonly denied: Denied;
  },
): readonly ConsentDraft[] {
  const marker = by.ids.next();
  const common = { actor: { kind: "system" } as const, contactPoint: into, caused: [marker] };
  return [
    createDraft(by, {
      id: marker,
      type: "subject.split",
      contactPoint: from,
      subject,
      effectiveAt: by.now,
      actor: { kind: "system" },
      detail: { into: [into] },
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
