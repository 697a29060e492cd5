import type { SuppressionReason, SuppressionRelease } from "../events/index.js";

export interface ReleaseRule {
  /** The mailbox's own later grant ends it. */
  readonly byProof: boolean;
  /** Events of release that count. An import's never does. */
  readonly by: readonly SuppressionRelease[];
}

/**
 * What may end a suppression. A complaint, an objection and an erasure know only the mailbox
 * itself.
 */
export const releaseTable: Readonly<Record<SuppressionReason, ReleaseRule>> = {
  complaint: { byProof: true, by: [] },
  objection: { byProof: true, by: [] },
  unsubscribed: { byProof: true, by: [] },
  erased: { byProof: true, by: [] },
  hard_bounce: { byProof: true, by: ["delivery_proof", "confirmed_address"] },
  // A fault of ours may have made all of them: that is corrected.
  soft_bounce: { byProof: true, by: ["delivery_proof", "confirmed_address", "correction"] },
  legal: { byProof: false, by: ["authority"] },
  registry: { byProof: false, by: ["authority", "correction"] },
  wireless_domain: { byProof: false, by: ["correction"] },
  manual: { byProof: false, by: ["correction"] },
};

export function isReleasedByProof(reason: string): boolean {
  return Object.hasOwn(releaseTable, reason) && releaseTable[reason as SuppressionReason].byProof;
}
