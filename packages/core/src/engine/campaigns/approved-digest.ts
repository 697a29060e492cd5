import { campaignDigest } from "../../campaigns/index.js";
import type { Renderer } from "../../ports/renderer.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";

/** What an approval of the campaign would hold for, by the templates of this engine. */
export function presentDigest({ definition }: CampaignRecord, renderer: Renderer): string {
  return campaignDigest(definition, (template) => renderer.template(template));
}

/**
 * Why a campaign may not go on as it is; `null`: it was approved like this. A text that this engine
 * does not have is for another one to judge.
 */
export function approvalFault(
  campaign: CampaignRecord,
  renderer: Renderer,
): "APPROVAL_MISSING" | "APPROVAL_STALE" | null {
  const { approved, definition } = campaign;
  if (approved === null) return "APPROVAL_MISSING";
  const { variants } = definition.content;
  if (variants.some(({ template }) => renderer.template(template) === undefined)) return null;
  return presentDigest(campaign, renderer) === approved.digest ? null : "APPROVAL_STALE";
}
