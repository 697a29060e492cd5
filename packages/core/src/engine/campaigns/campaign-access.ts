import {
  type CampaignVerb,
  type checkCampaign,
  mayMove,
  unknownCampaign,
} from "../../campaigns/index.js";
import { InputError } from "../../errors/index.js";
import type { CampaignId, TenantId } from "../../identifiers.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { CampaignProgress, CampaignRecord, CampaignSaid } from "../../ports/store/campaign.js";
import type { LiveCatalog } from "../live-catalog.js";
import type { CampaignActor } from "./campaigns-face.js";
import type { CampaignDependencies } from "./run-campaigns.js";

/** How verbs reach a campaign. */
export interface CampaignAccess {
  /** @throws InputError `INPUT_CAMPAIGN_UNKNOWN` */
  read(tenant: TenantId, id: CampaignId, options?: CallOptions): Promise<CampaignRecord>;
  /**
   * The campaign, in a state in which this may be said.
   * @throws InputError `INPUT_CAMPAIGN_UNKNOWN`, `INPUT_CAMPAIGN_STATE`
   */
  open(
    verb: CampaignVerb,
    tenant: TenantId,
    id: CampaignId,
    options: CallOptions,
  ): Promise<CampaignRecord>;
  /** `actor`: who says it, and with what options. */
  put(
    campaign: CampaignRecord,
    verb: CampaignSaid["verb"],
    actor: CampaignActor,
    progress?: Partial<CampaignProgress>,
  ): Promise<CampaignRecord>;
  /** What a campaign is checked against. */
  catalog(campaign: CampaignRecord): Parameters<typeof checkCampaign>[1];
}

/** What is said first to a campaign in this state. */
const nextVerbs: Readonly<Partial<Record<CampaignRecord["state"], string>>> = {
  draft: "Say check(), then approve().",
  ready: "Say approve().",
  approved: "Say schedule() or start().",
  scheduled: "Wait for its time, or say pause() or cancel().",
  preparing: "Wait until it runs, or say pause() or cancel().",
  running: "Say pause() or cancel().",
  held: "Read why, then say resume() or cancel().",
  paused: "Say resume() or cancel().",
};

export function campaignAccess({
  store,
  clock,
  renderer,
  catalog,
}: CampaignDependencies & { readonly catalog: LiveCatalog }): CampaignAccess {
  const read: CampaignAccess["read"] = async (tenant, id, options = {}) => {
    const campaign = await store.readCampaign({ tenant, id }, options);
    if (campaign === null) throw unknownCampaign();
    return campaign;
  };
  return {
    read,
    open: async (verb, tenant, id, options) => {
      const campaign = await read(tenant, id, options);
      if (mayMove(campaign.state, verb)) return campaign;
      const message = `The campaign is ${campaign.state}: it cannot ${verb} now.`;
      throw new InputError("INPUT_CAMPAIGN_STATE", message, {
        path: "state",
        remedy: nextVerbs[campaign.state] ?? "It is over: make another one.",
      });
    },
    put: async (campaign, verb, { by, reason, ...options }, progress) => {
      if (reason !== undefined && reason.length > longestReason) throw longReason();
      const said = { verb, by, reason };
      const call = { tenant: campaign.tenant, now: clock.now(), campaign, said };
      return store.putCampaign(progress === undefined ? call : { ...call, progress }, options);
    },
    catalog: ({ progress }) => ({
      template: (template) => renderer.template(template),
      segments: catalog.now().segments.map((segment) => segment.id),
      // Once it has begun, no hour can pass any more before it begins.
      ...(progress.t0 === null ? { beginsAt: clock.now() } : {}),
    }),
  };
}

const longestReason = 1_000;

function longReason(): InputError {
  return new InputError("INPUT_CAMPAIGN_REASON", "The reason is longer than 1,000 characters.", {
    path: "reason",
    remedy: "Name in a sentence or two what whoever reads the log has to know.",
  });
}
