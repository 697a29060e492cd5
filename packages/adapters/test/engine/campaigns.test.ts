import { listId } from "@wellsent/core";
import { explainRecipient } from "@wellsent/core/explain";
import { fakeRenderer } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { campaignWorld, hour, minute, toEverybody } from "./campaign-world.js";
import { tenant } from "./world.js";

const day = 24 * hour;

describe("a campaign", () => {
  it("goes from draft to finished, and reaches each of its people once", async () => {
    const { campaigns, engine, begun, copies, person } = await campaignWorld(30);
    await person("unasked", { lists: [listId("all")] });
    const { id } = await begun();
    const { campaigns: done } = await engine.drain(tenant);
    expect(done).toMatchObject({ prepared: 31, queued: 30, refused: 1 });
    const over = await campaigns.read(tenant, id);
    expect(over.state).toBe("finished");
    expect(over.figures).toMatchObject({ prepared: 31, waiting: 0 });
    expect(over.figures?.messages).toMatchObject({ accepted: 30, queued: 0, skipped: 1 });
    expect([...copies().values()]).toEqual(Array.from({ length: 30 }, () => 1));
    expect(await engine.nextWork(tenant)).toBeNull();
  });

  it("explains each of its people", async () => {
    const { engine, begun, person, ids } = await campaignWorld(1);
    const unasked = await person("unasked", { lists: [listId("all")] });
    const stranger = await person("stranger");
    const { id } = await begun();
    await engine.drain(tenant);
    const said = async (who: typeof unasked): Promise<string | undefined> =>
      (await explainRecipient(engine, { tenant, campaign: id, contact: who }))?.sentence;
    expect(await said(ids[0] ?? unasked)).toMatch(/^Handed over at 2026-03-02/);
    expect(await said(unasked)).toMatch(/^Not sent \(skipped\): [A-Z_]+/);
    expect(await said(stranger)).toBeUndefined();
  });

  it("is refused before the first mail where it is for nobody, or for far more than expected", async () => {
    const { campaigns, engine, transport } = await campaignWorld(20);
    const held = async (input: ReturnType<typeof toEverybody>, expected?: number) => {
      const { id } = await campaigns.create(tenant, input);
      await campaigns.check(tenant, id);
      await campaigns.approve(tenant, id);
      await campaigns.start(tenant, id, expected === undefined ? {} : { expect: expected });
      await engine.drain(tenant);
      return campaigns.read(tenant, id);
    };
    const nobody = { in: [{ list: listId("none") }], when: "start" } as const;
    expect(await held(toEverybody({ audience: nobody }))).toMatchObject({
      ...{ state: "held", why: "AUDIENCE_EMPTY" },
    });
    const surprised = await held(toEverybody(), 10);
    expect(surprised).toMatchObject({ state: "held", why: "AUDIENCE_UNEXPECTED" });
    expect(transport.sent).toEqual([]);
    await campaigns.resume(tenant, surprised.id);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(20);
  });

  it("cuts an audience to its number by a hash, and a higher number only adds", async () => {
    const { campaigns, engine, begun } = await campaignWorld(40, { more: { campaignBatch: 7 } });
    const { id } = await begun(
      toEverybody({ audience: { in: [{ list: listId("all") }], when: "start", max: 11 } }),
    );
    await engine.drain(tenant);
    expect(await campaigns.figures(tenant, id)).toMatchObject({ prepared: 11 });
    expect((await campaigns.recipients(tenant, id)).items).toHaveLength(11);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
  });

  it("reaches whoever is in it when their hour comes, each once", async () => {
    const { campaigns, engine, begun, person, subscribe, clock, copies, transport } =
      await campaignWorld(3);
    const there = async (name: string, zone: string) => {
      const timeZone = { name: zone, source: "stated" } as const;
      await subscribe(await person(name, { lists: [listId("all")], timeZone }));
    };
    await there("auckland", "Pacific/Auckland");
    await there("honolulu", "Pacific/Honolulu");
    const { id } = await begun(
      toEverybody({
        audience: { in: [{ list: listId("all") }], when: "hour" },
        schedule: { local: "2026-03-03T09:00", passed: "skip" },
      }),
    );
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
    clock.advanceTo(Date.UTC(2026, 2, 2, 21));
    await engine.drain(tenant);
    expect([...copies().keys()]).toEqual(["auckland@mail.example"]);
    await there("late", "Pacific/Auckland");
    await there("joined", "Europe/Berlin");
    await there("ship", "Etc/GMT+12");
    clock.advanceTo(Date.UTC(2026, 2, 3, 8));
    await engine.drain(tenant);
    expect([...copies().keys()]).toContain("joined@mail.example");
    clock.advanceTo(Date.UTC(2026, 2, 4, 8));
    await engine.drain(tenant);
    expect([...copies().values()].every((count) => count === 1)).toBe(true);
    // Nine o'clock is nine o'clock: whose hour had passed when they came is not in it.
    expect(copies().has("late@mail.example")).toBe(false);
    expect(copies().has("ship@mail.example")).toBe(true);
    expect(copies().size).toBe(7);
    const { prepared, variants } = await campaigns.figures(tenant, id);
    expect([prepared, variants]).toEqual([7, { a: 7 }]);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
  });

  it("sends by local hours, spread over a window, and never before", async () => {
    const { campaigns, engine, begun, clock, transport } = await campaignWorld(20);
    const { id } = await begun(
      toEverybody({
        schedule: { local: "2026-03-03T09:00", passed: "skip" },
        spread: { over: "4h" },
      }),
    );
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
    // 09:00 in Berlin.
    const begins = Date.UTC(2026, 2, 3, 8);
    for (let at = begins - hour; at <= begins + 5 * hour; at += 10 * minute) {
      clock.advanceTo(at);
      await engine.drain(tenant);
    }
    expect(transport.sent).toHaveLength(20);
    const times = transport.sent.map(({ at }) => at);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(begins);
    expect(Math.max(...times)).toBeLessThanOrEqual(begins + 4 * hour + 10 * minute);
    expect(new Set(times).size).toBeGreaterThan(5);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
  });

  it("T5: is held where it begins too late, as after an outage or in a restored copy", async () => {
    const { campaigns, engine, clock, transport } = await campaignWorld(3);
    const at = clock.now() + hour;
    const { id } = await campaigns.create(tenant, toEverybody({ schedule: { at } }));
    await campaigns.check(tenant, id);
    await campaigns.approve(tenant, id);
    await campaigns.schedule(tenant, id);
    await engine.drain(tenant);
    expect(await engine.nextWork(tenant)).toBe(at);
    clock.advanceBy(8 * hour);
    await engine.drain(tenant);
    expect(await campaigns.read(tenant, id)).toMatchObject({ state: "held", why: "LATE_START" });
    expect(transport.sent).toEqual([]);
    await campaigns.resume(tenant, id);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(3);
  });

  it("asks exceptions again right before each mail leaves", async () => {
    const except = [{ list: listId("bought") }];
    const audience = { in: [{ list: listId("all") }], except, when: "start" } as const;
    const { campaigns, engine, begun, store, clock, transport, ids } = await campaignWorld(2);
    // 09:00 in Berlin: the mails wait in the outbox.
    const policy = { quiet: [{ from: "00:00", to: "12:00" }] };
    const { id } = await begun(toEverybody({ audience, policy }));
    await engine.drain(tenant);
    const [buyer] = ids;
    if (buyer === undefined) throw new TypeError("there are two");
    const sent = transport.sent.length;
    await store.changeContacts({ tenant, now: clock.now(), lookups: [{ id: buyer }] }, ([found]) =>
      found && !("unreadable" in found)
        ? [{ contact: { ...found, lists: [...found.lists, listId("bought")] } }]
        : [],
    );
    clock.advanceBy(4 * hour);
    await engine.drain(tenant);
    expect(sent).toBe(0);
    expect(transport.sent).toHaveLength(1);
    expect((await campaigns.figures(tenant, id)).refused).toEqual({ LEFT_AUDIENCE: 1 });
  });

  it("previews who gets it and who does not, by the judge that decides it, and writes nothing", async () => {
    const { campaigns, engine, person, store } = await campaignWorld(5);
    await person("unasked", { lists: [listId("all")] });
    const { id } = await campaigns.create(tenant, toEverybody());
    const before = await store.countOutbox(tenant);
    const preview = await campaigns.preview(tenant, id);
    expect(preview).toMatchObject({ people: 6, sends: 5, fault: null });
    expect(Object.values(preview.refused)).toEqual([1]);
    expect(preview.byDomain).toEqual({ "mail.example": 5 });
    expect(preview.byZone).toEqual({ "Europe/Berlin": 5 });
    expect(await store.countOutbox(tenant)).toEqual(before);
    await campaigns.check(tenant, id);
    await campaigns.approve(tenant, id);
    await campaigns.start(tenant, id);
    await engine.drain(tenant);
    const { messages, refused } = await campaigns.figures(tenant, id);
    expect([messages.accepted, refused]).toEqual([preview.sends, preview.refused]);
  });

  it("sends tests that are no recipients, under ids that no host can name", async () => {
    const { campaigns, engine, ids, transport } = await campaignWorld(2);
    const { id } = await campaigns.create(tenant, toEverybody());
    const [first] = ids;
    if (first === undefined) throw new TypeError("there are two");
    const [result] = await campaigns.test(tenant, id, [first]);
    expect(result?.status).toBe("queued");
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
    expect((await campaigns.figures(tenant, id)).prepared).toBe(0);
    const send = { tenant, contact: first, template: "spring", purpose: "news" } as const;
    for (const taken of ["c-spring", "t-1", "d-1"])
      await expect(engine.send({ ...send, id: taken })).rejects.toMatchObject({
        code: "INPUT_SEND_ID",
      });
  });

  it("sends a copy of each variant to its seeds as it begins, which is in no figures", async () => {
    const { campaigns, engine, begun, person, subscribe, store, copies } = await campaignWorld(4);
    for (const name of ["seed-a", "seed-b"])
      await subscribe(await person(name, { lists: [listId("seeds")] }));
    await person("seed-c", { lists: [listId("seeds")] });
    const variants = [
      { id: "a", template: "spring", weight: 1 },
      { id: "b", template: "other", weight: 1 },
    ];
    const { id } = await begun(
      toEverybody({ content: { variants }, seeds: [listId("seeds"), listId("none")] }),
    );
    await engine.drain(tenant);
    expect(copies().get("seed-a@mail.example")).toBe(2);
    expect(copies().get("seed-b@mail.example")).toBe(2);
    // Who has not agreed gets no test either.
    expect(copies().get("seed-c@mail.example")).toBeUndefined();
    const figures = await campaigns.figures(tenant, id);
    expect([figures.prepared, figures.messages.accepted]).toEqual([4, 4]);
    const { items } = await store.readOutbox({ tenant });
    const seeds = items.filter(({ origin }) => origin.kind === "test");
    expect(seeds.map(({ key }) => key.startsWith("t-seed-"))).toEqual(seeds.map(() => true));
    expect(new Set(seeds.map(({ template }) => template))).toEqual(new Set(["spring", "other"]));
  });

  it("is moved by one of two people who press at once", async () => {
    const { campaigns, begun } = await campaignWorld(2);
    const { id } = await begun();
    const both = await Promise.allSettled([
      campaigns.pause(tenant, id),
      campaigns.cancel(tenant, id),
    ]);
    const codes = both.map((one) => (one.status === "rejected" ? one.reason.code : "done"));
    expect(codes.sort()).toEqual(["STORE_REVISION_CONFLICT", "done"]);
  });

  it("goes nowhere without approval, and by its author only where that is allowed", async () => {
    const { campaigns, clock } = await campaignWorld(1);
    const policy = { fourEyes: true } as const;
    const { id } = await campaigns.create(tenant, toEverybody({ policy }), { by: "ann" });
    await expect(campaigns.start(tenant, id)).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_STATE",
    });
    await campaigns.check(tenant, id);
    await expect(campaigns.approve(tenant, id, { by: "ann" })).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_FOUR_EYES",
    });
    const { digest } = await campaigns.preview(tenant, id);
    await campaigns.edit(tenant, id, { priority: 30 }, { by: "ann" });
    await campaigns.check(tenant, id);
    await expect(campaigns.approve(tenant, id, { by: "bob", digest })).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_DIGEST",
    });
    await campaigns.edit(tenant, id, { name: "Spring" }, { by: "bob" });
    const shown = await campaigns.digest(tenant, id);
    const { approved } = await campaigns.approve(tenant, id, { by: "bob", digest: shown });
    expect(approved).toEqual({ by: "bob", at: clock.now(), digest: shown, revision: 2 });
    expect(await campaigns.start(tenant, id)).toMatchObject({ state: "scheduled" });
  });

  it("keeps its approval while only its name and the number expected change", async () => {
    const { campaigns } = await campaignWorld(1);
    const { id } = await campaigns.create(tenant, toEverybody());
    await campaigns.check(tenant, id);
    await campaigns.approve(tenant, id, { by: "bob" });
    const named = await campaigns.edit(tenant, id, { name: "Spring", expect: 9 });
    expect(named).toMatchObject({ state: "approved", approved: { by: "bob" } });
    const more = await campaigns.edit(tenant, id, { audience: toEverybody().audience });
    expect(more.approved).not.toBeNull();
    const { state, approved } = await campaigns.edit(tenant, id, { spread: { over: "1h" } });
    expect([state, approved]).toEqual(["draft", null]);
  });

  it("is held where the text of its template is another one than was approved", async () => {
    const text = (spring: string) => fakeRenderer({ spring: { text: spring, purpose: "news" } });
    const { campaigns, engine, begun, another, transport, clock } = await campaignWorld(20, {
      renderer: text("As approved"),
    });
    const { id } = await begun(toEverybody({ spread: { over: "2h" } }));
    await engine.drain(tenant);
    clock.advanceBy(hour);
    await engine.drain(tenant);
    const before = transport.sent.length;
    expect(before).toBeGreaterThan(0);
    const next = another(3, { renderer: text("Something else") });
    clock.advanceBy(hour);
    await next.drain(tenant);
    expect(await campaigns.read(tenant, id)).toMatchObject({
      ...{ state: "held", why: "APPROVAL_STALE", resumesTo: "running" },
    });
    expect(transport.sent).toHaveLength(before);
    await expect(next.campaigns.resume(tenant, id)).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_APPROVAL",
    });
    await next.campaigns.approve(tenant, id, { by: "bob" });
    await next.campaigns.resume(tenant, id);
    await next.drain(tenant);
    expect(transport.sent).toHaveLength(20);
    const texts = transport.sent.map((mail) => mail.text.split("\n")[0]);
    expect(texts.slice(before)).toEqual(texts.slice(before).map(() => "Something else"));
  });

  it("keeps who moved it, when, from where to where, why, and the figures right before", async () => {
    const { campaigns, engine, clock, transport } = await campaignWorld(3);
    const schedule = { at: clock.now() + hour } as const;
    const { id } = await campaigns.create(tenant, toEverybody({ schedule }), { by: "ann" });
    await campaigns.check(tenant, id);
    await campaigns.approve(tenant, id, { by: "bob", reason: "reads well" });
    await campaigns.schedule(tenant, id, { by: "ann" });
    clock.advanceBy(9 * hour);
    await engine.drain(tenant);
    await campaigns.resume(tenant, id, { by: "bob", reason: "late is fine" });
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(3);
    const { items } = await campaigns.log(tenant, id);
    expect(items.map(({ epoch }) => epoch)).toEqual(items.map((_, index) => index + 1));
    const told = items.map((move) => `${move.by} ${move.verb}: ${move.from} > ${move.to}`);
    expect(told).toEqual([
      "ann create: null > draft",
      "null check: draft > ready",
      "bob approve: ready > approved",
      "ann schedule: approved > scheduled",
      "null hold: scheduled > held",
      "bob resume: held > scheduled",
      "null begin: scheduled > preparing",
      "null run: preparing > running",
      "null finish: running > finished",
    ]);
    expect(items.map(({ why, reason }) => why ?? reason).filter((text) => text !== null)).toEqual([
      ...["reads well", "LATE_START", "late is fine"],
    ]);
    expect(items.at(-1)?.figures?.messages.accepted).toBe(3);
    const long = { reason: "x".repeat(1_001) };
    const { id: other } = await campaigns.create(tenant, toEverybody());
    await expect(campaigns.cancel(tenant, other, long)).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_REASON",
    });
    expect((await campaigns.read(tenant, other)).state).toBe("draft");
  });

  it("drops what is too late, and does not count a pause that was to hold it", async () => {
    const late = { policy: { lateAfter: "2h" } } as const;
    const outcome = async (how: "hold" | "skipLate") => {
      const { campaigns, engine, begun, clock } = await campaignWorld(4);
      const { id } = await begun(toEverybody(late));
      await engine.campaigns.pause(tenant, id);
      clock.advanceBy(minute);
      await campaigns.resume(tenant, id);
      await engine.tick(tenant);
      await campaigns.pause(tenant, id).catch(() => undefined);
      clock.advanceBy(3 * day);
      await campaigns.resume(tenant, id, { how }).catch(() => undefined);
      await engine.drain(tenant);
      const { messages, refused } = await campaigns.figures(tenant, id);
      return { accepted: messages.accepted, refused };
    };
    const held = await outcome("hold");
    expect(held).toEqual({ accepted: 4, refused: {} });
    const skipped = await outcome("skipLate");
    expect(skipped.accepted + (skipped.refused["TOO_LATE"] ?? 0)).toBe(4);
    expect(skipped.refused["TOO_LATE"]).toBeGreaterThan(0);
  });
});
