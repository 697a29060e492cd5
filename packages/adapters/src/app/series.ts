import type { CallOptions, IssueRecord, SeriesRecord, TenantId } from "@wellsent/core";
import type { CampaignActor, SeriesInput, SeriesVerbs } from "@wellsent/core/engine/campaigns";
import type { AppDependencies } from "./app-dependencies.js";
import { type AppSeriesCampaign, readSeriesCampaign } from "./campaign-input.js";
import { type Campaign, campaignFace } from "./campaigning.js";
import type { IssueWriter } from "./issue-writers.js";
import { readPages } from "./reading.js";

/**
 * A series as an app says it. `content`: `newest` sends the campaign's templates as they are when
 * the issue is made; a function says for each issue what differs, and has to be there in every
 * process that ticks.
 */
export type AppSeries = Omit<SeriesInput, "content" | "campaign"> & {
  readonly campaign: AppSeriesCampaign;
  readonly content: "newest" | IssueWriter;
};

/** One series: what can be said to it. The verbs say what they do in `engine.series`. */
export interface Series {
  readonly id: string;
  read(options?: CallOptions): Promise<SeriesRecord>;
  /** What became of each occurrence so far, by date. */
  issues(options?: CallOptions): AsyncIterable<IssueRecord>;
  /** The campaign of the issue of that date, `YYYY-MM-DD`; `null`: there is none, or none yet. */
  issue(date: string, options?: CallOptions): Promise<Campaign | null>;
  pause(actor?: CampaignActor): ReturnType<SeriesVerbs["pause"]>;
  resume(actor?: CampaignActor): ReturnType<SeriesVerbs["resume"]>;
  end(actor?: CampaignActor): ReturnType<SeriesVerbs["end"]>;
}

type Ready = Parameters<typeof campaignFace>[3];

/** Makes a series, or changes it where it differs. */
export async function declareSeries(
  deps: Pick<AppDependencies, "engine" | "clock" | "issueWriters">,
  tenant: TenantId,
  { content, ...series }: AppSeries,
  ready: Ready,
  actor?: CampaignActor,
): Promise<Series> {
  const { id } = series;
  const campaign = readSeriesCampaign(series.campaign);
  // First: a tick that comes between has its writer.
  if (content !== "newest") deps.issueWriters.set(tenant, id, content);
  const source = content === "newest" ? content : "host";
  await deps.engine.series.put(tenant, { ...series, campaign, content: source }, actor);
  return seriesFace(deps, tenant, id, ready);
}

function seriesFace(
  deps: Pick<AppDependencies, "engine" | "clock">,
  tenant: TenantId,
  id: string,
  ready: Ready,
): Series {
  const { series, store } = deps.engine;
  return {
    id,
    read: (options) => series.read(tenant, id, options),
    issues: (options) => readPages((page) => series.issues(tenant, id, page, options)),
    issue: async (date, options) => {
      const { items } = await store.readIssues({ tenant, series: id, issue: date }, options);
      const campaign = items[0]?.campaign ?? null;
      return campaign === null ? null : campaignFace(deps, tenant, campaign, ready);
    },
    pause: ready((actor) => series.pause(tenant, id, actor)),
    resume: ready((actor) => series.resume(tenant, id, actor)),
    end: ready((actor) => series.end(tenant, id, actor)),
  };
}
