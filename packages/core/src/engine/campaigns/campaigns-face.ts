import type { CampaignDefinition, CampaignFinding } from "../../campaigns/index.js";
import type { CampaignId, ContactId, SegmentId, TenantId } from "../../identifiers.js";
import type { CallOptions } from "../../ports/call-options.js";
import type {
  CampaignFigures,
  CampaignMove,
  CampaignRecord,
  RecipientRecord,
} from "../../ports/store/campaign.js";
import type { Page, Paged } from "../../ports/store/store.js";
import type { SendResult } from "../send-result.js";
import type { CampaignPreview } from "./preview-campaign.js";

/** What a campaign is made of; its id is minted. */
export type CampaignInput = Omit<CampaignDefinition, "v" | "id">;

/** Who moves a campaign, as the host knows them. */
export interface CampaignActor extends CallOptions {
  readonly by?: string;
  /** Why, in their own words: at most 1,000 characters, for the log. */
  readonly reason?: string;
}

export interface CampaignStart extends CampaignActor {
  /** How many people it should be for. Replaces the definition's own. */
  readonly expect?: number;
  readonly tolerance?: number;
}

/** What a pause or a cancellation left where. */
export interface CampaignStop {
  readonly campaign: CampaignRecord;
  /** Messages that have left, or may have. */
  readonly out: number;
  /** Messages that were in somebody's hands: these still leave. */
  readonly inHands: number;
  /** People whose message has not left. */
  readonly left: number;
}

/**
 * - `hold`: everything overdue leaves as soon as it can, and none of it is late.
 * - `skipLate`: what is later than `lateAfter` by now is dropped.
 * - `shift`: everything that has not left is planned as much later as the pause was long; in local
 *   time by whole days.
 */
export type ResumeMode = "hold" | "skipLate" | "shift";

/** Campaigns of an engine's tenants. Every move is checked against the state it was read in. */
export interface Campaigns {
  /**
   * Saves a draft.
   * @example
   * const { id } = await engine.campaigns.create(tenant, {
   *   channel: "email",
   *   audience: { in: [{ segment: segmentId("readers") }], when: "start" },
   *   content: { variants: [{ id: "a", template: "news-48", weight: 1 }] },
   *   schedule: { at: "now" },
   * });
   */
  create(tenant: TenantId, input: CampaignInput, actor?: CampaignActor): Promise<CampaignRecord>;
  /** @throws InputError `INPUT_CAMPAIGN_UNKNOWN` */
  read(tenant: TenantId, id: CampaignId, options?: CallOptions): Promise<CampaignRecord>;
  list(tenant: TenantId, page?: Page, options?: CallOptions): Promise<Paged<CampaignRecord>>;
  /**
   * Changes a draft, or a campaign that is paused or waits: it has to be approved again. What was
   * stopped stays so, and `resume` goes on with it; what waits for its hour is a draft again. Once
   * its audience is prepared only content and policy may change, and variants keep their ids. Both
   * reach the messages that wait in the outbox.
   * @throws InputError `INPUT_CAMPAIGN_STATE`, `INPUT_CAMPAIGN_PREPARED`
   */
  edit(
    tenant: TenantId,
    id: CampaignId,
    change: Partial<CampaignInput>,
    actor?: CampaignActor,
  ): Promise<CampaignRecord>;
  /** Everything that is wrong with it; nothing: it is `ready`. */
  check(
    tenant: TenantId,
    id: CampaignId,
    options?: CallOptions,
  ): Promise<readonly CampaignFinding[]>;
  /**
   * What starting it now would do to whom, by the judge that will decide it. Writes nothing.
   */
  preview(tenant: TenantId, id: CampaignId, options?: CallOptions): Promise<CampaignPreview>;
  /**
   * Sends a variant to these contacts as a test, which needs permission as well. Each call sends
   * anew, and none counts as a recipient.
   */
  test(
    tenant: TenantId,
    id: CampaignId,
    contacts: readonly ContactId[],
    options?: CallOptions & { readonly variant?: string },
  ): Promise<readonly SendResult[]>;
  /**
   * What an approval would hold for now: another one where audience, content, the texts of its
   * templates, purpose, schedule or policy have changed. The preview has it as well.
   */
  digest(tenant: TenantId, id: CampaignId, options?: CallOptions): Promise<string>;
  /**
   * Approves it as it was shown, by the `digest` of that; without one, as it is now. The approval
   * holds for that alone: what has changed since then, in whatever release, is held before it
   * begins or goes on (`APPROVAL_STALE`), and has to be approved again.
   * @throws InputError `INPUT_CAMPAIGN_STATE`, `INPUT_CAMPAIGN_DIGEST` where it has changed since,
   * `INPUT_CAMPAIGN_FOUR_EYES` where its author may not; DefinitionError for what `check` finds
   */
  approve(
    tenant: TenantId,
    id: CampaignId,
    actor?: CampaignActor & { readonly digest?: string },
  ): Promise<CampaignRecord>;
  /** Takes an approval back, before it begins. */
  revoke(tenant: TenantId, id: CampaignId, actor?: CampaignActor): Promise<CampaignRecord>;
  /**
   * Lets it begin by its schedule. A time that has passed by more than `policy.startWithin` is a
   * question: it is held with `LATE_START`.
   * @throws InputError `INPUT_CAMPAIGN_STATE`; DefinitionError for what `check` finds
   */
  schedule(tenant: TenantId, id: CampaignId, start?: CampaignStart): Promise<CampaignRecord>;
  /** Lets it begin with the next tick; its hours stay what the schedule says. */
  start(tenant: TenantId, id: CampaignId, start?: CampaignStart): Promise<CampaignRecord>;
  /** From the moment this resolves on, nothing comes into anybody's hands any more. */
  pause(tenant: TenantId, id: CampaignId, actor?: CampaignActor): Promise<CampaignStop>;
  /**
   * Goes on from where it stands. Of a campaign that is held: a person has decided.
   * @throws InputError `INPUT_CAMPAIGN_STATE`, `INPUT_CAMPAIGN_APPROVAL` where it was changed and
   * not approved
   */
  resume(
    tenant: TenantId,
    id: CampaignId,
    actor?: CampaignActor & { readonly how?: ResumeMode },
  ): Promise<CampaignRecord>;
  /** Ends it. What has not left never will. */
  cancel(tenant: TenantId, id: CampaignId, actor?: CampaignActor): Promise<CampaignStop>;
  /**
   * The same for one variant, or for members of a segment; with neither for all, and it goes on.
   */
  retract(
    tenant: TenantId,
    id: CampaignId,
    which?: CampaignActor & { readonly variant?: string; readonly segment?: SegmentId },
  ): Promise<CampaignRecord>;
  /**
   * Every write of the campaign so far, oldest first: who, when, from which state to which, why,
   * and the figures right before. Nothing of it is ever changed.
   */
  log(
    tenant: TenantId,
    id: CampaignId,
    page?: Page,
    options?: CallOptions,
  ): Promise<Paged<CampaignMove>>;
  figures(tenant: TenantId, id: CampaignId, options?: CallOptions): Promise<CampaignFigures>;
  /** Who it is for, in the order of their ids, and where each of them stands. */
  recipients(
    tenant: TenantId,
    id: CampaignId,
    page?: Page,
    options?: CallOptions,
  ): Promise<Paged<RecipientRecord>>;
}
