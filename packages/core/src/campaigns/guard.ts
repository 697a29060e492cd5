import type { CampaignDefinition } from "./definition.js";

const defaultTolerance = 0.05;

/**
 * Why so many people are not who the campaign was meant for; `null`: they may be. Asked before the
 * first message, so that a campaign to nobody or to everybody by accident stops here.
 */
export function audienceFault(
  { expect, tolerance = defaultTolerance }: Pick<CampaignDefinition, "expect" | "tolerance">,
  people: number,
): "AUDIENCE_EMPTY" | "AUDIENCE_UNEXPECTED" | null {
  if (people === 0) return "AUDIENCE_EMPTY";
  if (expect === undefined) return null;
  return Math.abs(people - expect) > expect * tolerance ? "AUDIENCE_UNEXPECTED" : null;
}
