import type { Instant } from "@wellsent/core";
import type { Scope, SuppressionReason } from "../events/index.js";
import { answerOf } from "./answer.js";
import type { Mark } from "./mark.js";
import type { Projection } from "./projection.js";
import { releaseTable } from "./release-table.js";

/** Restriction of processing, GDPR Art. 18: until lifted strictly later. */
export const isRestricted = ({ restriction: { set, lifted } }: Projection): boolean =>
  set !== undefined && !(lifted !== undefined && lifted.at > set.at);

/** Requests for erasure that nobody has answered yet. */
export const openErasures = (projection: Projection): readonly Mark[] =>
  Object.entries(projection.erasures)
    .filter(([id]) => !Object.hasOwn(projection.casesClosed, id))
    .map(([, mark]) => mark);

/** The latest will that the mailbox itself has proven, for anything at all. */
export const provenAt = (projection: Projection): Instant | undefined => {
  let last: Instant | undefined;
  const see = (at: Instant | undefined): void => {
    if (at !== undefined && (last === undefined || at > last)) last = at;
  };
  for (const { proven } of Object.values(projection.grants)) see(proven?.at);
  for (const request of Object.values(projection.requests)) {
    const answered = answerOf(request);
    if (answered?.proven === true) see(answered.willedAt);
  }
  return last;
};

type Suppression = Projection["suppressions"][string];

export const suppressionLiftedAt = (projection: Projection, { reason, released }: Suppression): Instant | undefined => {
  const proof = releaseTable[reason].byProof ? provenAt(projection) : undefined;
  return proof === undefined ? released?.at : Math.max(proof, released?.at ?? proof);
};

/** Suppressions of this point that its own events put in force, wherever the store's list stands. */
export const addressSuppressions = (
  projection: Projection,
): readonly { readonly reason: SuppressionReason; readonly scope: Scope; readonly added: Mark }[] => {
  const found: { readonly reason: SuppressionReason; readonly scope: Scope; readonly added: Mark }[] = [];
  for (const key in projection.suppressions) {
    const entry = projection.suppressions[key];
    if (entry?.added === undefined) continue;
    const lifted = suppressionLiftedAt(projection, entry);
    if (lifted === undefined || lifted <= entry.added.at) {
      found.push({ reason: entry.reason, scope: entry.scope, added: entry.added });
    }
  }
  return found;
};
