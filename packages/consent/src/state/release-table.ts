import type { SuppressionReason, SuppressionRelease } from "../events/index.js";

/**
 * Events of release that may end a suppression. An import's never does. A complaint, an objection
 * and an erasure know only the mailbox itself.
 */
export const releaseTable: Readonly<Record<SuppressionReason, readonly SuppressionRelease[]>> = {
  complaint: [],
  objection: [],
  unsubscribed: [],
  erased: [],
  hard_bounce: ["delivery_proof", "confirmed_address"],
  // A fault of ours may have made all of them: that is corrected.
  soft_bounce: ["delivery_proof", "confirmed_address", "correction"],
  legal: ["authority"],
  registry: ["authority", "correction"],
  wireless_domain: ["correction"],
  manual: ["correction"],
};

const byProof: ReadonlySet<string> = new Set([
  "complaint",
  "objection",
  "unsubscribed",
  "erased",
  "hard_bounce",
  "soft_bounce",
] satisfies readonly SuppressionReason[]);

/** Whether the mailbox's own later grant ends it. */
export function isReleasedByProof(reason: string): boolean {
  return byProof.has(reason);
}
