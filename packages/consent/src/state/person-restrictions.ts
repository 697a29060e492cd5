import type { SuppressionReason } from "../events/index.js";
import { isRestricted, openErasures } from "./active-restrictions.js";
import type { DenialKind, Projection } from "./projection.js";

/**
 * What a person wishes, or has a right to, and not what became of one consent: it counts at each of
 * their points.
 */
const wished: ReadonlySet<DenialKind> = new Set([
  "withdrawn",
  "stopped",
  "refused",
  "objected",
  "complained",
  "unsubscribed",
  "merged",
]);

/** The others are about an address, or about what a list says of it. */
const wishedReasons: ReadonlySet<SuppressionReason> = new Set([
  "complaint",
  "objection",
  "unsubscribed",
]);

/**
 * What of a point counts at another point of the same person; nothing where they wished nothing.
 * What they said yes to stays, since it lifts what they had denied there: it permits nothing here.
 */
export function restrictionsForPerson(projection: Projection): Projection | undefined {
  const denials = kept(projection.denials, ({ kind }) => wished.has(kind));
  const suppressions = kept(projection.suppressions, ({ reason }) => wishedReasons.has(reason));
  const has = [denials, suppressions].some((marks) => Object.keys(marks).length > 0);
  if (!has && !isRestricted(projection) && openErasures(projection).length === 0) return undefined;
  const { erased: _, ...others } = projection;
  return { ...others, denials, suppressions };
}

function kept<V>(
  marks: Readonly<Record<string, V>>,
  stands: (mark: V) => boolean,
): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(marks).filter(([, mark]) => stands(mark)));
}
