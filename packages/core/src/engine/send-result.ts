import type { Decision } from "../ports/consent-gate.js";

/** What became of a message that was to be sent outside a workflow. */
export interface SendResult {
  /** Whether this call put the message in the queue. */
  readonly queued: boolean;
  /**
   * - `refused`: nobody may be sent this at any address the contact has on the channel; recorded
   *   with every reason.
   * - `known`: this id was used before for this contact.
   * - `unknown_contact`: the tenant has no such contact; nothing is recorded.
   * - `unreadable`: the contact is there, and could not be read or decided about. No message is
   *   recorded; the decision's reason has the fault's code, and the same send may be tried again.
   */
  readonly status: "queued" | "refused" | "known" | "unknown_contact" | "unreadable";
  /** The decision of this call, also if the message was not queued. */
  readonly decision: Decision;
}
