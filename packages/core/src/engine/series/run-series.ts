import { campaignDigest, checkCampaign, contentDigest } from "../../campaigns/index.js";
import { WellsentError } from "../../errors/index.js";
import type { TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import type { IssueRecord, SeriesRecord } from "../../ports/store/series.js";
import {
  type IssueStep,
  issueCampaign,
  nextIssueStep,
  type SeriesDefinition,
} from "../../series/index.js";
import type { Occurrence } from "../../timing/recurrence/index.js";
import {
  type CampaignDependencies,
  type CampaignSummary,
  isConflict,
  newCampaign,
  nothingDone,
  sumCampaigns,
} from "../campaigns/index.js";
import type { LiveCatalog } from "../live-catalog.js";
import type { IssueContent, SeriesContent } from "./series-face.js";

export interface SeriesDependencies extends CampaignDependencies {
  readonly catalog: LiveCatalog;
  readonly seriesContent?: SeriesContent | undefined;
}

/** Series that one tick looks at. */
const mostSeries = 200;
/** How soon one is looked at again that this engine could not carry on. */
const retryPause = 60_000;
const longestPause = 3_600_000;

/**
 * Carries every series that has something to do on by one step. One that fails stops no other:
 * `fail` gets the first error once all have had their turn.
 */
export async function runSeries(
  deps: SeriesDependencies,
  tenant: TenantId,
  fail: (error: unknown) => void,
  options: CallOptions = {},
): Promise<CampaignSummary> {
  // Whoever has no settings has none for campaigns either: nothing is made.
  deps.senderFor(tenant);
  const call = { tenant, dueBy: deps.clock.now(), limit: mostSeries };
  const { items } = await deps.store.readSeries(call, options);
  const errors: unknown[] = [];
  let sum = nothingDone;
  for (const series of items) {
    options.signal?.throwIfAborted();
    try {
      sum = sumCampaigns(sum, await runOne(deps, series, options));
    } catch (error) {
      if (isConflict(error)) continue;
      const code = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
      deps.telemetry.log("error", "A series could not go on.", {
        ...{ tenant, series: series.id, code },
      });
      errors.push(error);
      await putOff(deps, series, options);
    }
  }
  if (errors.length > 0) fail(errors[0]);
  return sum;
}

async function runOne(
  deps: SeriesDependencies,
  series: SeriesRecord,
  options: CallOptions,
): Promise<CampaignSummary> {
  const now = deps.clock.now();
  const step = stepFor(deps, series, now);
  switch (step.kind) {
    case "wait": {
      const over = { state: "ended", why: "RECURRENCE_OVER" } as const;
      const ended = step.until === null ? over : {};
      await put(deps, { ...series, ...ended, dueAt: step.until }, {}, options);
      return nothingDone;
    }
    case "pass":
      await pass(deps, series, step.passed, now, options);
      return { ...nothingDone, changed: step.passed.length, more: true };
    case "make":
      return make(deps, series, step.occurrence, now, options);
  }
}

/** Puts on record what passes a series by that is about to be changed. */
export async function recordPassed(
  deps: SeriesDependencies,
  series: SeriesRecord,
  now: Instant,
  options: CallOptions,
): Promise<SeriesRecord> {
  let current = series;
  // What would still be made late is missed as well: who changes the series decides that.
  const frozen = { ...series.definition, catchUp: "none", lead: "0m" } as const;
  for (;;) {
    if (current.state === "ended") return current;
    const step = stepFor(deps, { ...current, definition: frozen }, now);
    if (step.kind === "wait") return current;
    const passed = step.kind === "pass" ? step.passed : [step.occurrence];
    current = await pass(deps, current, passed, now, options);
  }
}

function stepFor(
  { holidays }: SeriesDependencies,
  { definition, state, reached }: SeriesRecord,
  now: Instant,
): IssueStep {
  return nextIssueStep({ definition, isPaused: state === "paused", reached }, now, holidays);
}

async function pass(
  deps: SeriesDependencies,
  series: SeriesRecord,
  passed: readonly Occurrence[],
  now: Instant,
  options: CallOptions,
): Promise<SeriesRecord> {
  const why = series.state === "paused" ? "PAUSED" : "MISSED";
  const issues: IssueRecord[] = [];
  for (const one of passed) {
    // A rule that was changed may name the day of an issue that there is.
    if (!(await isThere(deps, series, one, options)))
      issues.push(issueFor(series, one, { why, decidedAt: now }));
  }
  const reached = passed.at(-1)?.at ?? series.reached;
  return put(deps, { ...series, reached, dueAt: now }, { issues }, options);
}

/** Makes the issue of an occurrence, or says why there is none. */
async function make(
  deps: SeriesDependencies,
  series: SeriesRecord,
  occurrence: Occurrence,
  now: Instant,
  options: CallOptions,
): Promise<CampaignSummary> {
  const { tenant, definition } = series;
  const done = { ...nothingDone, changed: 1, more: true };
  const reached = { ...series, reached: occurrence.at, dueAt: now, failures: 0 };
  if (await isThere(deps, series, occurrence, options)) {
    await put(deps, reached, {}, options);
    return done;
  }
  const content = await contentFor(deps, series, occurrence, options);
  if (content === undefined) return lookAgain(deps, series, options);
  const isItsHour = now >= occurrence.at;
  const { campaign, approval, nothingNew = "skip" } = definition;
  const whole = { ...definition, campaign: { ...campaign, content: over(definition, content) } };
  const issue = issueCampaign(whole, occurrence);
  const template = (id: string) => deps.renderer.template(id);
  const segments = deps.catalog.now().segments.map((segment) => segment.id);
  const [finding] = checkCampaign(issue.definition, { template, segments });
  // Another engine may have the template, or this one may get it in time.
  if (finding !== undefined && !isItsHour) return lookAgain(deps, series, options);
  const digest = contentDigest(issue.definition, template);
  const isOld = content === null || (digest !== null && digest === series.digest);
  if (isOld && (nothingNew !== "send" || content === null)) {
    if (!isItsHour) {
      await put(deps, { ...series, dueAt: occurrence.at }, {}, options);
      return nothingDone;
    }
    if (nothingNew !== "hold") {
      const skipped = issueFor(series, occurrence, { why: "NOTHING_NEW", decidedAt: now });
      await put(deps, reached, { issues: [skipped] }, options);
      return done;
    }
  }
  const asIs = campaignDigest(issue.definition, template);
  const approved = approval === "none" ? { by: null, at: now, digest: asIs, revision: 1 } : null;
  const fault = finding === undefined ? null : `DEFINITION_${finding.code}`;
  const why = fault ?? (isOld && nothingNew === "hold" ? "NOTHING_NEW" : null);
  const { beginsAt } = issue;
  const made: CampaignRecord = {
    ...newCampaign(tenant, issue.definition, series.author, now),
    ...{ approved, beginsAt, state: "scheduled", dueAt: beginsAt },
    ...(why === null
      ? {}
      : { state: "held", why, resumesTo: "scheduled", stoppedAt: now, dueAt: null }),
  };
  const record = issueFor(series, occurrence, { campaign: made.id, decidedAt: now });
  const after = { ...reached, digest };
  await put(deps, after, { issues: [record], campaign: made }, options);
  return done;
}

/** What the host says for an issue; `undefined`: this engine cannot say. */
async function contentFor(
  { seriesContent }: SeriesDependencies,
  { tenant, id, definition }: SeriesRecord,
  { date, planned }: Occurrence,
  options: CallOptions,
): Promise<IssueContent | null | undefined> {
  if (definition.content === "newest") return {};
  return seriesContent?.({ tenant, series: id, issue: planned, date }, options);
}

function over(
  { campaign }: SeriesDefinition,
  content: IssueContent | null,
): SeriesDefinition["campaign"]["content"] {
  return { ...campaign.content, ...content };
}

async function isThere(
  { store }: SeriesDependencies,
  { tenant, id }: SeriesRecord,
  { planned }: Occurrence,
  options: CallOptions,
): Promise<boolean> {
  const call = { tenant, series: id, issue: planned };
  return (await store.readIssues(call, options)).items.length > 0;
}

function issueFor(
  { id }: SeriesRecord,
  { at, planned }: Occurrence,
  rest: Pick<IssueRecord, "decidedAt"> & Partial<Pick<IssueRecord, "campaign" | "why">>,
): IssueRecord {
  return { series: id, issue: planned, at, campaign: null, why: null, ...rest };
}

/** In a while, and not at once: the next tick of this engine could do no more. */
async function lookAgain(
  deps: SeriesDependencies,
  series: SeriesRecord,
  options: CallOptions,
): Promise<CampaignSummary> {
  try {
    const dueAt = deps.clock.now() + retryPause;
    await put(deps, { ...series, dueAt }, {}, options);
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  return nothingDone;
}

/** One that fails is tried again at growing intervals, and at the hour of its next issue. */
async function putOff(
  deps: SeriesDependencies,
  series: SeriesRecord,
  options: CallOptions,
): Promise<void> {
  const now = deps.clock.now();
  const failures = (series.failures ?? 0) + 1;
  const pause = Math.min(retryPause * 2 ** (failures - 1), longestPause);
  const step = stepFor(deps, series, now);
  const hour = step.kind === "make" && step.occurrence.at > now ? step.occurrence.at : now + pause;
  try {
    const dueAt = Math.min(now + pause, hour);
    await put(deps, { ...series, failures, dueAt }, {}, options);
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

function put(
  { store, clock }: SeriesDependencies,
  series: SeriesRecord,
  more: { readonly issues?: readonly IssueRecord[]; readonly campaign?: CampaignRecord },
  options: CallOptions,
): Promise<SeriesRecord> {
  return store.putSeries({ tenant: series.tenant, now: clock.now(), series, ...more }, options);
}
