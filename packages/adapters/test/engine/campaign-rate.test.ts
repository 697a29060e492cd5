import { checkCampaign } from "@wellsent/core/definitions";
import { describe, expect, it } from "vitest";
import { campaignWorld, hour, minute, toEverybody } from "./campaign-world.js";
import { tenant } from "./world.js";

describe("a campaign's own rate", () => {
  it("holds for all engines together, fills the outbox no further than it leaves, and reaches everybody", async () => {
    const world = await campaignWorld(30);
    const { campaigns, clock, transport, begun, engine } = world;
    const engines = [engine, world.another(11, { more: { batch: 20 } })];
    const { id } = await begun(toEverybody({ rate: "60/h" }));
    const from = clock.now();
    let deepest = 0;
    while ((await campaigns.read(tenant, id)).state !== "finished") {
      expect(clock.now() - from).toBeLessThan(hour);
      await Promise.all(engines.map((one) => one.drain(tenant)));
      const { messages } = await campaigns.figures(tenant, id);
      deepest = Math.max(deepest, messages.queued);
      // Often within a turn, so that only the rate keeps the next one back.
      clock.advanceBy(minute / 4);
    }
    expect([...world.copies().values()]).toEqual(Array.from({ length: 30 }, () => 1));
    const at = transport.sent.map((mail) => mail.at);
    for (const begin of at)
      expect(at.filter((one) => one >= begin && one < begin + 10 * minute).length).toBeLessThan(12);
    expect(Math.max(...at) - from).toBeLessThanOrEqual(33 * minute);
    expect(deepest).toBeLessThanOrEqual(20);
  });

  it("keeps no other campaign waiting", async () => {
    const { begun, engine, transport } = await campaignWorld(20);
    await begun(toEverybody({ rate: "1/h" }));
    await begun();
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(21);
  });

  it("lets the engine sleep until the next turn", async () => {
    const { begun, engine, clock, transport } = await campaignWorld(20);
    await begun(toEverybody({ rate: "6/h" }));
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
    const next = await engine.nextWork(tenant);
    expect((next ?? 0) - clock.now()).toBeGreaterThan(9 * minute);
  });

  it("is refused where it is none", async () => {
    const { campaigns } = await campaignWorld(1);
    const { definition } = await campaigns.create(tenant, toEverybody());
    const codes = checkCampaign({ ...definition, rate: "0/s" }).map(({ code, path }) => [
      code,
      path,
    ]);
    expect(codes).toEqual([["RATE", "rate"]]);
  });
});
