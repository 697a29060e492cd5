import type { Instant, Milliseconds } from "../../instant.js";
import { questionFor } from "../../messages/index.js";
import type { TemplateInfo } from "../../ports/renderer.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { GateDependencies } from "../decider.js";

const day: Milliseconds = 86_400_000;

/** How far back messages are read for the order of a campaign. */
export const rankReach: Milliseconds = 180 * day;

/** Whom nothing is known of comes last. */
const lastRank = 6;

/**
 * How soon somebody is written to within their hour, from 1: by their last click of 30 days, or
 * their last opening or click of 30, 60, 90 and 180. What people do is looked at only where they
 * may be profiled.
 */
export function engagementRank(
  { gate, processorFor }: GateDependencies,
  facts: ContactFacts,
  { tenant, definition: { channel } }: CampaignRecord,
  info: TemplateInfo | undefined,
  now: Instant,
): number {
  const { contact, messages } = facts;
  const point = contact.points.find((one) => one.channel === channel);
  const consent = facts.consent.find((one) => one.contactPoint === point?.id);
  if (point === undefined || consent === undefined || info?.purpose === undefined) return lastRank;
  const { purpose, topic = null, messageClass } = info;
  const cell = { channel, purpose, topic, messageClass, processor: processorFor(channel) };
  const question = questionFor({ tenant, contact, point, ...cell }, "profile", now);
  if (!gate.decide(question, consent).allowed) return lastRank;
  const since = (instants: readonly (Instant | null)[]): number =>
    (now - Math.max(Number.NEGATIVE_INFINITY, ...instants.filter((at) => at !== null))) / day;
  const clicked = since(messages.map(({ clickedAt }) => clickedAt));
  if (clicked <= 30) return 1;
  const active = since(messages.flatMap(({ clickedAt, openedAt }) => [clickedAt, openedAt]));
  const place = [30, 60, 90, 180].findIndex((days) => active <= days);
  return place === -1 ? lastRank : place + 2;
}
