import type { CallOptions } from "@wellsent/core";
import type { CampaignExplanation, CampaignQuestion, RecipientTrace } from "@wellsent/core/explain";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, readContactId } from "./contact-reference.js";

export interface ExplainOptions extends CallOptions {
  /** How many contacts to name for each reason. Default: 5; at most 1,000. */
  readonly samples?: number;
}

/** Why people of a campaign got it, or did not. */
export interface CampaignExplaining {
  /**
   * Where everybody stands and why, by reason, with some contacts of each. Reads all of them, a
   * page at a time.
   * @throws InputError `INPUT_CAMPAIGN_UNKNOWN`, `INPUT_SAMPLES`
   * @example
   * const campaign = acme.campaigns.get(campaignId("c-spring"));
   * const { groups, sentences } = await campaign.explain();
   */
  explain(options?: ExplainOptions): Promise<CampaignExplanation>;
  /**
   * Why one person got it, or did not: from the plan over consent, with the events of the ledger,
   * holdout, caps and hours to the hand-over. `null`: it is not for them.
   * @example
   * const campaign = acme.campaigns.get(campaignId("c-spring"));
   * const trace = await campaign.explain(ann);
   * console.log(trace?.sentence, trace?.steps);
   */
  explain(contact: ContactReference, options?: CallOptions): Promise<RecipientTrace | null>;
  /**
   * The same of everybody, in the order of their ids, with one page in memory.
   * @example
   * const campaign = acme.campaigns.get(campaignId("c-spring"));
   * for await (const { contact, stoppedAt } of campaign.traces()) console.log(contact, stoppedAt);
   */
  traces(options?: CallOptions): AsyncIterable<RecipientTrace>;
}

/** Loads what explains only when it is asked. */
export function campaignExplaining(
  { engine }: Pick<AppDependencies, "engine">,
  question: CampaignQuestion,
): CampaignExplaining {
  function explain(options?: ExplainOptions): Promise<CampaignExplanation>;
  function explain(
    contact: ContactReference,
    options?: CallOptions,
  ): Promise<RecipientTrace | null>;
  async function explain(
    asked: ContactReference | ExplainOptions = {},
    options: CallOptions = {},
  ): Promise<CampaignExplanation | RecipientTrace | null> {
    const { explainCampaign, explainRecipient } = await import("@wellsent/core/explain");
    if (typeof asked === "string" || "contact" in asked || "id" in asked)
      return explainRecipient(engine, { ...question, contact: readContactId(asked) }, options);
    const { samples, ...call } = asked;
    return explainCampaign(
      engine,
      { ...question, ...(samples === undefined ? {} : { samples }) },
      call,
    );
  }
  return {
    explain,
    traces: async function* (options) {
      const { traceCampaign } = await import("@wellsent/core/explain");
      yield* traceCampaign(engine, question, options);
    },
  };
}
