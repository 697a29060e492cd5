import type { ContactPointConsent } from "@wellsent/core";
import { restrictionsForPerson } from "./person-restrictions.js";
import { type AddressProjection, type Projection, projectionFromJson } from "./projection.js";

/**
 * What a store read about a point, as decisions look at it.
 * @returns undefined where any part was not written by this version: the caller denies.
 */
export function addressProjection({
  projection,
  elsewhere,
  ofPerson = none,
}: Pick<ContactPointConsent, "projection" | "elsewhere" | "ofPerson">):
  | AddressProjection
  | undefined {
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
    const wishes = restrictionsForPerson(other);
    if (wishes !== undefined) others.push(wishes);
  }
  return others.length === 0 ? own : { ...own, elsewhere: others };
}

const none: readonly never[] = [];
