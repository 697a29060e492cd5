import { latenessFor } from "../../campaigns/index.js";
import { contactPointId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import { campaignSendKey, hoursReach } from "../../messages/index.js";
import type { Channel } from "../../ports/consent-gate.js";
import type { Renderer } from "../../ports/renderer.js";
import type {
  CampaignRecord,
  DueRecipient,
  RecipientDecision,
  RecipientRecord,
} from "../../ports/store/campaign.js";
import type { ContactFacts, FactsNeeded } from "../../ports/store/facts.js";
import type { OutboxDraft } from "../../ports/store/outbox.js";
import { durationLength } from "../../timing/index.js";
import { chooseTarget, type SendQuestion } from "../../workflows/index.js";
import { deciderFor } from "../decider.js";
import {
  chooseRecipientHour,
  type HourDependencies,
  hasBestHours,
  keptHour,
} from "./campaign-hours.js";
import { messagePolicy, placementFor } from "./campaign-plan.js";
import { engagementRank, rankReach } from "./engagement-rank.js";

export interface DraftDependencies extends HourDependencies {
  readonly renderer: Renderer;
}

/** What a recipient is decided on: their consent, and whether they are among those retracted. */
export function recipientNeeds(campaign: CampaignRecord): FactsNeeded {
  const memberships = needsMemberships(campaign);
  const ranked = campaign.definition.order === "engaged" ? rankReach : 0;
  const messages = hasBestHours(campaign) ? hoursReach : ranked;
  return { events: {}, messages, consent: true, memberships, enrolled: false };
}

function needsMemberships({ progress: { retracted = [] } }: CampaignRecord): boolean {
  return retracted.some(({ segment }) => segment !== undefined);
}

const defaultPriority = 40;
/** How long a recipient waits for a template that this engine does not have. */
const templatePause = 60_000;

/** What becomes of one recipient whose time has come. `needs`: what their facts were read for. */
export function decideRecipient(
  deps: DraftDependencies,
  { recipient, facts, campaign }: DueRecipient,
  now: Instant,
  workspaceZone: string,
  needs: FactsNeeded,
): RecipientDecision {
  if (facts === null) return { reason: "CONTACT_GONE" };
  // It was retracted since the facts were chosen.
  if (needsMemberships(campaign) && needs.memberships === false) return { later: now };
  if (isRetracted(recipient, facts, campaign)) return { reason: "RETRACTED" };
  const { order } = campaign.definition;
  const due = recipient.due ?? now;
  if (hasBestHours(campaign)) {
    const { best } = recipient;
    const moved =
      best === undefined
        ? firstHour(deps, { recipient, facts, campaign }, now, workspaceZone)
        : laterHour(keptHour(campaign, facts, best, workspaceZone), Math.max(due, now));
    return moved ?? draftOrLate(deps, { recipient, facts, campaign }, now);
  }
  // Somebody who has moved west since then has their hour later.
  const { progress } = campaign;
  const whole =
    progress.waves.length === 0 ? campaign : { ...campaign, progress: { ...progress, waves: [] } };
  const placed = placementFor(facts.contact, whole, workspaceZone);
  if (placed !== null && "due" in placed && placed.due > Math.max(due, now))
    return { later: placed.due };
  // Each is looked at once for their place, before the first of the hour is written to.
  if (order === "engaged" && placed !== null && "due" in placed && placed.due === due) {
    return { later: due + rankFor(deps, { recipient, facts, campaign }, now) };
  }
  return draftOrLate(deps, { recipient, facts, campaign }, now);
}

interface Unit {
  readonly recipient: RecipientRecord;
  readonly facts: ContactFacts;
  readonly campaign: CampaignRecord;
}

/** The best hour of somebody who is looked at for the first time, with their place within it. */
function firstHour(
  deps: DraftDependencies,
  unit: Unit,
  now: Instant,
  workspaceZone: string,
): RecipientDecision | null {
  const { facts, campaign } = unit;
  const chosen = chooseRecipientHour(deps, campaign, facts, workspaceZone, now);
  if (chosen === null || "reason" in chosen) return chosen;
  const isRanked = campaign.definition.order === "engaged";
  const rank = isRanked ? rankFor(deps, unit, now) : 0;
  return { later: chosen.due + rank, best: chosen.best };
}

function laterHour(kept: Instant | null, than: Instant): RecipientDecision | null {
  return kept !== null && kept > than ? { later: kept } : null;
}

function rankFor(
  deps: DraftDependencies,
  { recipient, facts, campaign }: Unit,
  now: Instant,
): number {
  const { variants } = campaign.definition.content;
  const variant = variants.find(({ id }) => id === recipient.variant);
  const info = variant === undefined ? undefined : deps.renderer.template(variant.template);
  return engagementRank(deps, facts, campaign, info, now);
}

function draftOrLate(deps: DraftDependencies, unit: Unit, now: Instant): RecipientDecision {
  const { recipient, campaign } = unit;
  const due = recipient.due ?? now;
  const late = campaign.definition.policy?.lateAfter;
  if (late !== undefined && latenessFor(due, now, campaign.pauses) > durationLength(late))
    return { reason: "TOO_LATE" };
  const draft = recipientDraft(deps, unit, now);
  return draft === null ? { later: now + templatePause } : { draft };
}

function isRetracted(
  { variant }: RecipientRecord,
  { memberships }: ContactFacts,
  { progress: { retracted = [] } }: CampaignRecord,
): boolean {
  return retracted.some(
    (one) =>
      (one.variant === undefined || one.variant === variant) &&
      (one.segment === undefined || memberships.some(({ segment }) => segment === one.segment)),
  );
}

/** The message of a recipient as it enters the outbox; `null`: this engine lacks its template. */
export function recipientDraft(
  deps: DraftDependencies,
  unit: Unit,
  now: Instant,
): OutboxDraft | null {
  const { recipient, facts, campaign } = unit;
  const parts = sharedParts(deps.renderer, campaign, recipient.variant);
  if (parts === null) return null;
  const decide = deciderFor(deps, facts, now);
  const wanted = { channel: parts.channel, purpose: parts.asked.purpose };
  const { contactPoint, decision } = chooseTarget(facts.contact, wanted, now, (point) =>
    decide({ ...parts.asked, contactPoint: point }),
  );
  const { contact } = recipient;
  return {
    ...parts.draft,
    key: campaignSendKey(campaign.id, contact),
    contact,
    contactPoint: contactPoint ?? contactPointId(""),
    dueAt: recipient.due ?? now,
    decision,
  };
}

type OwnParts = "key" | "contact" | "contactPoint" | "dueAt" | "decision";

/** What all messages of a variant have in common. */
interface SharedParts {
  readonly channel: Channel;
  readonly asked: Omit<SendQuestion, "contactPoint">;
  /** The same objects in each draft, so that they are written once. */
  readonly draft: Omit<OutboxDraft, OwnParts>;
}

interface KnownParts {
  readonly renderer: Renderer;
  readonly parts: SharedParts | null;
}

const shared = new WeakMap<CampaignRecord, Map<string, KnownParts>>();

/** `null`: this engine lacks the variant's template. */
function sharedParts(
  renderer: Renderer,
  campaign: CampaignRecord,
  variant: string,
): SharedParts | null {
  const own = shared.get(campaign) ?? new Map<string, KnownParts>();
  shared.set(campaign, own);
  const known = own.get(variant);
  if (known?.renderer === renderer) return known.parts;
  const parts = createParts(renderer, campaign, variant);
  own.set(variant, { renderer, parts });
  return parts;
}

function createParts(
  renderer: Renderer,
  campaign: CampaignRecord,
  name: string,
): SharedParts | null {
  const { tenant, id, revision, definition } = campaign;
  const { channel, content, priority = defaultPriority } = definition;
  const variant = content.variants.find((one) => one.id === name);
  const info = variant === undefined ? undefined : renderer.template(variant.template);
  if (variant === undefined || info?.purpose === undefined) return null;
  const { purpose, topic = null, messageClass } = info;
  return {
    channel,
    asked: { channel, purpose, messageClass, ...(topic === null ? {} : { topic }) },
    draft: {
      ...{ tenant, channel, lane: channel, queue: id, priority },
      ...{ template: variant.template, purpose, topic, messageClass },
      data: content.data ?? {},
      origin: { kind: "campaign", campaign: id, revision, variant: variant.id },
      policy: messagePolicy(definition),
    },
  };
}
