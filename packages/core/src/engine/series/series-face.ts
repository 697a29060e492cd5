import type { CampaignContent } from "../../campaigns/index.js";
import type { TenantId } from "../../identifiers.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { IssueRecord, SeriesRecord } from "../../ports/store/series.js";
import type { Page, Paged } from "../../ports/store/store.js";
import type { IssueDate, SeriesDefinition } from "../../series/index.js";
import type { CampaignActor } from "../campaigns/index.js";

export type SeriesInput = Omit<SeriesDefinition, "v">;

/** What one issue has in place of what the series says; `data` and `variants` as a whole. */
export type IssueContent = Partial<CampaignContent>;

/**
 * The host's content of issues. `null`: there is none yet; it is asked again at the issue's hour.
 * `undefined`: this process does not know the series, and leaves it to others. It may be asked
 * several times for one issue.
 */
export type SeriesContent = (
  issue: IssueDate & { readonly tenant: TenantId },
  options: CallOptions,
) => Promise<IssueContent | null> | undefined;

/** Campaigns that come again. */
export interface SeriesVerbs {
  /**
   * Says what a series is: makes it, or changes it where it differs. A changed recurrence holds
   * from the next occurrence after now, and issues that are made keep their time.
   * @throws DefinitionError for what `checkSeries` finds; InputError `INPUT_SERIES_STATE` for a
   * change of one that was ended
   * @example
   * await engine.series.put(tenant, {
   *   id: "weekly",
   *   recurrence: {
   *     ...{ v: 1, start: "2027-01-05", time: "09:00", zone: "Europe/Berlin" },
   *     ...{ every: "week", on: ["tue"] },
   *   },
   *   campaign: {
   *     channel: "email",
   *     audience: { in: [{ segment: segmentId("readers") }], when: "start" },
   *     content: { variants: [{ id: "a", template: "news", weight: 1 }] },
   *   },
   *   content: "newest",
   *   approval: "none",
   * });
   */
  put(tenant: TenantId, input: SeriesInput, actor?: CampaignActor): Promise<SeriesRecord>;
  /** @throws InputError `INPUT_SERIES_UNKNOWN` */
  read(tenant: TenantId, id: string, options?: CallOptions): Promise<SeriesRecord>;
  list(tenant: TenantId, page?: Page, options?: CallOptions): Promise<Paged<SeriesRecord>>;
  /** What became of each occurrence so far, by date. */
  issues(
    tenant: TenantId,
    id: string,
    page?: Page,
    options?: CallOptions,
  ): Promise<Paged<IssueRecord>>;
  /**
   * Makes no more issues. Occurrences that pass meanwhile are on record as `PAUSED`; issues that
   * are made are campaigns, and go on.
   * @throws InputError `INPUT_SERIES_STATE`
   */
  pause(tenant: TenantId, id: string, actor?: CampaignActor): Promise<SeriesRecord>;
  /** Goes on with the next occurrence after now. @throws InputError `INPUT_SERIES_STATE` */
  resume(tenant: TenantId, id: string, actor?: CampaignActor): Promise<SeriesRecord>;
  /** Ends it for good. Issues that are made go on. @throws InputError `INPUT_SERIES_STATE` */
  end(tenant: TenantId, id: string, actor?: CampaignActor): Promise<SeriesRecord>;
}
