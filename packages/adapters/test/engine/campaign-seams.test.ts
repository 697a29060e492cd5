// Campaigns at their seams: callers who say something else, zones, clocks.
import { listId, segmentId } from "@wellsent/core";
import { fakeRenderer } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { campaignWorld, hour, minute, toEverybody } from "./campaign-world.js";
import { start, tenant } from "./world.js";

const day = 24 * hour;

describe("what a caller says", () => {
  it("does not send what was paused while an audience was cut, when its text is edited", async () => {
    const audience = { in: [{ list: listId("all") }], when: "start", max: 4 } as const;
    const world = await campaignWorld(9, { more: { campaignBatch: 3 } });
    const { begun, campaigns, engine, transport } = world;
    const { id } = await begun(toEverybody({ audience }));
    for (let n = 0; n < 20; n++) {
      await engine.tick(tenant);
      const { progress } = await campaigns.read(tenant, id);
      if (progress.task !== null) break;
    }
    expect((await campaigns.read(tenant, id)).progress.task?.kind).toBe("cut");
    await campaigns.pause(tenant, id);
    const content = { variants: [{ id: "a", template: "other", weight: 1 }] };
    await campaigns.edit(tenant, id, { content });
    await engine.drain(tenant);
    expect((await campaigns.read(tenant, id)).state).toBe("paused");
    expect(transport.sent).toEqual([]);
    await campaigns.approve(tenant, id);
    await campaigns.resume(tenant, id);
    await engine.drain(tenant);
    expect(transport.sent.map(({ text }) => text.startsWith("Another"))).toEqual([
      ...Array.from({ length: 4 }, () => true),
    ]);
  });

  it("keeps the purpose that its people were asked for, whatever text it is edited to", async () => {
    const renderer = fakeRenderer({
      spring: { text: "Spring", purpose: "news" },
      sale: { text: "Sale", purpose: "orders" },
    });
    const { begun, campaigns, engine, transport } = await campaignWorld(6, { renderer });
    const { id } = await begun();
    await engine.tick(tenant);
    await campaigns.pause(tenant, id);
    const content = { variants: [{ id: "a", template: "sale", weight: 1 }] };
    await expect(campaigns.edit(tenant, id, { content })).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_PREPARED",
      path: "content.variants",
    });
    await campaigns.resume(tenant, id);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(6);
    expect(transport.sent.filter(({ text }) => text.startsWith("Sale"))).toEqual([]);
  });

  it("does not send what was planned for one purpose when its template gets another", async () => {
    const world = await campaignWorld(9, { more: { batch: 2 } });
    const { id } = await world.begun();
    const [contact] = world.ids;
    if (contact === undefined) throw new TypeError("there are nine");
    for (let n = 0; n < 2; n++) await world.engine.tick(tenant);
    const left = world.transport.sent.length;
    expect(left).toBeLessThan(9);
    await world.engine.send({ tenant, contact, id: "direct", template: "other", purpose: "news" });
    const renderer = fakeRenderer({
      spring: { text: "Spring", purpose: "orders" },
      other: { text: "Another", purpose: "orders" },
    });
    const next = world.another(4, { renderer });
    await next.drain(tenant);
    // The campaign waits for a person; what belongs to none is refused.
    expect(world.transport.sent).toHaveLength(left);
    expect(await next.campaigns.read(tenant, id)).toMatchObject({
      state: "held",
      why: "APPROVAL_STALE",
    });
    const { items } = await world.store.readOutbox({ tenant });
    expect(items.find(({ template }) => template === "other")).toMatchObject({
      status: "skipped",
      reasons: [{ code: "PURPOSE_MISMATCH" }],
    });
  });

  it("is scheduled days ahead without a word on passed hours, and edited when it has begun", async () => {
    const schedule = { local: "2026-03-05T09:00" } as const;
    const { campaigns, engine, clock, transport } = await campaignWorld(3);
    const { id } = await campaigns.create(tenant, toEverybody({ schedule }));
    expect(await campaigns.check(tenant, id)).toEqual([]);
    await campaigns.approve(tenant, id);
    await campaigns.schedule(tenant, id);
    clock.advanceTo(Date.UTC(2026, 2, 4, 18));
    await engine.drain(tenant);
    await campaigns.pause(tenant, id);
    const content = { variants: [{ id: "a", template: "other", weight: 1 }] };
    await campaigns.edit(tenant, id, { content });
    await campaigns.approve(tenant, id);
    await campaigns.resume(tenant, id);
    clock.advanceTo(Date.UTC(2026, 2, 5, 8));
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(3);
  });

  it("retracts a variant of those whose hour is still to come as well", async () => {
    const variants = [
      { id: "a", template: "spring", weight: 1 },
      { id: "b", template: "other", weight: 1 },
    ];
    const audience = { in: [{ list: listId("all") }], when: "hour" } as const;
    const schedule = { local: "2026-03-03T09:00", passed: "skip" } as const;
    const { begun, campaigns, engine, clock, transport } = await campaignWorld(12);
    const { id } = await begun(toEverybody({ audience, schedule, content: { variants } }));
    await engine.drain(tenant);
    await campaigns.retract(tenant, id, { variant: "b" });
    clock.advanceTo(Date.UTC(2026, 2, 4, 20));
    await engine.drain(tenant);
    const { state } = await campaigns.read(tenant, id);
    expect(state).toBe("finished");
    expect(transport.sent.length).toBeGreaterThan(0);
    expect(transport.sent.filter(({ text }) => text.startsWith("Another"))).toEqual([]);
  });

  it("refuses to retract a variant or a segment that there is not", async () => {
    const { begun, campaigns, engine } = await campaignWorld(2);
    const { id } = await begun();
    for (let n = 0; n < 2; n++) await engine.tick(tenant);
    await expect(campaigns.retract(tenant, id, { variant: "z" })).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_VARIANT",
    });
    await expect(
      campaigns.retract(tenant, id, { segment: segmentId("nobody") }),
    ).rejects.toMatchObject({ code: "INPUT_CAMPAIGN_SEGMENT" });
  });

  it("does not let an expected number be ignored where people come hour by hour", async () => {
    const audience = { in: [{ list: listId("all") }], when: "hour" } as const;
    const { campaigns, engine, transport, clock } = await campaignWorld(20);
    const { id } = await campaigns.create(tenant, toEverybody({ audience }));
    await campaigns.check(tenant, id);
    await campaigns.approve(tenant, id);
    await campaigns.start(tenant, id, { expect: 2 }).catch(() => undefined);
    await engine.drain(tenant);
    clock.advanceBy(day);
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
  });

  it("does not begin by itself where its time lies in another year", async () => {
    const schedule = { at: Date.UTC(2025, 2, 2, 9) } as const;
    const { campaigns, engine, transport } = await campaignWorld(2);
    const { id } = await campaigns.create(tenant, toEverybody({ schedule }));
    await campaigns.check(tenant, id);
    await campaigns.approve(tenant, id);
    await campaigns.schedule(tenant, id);
    await engine.drain(tenant);
    const { state, why } = await campaigns.read(tenant, id);
    expect([state, why]).toEqual(["held", "LATE_START"]);
    expect(transport.sent).toEqual([]);
  });

  it("lets a pause stop what a retraction was to go on with", async () => {
    const { begun, campaigns, engine, another } = await campaignWorld(9, {
      more: { campaignBatch: 2, batch: 1 },
    });
    const { id } = await begun();
    for (let n = 0; n < 7; n++) await engine.tick(tenant);
    // The retraction's process dies after its first step.
    let calls = 0;
    const dying = another(3, {
      wrap: (inner, transport) => ({
        store: {
          ...inner,
          runCampaignTask: (...args) =>
            calls++ > 0 ? Promise.reject(new Error("died")) : inner.runCampaignTask(...args),
        },
        transport,
      }),
    });
    await dying.campaigns.retract(tenant, id, { variant: "a" }).catch(() => undefined);
    expect((await campaigns.read(tenant, id)).progress.task?.kind).toBe("retract");
    await campaigns.pause(tenant, id);
    await engine.drain(tenant);
    expect((await campaigns.read(tenant, id)).state).toBe("paused");
  });
});

describe("zones and clocks", () => {
  it("reaches people in a zone that no list of zones names, hour by hour", async () => {
    const audience = { in: [{ list: listId("all") }], when: "hour" } as const;
    const schedule = { local: "2026-03-03T09:00", passed: "skip" } as const;
    const { begun, campaigns, engine, clock, copies, person, subscribe } = await campaignWorld(1);
    const west = await person("west", {
      lists: [listId("all")],
      timeZone: { name: "Etc/GMT+12", source: "stated" },
    });
    await subscribe(west);
    const { id } = await begun(toEverybody({ audience, schedule }));
    for (let n = 0; n < 60; n++) {
      await engine.drain(tenant);
      clock.advanceBy(hour);
    }
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
    expect([...copies().keys()].sort()).toEqual(["p0000@mail.example", "west@mail.example"]);
  });

  it("plans nothing earlier where the clock went back during a pause", async () => {
    const schedule = { at: start + 5 * hour } as const;
    const { begun, campaigns, engine, clock, transport, another } = await campaignWorld(3);
    const { id } = await begun(toEverybody({ schedule }));
    await engine.drain(tenant);
    await campaigns.pause(tenant, id);
    const behind = another(5, { more: { clock: { now: () => clock.now() - 4 * hour } } });
    await behind.campaigns.resume(tenant, id, { how: "shift" });
    clock.advanceTo(start + 5 * hour - minute);
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
  });

  it("gives an hour later to who moved west, hour by hour as well", async () => {
    const audience = { in: [{ list: listId("all") }], when: "hour" } as const;
    const schedule = { local: "2026-03-03T09:00", passed: "skip" } as const;
    const spread = { over: "3h" } as const;
    const world = await campaignWorld(1);
    const { begun, engine, clock, transport, store, ids } = world;
    await begun(toEverybody({ audience, schedule, spread }));
    await engine.drain(tenant);
    clock.advanceTo(Date.UTC(2026, 2, 3, 8));
    await engine.drain(tenant);
    for (const one of ids)
      await store.changeContacts({ tenant, now: clock.now(), lookups: [{ id: one }] }, ([found]) =>
        found && !("unreadable" in found)
          ? [{ contact: { ...found, timeZone: { name: "America/New_York", source: "stated" } } }]
          : [],
      );
    for (let n = 0; n < 30; n++) {
      clock.advanceBy(hour / 2);
      await engine.drain(tenant);
    }
    expect(transport.sent).toHaveLength(1);
    expect(transport.sent[0]?.at).toBeGreaterThanOrEqual(Date.UTC(2026, 2, 3, 14));
  });
});
