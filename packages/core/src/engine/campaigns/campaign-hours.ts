import { bestHoursIn, bestInstant, spreadFor, zoneIn } from "../../campaigns/index.js";
import type { Instant } from "../../instant.js";
import { chooseBestHour, ownHours, uncounted } from "../../messages/index.js";
import type { BestHours } from "../../ports/best-hours.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { CampaignRecord, RecipientHour } from "../../ports/store/campaign.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { Store } from "../../ports/store/store.js";
import { localHour } from "../../timing/index.js";
import { deciderFor, type GateDependencies } from "../decider.js";

export interface HourDependencies extends GateDependencies {
  readonly bestHours?: BestHours | undefined;
}

/** When somebody is written to, and by what that was chosen. */
export type ChosenHour =
  | { readonly due: Instant; readonly best: RecipientHour }
  | { readonly reason: "HOUR_PASSED" };

/** Whether each contact has an hour of their own. */
export function hasBestHours({ definition }: Pick<CampaignRecord, "definition">): boolean {
  return "best" in definition.schedule;
}

/** Everybody's hours as it begins: whatever is counted later changes nobody's hour. */
export async function countsAt(
  { store }: { readonly store: Pick<Store, "readHours"> },
  campaign: CampaignRecord,
  options: CallOptions,
): Promise<Pick<CampaignRecord["progress"], "hours">> {
  return hasBestHours(campaign) ? { hours: await store.readHours(campaign.tenant, options) } : {};
}

/**
 * The best hour of one contact, by everybody's counts of when the campaign began. `null`: its
 * schedule asks for none.
 */
export function chooseRecipientHour(
  deps: HourDependencies,
  campaign: CampaignRecord,
  facts: ContactFacts,
  workspaceZone: string,
  now: Instant,
): ChosenHour | null {
  const { definition, progress } = campaign;
  const { id, schedule, policy } = definition;
  if (!("best" in schedule)) return null;
  const where = { zone: facts.contact.timeZone?.name ?? null, workspaceZone };
  const zone = zoneIn(schedule, where);
  const { t0, shifted = 0, hours: population = uncounted } = progress;
  const choice = bestHoursIn(zone, schedule, policy, t0 ?? now);
  if ("refused" in choice) return { reason: choice.refused };
  const spread = (at: Instant): Instant => at + spreadFor(definition, facts.contact.id, at, where);
  if ("due" in choice) {
    const best = { hour: localHour(zone, choice.due), why: "passed", clicks: 0 } as const;
    return { due: spread(choice.due + shifted), best };
  }
  const decide = deciderFor(deps, facts, now);
  const own = ownHours(facts, (asked) => decide(asked, "profile").allowed, { zone, now });
  const name = `${id}/${facts.contact.id}`;
  const { hour, why } = chooseBestHour(deps.bestHours, own, population, choice.hours, name);
  const clicks = own?.clicks.reduce((all, count) => all + count, 0) ?? 0;
  return {
    due: spread(bestInstant(zone, choice.day, hour) + shifted),
    best: { hour, why, clicks },
  };
}

/** The same hour where the contact is by now; `null`: it does not change when they are due. */
export function keptHour(
  { definition, progress }: CampaignRecord,
  { contact }: Pick<ContactFacts, "contact">,
  best: RecipientHour,
  workspaceZone: string,
): Instant | null {
  const { schedule, policy } = definition;
  if (!("best" in schedule) || best.why === "passed") return null;
  const at = { zone: contact.timeZone?.name ?? null, workspaceZone };
  const zone = zoneIn(schedule, at);
  const choice = bestHoursIn(zone, schedule, policy, progress.t0 ?? 0);
  if (!("hours" in choice)) return null;
  const due = bestInstant(zone, choice.day, best.hour) + (progress.shifted ?? 0);
  return due + spreadFor(definition, contact.id, due, at);
}
