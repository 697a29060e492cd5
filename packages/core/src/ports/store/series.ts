import type { CampaignId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { SeriesDefinition } from "../../series/definition.js";

/**
 * `active` makes issues; `paused` puts those that it does not make on record; `ended` is the end.
 */
export type SeriesState = "active" | "paused" | "ended";

export interface SeriesRecord {
  readonly tenant: TenantId;
  /** The host's own, unique within the tenant. */
  readonly id: string;
  readonly state: SeriesState;
  /** Rises with every write; 0 before the first. A write is checked against it. */
  readonly epoch: number;
  readonly definition: SeriesDefinition;
  readonly author: string | null;
  readonly createdAt: Instant;
  /** Occurrences up to this instant have been decided about. */
  readonly reached: Instant;
  /** What the last issue was made of; `null`: there was none, or it cannot be told. */
  readonly digest: string | null;
  /** Why it ended: `RECURRENCE_OVER`, or `ENDED` by somebody. */
  readonly why: string | null;
  /** When a tick has to look at it next; `null`: nothing to do until somebody moves it. */
  readonly dueAt: Instant | null;
  /** How often it has failed in a row: as often it is tried again later. */
  readonly failures?: number;
}

/** What became of one occurrence of a series. */
export interface IssueRecord {
  readonly series: string;
  /** The date by the rule, `YYYY-MM-DD`: each has one record. */
  readonly issue: string;
  /**
   * The hour by the rule. Where it is in everybody's own time: in the first zone that reaches it.
   */
  readonly at: Instant;
  /** `null`: none was made, for the reason in `why`. */
  readonly campaign: CampaignId | null;
  /** `MISSED`, `PAUSED`, `NOTHING_NEW`; `null`: it was made. */
  readonly why: string | null;
  readonly decidedAt: Instant;
}
