import type { Milliseconds } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { FrequencyCap } from "../timing/frequency-cap.js";
import type { QuietHours } from "../timing/quiet-hours.js";
import type { OnCap } from "../workflows/definition.js";
import type { Digest } from "./digest.js";
import type { Sample } from "./sample.js";

/** When nobody is disturbed, how often at most, and what becomes of mail of unknown fate. */
export interface SendPolicy {
  readonly quietHours?: readonly QuietHours[];
  /**
   * Local dates, `YYYY-MM-DD`, on which nothing unasked is sent, each the whole day: the days
   * before an election, a week of mourning. At most 400 days in a row.
   */
  readonly blackout?: NonNullable<QuietHours["dates"]>;
  /**
   * Calendars of the engine's `holidays`, such as `DE-BY`: nothing unasked is sent on their closed
   * days. A day that a calendar does not know counts as open, and the message's decision then has
   * the reason `HOLIDAY_UNKNOWN`.
   */
  readonly holidays?: readonly string[];
  readonly caps?: readonly FrequencyCap[];
  /** What becomes of a message when a cap has no room, where its own policy does not say. */
  readonly onCap?: OnCap;
  /** What `onCap` can merge messages into. */
  readonly digests?: readonly Digest[];
  /**
   * A message that comes later than this after it was due is dropped (`TOO_LATE`): a two-day-old
   * "your cart is waiting" is worse than none. Absent: never.
   */
  readonly lateAfter?: Milliseconds;
  /**
   * Contacts who get nothing that they did not ask for, from any workflow or campaign: what they do
   * is what people do without the tenant's marketing (`CONTROL_GROUP`).
   */
  readonly controlGroup?: Sample;
  /**
   * What becomes of a message when nobody knows whether it left: its worker died, or the answer of
   * the provider was lost. `retry` may send a second copy, `hold` may lose it. Both are counted,
   * and what is held can be listed and resolved. Default: `retry` for what the person is waiting
   * for (transactional, confirmation, legal), `hold` for the rest. After two such retries it is
   * held.
   */
  readonly whenUnknown?: "hold" | "retry";
}

/** How often a message whose fate nobody knows is sent once more. */
const mostDoubts = 2;

/** What becomes of a message whose fate nobody knows, by the policy that binds it. */
export function actionWhenUnknown(message: OutboxRecord, policy: SendPolicy): "hold" | "retry" {
  if (message.lost >= mostDoubts) return "hold";
  return policy.whenUnknown ?? (isSolicited(message.messageClass) ? "retry" : "hold");
}
