import type { DeliveryEvent, Instant } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import type { BounceHistory } from "@wellsent/core/ports";
import type { SoftBounces } from "../events/index.js";
import { formatEventTime } from "../events/index.js";
import {
  addressSuppressions,
  type Projection,
  projectionFromJson,
  provenAt,
} from "../state/index.js";

/**
 * When bounces that are not for good end the mail to an address: on how many different days, over
 * how many days, with no sign of life after the first. Days are those of UTC.
 */
export interface SoftBouncePolicy {
  /** Days on which mail came back, 2 to 30. Default: 5. */
  readonly days: number;
  /** From the first of these days to the last, at most 60. Default: 10. */
  readonly over: number;
  /**
   * Older ones no longer count: not every transport reports that a mail was delivered. Default:
   * 180.
   */
  readonly within: number;
}

/** Stores keep the latest 64 days with bounces: an address that is mailed each day must fit. */
const mostOver = 60;

const standard: SoftBouncePolicy = { days: 5, over: 10, within: 180 };

/**
 * @throws DefinitionError `DEFINITION_SOFT_BOUNCES` for a policy that suppresses at once, or never
 * can.
 */
export function defineSoftBounces(policy: Partial<SoftBouncePolicy> = {}): SoftBouncePolicy {
  const defined = { ...standard, ...policy };
  const { days, over, within } = defined;
  const whole = [days, over, within].every(Number.isSafeInteger);
  const fits = days >= 2 && days <= 30 && over >= days - 1 && over <= mostOver && within >= over;
  if (!whole || !fits) {
    throw new DefinitionError("DEFINITION_SOFT_BOUNCES", "The policy for soft bounces cannot be.", {
      path: "softBounces",
      remedy: `Take 2 to 30 days, over days - 1 to ${mostOver}, and within at least over.`,
    });
  }
  return defined;
}

const msPerDay = 86_400_000;
function toDay(at: Instant): number {
  return Math.floor(at / msPerDay);
}

/**
 * The bounces that end the mail to an address with this report among them; nothing where mail may
 * go on.
 */
export function softBounceStreak(
  event: DeliveryEvent,
  { days, projection: json }: BounceHistory,
  policy: SoftBouncePolicy,
): SoftBounces | undefined {
  const projection = projectionFromJson(json);
  if (projection === undefined || isSoftSuppressed(projection)) return undefined;
  const confirmed = confirmedAt(projection);
  const last = days.at(-1) ?? 0;
  const counted = days.filter(
    (day) => day >= last - policy.within && (confirmed === undefined || day > toDay(confirmed)),
  );
  const [first] = counted;
  if (first === undefined || !counted.includes(toDay(event.at))) return undefined;
  if (counted.length < policy.days || last - first < policy.over) return undefined;
  return {
    days: counted.length,
    first: formatEventTime(first * msPerDay),
    last: formatEventTime(last * msPerDay),
  };
}

function isSoftSuppressed(projection: Projection): boolean {
  return addressSuppressions(projection).some(({ reason }) => reason === "soft_bounce");
}

/** When the mailbox last proved itself, or somebody who may released it: the count begins anew. */
function confirmedAt(projection: Projection): Instant | undefined {
  const released = Object.values(projection.suppressions).flatMap((entry) =>
    entry.reason === "soft_bounce" && entry.released !== undefined ? [entry.released.at] : [],
  );
  const all = [...released, provenAt(projection) ?? []].flat();
  return all.length === 0 ? undefined : Math.max(...all);
}
