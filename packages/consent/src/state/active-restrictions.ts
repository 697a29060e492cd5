import type { Instant } from "@wellsent/core";
import type { ConsentScope, SuppressionReason } from "../events/index.js";
import { validAnswer } from "./answer.js";
import { scopeKey } from "./cell.js";
import type { Mark } from "./mark.js";
import type { AddressProjection, Projection, SuppressionMark } from "./projection.js";
import { isReleasedByProof } from "./release-table.js";

/** Restriction of processing, GDPR Art. 18: until lifted strictly later, there or here. */
export function activeRestriction({
  restriction: { set, lifted },
  elsewhere,
}: AddressProjection): Mark | undefined {
  if (set !== undefined && !(lifted !== undefined && lifted.at > set.at)) return set;
  for (const other of elsewhere ?? none) {
    const mark = activeRestriction(other);
    if (mark !== undefined && !(lifted !== undefined && lifted.at > mark.at)) return mark;
  }
  return undefined;
}

export function isRestricted(projection: AddressProjection): boolean {
  return activeRestriction(projection) !== undefined;
}

/** The person was erased, and the mailbox has not proven a will of its own since. */
export function activeErasure(projection: AddressProjection): Mark | undefined {
  if (projection.erased === undefined && projection.elsewhere === undefined) return undefined;
  const proven = provenAt(projection);
  const stands = (mark: Mark | undefined): mark is Mark =>
    mark !== undefined && !(proven !== undefined && proven > mark.at);
  if (stands(projection.erased)) return projection.erased;
  for (const other of projection.elsewhere ?? none) {
    const mark = activeErasure(other);
    if (stands(mark)) return mark;
  }
  return undefined;
}

/** Whether the person was ever erased: nobody else grants anything for them again. */
export function wasErased({ erased, elsewhere = none }: AddressProjection): boolean {
  return erased !== undefined || elsewhere.some(wasErased);
}

/** Requests for erasure that nobody has answered yet, one for each case. */
export function openErasures(projection: AddressProjection): readonly Mark[] {
  let open: Map<string, Mark> | undefined;
  const { elsewhere = none, casesClosed } = projection;
  for (const point of [projection, ...elsewhere]) {
    for (const id in point.erasures) {
      const mark = point.erasures[id];
      if (mark === undefined || Object.hasOwn(point.casesClosed, id)) continue;
      if (Object.hasOwn(casesClosed, id) || open?.has(id) === true) continue;
      open ??= new Map();
      open.set(id, mark);
    }
  }
  return open === undefined ? none : [...open.values()];
}

const none: readonly never[] = [];

/** The latest will that the mailbox itself has proven at this point, for anything at all. */
export function provenAt(projection: Projection): Instant | undefined {
  let last: Instant | undefined;
  const see = (at: Instant | undefined): void => {
    if (at !== undefined && (last === undefined || at > last)) last = at;
  };
  const { grants, requests } = projection;
  for (const key in grants) see(grants[key]?.proven?.at);
  for (const key in requests) {
    const request = requests[key];
    const answered = request === undefined ? undefined : validAnswer(request);
    if (answered?.proven === true) see(answered.willedAt);
  }
  return last;
}

type Suppression = Projection["suppressions"][string];

export function suppressionLiftedAt(
  projection: Projection,
  { reason, released }: Pick<Suppression, "reason" | "released">,
): Instant | undefined {
  const proof = isReleasedByProof(reason) ? provenAt(projection) : undefined;
  return proof === undefined ? released?.at : Math.max(proof, released?.at ?? proof);
}

interface AddressSuppression {
  readonly reason: SuppressionReason;
  readonly scope: ConsentScope;
  readonly added: SuppressionMark;
}

/** Suppressions that the address's own events put in force, wherever the store's list stands. */
export function addressSuppressions(projection: AddressProjection): readonly AddressSuppression[] {
  const { suppressions } = projection;
  let found: AddressSuppression[] | undefined;
  for (const key in suppressions) {
    const entry = suppressions[key];
    if (entry?.added === undefined) continue;
    const lifted = suppressionLiftedAt(projection, entry);
    if (lifted === undefined || lifted <= entry.added.at) {
      found ??= [];
      found.push({ reason: entry.reason, scope: entry.scope, added: entry.added });
    }
  }
  for (const other of projection.elsewhere ?? none) {
    for (const entry of addressSuppressions(other)) {
      const own = projection.suppressions[`${entry.reason}|${scopeKey(entry.scope)}`];
      const lifted = suppressionLiftedAt(projection, own ?? entry);
      if (lifted !== undefined && lifted > entry.added.at) continue;
      found ??= [];
      found.push(entry);
    }
  }
  return found ?? none;
}
