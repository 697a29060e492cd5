// Defects that other tools have with campaigns, each as a test of its own.
import { contactId, listId, segmentId } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { campaignWorld, hour, minute, toEverybody } from "./campaign-world.js";
import { tenant } from "./world.js";

const day = 24 * hour;

/** Everybody, once each. */
function onceEach(count: number): readonly number[] {
  return Array.from({ length: count }, () => 1);
}

describe("defects of other tools", () => {
  it("T1: loses nobody whose message was made when the process died before any was sent", async () => {
    const { store, begun, engine, another, clock, copies } = await campaignWorld(200);
    await begun();
    const dying = another(2, {
      wrap: (inner, transport) => ({
        store: { ...inner, claimOutbox: () => Promise.reject(new Error("died")) },
        transport,
      }),
    });
    for (let round = 0; round < 3; round++) await dying.tick(tenant).catch(() => undefined);
    expect((await store.countOutbox(tenant)).reduce((sum, { count }) => sum + count, 0)).toBe(200);
    expect(copies().size).toBe(0);
    clock.advanceBy(hour);
    await engine.drain(tenant);
    expect([...copies().values()]).toEqual(onceEach(200));
  });

  it("T2, T3: sends to each person once over any number of pauses, and to nobody while paused", async () => {
    const { begun, campaigns, engine, clock, transport, copies } = await campaignWorld(120, {
      more: { batch: 7, campaignBatch: 11 },
    });
    const { id } = await begun();
    for (let round = 0; round < 5; round++) {
      for (let tick = 0; tick < 3; tick++) await engine.tick(tenant);
      const stop = await campaigns.pause(tenant, id);
      const sent = transport.sent.length;
      expect(stop.out).toBe(sent);
      expect(stop.campaign.progress.prepared - stop.out).toBeGreaterThanOrEqual(stop.left);
      clock.advanceBy(hour);
      await engine.drain(tenant);
      expect(transport.sent).toHaveLength(sent);
      await campaigns.resume(tenant, id);
    }
    await engine.drain(tenant);
    expect([...copies().values()]).toEqual(onceEach(120));
  });

  it("T4: is not finished while anybody waits, and has figures that add up", async () => {
    const { begun, campaigns, engine } = await campaignWorld(60, {
      more: { batch: 5, campaignBatch: 9 },
    });
    const { id } = await begun();
    for (let tick = 0; tick < 40; tick++) {
      await engine.tick(tenant);
      const { state } = await campaigns.read(tenant, id);
      const { waiting, messages, prepared, refused } = await campaigns.figures(tenant, id);
      const all = Object.values(messages).reduce((sum, count) => sum + count, waiting);
      expect(all).toBe(prepared);
      expect(refused).toEqual({});
      if (state !== "finished") continue;
      expect(waiting + messages.queued + messages.claimed).toBe(0);
      return;
    }
    expect.unreachable("it never finished");
  });

  it("T6: adds nobody who joins during a pause to a snapshot", async () => {
    const { begun, campaigns, engine, person, subscribe, copies } = await campaignWorld(5);
    const { id } = await begun();
    await engine.tick(tenant);
    await engine.tick(tenant);
    const { state } = await campaigns.read(tenant, id);
    if (state === "running") await campaigns.pause(tenant, id);
    await subscribe(await person("joiner", { lists: [listId("all")] }));
    if (state === "running") await campaigns.resume(tenant, id);
    await engine.drain(tenant);
    expect(copies().has("joiner@mail.example")).toBe(false);
    expect(copies().size).toBe(5);
  });

  it("T7: eight workers at once send to each person once", async () => {
    const { begun, another, clock, copies, engine } = await campaignWorld(80, {
      more: { batch: 6, campaignBatch: 10 },
    });
    await begun();
    const workers = Array.from({ length: 8 }, (_, n) => another(100 + n));
    for (let round = 0; round < 12; round++)
      await Promise.all(workers.map((worker) => worker.tick(tenant)));
    clock.advanceBy(2 * hour);
    await engine.drain(tenant);
    expect([...copies().values()]).toEqual(onceEach(80));
  });

  it("T8: sends no second copy after a pause of days", async () => {
    const { begun, campaigns, engine, clock, copies } = await campaignWorld(40, {
      more: { batch: 5, campaignBatch: 8 },
    });
    const { id } = await begun();
    for (let tick = 0; tick < 4; tick++) await engine.tick(tenant);
    await campaigns.pause(tenant, id);
    clock.advanceBy(9 * day);
    await campaigns.resume(tenant, id);
    await engine.drain(tenant);
    expect([...copies().values()]).toEqual(onceEach(40));
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
  });

  it("T9: one address belongs to one contact, so that nobody is written to twice by it", async () => {
    const { store, clock, begun, engine, copies } = await campaignWorld(2);
    const first = await store.readContact({ tenant, lookup: { id: contactId("p0000") } });
    if (first === null) throw new TypeError("the contact is there");
    const twin = { ...first, id: contactId("twin"), key: "twin", revision: 0 };
    const call = { tenant, now: clock.now(), lookups: [] };
    await expect(store.changeContacts(call, () => [{ contact: twin }])).rejects.toMatchObject({
      code: "STORE_CONTACT_CONFLICT",
    });
    await begun();
    await engine.drain(tenant);
    expect([...copies().values()]).toEqual(onceEach(2));
  });

  it("T12: comes to its end though its people leave the audience meanwhile", async () => {
    const { begun, campaigns, engine, store, ids, clock, copies } = await campaignWorld(20, {
      more: { batch: 3, campaignBatch: 4 },
    });
    const { id } = await begun();
    for (let tick = 0; tick < 8; tick++) await engine.tick(tenant);
    for (const one of ids) {
      await store.changeContacts({ tenant, now: clock.now(), lookups: [{ id: one }] }, ([found]) =>
        found && !("unreadable" in found) ? [{ contact: { ...found, lists: [] } }] : [],
      );
    }
    await engine.drain(tenant);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
    expect(copies().size).toBe((await campaigns.figures(tenant, id)).prepared);
  });

  it("T17: takes over what a lost worker held, and comes to its end", async () => {
    const { begun, campaigns, engine, another, clock, store } = await campaignWorld(12);
    const { id } = await begun();
    const dying = another(3, {
      wrap: (inner, transport) => ({
        store: { ...inner, reviewClaims: () => new Promise<never>(() => undefined) },
        transport,
      }),
    });
    for (let round = 0; round < 2; round++) {
      const stuck = dying.tick(tenant);
      await Promise.race([stuck, new Promise((done) => setImmediate(done))]);
    }
    for (let turn = 0; turn < 50; turn++) await new Promise((done) => setImmediate(done));
    expect((await store.readOutbox({ tenant, status: "claimed" })).items.length).toBeGreaterThan(0);
    await engine.drain(tenant);
    expect((await campaigns.read(tenant, id)).state).toBe("running");
    clock.advanceBy(3 * hour);
    await engine.drain(tenant);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
    expect((await campaigns.figures(tenant, id)).messages.accepted).toBe(12);
  });
});

describe("the rest after a change of text", () => {
  it("carries only text that was approved, and reaches each person once", async () => {
    const { begun, campaigns, engine, transport, copies, store } = await campaignWorld(30, {
      more: { batch: 4, campaignBatch: 7 },
    });
    const { id } = await begun();
    for (let tick = 0; tick < 7; tick++) await engine.tick(tenant);
    await campaigns.pause(tenant, id);
    const before = transport.sent.length;
    expect(before).toBeGreaterThan(0);
    const content = { variants: [{ id: "a", template: "other", weight: 1 }] };
    await campaigns.edit(tenant, id, { content });
    await expect(campaigns.resume(tenant, id)).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_APPROVAL",
    });
    await expect(campaigns.edit(tenant, id, { priority: 3 })).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_PREPARED",
    });
    await campaigns.approve(tenant, id);
    await campaigns.resume(tenant, id);
    await engine.drain(tenant);
    expect([...copies().values()]).toEqual(onceEach(30));
    const texts = transport.sent.map(({ text }) => text.startsWith("Another"));
    expect(texts).toEqual([
      ...Array.from({ length: before }, () => false),
      ...Array.from({ length: 30 - before }, () => true),
    ]);
    const { items } = await store.readOutbox({ tenant, limit: 100 });
    expect(items.filter(({ origin }) => origin.revision === 2)).toHaveLength(30 - before);
    const correction = { in: [{ receivedFrom: id, revision: 1 }], when: "start" } as const;
    await begun(toEverybody({ audience: correction }));
    await engine.drain(tenant);
    expect([...copies().values()].filter((count) => count === 2)).toHaveLength(before);
  });

  it("retracts a variant or members of a segment, and goes on with the others", async () => {
    const variants = [
      { id: "a", template: "spring", weight: 1 },
      { id: "b", template: "other", weight: 1 },
    ];
    const { begun, campaigns, engine, transport } = await campaignWorld(40, {
      more: { batch: 4, campaignBatch: 9 },
    });
    const { id } = await begun(toEverybody({ content: { variants } }));
    for (let tick = 0; tick < 8; tick++) await engine.tick(tenant);
    const sent = transport.sent.length;
    const goesOn = await campaigns.retract(tenant, id, { variant: "b" });
    expect(goesOn).toMatchObject({ state: "running", progress: { task: null } });
    const nobody = { segment: segmentId("nobody") };
    await expect(campaigns.retract(tenant, id, nobody)).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_SEGMENT",
    });
    await engine.drain(tenant);
    const after = transport.sent.slice(sent);
    expect(after.every(({ text }) => text.startsWith("Spring"))).toBe(true);
    const { refused, messages, prepared } = await campaigns.figures(tenant, id);
    expect(refused["RETRACTED"]).toBeGreaterThan(0);
    expect(messages.accepted + (refused["RETRACTED"] ?? 0)).toBe(prepared);
  });

  it("shifts what has not left by the length of the pause, local hours by whole days", async () => {
    const schedule = { local: "2026-03-03T09:00", passed: "skip" } as const;
    const { begun, campaigns, engine, clock, transport } = await campaignWorld(5);
    const { id } = await begun(toEverybody({ schedule }));
    await engine.drain(tenant);
    await campaigns.pause(tenant, id);
    clock.advanceBy(30 * minute);
    await campaigns.resume(tenant, id, { how: "shift" });
    clock.advanceTo(Date.UTC(2026, 2, 4, 7, 59));
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
    clock.advanceTo(Date.UTC(2026, 2, 4, 8));
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(5);
  });

  it("cancels exactly where it stands", async () => {
    const { begun, campaigns, engine, transport } = await campaignWorld(50, {
      more: { batch: 5, campaignBatch: 20 },
    });
    const { id } = await begun();
    for (let tick = 0; tick < 6; tick++) await engine.tick(tenant);
    const stop = await campaigns.cancel(tenant, id);
    const sent = transport.sent.length;
    expect(sent).toBeGreaterThan(0);
    expect([stop.out, stop.inHands]).toEqual([sent, 0]);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(sent);
    const over = await campaigns.read(tenant, id);
    expect(over.figures?.messages.accepted).toBe(sent);
    expect(over.figures?.refused).toEqual({ CANCELLED: over.progress.prepared - sent });
    expect(await engine.nextWork(tenant)).toBeNull();
  });
});

describe("any sequence of pauses, resumes, edits and lost processes", () => {
  it("sends to each of its people exactly once", async () => {
    const step = fc.constantFrom("tick", "tick", "tick", "pause", "resume", "edit", "die", "wait");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const people = 12;
        const world = await campaignWorld(people, { more: { batch: 2, campaignBatch: 3 } });
        const { campaigns, begun, another, clock, copies } = world;
        const { id } = await begun();
        let engine = world.engine;
        let seed = 10;
        const quietly = (run: Promise<unknown>): Promise<unknown> => run.catch(() => undefined);
        for (const what of steps) {
          if (what === "tick") await engine.tick(tenant);
          if (what === "pause") await quietly(campaigns.pause(tenant, id));
          if (what === "resume") {
            await quietly(campaigns.approve(tenant, id));
            await quietly(campaigns.resume(tenant, id));
          }
          if (what === "edit") {
            const template = seed % 2 === 0 ? "other" : "spring";
            const content = { variants: [{ id: "a", template, weight: 1 }] };
            await quietly(campaigns.edit(tenant, id, { content }));
          }
          seed += 1;
          if (what === "die") engine = another(seed);
          if (what === "wait") clock.advanceBy(20 * minute);
        }
        const { state } = await campaigns.read(tenant, id);
        if (state === "draft") {
          await campaigns.check(tenant, id);
          await campaigns.approve(tenant, id);
          await campaigns.start(tenant, id);
        } else {
          await quietly(campaigns.approve(tenant, id));
          await quietly(campaigns.resume(tenant, id));
        }
        await engine.drain(tenant);
        clock.advanceBy(3 * hour);
        await another(9_999).drain(tenant);
        expect([...copies().values()]).toEqual(onceEach(people));
        expect((await campaigns.read(tenant, id)).state).toBe("finished");
      }),
      { numRuns: 60 },
    );
  });
});
