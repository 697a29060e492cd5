import type { DecisionReason, Instant } from "@wellsent/core";

/**
 * The order in which reasons speak. The first group that denies decides; all are looked at, so that
 * none is hidden.
 */
export const precedence = {
  input: 1,
  standing: 2,
  suppressed: 3,
  objected: 4,
  withdrawn: 5,
  basis: 6,
  subject: 7,
  processor: 8,
  time: 9,
  obligation: 10,
} as const;

export interface Finding {
  readonly group: (typeof precedence)[keyof typeof precedence];
  readonly reason: DecisionReason;
}

/** What a basis comes to, or why there is none. */
export interface BasisFindings {
  readonly findings: readonly Finding[];
  readonly name: string | undefined;
  readonly obligations: readonly string[];
  readonly notices: readonly string[];
  readonly until: Instant | undefined;
}

interface Details {
  /** The row of a rule pack that speaks. */
  readonly row?: string | undefined;
  readonly eventId?: string | undefined;
  readonly until?: Instant | undefined;
}

const finding = (
  effect: DecisionReason["effect"],
  group: Finding["group"],
  code: string,
  rule: string,
  { row, eventId, until }: Details = {},
): Finding => {
  // One by one: spreading what is not there would cost more than the rest of a decision.
  const reason: { -readonly [K in keyof DecisionReason]: DecisionReason[K] } = {
    code,
    effect,
    rule,
  };
  if (row !== undefined) reason.row = row;
  if (eventId !== undefined) reason.eventId = eventId;
  if (until !== undefined) reason.until = until;
  return { group, reason };
};

type Say = (group: Finding["group"], code: string, rule: string, details?: Details) => Finding;

export const denied: Say = (group, code, rule, details) =>
  finding("deny", group, code, rule, details);
export const allowed: Say = (group, code, rule, details) =>
  finding("allow", group, code, rule, details);
export const deferred: Say = (group, code, rule, details) =>
  finding("defer", group, code, rule, details);
