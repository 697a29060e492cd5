import { murmur3 } from "../hash/murmur3.js";
import type { CampaignId, ContactId } from "../identifiers.js";
import type { CampaignDefinition, CampaignVariant } from "./definition.js";

const whole = 2 ** 32;

/** A contact's fixed share in a campaign, from 0 to just below 1. */
export function shareFor(campaign: CampaignId, contact: ContactId): number {
  return murmur3(`${campaign}/${contact}`) / whole;
}

/**
 * The order by which an audience is cut to its `max`: 53 bits, so that two of ten million contacts
 * hardly ever share a place.
 */
export function cutOrder(campaign: CampaignId, contact: ContactId): number {
  const text = `${campaign}/max/${contact}`;
  return murmur3(text) * 2 ** 21 + (murmur3(text, 1) >>> 11);
}

/** The variant of a contact, by its place. A changed weight moves only those it has to move. */
export function variantFor(
  campaign: CampaignId,
  contact: ContactId,
  variants: readonly CampaignVariant[],
): number {
  if (variants.length <= 1) return 0;
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  // Another salt than for the spread: no variant is sent earlier than another.
  const drawn = (murmur3(`${campaign}/variant/${contact}`) / whole) * sum;
  let reached = 0;
  for (const [index, { weight }] of variants.entries()) {
    reached += weight;
    if (drawn < reached) return index;
  }
  return variants.length - 1;
}

const defaultTolerance = 0.05;

/**
 * Why an audience of this size is unlikely to be the one that was meant; `null`: it may be. Checked
 * before the first message, so that a campaign to nobody or to everybody by accident is held.
 */
export function audienceFault(
  { expect, tolerance = defaultTolerance }: Pick<CampaignDefinition, "expect" | "tolerance">,
  people: number,
): "AUDIENCE_EMPTY" | "AUDIENCE_UNEXPECTED" | null {
  if (people === 0) return "AUDIENCE_EMPTY";
  if (expect === undefined) return null;
  return Math.abs(people - expect) > expect * tolerance ? "AUDIENCE_UNEXPECTED" : null;
}
