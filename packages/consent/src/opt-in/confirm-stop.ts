import type { ConsentDraft, DurationText, Instant } from "@wellsent/core";
import { toHex, utf8 } from "../encoding/index.js";
import { purposeCovers } from "../events/index.js";
import { sha256 } from "../hash/index.js";
import type { DenialMark, Projection } from "../state/index.js";

/** What `engine.send` is given beside tenant, contact and template. */
export interface StopConfirmation {
  /** One STOP has one confirmation, however often it is handed in. */
  readonly id: string;
  readonly channel: "sms";
  /** A template of advertising cannot be sent as this. */
  readonly messageClass: "legal_notice";
  /** Whatever holds it up beyond the five minutes ends it. */
  readonly lateAfter: DurationText;
}

const window = 300_000;

/**
 * The one text that may confirm a STOP: within five minutes of it, without any advertising, and
 * only where it ended something (47 CFR 64.1200(a)(12); CTIA Messaging Principles). Absent: too
 * late, or a repeated STOP, which is answered with silence.
 *
 * @param before what was known of the telephone before the STOP was recorded.
 * @param stop as `stopTexts` made it, with what that was told.
 * @example
 * const stop = stopTexts(by, { contactPoint, answered: "marketing.offers" });
 * await engine.record(tenant, [stop]);
 * const confirmation = confirmStop(before, { stop, answered: "marketing.offers", now });
 * if (confirmation !== undefined)
 *   await engine.send({ tenant, contact, template: "stopped", purpose: "orders", ...confirmation });
 */
export function confirmStop(
  before: Projection,
  asked: {
    readonly stop: ConsentDraft;
    readonly sender?: string;
    readonly answered?: string;
    readonly now: Instant;
  },
): StopConfirmation | undefined {
  const { stop, now } = asked;
  const left = Math.floor((stop.effectiveAt + window - now) / 1000);
  if (left < 1 || now < stop.effectiveAt) return undefined;
  if (Object.values(before.denials).some((earlier) => hasStopped(before, earlier, asked)))
    return undefined;
  return {
    id: `stop-${toHex(sha256(utf8(stop.id))).slice(0, 24)}`,
    channel: "sms",
    messageClass: "legal_notice",
    lateAfter: `${left}s`,
  };
}

/** Whether an earlier STOP had ended the same already, and nobody agreed to texts since. */
function hasStopped(
  { grants, requests }: Projection,
  { kind, at, scope, answered }: DenialMark,
  asked: { readonly stop: ConsentDraft; readonly sender?: string; readonly answered?: string },
): boolean {
  if (kind !== "stopped" || at > asked.stop.effectiveAt) return false;
  if (scope.sender !== undefined && scope.sender !== asked.sender) return false;
  const isWider =
    answered === undefined ||
    (asked.answered !== undefined && purposeCovers(answered, asked.answered));
  const agreed = [
    ...Object.values(grants).map(({ cell, subject, proven }) => ({ cell, subject, proven })),
    ...Object.values(requests).map(({ cell, answer }) => ({ cell, subject: answer })),
  ].some(
    ({ cell, ...marks }) =>
      cell?.channel === "sms" && Object.values(marks).some((mark) => (mark?.at ?? 0) > at),
  );
  return isWider && !agreed;
}
