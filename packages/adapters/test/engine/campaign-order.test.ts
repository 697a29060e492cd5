import { campaignSendKey } from "@wellsent/core";
import { checkCampaign } from "@wellsent/core/definitions";
import { describe, expect, it } from "vitest";
import { campaignWorld, minute, toEverybody } from "./campaign-world.js";
import { tenant } from "./world.js";

const day = 24 * 60 * minute;

describe("a campaign in the order of engagement", () => {
  it("writes to those first who clicked last, then who opened, each once", async () => {
    const more = { batch: 3, campaignBatch: 4, concurrency: 1 };
    const { begun, campaigns, engine, clock, transport, ids, copies } = await campaignWorld(12, {
      more,
    });
    const { id } = await begun();
    await engine.drain(tenant);
    const by = (n: number, type: "clicked" | "opened") => {
      const contact = ids[n];
      if (contact === undefined) throw new TypeError("there are twelve");
      const message = campaignSendKey(id, contact);
      const engagement = { machine: false } as const;
      return { type, engagement, dedupeKey: `${type}-${n}`, message, at: clock.now() } as const;
    };
    await engine.report(tenant, [by(3, "opened")]);
    clock.advanceBy(40 * day);
    await engine.report(tenant, [by(9, "clicked"), by(7, "opened")]);
    const before = transport.sent.length;
    const next = await begun(toEverybody({ order: "engaged" }));
    await engine.drain(tenant);
    clock.advanceBy(10);
    await engine.drain(tenant);
    const order = transport.sent.slice(before).map(({ to }) => to.slice(0, 5));
    expect(order.slice(0, 3)).toEqual(["p0009", "p0007", "p0003"]);
    expect([...copies().values()]).toEqual(Array.from({ length: 12 }, () => 2));
    expect((await campaigns.read(tenant, next.id)).state).toBe("finished");
  });

  it("is refused beside a spread, which draws an order of its own", async () => {
    const { campaigns } = await campaignWorld(1);
    const { definition } = await campaigns.create(tenant, toEverybody());
    const both = { ...definition, order: "engaged", spread: { over: "1h" } } as const;
    expect(checkCampaign(both).map(({ code }) => code)).toEqual(["ORDER"]);
  });
});
