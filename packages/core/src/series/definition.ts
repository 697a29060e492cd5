import type { CampaignDefinition, LocalHour } from "../campaigns/definition.js";
import type { DurationText, Recurrence } from "../timing/index.js";

/** What every issue of a series is: a campaign without its time. */
export type SeriesCampaign = Omit<CampaignDefinition, "v" | "id" | "schedule" | "series" | "issue">;

/** A campaign that comes again: each issue of it is a campaign of its own. */
export interface SeriesDefinition {
  readonly v: 1;
  /** Up to 17 letters, digits and hyphens: an issue is `c-<series>-<date>`. */
  readonly id: string;
  /** For people. */
  readonly name?: string;
  /**
   * In the zone `contact`, an issue is one campaign in local time: everybody gets it at that hour
   * of their own day.
   */
  readonly recurrence: Recurrence;
  /** `policy.startWithin` and `policy.onLate` say what becomes of an issue that is late. */
  readonly campaign: SeriesCampaign;
  /**
   * `newest`: the campaign's own templates, as they are when the issue is made. `host`: what the
   * host says for each issue, over the campaign's content.
   */
  readonly content: "newest" | "host";
  /**
   * `required`: somebody approves each issue, or it is held at its hour, and cancelled with
   * `NOT_APPROVED` once it would be too late to begin: see `policy.startWithin`.
   */
  readonly approval: "required" | "none";
  /** How long before its hour an issue is made. Default `48h`. */
  readonly lead?: DurationText;
  /**
   * What becomes of an issue at its hour whose content is that of the last one, or for which the
   * host has none: it is skipped (the default) or held, with `NOTHING_NEW`. `send`: the same again
   * is fine; without any content it is skipped.
   */
  readonly nothingNew?: "skip" | "hold" | "send";
  /**
   * Of issues missed while nothing ran, the newest is made late and `policy.onLate` decides (the
   * default), or none is. All others are on record as `MISSED`.
   */
  readonly catchUp?: "newest" | "none";
  /**
   * In the zone `contact`: everybody gets it at the best hour for them, from the recurrence's time
   * until this one.
   */
  readonly best?: { readonly until: string };
  /** In the zone `contact`: as of a campaign's schedule. `passed` is `send` by default. */
  readonly unknownZone?: string;
  readonly passed?: LocalHour["passed"];
}

/** One issue, as whoever writes its content knows it. */
export interface IssueDate {
  readonly series: string;
  /** The date by the rule, `YYYY-MM-DD`: the name of the issue. */
  readonly issue: string;
  /** The date on which it leaves: another one where a holiday moved it. */
  readonly date: string;
}
