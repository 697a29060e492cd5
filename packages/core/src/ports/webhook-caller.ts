import type { TenantId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { CallOptions } from "./call-options.js";

/** One attempt to call a webhook. */
export interface WebhookCall {
  readonly tenant: TenantId;
  /** The same for every attempt, so that the receiver can do its work once. */
  readonly id: string;
  readonly url: string;
  /** JSON, exactly as it is signed and sent. */
  readonly body: string;
  /** The instant of this attempt, which is signed as well. */
  readonly at: Instant;
  readonly timeoutMs: Milliseconds;
}

/**
 * How an attempt ended. `later`: nothing says that it will not work, so it is tried again, not
 * before `retryAfterMs`. `refused`: it is not tried again. Reasons are codes: `TIMEOUT`,
 * `STATUS_503`, never texts of the other side.
 */
export type WebhookOutcome =
  | { readonly outcome: "answered"; readonly body: string }
  | {
      readonly outcome: "later";
      readonly reason: string;
      readonly retryAfterMs?: Milliseconds;
    }
  | { readonly outcome: "refused"; readonly reason: string };

/**
 * Calls addresses that definitions name. It MUST sign what it sends with a key of the tenant, MUST
 * reach only hosts that its own settings allow, whatever a definition or a redirect says, and MUST
 * make one attempt a call: repeating is the engine's part, since that outlasts a crash.
 */
export interface WebhookCaller {
  readonly specVersion: 1;
  readonly id: string;
  /** Resolves for whatever the other side does. What rejects is tried again. */
  call(call: WebhookCall, options?: CallOptions): Promise<WebhookOutcome>;
}
