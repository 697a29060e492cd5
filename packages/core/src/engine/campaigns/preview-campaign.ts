import { audienceFault, type CampaignDefinition, cutOrder } from "../../campaigns/index.js";
import type { ContactId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import { claimNeeds, type JudgeContext, judgeClaim } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { CampaignRecord, RecipientRecord } from "../../ports/store/campaign.js";
import type { ContactFacts, FactsNeeded } from "../../ports/store/facts.js";
import type { OutboxDraft, OutboxRecord, Verdict } from "../../ports/store/outbox.js";
import { durationLength } from "../../timing/index.js";
import { placementFor } from "./campaign-plan.js";
import { recipientDraft } from "./recipient-draft.js";
import type { CampaignDependencies } from "./run-campaigns.js";

export type PreviewDependencies = CampaignDependencies;

type Counts = Readonly<Record<string, number>>;

/** What starting a campaign now would do. Messages and attributes may have changed by its hour. */
export interface CampaignPreview {
  readonly at: Instant;
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
  /** When the first and the last message would leave; `null`: none. */
  readonly firstAt: Instant | null;
  readonly lastAt: Instant | null;
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
    progress: { ...campaign.progress, t0: campaign.progress.t0 ?? now, waves: [] },
  };
  const context: JudgeContext = {
    ...{ tenant, now, gate: deps.gate, renderer: deps.renderer },
    ...{ workspaceZone: sender.timeZone, processor: deps.processorFor(definition.channel) },
    ...{ policy: sender.policy ?? {}, templateMissingFor: 0 },
  };
  const isWithin = await withinMax(deps, definition, tenant, now, options);
  const tally = newTally();
  const needs = previewNeeds(begun, context);
  for await (const facts of sampleAudience(deps, begun, now, needs, options)) {
    if (isWithin(facts.contact.id)) look(deps, begun, facts, context, tally);
  }
  const byHour = Object.fromEntries(
    Object.entries(tally.byHour).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { at: now, ...tally, byHour, fault: audienceFault(definition, tally.people) };
}

interface Tally {
  people: number;
  sends: number;
  firstAt: Instant | null;
  lastAt: Instant | null;
  readonly refused: Record<string, number>;
  readonly waits: Record<string, number>;
  readonly byHour: Record<string, number>;
  readonly byZone: Record<string, number>;
  readonly byDomain: Record<string, number>;
  readonly byVariant: Record<string, number>;
}

function newTally(): Tally {
  return {
    ...{ people: 0, sends: 0, firstAt: null, lastAt: null },
    ...{ refused: {}, waits: {}, byHour: {}, byZone: {}, byDomain: {}, byVariant: {} },
  };
}

function look(
  deps: PreviewDependencies,
  campaign: CampaignRecord,
  facts: ContactFacts,
  context: JudgeContext,
  tally: Tally,
): void {
  const { contact } = facts;
  tally.people += 1;
  const placed = placementFor(contact, campaign, context.workspaceZone);
  if (placed === null || "reason" in placed) {
    count(tally.refused, placed === null ? "HOUR_PASSED" : placed.reason);
    return;
  }
  const { due, variant } = placed;
  const at = Math.max(context.now, due);
  const recipient: RecipientRecord = {
    campaign: campaign.id,
    contact: contact.id,
    ...{ state: "waiting" as const, due, variant, reason: null },
  };
  const draft = recipientDraft(deps, { recipient, facts, campaign }, at);
  if (draft === null) {
    count(tally.refused, "TEMPLATE_MISSING");
    return;
  }
  const verdict = verdictFor(draft, facts, campaign, { ...context, now: at });
  const code = verdict.verdict === "send" ? "" : (verdict.reasons[0]?.code ?? "UNKNOWN");
  if (verdict.verdict === "skip" || verdict.verdict === "leave") {
    count(tally.refused, code);
    return;
  }
  if (verdict.verdict === "defer") count(tally.waits, code);
  else tally.sends += 1;
  const leaves = verdict.verdict === "defer" ? verdict.until : at;
  count(tally.byHour, new Date(leaves).toISOString().slice(0, 13));
  count(tally.byZone, contact.timeZone?.name ?? "");
  count(tally.byVariant, variant);
  const point = contact.points.find(({ id }) => id === draft.contactPoint);
  const { address = "", channel = "email" } = point ?? {};
  count(tally.byDomain, channel === "sms" ? "sms" : address.slice(address.lastIndexOf("@") + 1));
  tally.firstAt = Math.min(tally.firstAt ?? leaves, leaves);
  tally.lastAt = Math.max(tally.lastAt ?? leaves, leaves);
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** What the claim says about the message, were it in the outbox by then. */
function verdictFor(
  draft: OutboxDraft,
  facts: ContactFacts,
  campaign: CampaignRecord,
  context: JudgeContext,
): Verdict {
  const { decision, dueAt } = draft;
  const denials = decision.reasons.filter(({ effect }) => effect !== "allow");
  if (!decision.allowed && decision.retryAt === undefined)
    return { verdict: "skip", reasons: denials };
  const message: OutboxRecord = {
    ...{ ...draft, createdAt: context.now, plannedAt: dueAt, triedAt: null, status: "queued" },
    ...{ attempt: 0, tries: 0, lost: 0, worker: null, reasons: [] },
    ...{ providerMessageId: null, settledAt: null },
  };
  return judgeClaim({ message, facts, campaign }, context);
}

/** As the claim reads: messages as far back as the widest cap. */
function previewNeeds(campaign: CampaignRecord, { policy }: JudgeContext): FactsNeeded {
  const needs = claimNeeds([], policy);
  const own = campaign.definition.policy?.caps ?? [];
  const back = own.map(({ per }) => (typeof per === "string" ? durationLength(per) : month));
  return { ...needs, memberships: true, messages: Math.max(needs.messages ?? 0, ...back) };
}

/** Longer than any period of the calendar that a cap counts by. */
const month = 32 * 86_400_000;

async function* sampleAudience(
  { store, campaignBatch }: PreviewDependencies,
  { tenant, definition }: Pick<CampaignRecord, "tenant" | "definition">,
  now: Instant,
  needs: FactsNeeded,
  options: CallOptions,
): AsyncIterable<ContactFacts> {
  for (let after: string | null = ""; after !== null; ) {
    const call = { tenant, now, audience: definition.audience, needs, limit: campaignBatch };
    const from: string = after;
    const page = await store.readAudience(from === "" ? call : { ...call, after: from }, options);
    yield* page.items;
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
  for await (const { contact } of sampleAudience(deps, { tenant, definition }, now, needs, options))
    orders.push(cutOrder(id, contact.id));
  const last = Float64Array.from(orders).sort()[max - 1] ?? Number.POSITIVE_INFINITY;
  return (contact) => cutOrder(id, contact) <= last;
}
