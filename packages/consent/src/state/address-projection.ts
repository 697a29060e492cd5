import type { ContactPointConsent } from "@wellsent/core";
import { type Projection, projectionFromJson } from "./projection.js";
import { wishesOf } from "./wishes.js";

/**
 * What is known about an address at one of its points: the point's own projection, and those of
 * other points of the same address. Their denials count here as the point's own; what they permit
 * does not. Made for one look and never kept: folding forgets `elsewhere`.
 */
export interface AddressProjection extends Projection {
  /** With what the person wished at points of other addresses. */
  readonly elsewhere?: readonly Projection[];
}

/**
 * What a store read about a point, as decisions look at it.
 * @returns undefined where any part was not written by this version: the caller denies.
 */
export const addressProjection = ({
  projection,
  elsewhere,
  ofPerson = none,
}: Pick<ContactPointConsent, "projection" | "elsewhere" | "ofPerson">):
  | AddressProjection
  | undefined => {
  const own = projectionFromJson(projection);
  if (own === undefined || elsewhere.length + ofPerson.length === 0) return own;
  const others: Projection[] = [];
  for (const json of elsewhere) {
    const other = projectionFromJson(json);
    if (other === undefined) return undefined;
    others.push(other);
  }
  for (const json of ofPerson) {
    const other = projectionFromJson(json);
    if (other === undefined) return undefined;
    const wishes = wishesOf(other);
    if (wishes !== undefined) others.push(wishes);
  }
  return others.length === 0 ? own : { ...own, elsewhere: others };
};

const none: readonly never[] = [];
