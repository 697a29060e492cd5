import { contactPointId, listId } from "@wellsent/core";
import { fakeRenderer } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { campaignWorld, hour, toEverybody } from "./campaign-world.js";
import { gate, start, tenant } from "./world.js";

const day = 24 * hour;
const prices = { currency: "EUR", email: 350, sms: 70_000 } as const;

describe("a campaign's preview", () => {
  it("adds up what its mails cost, by the host's list or its function", async () => {
    const { campaigns } = await campaignWorld(4, { sender: { prices } });
    const { id } = await campaigns.create(tenant, toEverybody());
    const preview = await campaigns.preview(tenant, id);
    expect([preview.cost, preview.parts]).toEqual([{ currency: "EUR", micros: 1_400 }, 0]);

    const asked: unknown[] = [];
    const price = (message: { to: string; transport: string | null }): number => {
      asked.push(message);
      return message.to.startsWith("p0000") ? 1 : 10;
    };
    const byAddress = await campaignWorld(4, {
      sender: { prices: { currency: "USD", email: price } },
    });
    const other = await byAddress.campaigns.create(tenant, toEverybody());
    const { cost } = await byAddress.campaigns.preview(tenant, other.id);
    expect(cost).toEqual({ currency: "USD", micros: 31 });
    expect(asked).toContainEqual({ to: "p0001@mail.example", transport: "recording" });

    const free = await campaignWorld(1);
    const third = await free.campaigns.create(tenant, toEverybody());
    expect((await free.campaigns.preview(tenant, third.id)).cost).toBeNull();
  });

  it("counts the parts of each text, and does not count whom it cannot be written to", async () => {
    const renderer = fakeRenderer({
      ping: { text: "{firstName}", channel: "sms", purpose: "news" },
    });
    const { campaigns, person, subscribe } = await campaignWorld(0, {
      ...{ renderer },
      sender: { prices, smsFrom: { type: "number", e164: "+4930123456" } },
    });
    const phone = async (name: string, address: string, firstName: string): Promise<void> => {
      const fingerprints = gate.fingerprints("sms", address);
      const point = contactPointId(`point-${name}`);
      const points = [{ id: point, channel: "sms", address, fingerprints }] as const;
      const lists = [listId("all")];
      await subscribe(await person(name, { points, lists, attributes: { firstName } }));
    };
    await phone("ann", "+491711111111", "Ann");
    await phone("bob", "+491722222222", "B".repeat(400));
    const { id } = await campaigns.create(tenant, {
      ...toEverybody({ content: { variants: [{ id: "a", template: "ping", weight: 1 }] } }),
      channel: "sms",
    });
    const preview = await campaigns.preview(tenant, id);
    expect(preview).toMatchObject({ people: 2, sends: 2, byDomain: { sms: 2 } });
    expect(preview.parts).toBeGreaterThanOrEqual(4);
    expect(preview.cost?.micros).toBe(preview.parts * 70_000);
  });

  it("refuses prices that are none", async () => {
    const lists = [
      [{ email: -1 }, "prices.email"],
      [{ sms: Number.NaN }, "prices.sms"],
      [{ currency: "euro" }, "prices.currency"],
    ] as const;
    for (const [list, path] of lists) {
      const sender = { prices: { ...prices, ...list } };
      const { campaigns } = await campaignWorld(0, { sender });
      const { id } = await campaigns.create(tenant, toEverybody());
      await expect(campaigns.preview(tenant, id)).rejects.toMatchObject({
        ...{ code: "INPUT_PRICE", path: `senderFor.${path}` },
      });
    }
  });

  it("counts the people who get another campaign of the week as well", async () => {
    const { campaigns, engine, person, subscribe, clock, begun } = await campaignWorld(3);
    for (const name of ["both", "only"])
      await subscribe(await person(name, { lists: [listId(name === "both" ? "vip" : "far")] }));
    const to = (list: string, schedule: { at: "now" | number } = { at: "now" }) =>
      toEverybody({ audience: { in: [{ list: listId(list) }], when: "start" }, schedule });
    const done = await begun(to("all"));
    await engine.drain(tenant);
    const planned = await campaigns.create(tenant, to("all", { at: start + 5 * day }));
    const later = await campaigns.create(tenant, to("all", { at: start + 9 * day }));
    const draft = await campaigns.create(tenant, to("all"));
    for (const { id } of [planned, later]) {
      await campaigns.check(tenant, id);
      await campaigns.approve(tenant, id);
      await campaigns.schedule(tenant, id);
    }
    const audience = {
      in: [{ list: listId("all") }, { list: listId("vip") }],
      when: "start",
    } as const;
    const mine = await campaigns.create(tenant, toEverybody({ audience }));
    const { overlap, sends } = await campaigns.preview(tenant, mine.id);
    expect(sends).toBe(4);
    expect(overlap).toEqual({ [done.id]: 3, [planned.id]: 3 });
    expect(overlap[draft.id]).toBeUndefined();
    clock.advanceBy(8 * day);
    const then = (await campaigns.preview(tenant, mine.id)).overlap;
    expect(then).toEqual({ [planned.id]: 3, [later.id]: 3 });
  });

  it("counts the people for whom it takes the last room of a cap", async () => {
    const caps = [{ max: 2, per: "7d" }] as const;
    const { campaigns, engine, ids, clock } = await campaignWorld(5, {
      sender: { policy: { caps } },
    });
    for (const [index, contact] of ids.slice(0, 3).entries())
      for (let n = 0; n <= (index === 2 ? 1 : 0); n++)
        await engine.send({ tenant, contact, id: `m${index}${n}`, template: "spring" });
    await engine.drain(tenant);
    clock.advanceBy(hour);
    const policy = { caps: [{ max: 1, per: "1d", campaign: "c-else" }] } as const;
    const { id } = await campaigns.create(tenant, toEverybody({ policy }));
    const preview = await campaigns.preview(tenant, id);
    // Two had one message of two; one had both and gets nothing.
    expect(preview).toMatchObject({ sends: 4, refused: { FREQUENCY_CAP: 1 } });
    expect(preview.fillsCap).toEqual({ "send policy: caps[0]": 2 });
  });
});
