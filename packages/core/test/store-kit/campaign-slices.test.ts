// A chunk of a campaign is expanded in slices within one commit, and a wave reads its zones alone.
import {
  type CampaignPlan,
  type CampaignRecord,
  type ContactRecord,
  campaignId,
  campaignSendKey,
  listId,
  type RecipientDecider,
  type Store,
} from "@wellsent/core";
import { contactTable, messageTable, recipientTable, storeOver } from "@wellsent/core/store-kit";
import { describe, expect, it } from "vitest";
import { createDraft, person, start, tenant } from "./outbox-scene.js";
import { plainRows, type Trip } from "./plain-rows.js";

const id = campaignId("c-spring");
const call = { tenant, now: start, id };
/** Three slices, the last of which is not full. */
const people = 450;

const plan: CampaignPlan = {
  meets: () => true,
  place: () => ({ due: start, variant: "a" }),
  ready: (campaign) => ({ ...campaign, state: "running", dueAt: start }),
};

/** Every seventh is refused and every eleventh later; the others get a message. */
const decider: RecipientDecider = {
  needs: { events: {}, messages: 0, consent: false },
  decide({ recipient: { campaign, contact }, facts }) {
    const number = Number(contact.replace(/\D/g, ""));
    if (number % 7 === 0) return { reason: "SEVENTH" };
    if (number % 11 === 0) return { later: start + number };
    return {
      draft: {
        ...createDraft(contact, { key: campaignSendKey(campaign, contact), contact }),
        ...{
          queue: campaign,
          contactPoint: facts?.contact.points[0]?.id ?? expect.fail("a point"),
        },
        origin: { kind: "campaign", campaign, revision: 1, variant: "a" },
      },
    };
  },
};

function definition(audience: CampaignRecord["definition"]["audience"]): CampaignRecord {
  return {
    ...{ tenant, id, state: "preparing", epoch: 0, revision: 1, author: null, approved: null },
    definition: {
      ...{ v: 1, id, channel: "email", schedule: { at: "now" }, audience },
      content: { variants: [{ id: "a", template: "spring", weight: 1 }] },
    },
    ...{ createdAt: start, beginsAt: null, resumesTo: null, stoppedAt: null, resumedAt: null },
    ...{ pauses: [], why: null, endedAt: null, dueAt: null, figures: null },
    progress: { t0: null, prepared: 0, cursor: null, waves: [], task: null, reached: null },
  };
}

async function add(store: Store, records: readonly ContactRecord[]): Promise<void> {
  await store.changeContacts({ tenant, now: start, lookups: [] }, () =>
    records.map((contact) => ({ contact })),
  );
}

/** A campaign whose whole audience waits. */
async function waiting() {
  const rows = plainRows(true);
  const store: Store = storeOver(rows);
  await add(
    store,
    Array.from({ length: people }, (_, index) => person(`n${index}`)),
  );
  const campaign = definition({ in: [{ all: true }], when: "start" });
  const progress = { t0: start, cursor: { part: 0, after: null } };
  await store.putCampaign({ tenant, now: start, campaign, progress });
  await store.prepareCampaign({ ...call, limit: 1_000 }, plan);
  const written = () => [recipientTable, messageTable].map((table) => rows.listRows(tenant, table));
  return { rows, store, written };
}

describe("a chunk of more people than are in memory at the same time", () => {
  it("writes the rows that chunks of one slice write", async () => {
    const [whole, parts] = [await waiting(), await waiting()];
    const once = await whole.store.expandCampaign({ ...call, limit: 1_000 }, decider);
    let queued = 0;
    for (let more = true; more; ) {
      const part = await parts.store.expandCampaign({ ...call, limit: 90 }, decider);
      queued += part.queued;
      more = part.more;
    }
    expect(once.queued).toBe(queued);
    expect(once.queued + once.refused).toBeGreaterThan(400);
    expect(whole.written()).toEqual(parts.written());
    expect(await whole.store.readFigures({ tenant, id })).toEqual(
      await parts.store.readFigures({ tenant, id }),
    );
    expect(await whole.store.integrity(tenant)).toEqual([]);
  });

  it("leaves nothing of a slice where the commit ends with a later one", async () => {
    const { rows, store, written } = await waiting();
    const before = structuredClone(written());
    const isWrite = (trip: Trip) =>
      trip.some(({ op, table }) => op === "add" && table === messageTable);
    const slices = async (breakAt: number): Promise<number> => {
      let seen = 0;
      rows.before = (trip) => {
        if (isWrite(trip) && ++seen === breakAt) throw new Error("The power went.");
      };
      await store.expandCampaign({ ...call, limit: 1_000 }, decider);
      return seen;
    };
    for (const last of [2, 3]) {
      await expect(slices(last)).rejects.toThrow("The power went.");
      expect(written()).toEqual(before);
    }
    expect(await slices(0)).toBe(3);
    const clean = await waiting();
    await clean.store.expandCampaign({ ...call, limit: 1_000 }, decider);
    expect(written()).toEqual(clean.written());
  });
});

it.each([
  ["everybody", { all: true }],
  ["a list", { list: listId("news") }],
] as const)("reads the records of %s in the zones of the wave alone", async (_, part) => {
  const rows = plainRows(true);
  const store: Store = storeOver(rows);
  const lists = [listId("news")];
  const living = (name: string, zone: string): ContactRecord => {
    return { ...person(name), lists, timeZone: { name: zone, source: "stated" } };
  };
  await add(store, [
    ...Array.from({ length: 30 }, (_, index) => living(`t${index}`, "Asia/Tokyo")),
    ...Array.from({ length: 30 }, (_, index) => living(`p${index}`, "Europe/Paris")),
  ]);
  const campaign = { ...definition({ in: [part], when: "hour" }), state: "running" } as const;
  const progress = { t0: start, waves: [start] };
  await store.putCampaign({ tenant, now: start, campaign, progress });
  rows.trips.length = 0;
  const met = { ...plan, meets: (zone: string | null) => zone === "Asia/Tokyo" };
  await store.prepareCampaign({ ...call, limit: 100 }, met);
  expect(rows.listRows(tenant, recipientTable)).toHaveLength(30);
  const asked = rows.trips.flat().filter(({ table }) => table === contactTable);
  for (const request of asked) {
    if (request.op === "range")
      expect([request.path, request.on]).toEqual(["zone", ["Asia/Tokyo"]]);
    if (request.op === "get" && request.columns === undefined) {
      expect(request.keys.length).toBeLessThanOrEqual(30);
      for (const [key] of request.keys) expect(key).toContain("t");
    }
  }
});
