import { cutOrder, startWithinFor } from "../../campaigns/index.js";
import { WellsentError } from "../../errors/index.js";
import type { TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Holidays } from "../../ports/holidays.js";
import type { Clock } from "../../ports/sources.js";
import type { CampaignRecord, RecipientRecord } from "../../ports/store/campaign.js";
import type { Store } from "../../ports/store/store.js";
import { isOvertaken } from "../../series/index.js";
import type { SenderFor } from "../sender-settings.js";
import type { Telemetry } from "../telemetry.js";
import { approvalFault } from "./approved-digest.js";
import { campaignPlan, taskRunner, wavesFor } from "./campaign-plan.js";
import { type DraftDependencies, decideRecipient, recipientNeeds } from "./recipient-draft.js";

export interface CampaignDependencies extends DraftDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly senderFor: SenderFor;
  readonly telemetry: Telemetry;
  /** People looked at in one transaction. */
  readonly campaignBatch: number;
  readonly holidays?: Holidays | undefined;
}

/** What a tick did for campaigns. */
export interface CampaignSummary {
  /** People taken into audiences. */
  readonly prepared: number;
  /** People whose message entered the outbox. */
  readonly queued: number;
  /** People who get nothing, for a reason on record. */
  readonly refused: number;
  /** Campaigns that went on to another state, and recipients that a task or a cancellation changed. */
  readonly changed: number;
  /** People who could not be read or decided about; they are tried again. */
  readonly quarantined: number;
  /** There is more to do right now. */
  readonly more: boolean;
}

export const nothingDone: CampaignSummary = {
  ...{ prepared: 0, queued: 0, refused: 0, changed: 0, quarantined: 0, more: false },
};

/** Campaigns that one tick looks at. */
const mostCampaigns = 200;

/**
 * Takes every campaign that has something to do one chunk further. One that fails stops no other:
 * the first error is thrown once all have had their turn.
 */
export async function runCampaigns(
  deps: CampaignDependencies,
  tenant: TenantId,
  options: CallOptions = {},
): Promise<CampaignSummary> {
  // Whoever has no settings has none for campaigns either: nothing is begun.
  const { timeZone } = deps.senderFor(tenant);
  const call = { tenant, dueBy: Number.MAX_SAFE_INTEGER, limit: mostCampaigns };
  const { items } = await deps.store.readCampaigns(call, options);
  const errors: unknown[] = [];
  let sum = nothingDone;
  for (const campaign of items) {
    options.signal?.throwIfAborted();
    try {
      sum = sumCampaigns(sum, await runOne(deps, campaign, timeZone, options));
    } catch (error) {
      const code = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
      deps.telemetry.log("error", "A campaign could not go on.", {
        ...{ tenant, campaign: campaign.id, code },
      });
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return sum;
}

async function runOne(
  deps: CampaignDependencies,
  campaign: CampaignRecord,
  timeZone: string,
  options: CallOptions,
): Promise<CampaignSummary> {
  const now = deps.clock.now();
  if (campaign.state === "scheduled")
    return (campaign.beginsAt ?? now) <= now
      ? begin(deps, campaign, now, timeZone, options)
      : nothingDone;
  if (campaign.progress.task !== null) return runTask(deps, campaign, now, options);
  if (campaign.state === "cancelled") return close(deps, campaign, now, options);
  if (campaign.state !== "preparing" && campaign.state !== "running") return nothingDone;
  const fault = approvalFault(campaign, deps.renderer);
  if (fault !== null) return hold(deps, campaign, fault, now, options);
  const scope = { tenant: campaign.tenant, now, id: campaign.id, limit: deps.campaignBatch };
  const prepared = await deps.store.prepareCampaign(scope, campaignPlan(timeZone, now), options);
  const done = {
    ...nothingDone,
    prepared: prepared.added,
    // A page of which nobody is taken in, and an hour that nobody has, are work as well.
    changed: hasGoneOn(campaign, prepared.campaign) ? 1 : 0,
    more: prepared.more,
  };
  if (prepared.campaign?.state !== "running") return done;
  const needs = recipientNeeds(prepared.campaign);
  const expanded = await deps.store.expandCampaign(
    scope,
    {
      needs,
      decide: (unit) => decideRecipient(deps, unit, now, timeZone, needs),
    },
    options,
  );
  const { queued, refused, quarantined, more } = expanded;
  const changed = more ? 1 : 0;
  const whole = sumCampaigns(done, { ...nothingDone, queued, refused, changed, quarantined, more });
  if (whole.more || queued > 0) return whole;
  return sumCampaigns(whole, await close(deps, campaign, now, options));
}

/**
 * Fixes when it began. A start that comes too late, as after an outage or in a restored copy, is
 * for a person to decide, where the policy does not.
 */
async function begin(
  deps: CampaignDependencies,
  campaign: CampaignRecord,
  now: Instant,
  timeZone: string,
  options: CallOptions,
): Promise<CampaignSummary> {
  const { store } = deps;
  const { tenant, definition } = campaign;
  const done = { ...nothingDone, changed: 1 };
  const stop = await reasonToStop(deps, campaign, now, options);
  if (stop !== null) {
    await store.putCampaign({ tenant, now, campaign: stopped(campaign, stop, now) }, options);
    return done;
  }
  const byHour = definition.audience.when === "hour";
  const waves = byHour ? wavesFor(definition, timeZone, now) : [];
  const cursor = byHour ? null : { part: 0, after: null };
  const state = byHour ? "running" : "preparing";
  await store.putCampaign(
    {
      ...{ tenant, now, campaign: { ...campaign, state, dueAt: now } },
      progress: { t0: now, waves, cursor },
    },
    options,
  );
  return { ...done, more: true };
}

/** Why it does not begin now, and whether a person may still let it. */
interface Stop {
  readonly why: "MISSED" | "LATE_START" | NonNullable<ReturnType<typeof approvalFault>>;
  readonly isOver: boolean;
}

async function reasonToStop(
  { store, holidays, renderer }: CampaignDependencies,
  campaign: CampaignRecord,
  now: Instant,
  options: CallOptions,
): Promise<Stop | null> {
  const { tenant, definition, beginsAt } = campaign;
  const late = now - (beginsAt ?? now);
  const { series, issue, policy } = definition;
  if (late > 0 && series !== undefined && issue !== undefined) {
    const [known] = (await store.readSeries({ tenant, id: series }, options)).items;
    const [own] = (await store.readIssues({ tenant, series, issue }, options)).items;
    // Of several that were missed, the newest is enough.
    if (known !== undefined && own !== undefined)
      if (isOvertaken(known.definition, own.at, now, holidays))
        return { why: "MISSED", isOver: true };
  }
  if (late > startWithinFor(policy))
    return { why: "LATE_START", isOver: policy?.onLate === "skip" };
  const fault = approvalFault(campaign, renderer);
  return fault === null ? null : { why: fault, isOver: false };
}

function stopped(campaign: CampaignRecord, { why, isOver }: Stop, now: Instant): CampaignRecord {
  return isOver
    ? { ...campaign, state: "cancelled", why, endedAt: now, dueAt: now }
    : held(campaign, why, now);
}

/** Where it stands, until a person has looked. */
function held(campaign: CampaignRecord, why: string, now: Instant): CampaignRecord {
  return {
    ...{ ...campaign, state: "held", why, resumesTo: campaign.state },
    ...{ stoppedAt: now, dueAt: null },
  };
}

async function hold(
  { store }: CampaignDependencies,
  campaign: CampaignRecord,
  why: string,
  now: Instant,
  options: CallOptions,
): Promise<CampaignSummary> {
  const { tenant } = campaign;
  await store.putCampaign({ tenant, now, campaign: held(campaign, why, now) }, options);
  return { ...nothingDone, changed: 1 };
}

/** Carries a task on by one chunk. */
export async function runTask(
  deps: CampaignDependencies,
  campaign: CampaignRecord,
  now: Instant,
  options: CallOptions,
): Promise<CampaignSummary> {
  const { tenant, id } = campaign;
  const isCut =
    campaign.progress.task?.kind === "cut" ? await findCut(deps, campaign, options) : () => false;
  const call = { tenant, now, id, limit: deps.campaignBatch };
  const runner = taskRunner(now, isCut);
  const { changed, more } = await deps.store.runCampaignTask(call, runner, options);
  return { ...nothingDone, changed: changed + 1, more };
}

function hasGoneOn(before: CampaignRecord, after: CampaignRecord | null): boolean {
  if (after === null) return false;
  const { cursor, waves } = after.progress;
  return (
    after.state !== before.state ||
    waves.length !== before.progress.waves.length ||
    JSON.stringify(cursor) !== JSON.stringify(before.progress.cursor)
  );
}

/**
 * Who is beyond the `max`. The last one within stays the same while those beyond are taken out, so
 * that a cut which was interrupted goes on where it was.
 */
async function findCut(
  { store, campaignBatch }: CampaignDependencies,
  { tenant, id, definition }: CampaignRecord,
  options: CallOptions,
): Promise<(recipient: RecipientRecord) => boolean> {
  const orders: number[] = [];
  let after: string | null = null;
  do {
    const from: { readonly after?: string } = after === null ? {} : { after };
    const page = { tenant, campaign: id, limit: campaignBatch, ...from };
    const { items, next } = await store.readRecipients(page, options);
    for (const { contact } of items) orders.push(cutOrder(id, contact));
    after = next;
  } while (after !== null);
  const last = Float64Array.from(orders).sort()[(definition.audience.max ?? orders.length) - 1];
  return ({ contact }) => last !== undefined && cutOrder(id, contact) > last;
}

async function close(
  { store, campaignBatch }: CampaignDependencies,
  { tenant, id }: CampaignRecord,
  now: Instant,
  options: CallOptions,
): Promise<CampaignSummary> {
  const call = { tenant, now, id, limit: campaignBatch };
  const { changed, more } = await store.closeCampaign(call, options);
  return { ...nothingDone, changed, more };
}

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
