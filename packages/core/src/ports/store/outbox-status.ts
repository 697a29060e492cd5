/**
 * `queued` → `claimed` → `accepted` | `rejected` | `failed` | `unknown` | `skipped`. The last five
 * are terminal, with two exceptions: `unknown` may still be resolved by a lookup, a webhook, the
 * host or a late answer, and a message that was `skipped` at the door may be queued by a later send
 * with the same key.
 */
export type OutboxStatus =
  | "queued"
  | "claimed"
  | "accepted"
  | "rejected"
  | "failed"
  | "unknown"
  | "skipped";
