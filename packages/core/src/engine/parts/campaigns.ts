import { type Campaigns, campaignVerbs, runCampaigns, type SendTests } from "../campaigns/index.js";
import { sendTests } from "../direct-send.js";
import type { EnginePart } from "../engine-part.js";
import { runSeries, type SeriesContent, type SeriesVerbs, seriesVerbs } from "../series/index.js";

export type {
  CampaignActor,
  CampaignInput,
  CampaignPreview,
  CampaignStart,
  CampaignStop,
  Campaigns,
  ResumeMode,
} from "../campaigns/index.js";
export type { IssueContent, SeriesContent, SeriesInput, SeriesVerbs } from "../series/index.js";

export interface CampaignOptions {
  /** People of a campaign looked at in one transaction. Default 5,000. */
  readonly campaignBatch?: number | undefined;
  /** The host's content of issues of series that say `content: "host"`. */
  readonly seriesContent?: SeriesContent | undefined;
}

/** What an engine has from {@link campaigns}. */
export interface CampaignFaces {
  /** One message, in variants, to many people. */
  readonly campaigns: Campaigns;
  /** Campaigns that come again. */
  readonly series: SeriesVerbs;
}

/**
 * The part of an engine for campaigns and series. Engines without it deliver campaigns' messages
 * as all others, and leave it to others to begin campaigns and to carry them on.
 * @example
 * const engine = createEngine({ ...mine, parts: [campaigns()] });
 * await engine.campaigns.start(tenant, id);
 */
export function campaigns({
  campaignBatch = 5_000,
  seriesContent,
}: CampaignOptions = {}): EnginePart<CampaignFaces> {
  return {
    id: "campaigns",
    install: (shared) => {
      const toTest: SendTests = (sends, options) => sendTests(shared, sends, options);
      const deps = { ...shared, campaignBatch, seriesContent, sendTests: toTest };
      return {
        faces: { campaigns: campaignVerbs(deps), series: seriesVerbs(deps) },
        tasks: [
          {
            part: "series",
            run: (tenant, fail, options) => runSeries(deps, tenant, fail, options),
          },
          {
            part: "campaigns",
            run: (tenant, fail, options) => runCampaigns(deps, tenant, fail, options),
          },
        ],
      };
    },
  };
}
