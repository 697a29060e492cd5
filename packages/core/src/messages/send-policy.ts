import type { Milliseconds } from "../instant.js";
import type { MessageClass } from "../ports/consent-gate.js";
import type { FrequencyCap } from "../timing/frequency-cap.js";
import type { QuietHours } from "../timing/quiet-hours.js";

/** When nobody is disturbed, how often at most, and what becomes of a message nobody knows the fate of. */
export interface SendPolicy {
  readonly quietHours?: readonly QuietHours[];
  readonly caps?: readonly FrequencyCap[];
  /**
   * A message that has waited longer than this since it was queued is dropped (`TOO_LATE`): a two-day-old "your cart is waiting" is worse than
   * none. Absent: never.
   */
  readonly lateAfter?: Milliseconds;
  /**
   * What to do with a message whose worker died holding it. `retry` may send twice what was in flight, `hold` may lose
   * it; both are counted. Default `retry` for transactional and confirmation mail, `hold` for the rest.
   */
  readonly afterLostWorker?: "retry" | "hold";
}

/** Quiet hours and caps bind what we want to say, not what the person is waiting for. */
export const isSolicited = (messageClass: MessageClass): boolean =>
  messageClass === "transactional" ||
  messageClass === "confirmation_request" ||
  messageClass === "legal_notice";
