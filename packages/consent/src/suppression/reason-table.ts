import type { MessageClass } from "@wellsent/core";
import type { SuppressionReason, SuppressionRelease } from "../events/index.js";

/**
 * `deny`, `allow`, or `after_request`: only the confirmation of a request that was recorded after the entry, so that a
 * mailbox can speak for itself again and nobody else for it.
 */
export type SuppressionEffect = "allow" | "deny" | "after_request";

export interface SuppressionRule {
  /** The code of the reason in decisions. */
  readonly code: `SUPPRESSED_${string}`;
  readonly effects: Readonly<Record<MessageClass, SuppressionEffect>>;
  /** Nothing else lifts it. An import never does. */
  readonly releasedBy: readonly SuppressionRelease[];
  readonly cite: string;
}

const effects = (
  marketing: SuppressionEffect,
  service: SuppressionEffect,
  transactional: SuppressionEffect,
  confirmation_request: SuppressionEffect,
  legal_notice: SuppressionEffect,
): SuppressionRule["effects"] => ({ marketing, service, transactional, confirmation_request, legal_notice });

/** Which message an entry stops, and what may release it. Read it as a table; hosts and docs do. */
export const suppressionRules: Readonly<Record<SuppressionReason, SuppressionRule>> = {
  complaint: {
    code: "SUPPRESSED_COMPLAINT",
    effects: effects("deny", "deny", "allow", "deny", "allow"),
    releasedBy: ["proven_grant"],
    cite: "GDPR Art. 21(3); Google sender guidelines",
  },
  objection: {
    code: "SUPPRESSED_OBJECTION",
    effects: effects("deny", "allow", "allow", "after_request", "allow"),
    releasedBy: ["proven_grant"],
    cite: "GDPR Art. 21(2)-(3)",
  },
  unsubscribed: {
    code: "SUPPRESSED_UNSUBSCRIBED",
    effects: effects("deny", "allow", "allow", "after_request", "allow"),
    releasedBy: ["proven_grant"],
    cite: "GDPR Art. 7(3); 15 U.S.C. 7704(a)(4)",
  },
  erased: {
    code: "SUPPRESSED_ERASED",
    effects: effects("deny", "deny", "deny", "after_request", "deny"),
    releasedBy: ["proven_grant"],
    cite: "GDPR Art. 17",
  },
  hard_bounce: {
    code: "SUPPRESSED_HARD_BOUNCE",
    effects: effects("deny", "deny", "deny", "deny", "deny"),
    releasedBy: ["delivery_proof", "confirmed_address", "correction"],
    cite: "RFC 3463 section 3.2",
  },
  legal: {
    code: "SUPPRESSED_LEGAL",
    effects: effects("deny", "deny", "deny", "deny", "allow"),
    releasedBy: ["authority"],
    cite: "by order or undertaking",
  },
  wireless_domain: {
    code: "SUPPRESSED_WIRELESS_DOMAIN",
    effects: effects("deny", "allow", "allow", "deny", "allow"),
    releasedBy: ["proven_grant", "correction"],
    cite: "47 CFR 64.3100",
  },
  registry: {
    code: "SUPPRESSED_REGISTRY",
    effects: effects("deny", "allow", "allow", "deny", "allow"),
    releasedBy: ["proven_grant", "correction"],
    cite: "national opt-out register",
  },
  manual: {
    code: "SUPPRESSED_MANUAL",
    effects: effects("deny", "deny", "allow", "after_request", "allow"),
    releasedBy: ["proven_grant", "correction"],
    cite: "the sender's own policy",
  },
};

const isReason = (reason: string): reason is SuppressionReason => Object.hasOwn(suppressionRules, reason);

/** A reason nobody here knows, from a newer release or another system, stops everything. */
export const suppressionRule = (reason: string): SuppressionRule =>
  isReason(reason) ? suppressionRules[reason] : unknown;

const unknown: SuppressionRule = {
  code: "SUPPRESSED_UNKNOWN",
  effects: effects("deny", "deny", "deny", "deny", "deny"),
  releasedBy: [],
  cite: "unknown reason",
};

export const mayRelease = (reason: string, by: SuppressionRelease): boolean =>
  suppressionRule(reason).releasedBy.includes(by);
