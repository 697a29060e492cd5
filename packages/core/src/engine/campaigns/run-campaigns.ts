import {
  cutOrder,
  type StopCounts,
  type StopReason,
  startWithinFor,
  stopReason,
} from "../../campaigns/index.js";
import { WellsentError } from "../../errors/index.js";
import type { TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Holidays } from "../../ports/holidays.js";
import type { Clock } from "../../ports/sources.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import type { Store } from "../../ports/store/store.js";
import { isOvertaken } from "../../series/index.js";
import type { SenderFor } from "../sender-settings.js";
import type { Telemetry } from "../telemetry.js";
import { approvalFault } from "./approved-digest.js";
import { expansion } from "./campaign-flow.js";
import { countsAt } from "./campaign-hours.js";
import { campaignPlan, taskRunner, wavesFor } from "./campaign-plan.js";
import { type CampaignSummary, nothingDone, sumCampaigns } from "./campaign-summary.js";
import { refuseUnknownSchedule } from "./campaign-times.js";
import { type DraftDependencies, decideRecipient, recipientNeeds } from "./recipient-draft.js";
import { type SendTests, sendSeeds } from "./seed-sends.js";

export interface CampaignDependencies extends DraftDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly senderFor: SenderFor;
  readonly telemetry: Telemetry;
  /** People looked at in one transaction. */
  readonly campaignBatch: number;
  readonly holidays?: Holidays | undefined;
  readonly sendTests: SendTests;
}

/** Campaigns that one tick looks at. */
const mostCampaigns = 200;

/**
 * Takes every campaign that has something to do one chunk further. One that fails stops no other:
 * `fail` gets the first error once all have had their turn.
 */
export async function runCampaigns(
  deps: CampaignDependencies,
  tenant: TenantId,
  fail: (error: unknown) => void,
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
      if (isConflict(error)) continue;
      const code = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
      deps.telemetry.log("error", "A campaign could not go on.", {
        ...{ tenant, campaign: campaign.id, code },
      });
      errors.push(error);
    }
  }
  if (errors.length > 0) fail(errors[0]);
  return sum;
}

/** Another worker was faster: it has done what was to be done. */
export function isConflict(error: unknown): boolean {
  return WellsentError.isInstance(error) && error.code === "STORE_REVISION_CONFLICT";
}

async function runOne(
  deps: CampaignDependencies,
  campaign: CampaignRecord,
  timeZone: string,
  options: CallOptions,
): Promise<CampaignSummary> {
  refuseUnknownSchedule(campaign);
  const now = deps.clock.now();
  if (campaign.state === "scheduled")
    return (campaign.beginsAt ?? now) <= now
      ? begin(deps, campaign, now, timeZone, options)
      : nothingDone;
  if (campaign.state === "held") return expire(deps, campaign, now, options);
  if (campaign.progress.task !== null) return runTask(deps, campaign, now, options);
  if (campaign.state === "cancelled") return close(deps, campaign, now, options);
  if (campaign.state !== "preparing" && campaign.state !== "running") return nothingDone;
  const fault = approvalFault(campaign, deps.renderer);
  if (fault !== null) return hold(deps, campaign, fault, now, options);
  const stop = await stopBy(deps, campaign, options);
  if (stop !== null) {
    const seen = { ...campaign, seen: stop.counts };
    return hold(deps, seen, stop.reason, now, options);
  }
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
  const flow = await expansion(deps.store, campaign, now, deps.campaignBatch, options);
  if (flow === null) return done;
  const needs = recipientNeeds(prepared.campaign);
  let again = 0;
  const expanded = await deps.store.expandCampaign(
    { ...scope, ...flow },
    {
      needs,
      decide: (unit) => {
        const decision = decideRecipient(deps, unit, now, timeZone, needs);
        // What was only looked at does not use up a rate.
        if ("later" in decision && (decision.later <= now || decision.best !== undefined))
          again += 1;
        return decision;
      },
    },
    options,
  );
  const { queued, refused, quarantined } = expanded;
  const more = again > 0 || (expanded.more && flow.notBefore === undefined);
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
    const said = { verb: stop.isOver ? "cancel" : "hold" } as const;
    const call = { tenant, now, said, campaign: stopped(campaign, stop, now) };
    await store.putCampaign(call, options);
    return done;
  }
  await sendSeeds(deps, campaign, options);
  const byHour = definition.audience.when === "hour";
  const waves = byHour ? wavesFor(definition, timeZone, now) : [];
  const cursor = byHour ? null : { part: 0, after: null };
  const state = byHour ? "running" : "preparing";
  await store.putCampaign(
    {
      ...{ tenant, now, said: { verb: "begin" }, campaign: { ...campaign, state, dueAt: now } },
      progress: { t0: now, waves, cursor, ...(await countsAt(deps, campaign, options)) },
    },
    options,
  );
  return { ...done, more: true };
}

/** Why it does not begin now, and whether a person may still let it. */
interface Stop {
  readonly why:
    | "MISSED"
    | "LATE_START"
    | "NOT_APPROVED"
    | NonNullable<ReturnType<typeof approvalFault>>;
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
    const [known] = await legible(store.readSeries({ tenant, id: series }, options));
    const [own] = await legible(store.readIssues({ tenant, series, issue }, options));
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

/** Where its series cannot be read, nothing says that an issue was overtaken. */
async function legible<T>(read: Promise<{ readonly items: readonly T[] }>): Promise<readonly T[]> {
  try {
    return (await read).items;
  } catch (error) {
    if (WellsentError.isInstance(error) && error.code === "STORE_CORRUPT") return [];
    throw error;
  }
}

function stopped(campaign: CampaignRecord, { why, isOver }: Stop, now: Instant): CampaignRecord {
  if (isOver) return { ...campaign, state: "cancelled", why, endedAt: now, dueAt: now };
  const { beginsAt, definition } = campaign;
  const waitsUntil = (beginsAt ?? now) + startWithinFor(definition.policy) + 1;
  const stands = held(campaign, why, now);
  return why === "APPROVAL_MISSING" ? { ...stands, dueAt: waitsUntil } : stands;
}

/** An issue waits for approval as long as it could still begin; what is approved waits on. */
async function expire(
  { store }: CampaignDependencies,
  campaign: CampaignRecord,
  now: Instant,
  options: CallOptions,
): Promise<CampaignSummary> {
  const { tenant, dueAt, why, approved } = campaign;
  if (dueAt === null || dueAt > now) return nothingDone;
  const waits = why === "APPROVAL_MISSING" && approved === null;
  const after: CampaignRecord = waits
    ? stopped(campaign, { why: "NOT_APPROVED", isOver: true }, now)
    : { ...campaign, dueAt: null };
  await store.putCampaign({ tenant, now, campaign: after }, options);
  return { ...nothingDone, changed: 1, more: true };
}

/** Where it stands, until a person has looked. */
function held(campaign: CampaignRecord, why: string, now: Instant): CampaignRecord {
  return {
    ...{ ...campaign, state: "held", why, resumesTo: campaign.state },
    ...{ stoppedAt: now, dueAt: null },
  };
}

/** What its results hold it by; `null`: nothing. */
async function stopBy(
  { store }: CampaignDependencies,
  { tenant, id, state, definition, seen }: CampaignRecord,
  options: CallOptions,
): Promise<{ readonly reason: StopReason; readonly counts: StopCounts } | null> {
  if (state !== "running" || definition.policy?.stop === "never") return null;
  const figures = await store.readFigures({ tenant, id }, options);
  if (figures === null) return null;
  const { messages, reports } = figures;
  const counts = {
    ...{ accepted: messages.accepted, failed: messages.rejected + messages.failed },
    ...{ bounced: reports.hardBounced, complained: reports.complained },
  };
  const reason = stopReason(definition.policy, counts, seen);
  return reason === null ? null : { reason, counts };
}

async function hold(
  { store }: CampaignDependencies,
  campaign: CampaignRecord,
  why: string,
  now: Instant,
  options: CallOptions,
): Promise<CampaignSummary> {
  const { tenant } = campaign;
  const call = { tenant, now, said: { verb: "hold" }, campaign: held(campaign, why, now) } as const;
  await store.putCampaign(call, options);
  return { ...nothingDone, changed: 1 };
}

/** Carries a task on by one chunk. */
export async function runTask(
  deps: CampaignDependencies,
  campaign: CampaignRecord,
  now: Instant,
  options: CallOptions,
): Promise<CampaignSummary> {
  const { tenant, id, progress } = campaign;
  const { task } = progress;
  if (task?.kind === "cut" && task.last === undefined) {
    const cut = { kind: "cut", last: await lastWithin(deps, campaign, options) } as const;
    await deps.store.putCampaign({ tenant, now, campaign, progress: { task: cut } }, options);
    return { ...nothingDone, changed: 1, more: true };
  }
  const call = { tenant, now, id, limit: deps.campaignBatch };
  const runner = taskRunner(now);
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
 * Where an audience is cut to its `max`: looked up once, as everybody has to be read for it. It
 * stays the same while those beyond are taken out.
 */
async function lastWithin(
  { store, campaignBatch }: CampaignDependencies,
  { tenant, id, definition }: CampaignRecord,
  options: CallOptions,
): Promise<number> {
  const orders: number[] = [];
  let after: string | null = null;
  do {
    const from: { readonly after?: string } = after === null ? {} : { after };
    const page = { tenant, campaign: id, limit: campaignBatch, ...from };
    const { items, next } = await store.readRecipients(page, options);
    for (const { contact } of items) orders.push(cutOrder(id, contact));
    after = next;
  } while (after !== null);
  const { max = orders.length } = definition.audience;
  return Float64Array.from(orders).sort()[max - 1] ?? Number.MAX_SAFE_INTEGER;
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
