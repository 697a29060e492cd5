import { type CampaignId, campaignId, type TenantId } from "../../identifiers.js";
import { campaignSendKey } from "../../messages/index.js";
import type {
  CampaignPlan,
  CampaignProgress,
  CampaignRecord,
  RecipientDecider,
  RecipientRecord,
} from "../../ports/store/campaign.js";
import type { Store } from "../../ports/store/store.js";
import { acme, at, mail, nothing, t0 } from "./fixtures.js";

/** A campaign to everybody, in the state given. */
export function campaign(
  tenant: TenantId,
  name: string,
  over: Partial<CampaignRecord> = {},
): CampaignRecord {
  const id = campaignId(name);
  return {
    ...{ tenant, id, state: "draft", epoch: 0, revision: 1, author: null, approved: null },
    definition: {
      ...{ v: 1, id, channel: "email", schedule: { at: "now" } },
      audience: { in: [{ all: true }], when: "start" },
      content: { variants: [{ id: "a", template: "hello", weight: 1 }] },
    },
    ...{ createdAt: t0, beginsAt: null, resumesTo: null, stoppedAt: null, resumedAt: null },
    ...{ pauses: [], why: null, endedAt: null, dueAt: null, figures: null },
    progress: { t0: null, prepared: 0, cursor: null, waves: [], task: null, reached: null },
    ...over,
  };
}

export const beginning: Partial<CampaignProgress> = { t0, cursor: { part: 0, after: null } };

/** Everybody now; it runs once they are in. */
export const planning: CampaignPlan = {
  meets: () => true,
  place: () => ({ due: t0, variant: "a" }),
  ready: (ready) => ({ ...ready, state: "running", dueAt: t0 }),
};

/** The same; it waits for a task. */
export const halting: CampaignPlan = {
  ...planning,
  ready: (ready) => ({
    ...ready,
    state: "paused",
    progress: { ...ready.progress, task: { kind: "content" } },
  }),
};

/** One in each state that a call works on. */
export const seedCampaigns: readonly {
  readonly name: string;
  readonly state: CampaignRecord["state"];
  readonly progress: Partial<CampaignProgress>;
}[] = [
  { name: "c-coming", state: "preparing", progress: beginning },
  { name: "c-going", state: "preparing", progress: beginning },
  { name: "c-halted", state: "preparing", progress: beginning },
  { name: "c-ending", state: "cancelled", progress: {} },
];

/** A message for each recipient, under the key of campaign and contact. */
export const drafting: RecipientDecider = {
  needs: nothing,
  decide: ({ recipient }) => ({ draft: draftFor(recipient) }),
};

function draftFor({ campaign: id, contact }: RecipientRecord): ReturnType<typeof mail> {
  const name = contact.replace("contact-", "");
  const origin = { kind: "campaign", campaign: id, revision: 1, variant: "a" } as const;
  return mail(name, { key: campaignSendKey(id, contact), lane: "email", queue: id, origin });
}

export const spring: CampaignId = campaignId("c-spring");

/** Begins a campaign to everybody and takes them in. */
export async function beginSpring(
  store: Store,
  over: Partial<CampaignRecord> = {},
  plan: CampaignPlan = planning,
): Promise<CampaignRecord> {
  const begun = campaign(acme, "c-spring", { state: "preparing", ...over });
  await store.putCampaign({ ...at(t0), campaign: begun, progress: beginning });
  const prepared = await store.prepareCampaign({ ...at(t0), id: spring, limit: 100 }, plan);
  return prepared.campaign ?? begun;
}

export async function loadStates(store: Store): Promise<readonly string[]> {
  const { items } = await store.readRecipients({ tenant: acme, campaign: spring });
  return items.map(
    ({ contact, state, reason }) => `${contact.replace("contact-", "")} ${reason ?? state}`,
  );
}
