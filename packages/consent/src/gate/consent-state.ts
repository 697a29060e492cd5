import type { ConsentQuestion, ConsentState, Decision, Instant } from "@wellsent/core";
import { cellAsked } from "../rules/index.js";
import {
  type AddressProjection,
  type Cell,
  cellState,
  type DenialKind,
  emptyProjection,
  scopeKey,
} from "../state/index.js";

/** A no that takes back, against one that was there from the start. */
const takenBack: ReadonlySet<DenialKind> = new Set([
  "withdrawn",
  "stopped",
  "unsubscribed",
  "complained",
  "objected",
]);

/**
 * What the person said about a cell. The decision is asked only for how long a yes stays fresh:
 * that mail may be lawful without one is no yes.
 */
export function consentState(
  question: ConsentQuestion,
  projection: AddressProjection | null,
  decision: Decision,
): { readonly state: ConsentState; readonly until?: Instant } {
  const cell = cellAsked(question);
  const { status, denials, grants, changesAt } = cellState(
    projection ?? emptyProjection,
    cell,
    question.at,
  );
  const ends = [changesAt, decision.expiresAt].filter((end) => end !== undefined);
  const until = ends.length === 0 ? {} : { until: Math.min(...ends) };
  if (status === "denied") {
    return {
      state: denials.some(({ kind }) => takenBack.has(kind)) ? "withdrawn" : "denied",
      ...until,
    };
  }
  const isRecorded = grants.some(({ sort, evidence }) => sort === "asserted" && evidence === true);
  if (status !== "granted" && !isRecorded)
    return { state: ranOut(projection, cell, question.at) ? "expired" : "none", ...until };
  const stale = decision.reasons.some(
    ({ code }) => code === "CONSENT_STALE" || code === "NOTICE_SUPERSEDED",
  );
  const yes = status === "granted" ? "granted" : "asserted";
  return { state: stale ? "expired" : yes, ...until };
}

/** Whether a yes, or a recorded claim of one, that named its own end has come to it. */
function ranOut(projection: AddressProjection | null, cell: Cell, at: Instant): boolean {
  const { subject, proven, asserted } = projection?.grants[scopeKey(cell)] ?? {};
  const recorded = asserted?.evidence === true ? asserted : undefined;
  return [subject, proven, recorded].some((mark) => mark?.until !== undefined && mark.until <= at);
}
