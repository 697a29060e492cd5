import type { CampaignPolicy, StopRules } from "./definition.js";

/** What of a campaign's figures its stop rules look at. */
export interface StopCounts {
  readonly accepted: number;
  /** Refused by the provider, or failed for good. */
  readonly failed: number;
  /** For good. */
  readonly bounced: number;
  readonly complained: number;
}

export type StopReason = "STOP_COMPLAINTS" | "STOP_BOUNCES" | "STOP_FAILURES";

/**
 * Complaints of 0.3 % are where Google begins to sort a sender's mail out; the others are judgment.
 */
const defaultStopRules: Required<StopRules> = {
  ...{ complaints: 0.003, bounces: 0.05, failures: 0.2, after: 500 },
};

const nothing: StopCounts = { accepted: 0, failed: 0, bounced: 0, complained: 0 };

/**
 * Why a campaign is held by its own results; `null`: it is not. `seen`: the results when it was
 * held before, which a person has looked at and let it go on.
 */
export function stopReason(
  { stop }: Pick<CampaignPolicy, "stop"> = {},
  counts: StopCounts,
  seen: StopCounts | null = null,
): StopReason | null {
  if (stop === "never") return null;
  const { complaints, bounces, failures, after } = { ...defaultStopRules, ...stop };
  const before = seen ?? nothing;
  const accepted = counts.accepted - before.accepted;
  const failed = counts.failed - before.failed;
  const isAbove = (count: number, sample: number, limit: number): boolean =>
    sample >= after && count > limit * sample;
  if (isAbove(counts.complained - before.complained, accepted, complaints))
    return "STOP_COMPLAINTS";
  if (isAbove(counts.bounced - before.bounced, accepted + failed, bounces)) return "STOP_BOUNCES";
  return isAbove(failed, accepted + failed, failures) ? "STOP_FAILURES" : null;
}
