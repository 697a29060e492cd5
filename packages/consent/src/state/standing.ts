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
export const openErasures = ({ erasures, casesClosed }: Projection): readonly Mark[] => {
  let open: Mark[] | undefined;
  for (const id in erasures) {
    const mark = erasures[id];
    if (mark !== undefined && !Object.hasOwn(casesClosed, id)) {
      open ??= [];
      open.push(mark);
    }
  }
  return open ?? none;
};

const none: readonly never[] = [];

/** The latest will that the mailbox itself has proven, for anything at all. */
export const provenAt = (projection: Projection): Instant | undefined => {
  let last: Instant | undefined;
  const see = (at: Instant | undefined): void => {
    if (at !== undefined && (last === undefined || at > last)) last = at;
  };
  for (const key in projection.grants) see(projection.grants[key]?.proven?.at);
  for (const key in projection.requests) {
    const request = projection.requests[key];
    const answered = request === undefined ? undefined : answerOf(request);
    if (answered?.proven === true) see(answered.willedAt);
  }
  return last;
};

type Suppression = Projection["suppressions"][string];

export const suppressionLiftedAt = (
  projection: Projection,
  { reason, released }: Suppression,
): Instant | undefined => {
  const proof = releaseTable[reason].byProof ? provenAt(projection) : undefined;
  return proof === undefined ? released?.at : Math.max(proof, released?.at ?? proof);
};

interface AddressSuppression {
  readonly reason: SuppressionReason;
  readonly scope: Scope;
  readonly added: Mark;
}

/** Suppressions of this point that its own events put in force, wherever the store's list stands. */
export const addressSuppressions = (projection: Projection): readonly AddressSuppression[] => {
  let found: AddressSuppression[] | undefined;
  for (const key in projection.suppressions) {
    const entry = projection.suppressions[key];
    if (entry?.added === undefined) continue;
    const lifted = suppressionLiftedAt(projection, entry);
    if (lifted === undefined || lifted <= entry.added.at) {
      found ??= [];
      found.push({ reason: entry.reason, scope: entry.scope, added: entry.added });
    }
  }
  return found ?? none;
};
