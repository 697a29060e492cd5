import {
  audienceFault,
  type CampaignDue,
  cutOrder,
  type DueContext,
  hourFor,
  spreadFor,
  variantFor,
} from "../../campaigns/index.js";
import type { Instant } from "../../instant.js";
import type {
  CampaignPlan,
  CampaignRecord,
  OpenRecipient,
  Placement,
  RecipientChange,
  TaskRunner,
} from "../../ports/store/campaign.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { OutboxDraft } from "../../ports/store/outbox.js";
import { hasBestHours } from "./campaign-hours.js";

/** Who gets which variant and when: nothing but the campaign, the contact and when it began. */
export function campaignPlan(workspaceZone: string, now: Instant): CampaignPlan {
  return {
    meets: (zone, campaign) => meetsZone(zone, campaign, workspaceZone),
    place: (contact, campaign) => placementFor(contact, campaign, workspaceZone),
    ready: (campaign) => readyOr(campaign, now),
  };
}

export function placementFor(
  contact: ContactRecord,
  campaign: CampaignRecord,
  workspaceZone: string,
): Placement {
  const { definition, progress } = campaign;
  const { id, content, audience } = definition;
  const drawn = content.variants[variantFor(id, contact.id, content.variants)];
  const variant = drawn?.id ?? "";
  const zone = contact.timeZone?.name ?? null;
  const context = { zone, workspaceZone, t0: progress.t0 ?? 0 };
  const hour = ownHour(contact, campaign, context);
  if (hour === null) return null;
  if ("refused" in hour) return { reason: hour.refused, variant };
  const due = hour.due + (progress.shifted ?? 0);
  // Of a snapshot, each is looked at for their hour as soon as it is taken.
  if (hasBestHours({ definition }))
    return { due: audience.when === "start" ? beganAt(progress) : due, variant };
  // Their order is written into the milliseconds once their behavior is read.
  if (definition.order === "engaged") return { due: Math.floor(due / 1_000) * 1_000, variant };
  return { due: due + spreadFor(definition, contact.id, due, context), variant };
}

/** The hour of a contact that the next wave is about; `null`: it is not about them. */
function ownHour(
  { zoneSince }: ContactRecord,
  { definition, progress }: CampaignRecord,
  context: DueContext,
): CampaignDue | null {
  const hour = hourFor(definition, context);
  if ("refused" in hour || definition.audience.when === "start") return hour;
  const { shifted = 0, waves } = progress;
  const due = hour.due + shifted;
  const [wave] = waves;
  if (wave === undefined || isInWave(due, waves)) return hour;
  // Who came in after their own hour was not in the audience then. Who moved to where it had
  // passed has no other one: theirs passed as though the campaign began with its last wave.
  const hasMoved = zoneSince !== undefined && zoneSince >= due;
  return hasMoved && isLast(waves) ? hourFor(definition, { ...context, t0: wave - shifted }) : null;
}

function beganAt({ t0, shifted = 0 }: CampaignRecord["progress"]): Instant {
  return (t0 ?? 0) + shifted;
}

/** Whether `placementFor` may place somebody of a zone in the campaign's next wave. */
function meetsZone(
  zone: string | null,
  { definition, progress }: CampaignRecord,
  workspaceZone: string,
): boolean {
  // Whoever has not been met yet is in the last one, or in none.
  if (isLast(progress.waves)) return true;
  const hour = hourFor(definition, { zone, workspaceZone, t0: progress.t0 ?? 0 });
  return "refused" in hour || isInWave(hour.due + (progress.shifted ?? 0), progress.waves);
}

function isInWave(due: Instant, [wave, ...later]: readonly Instant[]): boolean {
  if (wave === undefined) return true;
  if (due < wave) return false;
  // A later wave meets this contact. The last one meets those whose zone has no wave.
  return due === wave || later.length === 0;
}

function isLast(waves: readonly Instant[]): boolean {
  return waves.length === 1;
}

/** What of a campaign's policy each of its messages is judged by as it leaves. */
export function messagePolicy({
  policy: { quiet, caps, onCap, lateAfter } = {},
}: Pick<CampaignRecord["definition"], "policy">): NonNullable<OutboxDraft["policy"]> {
  return {
    ...(quiet === undefined ? {} : { quiet }),
    ...(caps === undefined ? {} : { caps }),
    ...(onCap === undefined ? {} : { onCap }),
    ...(lateAfter === undefined ? {} : { lateAfter }),
  };
}

/** Where the hours of a campaign lie that looks for its people hour by hour. */
export function wavesFor(
  campaign: CampaignRecord["definition"],
  workspaceZone: string,
  t0: Instant,
): readonly Instant[] {
  // Every offset on earth, and the one that only ships have.
  const zones = [null, workspaceZone, "UTC", "Etc/GMT+12", ...Intl.supportedValuesOf("timeZone")];
  const hours = zones.map((zone) => {
    const hour = hourFor(campaign, { zone, workspaceZone, t0 });
    // Those whose hour has passed are put on record with the first wave.
    return "refused" in hour ? t0 : hour.due;
  });
  return [...new Set(hours)].sort((a, b) => a - b);
}

/** What becomes of a campaign whose audience is in: it is cut first, where it is too large. */
function readyOr(campaign: CampaignRecord, now: Instant): CampaignRecord {
  const { progress } = campaign;
  const { max } = campaign.definition.audience;
  if (max === undefined || progress.prepared <= max) return ready(campaign, now);
  return { ...campaign, dueAt: now, progress: { ...progress, task: { kind: "cut" } } };
}

function ready(campaign: CampaignRecord, now: Instant): CampaignRecord {
  const why = audienceFault(campaign.definition, campaign.progress.prepared);
  if (why !== null)
    return { ...campaign, state: "held", why, resumesTo: "running", stoppedAt: now, dueAt: null };
  // What was paused while it was cut stays so.
  return campaign.state === "preparing"
    ? { ...campaign, state: "running", dueAt: now }
    : { ...campaign, resumesTo: "running", dueAt: null };
}

/** What a task does to each recipient, and what the campaign is when it is over. */
export function taskRunner(now: Instant): TaskRunner {
  return {
    change: changeFor,
    done: (campaign, task) => {
      if (task.kind === "cut") return ready(campaign, now);
      if ((task.kind === "shift" || task.kind === "retract") && task.goesOn)
        return goOn(campaign, now);
      return { ...campaign, dueAt: null };
    },
  };
}

/** Takes up what a pause, a hold or a task had stopped. */
export function goOn(campaign: CampaignRecord, now: Instant): CampaignRecord {
  const state = campaign.resumesTo ?? "running";
  const dueAt = state === "scheduled" ? campaign.beginsAt : now;
  return { ...campaign, state, dueAt, resumesTo: null, stoppedAt: null, resumedAt: now, why: null };
}

function changeFor(
  { recipient, messages, isMember }: OpenRecipient,
  { id, progress: { task }, definition, revision }: CampaignRecord,
): RecipientChange | null {
  switch (task?.kind) {
    case "cut":
      return task.last !== undefined && cutOrder(id, recipient.contact) > task.last
        ? { drop: true }
        : null;
    case "shift":
      return { shift: task.by };
    case "retract": {
      const { variant = recipient.variant, segment } = task;
      const concerned = variant === recipient.variant && (segment === undefined || isMember);
      return concerned ? { reason: "RETRACTED" } : null;
    }
    case "content": {
      const variant = definition.content.variants.find(({ id }) => id === recipient.variant);
      if (variant === undefined || messages.length === 0) return null;
      const { data = {} } = definition.content;
      const policy = messagePolicy(definition);
      return { content: { template: variant.template, data, revision, policy } };
    }
    default:
      return null;
  }
}
