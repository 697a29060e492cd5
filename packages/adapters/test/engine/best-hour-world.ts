import { type ContactId, campaignId, campaignSendKey, type Store } from "@wellsent/core";
import type { CampaignInput } from "@wellsent/core/engine/campaigns";
import { localHour } from "@wellsent/core/timing";
import { campaignWorld, hour, toEverybody } from "./campaign-world.js";
import { tenant, type WorldOptions } from "./world.js";

export const day = 24 * hour;
const zone = "Europe/Berlin";

/** Far enough after what the world sends beforehand. */
export const theDay = "2026-03-20";

export function atBestHour(more: Partial<CampaignInput> = {}): CampaignInput {
  return toEverybody({ schedule: { best: theDay, between: ["08:00", "21:00"] }, ...more });
}

/** A shop whose crowd clicks in the evening, at 19:00 in Berlin. */
export async function bestHourWorld(
  people: number,
  {
    crowdSends = 100,
    ...options
  }: WorldOptions & { readonly store?: Store; readonly crowdSends?: number } = {},
) {
  const more = { countHours: true, ...options.more };
  const world = await campaignWorld(people, { ...options, more });
  const { clock, engine } = world;
  let sent = 0;
  /** Mail to one person at an hour of a day, of which the first ones are clicked. */
  const history = async (
    contact: ContactId,
    at: number,
    { sends, clicks }: { readonly sends: number; readonly clicks: number },
  ): Promise<void> => {
    const now = localHour(zone, clock.now());
    clock.advanceBy((((at - now + 23) % 24) + 1) * hour);
    const named = Array.from({ length: sends }, () => {
      sent += 1;
      return `before-${sent}`;
    });
    await engine.sendMany(
      named.map((id) => ({ tenant, contact, template: "other", data: {}, id })),
    );
    await engine.drain(tenant);
    const reports = named.slice(0, clicks).map((id) => {
      const message = campaignSendKey(campaignId(id), contact);
      const said = { type: "clicked", message, at: clock.now() } as const;
      return { ...said, engagement: { machine: false }, dedupeKey: `click-${id}` } as const;
    });
    await engine.report(tenant, reports);
  };
  const crowd = await world.person("crowd", { lists: [] });
  await world.subscribe(crowd);
  await history(crowd, 9, { sends: crowdSends, clicks: Math.floor(crowdSends / 25) });
  await history(crowd, 19, { sends: crowdSends, clicks: crowdSends - 1 });
  return { ...world, history, crowd };
}
