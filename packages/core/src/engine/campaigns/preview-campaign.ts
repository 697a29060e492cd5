import { audienceFault, type CampaignDefinition, cutOrder } from "../../campaigns/index.js";
import type { ContactId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import { claimNeeds, filledCaps, hoursReach, judgeClaim } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { ConsentPages } from "../../ports/consent-pages.js";
import type { CampaignRecord, RecipientRecord } from "../../ports/store/campaign.js";
import type { ContactFacts, FactsNeeded } from "../../ports/store/facts.js";
import type { OutboxDraft, OutboxRecord, Verdict } from "../../ports/store/outbox.js";
import { durationLength } from "../../timing/index.js";
import { type ComposeContext, composeSafely } from "../outbound.js";
import { type Cost, priceFor } from "../prices.js";
import { presentDigest } from "./approved-digest.js";
import { chooseRecipientHour, countsAt, hasBestHours } from "./campaign-hours.js";
import { overlapCount } from "./campaign-overlap.js";
import { placementFor } from "./campaign-plan.js";
import { recipientDraft } from "./recipient-draft.js";
import type { CampaignDependencies } from "./run-campaigns.js";
import { type WarmUpForecast, warmUpForecast } from "./warm-up-forecast.js";

export interface PreviewDependencies extends CampaignDependencies {
  readonly pages: ConsentPages;
}

type Counts = Readonly<Record<string, number>>;

/** What starting a campaign now would do. Messages and attributes may have changed by its hour. */
export interface CampaignPreview {
  readonly at: Instant;
  /** Of the campaign as it was looked at: what an approval of it is for. */
  readonly digest: string;
  /** In the audience, and within its `max`. */
  readonly people: number;
  /** Messages that would leave at their hour. */
  readonly sends: number;
  /** People who get nothing, by reason. */
  readonly refused: Counts;
  /** People whose message would leave later than planned, by reason: quiet hours, say, or a cap. */
  readonly waits: Counts;
  /**
   * Messages by hour in UTC, `2026-12-01T08`, those that wait by the hour they would be asked
   * again.
   */
  readonly byHour: Counts;
  /** By the contacts' zones; empty name: not known. */
  readonly byZone: Counts;
  /** By the domain of the address; `sms` for phones. */
  readonly byDomain: Counts;
  readonly byVariant: Counts;
  /** Parts of text messages that would leave: each text has at least one. 0 for mail. */
  readonly parts: number;
  /** By the prices of the sender's settings; `null`: it has none. */
  readonly cost: Cost | null;
  /**
   * People who get this one and another campaign of the week before or after it as well, by that
   * campaign's id: its recipients, or its audience as it is now where it has not begun.
   */
  readonly overlap: Counts;
  /** People for whom it takes the last room that a cap has, by cap: `send policy: caps[0]`. */
  readonly fillsCap: Counts;
  /** When the first and the last message would leave; `null`: none. */
  readonly firstAt: Instant | null;
  readonly lastAt: Instant | null;
  /**
   * The local day on which the last mail leaves while the sender is warmed up, as `2026-12-18`, if
   * nothing else is sent and every day goes well. `null`: no mail leaves, or nothing is warmed up.
   */
  readonly warmUpEnds: string | null;
  /** Why it would be held before the first message. */
  readonly fault: ReturnType<typeof audienceFault>;
}

/** Asks the claim's own judge about everybody, on what a claim would read. Writes nothing. */
export async function previewCampaign(
  deps: PreviewDependencies,
  campaign: CampaignRecord,
  options: CallOptions,
): Promise<CampaignPreview> {
  const now = deps.clock.now();
  const { tenant, definition } = campaign;
  const sender = deps.senderFor(tenant);
  const begun: CampaignRecord = {
    ...{ ...campaign, state: "running", pauses: [] },
    progress: {
      ...(campaign.progress.t0 === null ? await countsAt(deps, campaign, options) : {}),
      ...{ ...campaign.progress, t0: campaign.progress.t0 ?? now, waves: [] },
    },
  };
  const context: ComposeContext = {
    ...{ tenant, now, sender, gate: deps.gate, pages: deps.pages, renderer: deps.renderer },
    ...{ workspaceZone: sender.timeZone, processor: deps.processorFor(definition.channel) },
    ...{ policy: sender.policy ?? {}, holidays: deps.holidays, templateMissingFor: 0 },
  };
  const isWithin = await withinMax(deps, definition, tenant, now, options);
  const tally = newTally();
  const warmUp = warmUpForecast(sender);
  const needs = previewNeeds(begun, context);
  const overlap = await overlapCount(deps, campaign, now, options);
  for await (const page of audiencePages(deps, begun, now, needs, options)) {
    const people = page.filter(({ contact }) => isWithin(contact.id));
    await overlap.add(
      people.filter((facts) => look(deps, begun, facts, context, { tally, warmUp })),
    );
  }
  const byHour = Object.fromEntries(
    Object.entries(tally.byHour).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const { micros, ...counts } = tally;
  const currency = sender.prices?.currency;
  return {
    digest: presentDigest(campaign, deps.renderer),
    ...{ at: now, ...counts, byHour, overlap: overlap.byCampaign },
    cost: currency === undefined ? null : { currency, micros },
    warmUpEnds: await warmUp.lastDay(deps.store, { tenant, now }, options),
    fault: audienceFault(definition, tally.people),
  };
}

interface Tally {
  people: number;
  sends: number;
  parts: number;
  micros: number;
  firstAt: Instant | null;
  lastAt: Instant | null;
  readonly refused: Record<string, number>;
  readonly waits: Record<string, number>;
  readonly byHour: Record<string, number>;
  readonly byZone: Record<string, number>;
  readonly byDomain: Record<string, number>;
  readonly byVariant: Record<string, number>;
  readonly fillsCap: Record<string, number>;
}

function newTally(): Tally {
  return {
    ...{ people: 0, sends: 0, parts: 0, micros: 0, firstAt: null, lastAt: null },
    ...{ refused: {}, waits: {}, byHour: {}, byZone: {}, byDomain: {}, byVariant: {} },
    fillsCap: {},
  };
}

/** Counts one person; whether they get a message. */
function look(
  deps: PreviewDependencies,
  campaign: CampaignRecord,
  facts: ContactFacts,
  context: ComposeContext,
  { tally, warmUp }: { readonly tally: Tally; readonly warmUp: WarmUpForecast },
): boolean {
  const { contact } = facts;
  const refuse = (code: string): false => {
    count(tally.refused, code);
    return false;
  };
  tally.people += 1;
  const placed = placementFor(contact, campaign, context.workspaceZone);
  if (placed === null) return refuse("HOUR_PASSED");
  if ("reason" in placed) return refuse(placed.reason);
  const { variant } = placed;
  const chosen = chooseRecipientHour(deps, campaign, facts, context.workspaceZone, context.now);
  if (chosen !== null && "reason" in chosen) return refuse(chosen.reason);
  const { due } = chosen ?? placed;
  const at = Math.max(context.now, due);
  const recipient: RecipientRecord = {
    campaign: campaign.id,
    contact: contact.id,
    ...{ state: "waiting" as const, due, variant, reason: null },
  };
  const draft = recipientDraft(deps, { recipient, facts, campaign }, at);
  if (draft === null) return refuse("TEMPLATE_MISSING");
  const then = { ...context, now: at };
  const message = queued(draft, context.now);
  const verdict = verdictFor(message, facts, campaign, then);
  const code = verdict.verdict === "send" ? "" : (verdict.reasons[0]?.code ?? "UNKNOWN");
  if (verdict.verdict === "skip" || verdict.verdict === "leave") return refuse(code);
  const parts = partsFor(message, facts, then);
  if (typeof parts === "string") return refuse(parts);
  if (verdict.verdict === "defer") count(tally.waits, code);
  else tally.sends += 1;
  const leaves = verdict.verdict === "defer" ? verdict.until : at;
  count(tally.byHour, new Date(leaves).toISOString().slice(0, 13));
  count(tally.byZone, contact.timeZone?.name ?? "");
  count(tally.byVariant, variant);
  for (const cap of filledCaps(message, facts, { ...then, now: leaves }))
    count(tally.fillsCap, cap);
  const point = contact.points.find(({ id }) => id === draft.contactPoint);
  const { address = "", channel = "email" } = point ?? {};
  count(tally.byDomain, channel === "sms" ? "sms" : address.slice(address.lastIndexOf("@") + 1));
  if (channel === "email") warmUp.add(address.slice(address.lastIndexOf("@") + 1), leaves);
  tally.parts += channel === "sms" ? parts : 0;
  const { prices } = context.sender;
  const priced = { transport: context.processor, to: address };
  if (prices !== undefined) tally.micros += priceFor(prices, channel, priced, parts);
  tally.firstAt = Math.min(tally.firstAt ?? leaves, leaves);
  tally.lastAt = Math.max(tally.lastAt ?? leaves, leaves);
  return true;
}

/**
 * How many parts a message has. A text is written for it; why there is none is a code. A mail is
 * one, and what its data lack is found right before it leaves.
 */
function partsFor(
  message: OutboxRecord,
  facts: ContactFacts,
  context: ComposeContext,
): number | string {
  if (message.channel !== "sms") return 1;
  const { codes, products } = context.renderer.template(message.template) ?? {};
  const composed = composeSafely({ message, facts }, context);
  if (composed.channel === "sms") return composed.parts;
  // Codes and products come with the hand-over: without them nothing can be said of the text.
  if (codes !== undefined || products !== undefined) return 1;
  return composed.channel === null ? (composed.reasons[0]?.code ?? "UNKNOWN") : 1;
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** What the claim says about the message, were it in the outbox by then. */
function verdictFor(
  message: OutboxRecord,
  facts: ContactFacts,
  campaign: CampaignRecord,
  context: ComposeContext,
): Verdict {
  const { decision } = message;
  const denials = decision.reasons.filter(({ effect }) => effect !== "allow");
  if (!decision.allowed && decision.retryAt === undefined)
    return { verdict: "skip", reasons: denials };
  return judgeClaim({ message, facts, campaign }, context);
}

function queued(draft: OutboxDraft, now: Instant): OutboxRecord {
  return {
    ...{ ...draft, createdAt: now, plannedAt: draft.dueAt, triedAt: null, status: "queued" },
    ...{ attempt: 0, tries: 0, lost: 0, worker: null, reasons: [] },
    ...{ providerMessageId: null, settledAt: null },
  };
}

/** As the claim reads: messages as far back as the widest cap. */
function previewNeeds(campaign: CampaignRecord, { policy }: ComposeContext): FactsNeeded {
  const needs = claimNeeds([], policy);
  const own = campaign.definition.policy?.caps ?? [];
  const back = own.map(({ per }) => (typeof per === "string" ? durationLength(per) : month));
  if (hasBestHours(campaign)) back.push(hoursReach);
  return { ...needs, memberships: true, messages: Math.max(needs.messages ?? 0, ...back) };
}

/** Longer than any period of the calendar that a cap counts by. */
const month = 32 * 86_400_000;

async function* audiencePages(
  { store, campaignBatch }: PreviewDependencies,
  { tenant, definition }: Pick<CampaignRecord, "tenant" | "definition">,
  now: Instant,
  needs: FactsNeeded,
  options: CallOptions,
): AsyncIterable<readonly ContactFacts[]> {
  for (let after: string | null = ""; after !== null; ) {
    const call = { tenant, now, audience: definition.audience, needs, limit: campaignBatch };
    const from: string = after;
    const page = await store.readAudience(from === "" ? call : { ...call, after: from }, options);
    yield page.items;
    after = page.next;
  }
}

/** Who is within the `max`: everybody where there is none. */
async function withinMax(
  deps: PreviewDependencies,
  definition: CampaignDefinition,
  tenant: CampaignRecord["tenant"],
  now: Instant,
  options: CallOptions,
): Promise<(contact: ContactId) => boolean> {
  const { id, audience } = definition;
  const { max } = audience;
  if (max === undefined) return () => true;
  const needs = { events: {}, messages: 0, consent: false, memberships: false, enrolled: false };
  const orders: number[] = [];
  for await (const page of audiencePages(deps, { tenant, definition }, now, needs, options))
    for (const { contact } of page) orders.push(cutOrder(id, contact.id));
  const last = Float64Array.from(orders).sort()[max - 1] ?? Number.POSITIVE_INFINITY;
  return (contact) => cutOrder(id, contact) <= last;
}
