import type { DecisionReason, Instant } from "@wellsent/core";

/**
 * The order of precedence of reasons. The first group that denies decides. All groups are
 * evaluated, so that every reason is listed.
 */
export const precedence = {
  input: 1,
  restriction: 2,
  suppressed: 3,
  objected: 4,
  withdrawn: 5,
  basis: 6,
  subject: 7,
  processor: 8,
  time: 9,
  obligation: 10,
} as const;

export interface DecisionFinding {
  readonly group: (typeof precedence)[keyof typeof precedence];
  readonly reason: DecisionReason;
}

/** The basis that was found, or the reasons why there is none. */
export interface BasisFindings {
  readonly findings: readonly DecisionFinding[];
  readonly name: string | undefined;
  readonly obligations: readonly string[];
  readonly notices: readonly string[];
  readonly until: Instant | undefined;
}

interface Details {
  /** The row of a rule pack that applies. */
  readonly row?: string | undefined;
  readonly eventId?: string | undefined;
  readonly until?: Instant | undefined;
}

function finding(
  effect: DecisionReason["effect"],
  group: DecisionFinding["group"],
  code: string,
  rule: string,
  details?: Details,
): DecisionFinding {
  return { group, reason: createReason(code, effect, rule, details) };
}

/**
 * Each object is written out as a whole, because properties that are added later are slower to
 * read.
 */
function createReason(
  code: string,
  effect: DecisionReason["effect"],
  rule: string,
  details: Details | undefined,
): DecisionReason {
  if (details === undefined) return { code, effect, rule };
  const { row, eventId, until } = details;
  if (row === undefined) {
    if (eventId === undefined)
      return until === undefined ? { code, effect, rule } : { code, effect, rule, until };
    return until === undefined
      ? { code, effect, rule, eventId }
      : { code, effect, rule, eventId, until };
  }
  if (eventId === undefined)
    return until === undefined ? { code, effect, rule, row } : { code, effect, rule, row, until };
  return until === undefined
    ? { code, effect, rule, row, eventId }
    : { code, effect, rule, row, eventId, until };
}

type Say = (
  group: DecisionFinding["group"],
  code: string,
  rule: string,
  details?: Details,
) => DecisionFinding;

export const denied: Say = (group, code, rule, details) =>
  finding("deny", group, code, rule, details);
export const allowed: Say = (group, code, rule, details) =>
  finding("allow", group, code, rule, details);
export const deferred: Say = (group, code, rule, details) =>
  finding("defer", group, code, rule, details);
