import { type ContactId, campaignId, campaignSendKey, contactId, listId } from "@wellsent/core";
import { explainCampaign, explainRecipient, traceCampaign } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { campaignWorld, hour, toEverybody } from "./campaign-world.js";
import { tenant } from "./world.js";

type World = Awaited<ReturnType<typeof campaignWorld>>;
type Asked = Parameters<typeof explainCampaign>[1];

/** `accepted`, or `plan HOUR_PASSED`: how many are there. */
async function counted({ engine }: World, campaign: Asked["campaign"], samples?: number) {
  const asked = { tenant, campaign, ...(samples === undefined ? {} : { samples }) };
  const told = await explainCampaign(engine, asked);
  const counts = told.groups.map(({ state, status, stoppedAt, code, count }) => [
    stoppedAt === null ? (status ?? state) : `${stoppedAt} ${code}`,
    count,
  ]);
  const byPlace: Readonly<Record<string, number>> = Object.fromEntries(counts);
  return { ...told, counts: byPlace };
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("what is said of a campaign", () => {
  it("counts everybody once, at the place where they stand and by the clause", async () => {
    const world = await campaignWorld(6);
    const { engine, begun, person, subscribe, withdraw, ids, clock } = world;
    await person("unasked", { lists: [listId("all")] });
    const zone = { timeZone: { name: "Pacific/Kiritimati", source: "stated" as const } };
    const early = await person("early", { lists: [listId("all")], ...zone });
    await subscribe(early);
    const [first = early, second = early] = ids;
    const local = new Date(clock.now() + 2 * hour).toISOString().slice(0, 16);
    const schedule = { local, unknownZone: "UTC", passed: "skip" } as const;
    const { id } = await begun(
      toEverybody({ schedule, policy: { caps: [{ max: 1, per: "7d" }] } }),
    );
    await engine.drain(tenant);
    expect((await counted(world, id)).counts).toEqual({
      ...{ waiting: 7, "plan HOUR_PASSED": 1 },
    });
    await withdraw(first);
    await engine.send({ tenant, contact: second, template: { id: "other" }, id: "before" });
    await engine.drain(tenant);
    clock.advanceBy(2 * hour);
    await engine.drain(tenant);
    const told = await counted(world, id);
    expect(told.people).toBe(8);
    expect(told.counts).toMatchObject({ accepted: 4, "caps FREQUENCY_CAP": 1 });
    expect(told.counts["plan HOUR_PASSED"]).toBe(1);
    expect(told.groups.reduce((sum, { count }) => sum + count, 0)).toBe(8);
    expect(told.groups.find(({ code }) => code === "FREQUENCY_CAP")).toMatchObject({
      ...{ rule: "campaign policy: caps[0]", sample: [second] },
    });
    expect(told.sentences).toContain(
      "Nothing was made: 1 person, HOUR_PASSED (its hour was over where the contact is; " +
        "campaign schedule: passed).",
    );
  });

  it("says of each sample the same as of its group, and of everybody as of one", async () => {
    const world = await campaignWorld(12);
    const { engine, begun, person } = world;
    for (const name of ["u1", "u2", "u3"]) await person(name, { lists: [listId("all")] });
    const { id } = await begun();
    await engine.drain(tenant);
    const { groups } = await explainCampaign(engine, { tenant, campaign: id, samples: 2 });
    expect(groups.map(({ count, sample }) => [count, sample.length])).toEqual([
      [12, 2],
      [3, 2],
    ]);
    for (const { sample, status, stoppedAt, code } of groups)
      for (const contact of sample) {
        const trace = await explainRecipient(engine, { tenant, campaign: id, contact });
        expect(trace).toMatchObject({ contact, status, stoppedAt });
        const step = trace?.steps.find(({ passage }) => passage === stoppedAt);
        expect(step?.reasons[0]?.code ?? null).toBe(code);
      }
    const traces = await all(traceCampaign(engine, { tenant, campaign: id }));
    expect(traces).toHaveLength(15);
    const [one] = traces;
    expect(one).toEqual(
      await explainRecipient(engine, { tenant, campaign: id, contact: contactId("p0000") }),
    );
    expect(one?.steps.map(({ passage }) => passage).slice(0, 3)).toEqual([
      ...["plan", "queue", "template"],
    ]);
    expect(one?.steps.find(({ passage }) => passage === "audience")?.result).toBe("passed");
  });

  it("reads no more at once than a page", async () => {
    const world = await campaignWorld(7);
    const { engine, begun, store } = world;
    const { id } = await begun();
    await engine.drain(tenant);
    const most = { recipients: 0, messages: 0 };
    const paged: typeof store = {
      ...store,
      readRecipients: async (call, options) => {
        const page = await store.readRecipients({ ...call, limit: 2 }, options);
        most.recipients = Math.max(most.recipients, page.items.length);
        return page;
      },
      readOutbox: async (call, options) => {
        const page = await store.readOutbox(call, options);
        most.messages = Math.max(most.messages, page.items.length);
        return page;
      },
    };
    const reading = { options: { ...engine.options, store: paged } };
    const told = await explainCampaign(reading, { tenant, campaign: id });
    expect(told).toEqual(await explainCampaign(engine, { tenant, campaign: id }));
    expect(told.people).toBe(7);
    expect(most).toEqual({ recipients: 2, messages: 2 });
  });
});

describe("a campaign with more reasons than can be told apart", () => {
  it("counts the rest of one code together", async () => {
    const { engine, begun, store } = await campaignWorld(1);
    const { id } = await begun();
    await engine.drain(tenant);
    const [sent] = (await store.readOutbox({ tenant })).items;
    const [recipient] = (await store.readRecipients({ tenant, campaign: id })).items;
    if (sent === undefined || recipient === undefined) throw new TypeError("Nothing was sent.");
    const names = Array.from({ length: 700 }, (_, n) => `q${n}`);
    const told = (inOrder: readonly string[]) => {
      const fake: typeof store = {
        ...store,
        readRecipients: async () => ({
          items: inOrder.map((name) => ({ ...recipient, contact: contactId(name) })),
          next: null,
        }),
        readOutbox: async () => ({
          items: inOrder.map((name) => {
            const rule = `554 5.7.1 no ${name}`;
            const reasons = [{ code: "POLICY", effect: "deny", rule }] as const;
            const key = campaignSendKey(id, contactId(name));
            return { ...sent, key, contact: contactId(name), status: "failed", reasons } as const;
          }),
          next: null,
        }),
      };
      const reading = { options: { ...engine.options, store: fake } };
      return explainCampaign(reading, { tenant, campaign: id, samples: 3 });
    };
    const { groups, people } = await told(names);
    expect([people, groups.length]).toEqual([700, 501]);
    expect(groups[0]).toMatchObject({ code: "POLICY", rule: null, count: 200 });
  });

  it("shows the same sample whatever the order", async () => {
    const { engine, begun, store } = await campaignWorld(9);
    const { id } = await begun();
    await engine.drain(tenant);
    const sample = async (turn: boolean) => {
      const turned: typeof store = {
        ...store,
        readRecipients: async (call, options) => {
          const { items, next } = await store.readRecipients(call, options);
          return { items: turn ? items.toReversed() : items, next };
        },
      };
      const reading = { options: { ...engine.options, store: turned } };
      const told = await explainCampaign(reading, { tenant, campaign: id, samples: 3 });
      return told.groups.map((group) => group.sample);
    };
    expect(await sample(true)).toEqual(await sample(false));
  });
});

describe("somebody who got nothing", () => {
  const spread = { over: "1d" } as const;

  it("waits for a campaign that is paused, in the plan or in its queue", async () => {
    const world = await campaignWorld(20);
    const { engine, begun, campaigns } = world;
    const { id } = await begun(toEverybody({ spread }));
    await engine.drain(tenant);
    await campaigns.pause(tenant, id);
    const { counts, sentences } = await counted(world, id);
    expect(Object.keys(counts)).toContain("plan CAMPAIGN_PAUSED");
    expect(sentences[0]).toBe("The campaign is paused, for 20 people.");
    await campaigns.resume(tenant, id);
    expect(Object.keys((await counted(world, id)).counts)).not.toContain("plan CAMPAIGN_PAUSED");
  });

  it("was in a campaign that was cancelled, before and after that is swept", async () => {
    const world = await campaignWorld(5);
    const { engine, begun, campaigns } = world;
    const { id } = await begun(toEverybody({ spread }));
    await engine.drain(tenant);
    await campaigns.cancel(tenant, id);
    const before = await counted(world, id);
    await engine.drain(tenant);
    const after = await counted(world, id);
    for (const { counts } of [before, after]) {
      const ends = Object.entries(counts).filter(([name]) => name !== "accepted");
      expect(ends.length).toBeGreaterThan(0);
      for (const [name] of ends) expect(name).toMatch(/CANCELLED|QUEUE_PAUSED/);
    }
    expect(Object.keys(after.counts)).toContain("plan CANCELLED");
  });

  it("has come among the exceptions since it was prepared", async () => {
    const world = await campaignWorld(2);
    const { engine, begun, store, clock, ids } = world;
    const audience = {
      in: [{ list: listId("all") }],
      when: "start",
      except: [{ list: listId("never") }, { list: listId("staff") }],
    } as const;
    // 09:00 in Berlin: the mails wait in the outbox.
    const policy = { quiet: [{ from: "00:00", to: "12:00" }] };
    const { id } = await begun(toEverybody({ audience, policy }));
    await engine.drain(tenant);
    expect((await counted(world, id)).counts).toEqual({ "hours QUIET_HOURS": 2 });
    const lookups = ids.slice(0, 1).map((one) => ({ id: one }));
    await store.changeContacts({ tenant, now: clock.now(), lookups }, ([found]) =>
      found && !("unreadable" in found)
        ? [{ contact: { ...found, lists: [...found.lists, listId("staff")] } }]
        : [],
    );
    clock.advanceBy(4 * hour);
    await engine.drain(tenant);
    const { groups, counts } = await counted(world, id);
    expect(counts).toEqual({ accepted: 1, "audience LEFT_AUDIENCE": 1 });
    const left = groups.find(({ code }) => code === "LEFT_AUDIENCE");
    expect(left).toMatchObject({ stoppedAt: "audience", rule: "campaign audience: except[1]" });
  });

  it("is not in the campaign, or the campaign is not there", async () => {
    const { engine, begun, campaigns } = await campaignWorld(1);
    const { id } = await begun();
    await engine.drain(tenant);
    const stranger: ContactId = contactId("nobody");
    expect(await explainRecipient(engine, { tenant, campaign: id, contact: stranger })).toBeNull();
    const campaign = (await campaigns.create(tenant, toEverybody())).id;
    expect(await explainCampaign(engine, { tenant, campaign })).toMatchObject({ people: 0 });
    await expect(
      explainCampaign(engine, { tenant, campaign: campaignId("c-no") }),
    ).rejects.toMatchObject({ code: "INPUT_CAMPAIGN_UNKNOWN" });
    await expect(
      explainCampaign(engine, { tenant, campaign: id, samples: 1.5 }),
    ).rejects.toMatchObject({ code: "INPUT_SAMPLES", path: "samples" });
  });
});
