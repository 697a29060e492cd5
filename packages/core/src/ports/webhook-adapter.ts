import type { CallOptions } from "./call-options.js";
import type { DeliveryEvent } from "./delivery-event.js";

/** A provider's call, exactly as received, because signatures cover the raw bytes. */
export interface WebhookRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * A tagged union, so that an empty list cannot mean both "verified, nothing to report" and
 * "forged".
 */
export type WebhookReading =
  | { readonly verified: true; readonly events: readonly DeliveryEvent[] }
  | { readonly verified: false; readonly code: string };

/**
 * Verifies and normalizes what a provider posts. MUST verify the raw bytes before parsing them,
 * compare in constant time, and treat an unknown event type as `unknown` and not as a fault. An
 * empty secret is a construction error.
 */
export interface WebhookAdapter {
  readonly specVersion: 1;
  readonly id: string;
  read(request: WebhookRequest, options?: CallOptions): Promise<WebhookReading>;
  /** The status that makes this provider stop, or try again later. */
  respond(result: WebhookReading | { readonly stored: false }): { readonly status: number };
}
