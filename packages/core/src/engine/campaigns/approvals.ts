import { assertCampaign } from "../../campaigns/index.js";
import { InputError } from "../../errors/index.js";
import { presentDigest } from "./approved-digest.js";
import type { CampaignAccess } from "./campaign-access.js";
import { isIssue } from "./campaign-record.js";
import type { Campaigns } from "./campaigns-face.js";
import type { CampaignDependencies } from "./run-campaigns.js";

/** Who says that a campaign may go out as it is, and what that holds for. */
export function approvals(
  deps: CampaignDependencies,
  { read, open, put, catalog }: CampaignAccess,
): Pick<Campaigns, "digest" | "approve" | "revoke"> {
  return {
    digest: async (tenant, id, options) =>
      presentDigest(await read(tenant, id, options), deps.renderer),
    approve: async (tenant, id, { by, digest, ...options } = {}) => {
      const campaign = await open("approve", tenant, id, options);
      const present = presentDigest(campaign, deps.renderer);
      if (digest !== undefined && digest !== present)
        throw new InputError("INPUT_CAMPAIGN_DIGEST", "It has changed since it was shown.", {
          path: "digest",
          remedy: "Show it as it is now, and approve the digest of that.",
        });
      const isApproved = campaign.approved?.digest === present;
      const isSettled = campaign.state === "approved" || campaign.state === "scheduled";
      if (isSettled && isApproved) return campaign;
      assertCampaign(campaign.definition, catalog(campaign));
      const needsOther = campaign.definition.policy?.fourEyes === true;
      if (needsOther && (by === undefined || by === campaign.author))
        throw new InputError("INPUT_CAMPAIGN_FOUR_EYES", "Its author may not approve it.", {
          path: "by",
          remedy: "Have somebody else approve it.",
        });
      const { revision } = campaign;
      const approved = { by: by ?? null, at: deps.clock.now(), digest: present, revision };
      const state = campaign.state === "ready" ? "approved" : campaign.state;
      return put({ ...campaign, approved, state }, options);
    },
    revoke: async (tenant, id, { by: _, ...options } = {}) => {
      const campaign = await open("revoke", tenant, id, options);
      if (isIssue(campaign)) return put({ ...campaign, approved: null }, options);
      return put({ ...campaign, approved: null, state: "ready", dueAt: null }, options);
    },
  };
}
