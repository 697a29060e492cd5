import { DefinitionError, WellsentError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import { deepestData, isDeeper } from "../json-depth.js";
import { ratePerSecond } from "../pacing/index.js";
import type { TemplateInfo } from "../ports/renderer.js";
import { capLength, checkQuietHours, durationLength, isTimeZone } from "../timing/index.js";
import { timeOfDay, type WallTime } from "../timing/wall-clock.js";
import { allowedHours, bestDay, bestWindow } from "./best-day.js";
import type { AudiencePart, BestHourOfDay, CampaignDefinition, LocalHour } from "./definition.js";
import { localTime } from "./due.js";

/** What can be wrong with a campaign. Stable; after `DEFINITION_` the code of the error thrown. */
export type CampaignFindingCode =
  | "VERSION"
  | "CAMPAIGN_ID"
  | "AUDIENCE"
  | "AUDIENCE_MAX"
  | "UNKNOWN_SEGMENT"
  | "VARIANTS"
  | "VARIANT_TWICE"
  | "VARIANT_WEIGHTS"
  | "UNKNOWN_TEMPLATE"
  | "CHANNEL"
  | "PURPOSE_MISSING"
  | "MIXED_PURPOSES"
  | "TEMPLATE_WAY_OUT"
  | "FIELDS_MISSING"
  | "DEPTH"
  | "TIME"
  | "TIME_ZONE"
  | "HOUR_PASSED"
  | "CURVE"
  | "DURATION"
  | "PRIORITY"
  | "RATE"
  | "ORDER"
  | "QUIET_HOURS"
  | "CAP"
  | "CAP_ALLOWS_NONE"
  | "STOP"
  | "EXPECT";

export interface CampaignFinding {
  readonly code: CampaignFindingCode;
  /** Into the definition: `content.variants[1].template`. */
  readonly path: string;
  /** For people. Ids only. */
  readonly message: string;
}

/** What the campaign is checked against. What is left out is not checked. */
export interface CampaignCatalog {
  readonly template?: (id: string) => TemplateInfo | undefined;
  readonly segments?: Iterable<string>;
  /** When it is started or scheduled: whether its hour has passed somewhere by then. */
  readonly beginsAt?: Instant;
}

type Report = (code: CampaignFindingCode, path: string, message: string) => void;

/**
 * Everything wrong with a campaign that can be found without reading contacts.
 * @example
 * const definition = parseCampaign(JSON.parse(text));
 * for (const { code, path } of checkCampaign(definition)) console.warn(code, path);
 */
export function checkCampaign(
  campaign: CampaignDefinition,
  catalog: CampaignCatalog = {},
): readonly CampaignFinding[] {
  const findings: CampaignFinding[] = [];
  const report: Report = (code, path, message) => findings.push({ code, path, message });
  if (campaign.v !== 1) report("VERSION", "v", "This version is not known: v must be 1.");
  if (!/^c-[A-Za-z0-9-]{1,28}$/.test(campaign.id))
    report("CAMPAIGN_ID", "id", "An id must be c- and then up to 28 letters, digits and hyphens.");
  checkAudience(campaign, catalog, report);
  checkContent(campaign, catalog, report);
  checkSchedule(campaign, catalog, report);
  checkPolicy(campaign, report);
  return findings;
}

/** @throws DefinitionError `DEFINITION_` and the first finding's code, with its path */
export function assertCampaign(campaign: CampaignDefinition, catalog?: CampaignCatalog): void {
  const [first, ...others] = checkCampaign(campaign, catalog);
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new DefinitionError(`DEFINITION_${first.code}`, `${first.message}${more}`, {
    path: first.path,
    remedy: "check() lists every finding.",
  });
}

function checkAudience(
  { audience, expect }: CampaignDefinition,
  { segments }: CampaignCatalog,
  report: Report,
): void {
  if (audience.in.length === 0)
    report("AUDIENCE", "audience.in", "The audience is empty: name at least one segment.");
  const { max } = audience;
  if (max !== undefined && !(Number.isSafeInteger(max) && max > 0))
    report("AUDIENCE_MAX", "audience.max", "max must be a whole number above 0.");
  if (max !== undefined && audience.when === "hour")
    report(
      "AUDIENCE_MAX",
      "audience.max",
      "max needs a snapshot: with when: hour people come one by one.",
    );
  if (expect !== undefined && audience.when === "hour")
    report(
      "EXPECT",
      "expect",
      "expect needs a snapshot: with when: hour nobody is counted beforehand.",
    );
  if (segments === undefined) return;
  const known = new Set<string>(segments);
  const unknown = (part: AudiencePart, path: string): void => {
    if ("segment" in part && !known.has(part.segment))
      report("UNKNOWN_SEGMENT", path, `There is no segment ${part.segment}.`);
  };
  for (const [index, part] of audience.in.entries()) unknown(part, `audience.in[${index}]`);
  for (const [index, part] of (audience.except ?? []).entries())
    unknown(part, `audience.except[${index}]`);
}

function checkContent(
  { channel, content }: CampaignDefinition,
  { template }: CampaignCatalog,
  report: Report,
): void {
  const { variants, data } = content;
  if (variants.length === 0)
    report("VARIANTS", "content.variants", "There is nothing to send: name at least one variant.");
  if (data !== undefined && isDeeper(data, deepestData))
    report("DEPTH", "content.data", `The data is nested deeper than ${deepestData} levels.`);
  const ids = new Set<string>();
  const uses = new Set<string>();
  for (const [index, variant] of variants.entries()) {
    const path = `content.variants[${index}]`;
    if (ids.has(variant.id))
      report("VARIANT_TWICE", `${path}.id`, "Another variant has this id, too: give each its own.");
    ids.add(variant.id);
    if (!(Number.isFinite(variant.weight) && variant.weight > 0))
      report("VARIANT_WEIGHTS", `${path}.weight`, "A weight must be a number above 0.");
    if (template === undefined) continue;
    const info = template(variant.template);
    const at = `${path}.template`;
    if (info === undefined) {
      report("UNKNOWN_TEMPLATE", at, `The renderer has no template ${variant.template}.`);
      continue;
    }
    if (info.channel !== channel)
      report(
        "CHANNEL",
        at,
        `The template is for ${info.channel}, and the campaign for ${channel}.`,
      );
    if (info.purpose === undefined)
      report("PURPOSE_MISSING", at, "The template names no purpose: set one in it.");
    if (info.messageClass === "marketing" && info.wayOut === false)
      report("TEMPLATE_WAY_OUT", at, "Marketing needs an unsubscribe link: add one to the body.");
    const { eventData = [] } = info;
    if (eventData.length > 0 && !eventData.some((name) => Object.hasOwn(data ?? {}, name)))
      report(
        "FIELDS_MISSING",
        at,
        `No event starts a campaign, and the template reads the data of one: give content.data with ${eventData.join(", ")}.`,
      );
    uses.add(JSON.stringify([info.purpose, info.topic, info.messageClass]));
  }
  if (uses.size > 1)
    report(
      "MIXED_PURPOSES",
      "content.variants",
      "All variants must have the same purpose, topic and class.",
    );
}

/** Between the first and the last place that reaches an hour of the wall clock. */
const aroundTheWorld = 25 * 3_600_000;

function checkSchedule(
  { schedule, spread }: CampaignDefinition,
  { beginsAt }: CampaignCatalog,
  report: Report,
): void {
  if ("at" in schedule) {
    if (schedule.at !== "now" && !Number.isSafeInteger(schedule.at))
      report("TIME", "schedule.at", "at must be a whole number of milliseconds since 1970.");
  } else {
    const { passed, unknownZone } = schedule;
    if (unknownZone !== undefined && !isTimeZone(unknownZone))
      report("TIME_ZONE", "schedule.unknownZone", "The host does not know this time zone.");
    // The hour is in UTC when it is over in the east of the world already.
    const hour = lastHour(schedule, report);
    const soon = hour !== null && beginsAt !== undefined && hour - beginsAt < aroundTheWorld;
    if (soon && passed === undefined)
      report(
        "HOUR_PASSED",
        "schedule.passed",
        "This hour has passed for some people: set passed to send, nextDay or skip.",
      );
  }
  if (spread === undefined) return;
  if ("until" in spread) {
    if ("best" in schedule)
      report("TIME", "spread.until", "Over a whole day nothing is left of a best hour: use over.");
    const { opens } = spread;
    if (opens !== undefined)
      tried(report, "TIME", "spread.opens", () => timeOfDay(opens, "spread.opens"));
    return;
  }
  tried(report, "DURATION", "spread.over", () => durationLength(spread.over));
  if (spread.curve !== undefined && !isCurve(spread.curve))
    report(
      "CURVE",
      "spread.curve",
      "A curve must go from [0, 0] to [1, 1]: no time falls, and each share rises.",
    );
}

/** On the wall clock; `null`: something is wrong with it. */
function lastHour(schedule: LocalHour | BestHourOfDay, report: Report): WallTime | null {
  if ("local" in schedule)
    return tried(report, "TIME", "schedule.local", () => localTime(schedule.local));
  const hours = tried(report, "TIME", "schedule.between", () => allowedHours(schedule));
  const day = tried(report, "TIME", "schedule.best", () => bestDay(schedule));
  return hours === null || day === null ? null : bestWindow(schedule).last;
}

function isCurve(curve: readonly (readonly [number, number])[]): boolean {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined || curve.length < 2) return false;
  if (first[0] !== 0 || first[1] !== 0 || last[0] !== 1 || last[1] !== 1) return false;
  return curve.every(([time, part], index) => {
    const [before, reached] = curve[index - 1] ?? [-1, -1];
    return Number.isFinite(time) && Number.isFinite(part) && time >= before && part > reached;
  });
}

function checkPolicy(campaign: CampaignDefinition, report: Report): void {
  const { policy = {}, priority, expect, tolerance, rate } = campaign;
  for (const name of ["startWithin", "lateAfter"] as const) {
    const length = policy[name];
    if (length !== undefined)
      tried(report, "DURATION", `policy.${name}`, () => durationLength(length));
  }
  const { quiet, caps = [] } = policy;
  if (quiet !== undefined)
    tried(report, "QUIET_HOURS", "policy.quiet", () => checkQuietHours(quiet, "policy.quiet"));
  for (const [index, cap] of caps.entries()) {
    const path = `policy.caps[${index}]`;
    tried(report, "CAP", path, () => capLength(cap.per));
    if (!(cap.max > 0)) report("CAP_ALLOWS_NONE", path, "A cap must allow more than 0 messages.");
  }
  const {
    complaints = 0,
    bounces = 0,
    failures = 0,
    after = 1,
  } = policy.stop === "never" ? {} : (policy.stop ?? {});
  for (const [name, share] of Object.entries({ complaints, bounces, failures }))
    if (!(share >= 0 && share <= 1))
      report("STOP", `policy.stop.${name}`, "A share must be a number from 0 to 1.");
  if (!(Number.isSafeInteger(after) && after > 0))
    report("STOP", "policy.stop.after", "after must be a whole number of messages above 0.");
  const whole = priority === undefined || (Number.isSafeInteger(priority) && priority >= 0);
  if (!whole || (priority ?? 0) > 100)
    report("PRIORITY", "priority", "A priority must be a whole number from 0 to 100.");
  if (campaign.order === "engaged" && campaign.spread !== undefined)
    report("ORDER", "order", "A spread draws the order at random: remove order, or the spread.");
  if (rate !== undefined && ratePerSecond(rate) === null)
    report("RATE", "rate", "Write a rate as 5/s, 300/min, 600/h or 20000/day.");
  if (expect !== undefined && !(Number.isSafeInteger(expect) && expect > 0))
    report("EXPECT", "expect", "expect must be a whole number of people above 0.");
  if (tolerance !== undefined && !(tolerance >= 0 && tolerance < 1))
    report("EXPECT", "tolerance", "A tolerance must be a number from 0 to below 1.");
}

/** What could be read; `null`: it could not, which is reported. */
function tried<T>(
  report: Report,
  code: CampaignFindingCode,
  path: string,
  read: () => T,
): T | null {
  try {
    return read();
  } catch (error) {
    if (!WellsentError.isInstance(error)) throw error;
    report(code, path, error.message);
    return null;
  }
}
