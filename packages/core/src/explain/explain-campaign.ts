import { type CampaignState, unknownCampaign } from "../campaigns/campaign-state.js";
import type { Schema } from "../contacts/index.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { InputError } from "../errors/index.js";
import type { CampaignId, ContactId, SendKey, TenantId } from "../identifiers.js";
import { campaignSendKey } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { CampaignRecord, RecipientRecord } from "../ports/store/campaign.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { Paged, Store } from "../ports/store/store.js";
import { eachItem } from "./all-pages.js";
import { reasonWords } from "./reason-words.js";
import { type RecipientTrace, traceRecipient } from "./recipient-trace.js";
import { type RecipientGroup, tallyRecipients } from "./tally-recipients.js";

export interface CampaignQuestion {
  readonly tenant: TenantId;
  readonly campaign: CampaignId;
}

/** Where all people of a campaign stand, and why. */
export interface CampaignExplanation {
  readonly campaign: CampaignId;
  readonly state: CampaignState;
  /** Why it is held or cancelled, as a code. */
  readonly why: string | null;
  /** How many it is for, as far as its audience has been looked through. */
  readonly people: number;
  /** The largest first: everybody is in one of them. */
  readonly groups: readonly RecipientGroup[];
  /** The same in plain English, one fact a sentence. */
  readonly sentences: readonly string[];
}

type Asked = { readonly options: Pick<EngineOptions<Schema>, "store"> };

/**
 * Why did, or didn't, this person get this campaign? From the plan and its clauses over consent,
 * with the events of the ledger, holdout, caps and hours to the hand-over. `null`: the campaign is
 * not for that contact.
 *
 * @throws InputError `INPUT_CAMPAIGN_UNKNOWN`
 * @example
 * const campaign = campaignId("c-spring");
 * const trace = await explainRecipient(engine, { tenant, campaign, contact });
 * console.log(trace?.sentence, trace?.steps);
 */
export async function explainRecipient(
  engine: Asked,
  { contact, ...question }: CampaignQuestion & { readonly contact: ContactId },
  options: CallOptions = {},
): Promise<RecipientTrace | null> {
  const { store } = engine.options;
  const campaign = await readCampaign(store, question, options);
  const read = { tenant: question.tenant, campaign: campaign.id, contacts: [contact] };
  const { items } = await store.readRecipients(read, options);
  const asides = await readAsides(store, question, options);
  const [trace] = await readTraces(store, question.tenant, campaign, items, asides, options);
  return trace ?? null;
}

/**
 * The same of everybody in the campaign, in the order of their ids, with one page in memory.
 *
 * @throws InputError `INPUT_CAMPAIGN_UNKNOWN`
 * @example
 * const campaign = campaignId("c-spring");
 * for await (const { contact, stoppedAt } of traceCampaign(engine, { tenant, campaign }))
 *   console.log(contact, stoppedAt);
 */
export async function* traceCampaign(
  engine: Asked,
  question: CampaignQuestion,
  options: CallOptions = {},
): AsyncIterable<RecipientTrace> {
  const { store } = engine.options;
  const { tenant } = question;
  const campaign = await readCampaign(store, question, options);
  const asides = await readAsides(store, question, options);
  yield* eachItem(async (page): Promise<Paged<RecipientTrace>> => {
    const read = { tenant, campaign: campaign.id, ...page };
    const { items, next } = await store.readRecipients(read, options);
    return { items: await readTraces(store, tenant, campaign, items, asides, options), next };
  });
}

/**
 * How many people of a campaign stand where, and why, with some of them of each reason. Reads every
 * recipient and message a page at a time: for a look, not for a screen that refreshes; the
 * campaign's figures are for that.
 *
 * @throws InputError `INPUT_CAMPAIGN_UNKNOWN`, `INPUT_SAMPLES`
 * @example
 * const campaign = campaignId("c-spring");
 * const { groups, sentences } = await explainCampaign(engine, { tenant, campaign });
 * console.log(sentences.join("\n"), groups[0]?.sample);
 */
export async function explainCampaign(
  engine: Asked,
  { samples = 5, ...question }: CampaignQuestion & { readonly samples?: number },
  options: CallOptions = {},
): Promise<CampaignExplanation> {
  if (!Number.isInteger(samples) || samples < 0 || samples > 1_000)
    throw new InputError("INPUT_SAMPLES", "The number of samples is no whole number up to 1,000.", {
      path: "samples",
      remedy: "Ask for 0 to 1,000 contacts of each reason; traceCampaign reads all of them.",
    });
  const campaign = await readCampaign(engine.options.store, question, options);
  const { id, state, why } = campaign;
  const tally = tallyRecipients(id, samples);
  let people = 0;
  for await (const trace of traceCampaign(engine, question, options)) {
    tally.add(trace);
    people += 1;
  }
  const told = { campaign: id, state, why, people, groups: tally.groups() };
  return { ...told, sentences: campaignSentences(told) };
}

async function readCampaign(
  store: Store,
  { tenant, campaign }: CampaignQuestion,
  options: CallOptions,
): Promise<CampaignRecord> {
  const found = await store.readCampaign({ tenant, id: campaign }, options);
  if (found === null) throw unknownCampaign();
  return found;
}

/** The codes of those who could not be judged, by the key of their message. */
async function readAsides(
  store: Store,
  { tenant, campaign }: CampaignQuestion,
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  const codes = new Map<string, string>();
  const entries = eachItem((page) =>
    store.readQuarantine({ tenant, kind: "recipient", ...page }, options),
  );
  for await (const { id, code } of entries) if (id.startsWith(`${campaign}:`)) codes.set(id, code);
  return codes;
}

async function readTraces(
  store: Store,
  tenant: TenantId,
  campaign: CampaignRecord,
  recipients: readonly RecipientRecord[],
  asides: ReadonlyMap<string, string>,
  options: CallOptions,
): Promise<readonly RecipientTrace[]> {
  const keys = recipients.flatMap(({ state, contact }) =>
    state === "out" ? [campaignSendKey(campaign.id, contact)] : [],
  );
  const messages = new Map<SendKey, OutboxRecord>();
  if (keys.length > 0)
    for (const message of (await store.readOutbox({ tenant, keys }, options)).items)
      messages.set(message.key, message);
  const [gate] = await store.readGates({ tenant, queues: [campaign.id] }, options);
  return recipients.map((recipient) => {
    const key = campaignSendKey(campaign.id, recipient.contact);
    const message = messages.get(key) ?? null;
    return traceRecipient({ campaign, recipient, message, gate, aside: asides.get(key) });
  });
}

function campaignSentences(told: Omit<CampaignExplanation, "sentences">): readonly string[] {
  const people = (count: number): string => (count === 1 ? "1 person" : `${count} people`);
  return [
    `The campaign is ${told.state}${told.why === null ? "" : ` (${told.why})`}, for ${people(told.people)}.`,
    ...told.groups.map(({ state, status, code, rule, count }) => {
      const words = code === null ? null : reasonWords(code);
      const clause = [words, rule].filter((part) => part !== null).join("; ");
      const because = code === null ? "" : `, ${code}${clause === "" ? "" : ` (${clause})`}`;
      return `${placeWords(state, status)}: ${people(count)}${because}.`;
    }),
  ];
}

function placeWords(state: RecipientGroup["state"], status: RecipientGroup["status"]): string {
  if (status !== null) return `Messages ${status}`;
  if (state === "waiting") return "Planned, without a message yet";
  return state === "refused" ? "Nothing was made" : "Messages that are no longer there";
}
