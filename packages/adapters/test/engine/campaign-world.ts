import { type CampaignRecord, type ContactId, listId, type Store } from "@wellsent/core";
import type { CampaignInput } from "@wellsent/core/engine/campaigns";
import { fakeRenderer, simulatedClock } from "@wellsent/core/testing";
import { memoryStore } from "../../src/memory/index.js";
import { createWorld, recordingTransport, start, tenant, type WorldOptions } from "./world.js";

export const minute = 60_000;
export const hour = 60 * minute;

export const renderer = fakeRenderer({
  spring: { text: "Spring, {firstName}", purpose: "news" },
  other: { text: "Another spring, {firstName}", purpose: "news" },
});

export function toEverybody(more: Partial<CampaignInput> = {}): CampaignInput {
  return {
    channel: "email",
    audience: { in: [{ list: listId("all") }], when: "start" },
    content: { variants: [{ id: "a", template: "spring", weight: 1 }] },
    schedule: { at: "now" },
    ...more,
  };
}

/** A shop with people who agreed, on the list of all. */
export async function campaignWorld(
  people: number,
  options: WorldOptions & { readonly store?: Store } = {},
) {
  const clock = options.clock ?? simulatedClock(start);
  const store = options.store ?? memoryStore();
  const transport = options.transport ?? recordingTransport(clock);
  const shared = { workflows: [], renderer, ...options, clock, store, transport };
  const world = createWorld(shared);
  const ids: ContactId[] = [];
  for (let n = 0; n < people; n++) {
    const id = await world.person(`p${String(n).padStart(4, "0")}`, { lists: [listId("all")] });
    await world.subscribe(id);
    ids.push(id);
  }
  const { campaigns } = world.engine;
  return {
    ...{ ...world, ids, campaigns },
    /** Another process on the same store. */
    another: (seed: number, more: WorldOptions = {}) =>
      createWorld({ ...shared, seed, ...more }).engine,
    /** Checked, approved and due now. */
    begun: async (input: CampaignInput = toEverybody()): Promise<CampaignRecord> => {
      const { id } = await campaigns.create(tenant, input);
      await campaigns.check(tenant, id);
      await campaigns.approve(tenant, id);
      return campaigns.start(tenant, id);
    },
    /** How many mails each person got. */
    copies: (): ReadonlyMap<string, number> => {
      const counts = new Map<string, number>();
      for (const { to } of transport.sent) counts.set(to, (counts.get(to) ?? 0) + 1);
      return counts;
    },
  };
}
