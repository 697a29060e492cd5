/** What a tick did for campaigns. */
export interface CampaignSummary {
  /** People taken into audiences. */
  readonly prepared: number;
  /** People whose message entered the outbox. */
  readonly queued: number;
  /** People who get nothing, for a reason on record. */
  readonly refused: number;
  /**
   * Campaigns that went on to another state, and recipients that a task or a cancellation changed.
   */
  readonly changed: number;
  /** People who could not be read or decided about; they are tried again. */
  readonly quarantined: number;
  /** There is more to do right now. */
  readonly more: boolean;
}

export const nothingDone: CampaignSummary = {
  ...{ prepared: 0, queued: 0, refused: 0, changed: 0, quarantined: 0, more: false },
};

export function sumCampaigns(a: CampaignSummary, b: CampaignSummary): CampaignSummary {
  return {
    prepared: a.prepared + b.prepared,
    queued: a.queued + b.queued,
    refused: a.refused + b.refused,
    changed: a.changed + b.changed,
    quarantined: a.quarantined + b.quarantined,
    more: a.more || b.more,
  };
}
