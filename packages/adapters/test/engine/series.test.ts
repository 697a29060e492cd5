import { campaignId, type Holidays } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { hour, minute } from "./campaign-world.js";
import { daily, day, letter, seriesWorld, weekly } from "./series-world.js";
import { tenant } from "./world.js";

// The world begins on Monday, 2 March 2026, at eight in UTC.
const tuesday = "2026-03-03T08:00:00Z";

describe("an issue of a series", () => {
  it("is made ahead of its hour, is a campaign of that name, and leaves at its hour", async () => {
    const { series, engine, clock, campaigns, transport, issues, until } = await seriesWorld(2);
    await series.put(tenant, letter({ lead: "12h" }));
    await engine.drain(tenant);
    expect(await issues()).toEqual({});
    expect(await engine.nextWork(tenant)).toBe(Date.parse(tuesday) - 12 * hour);
    await until("2026-03-02T20:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "scheduled" });
    const { definition } = await campaigns.read(tenant, campaignId("c-letter-2026-03-03"));
    expect(definition).toMatchObject({
      ...{ series: "letter", issue: "2026-03-03", schedule: { at: Date.parse(tuesday) } },
      content: { data: { issue: "2026-03-03" } },
    });
    expect(transport.sent).toEqual([]);
    await until("2026-03-16T00:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "finished", "2026-03-10": "finished" });
    const at = transport.sent.map((one) => new Date(one.at).toISOString().slice(0, 13));
    expect(at).toEqual(["2026-03-03T08", "2026-03-03T08", "2026-03-10T08", "2026-03-10T08"]);
    expect(clock.now()).toBe(Date.parse("2026-03-16T00:00:00Z"));
  });

  it("is one campaign in everybody's own time, on the date of the rule", async () => {
    const world = await seriesWorld(3);
    const { series, engine, store, ids, transport, until } = world;
    const zones = ["Pacific/Kiritimati", "Europe/Berlin", "Pacific/Midway"];
    for (const [index, name] of zones.entries())
      await engine.identify({
        ...{ tenant, email: `p000${index}@mail.example`, timeZone: name },
      });
    await series.put(tenant, letter({ recurrence: { ...weekly, zone: "contact" } }));
    await until("2026-03-05T00:00:00Z");
    const { items } = await store.readCampaigns({ tenant });
    expect(items.map(({ id }) => id)).toEqual(["c-letter-2026-03-03"]);
    expect(items[0]?.definition.schedule).toMatchObject({ local: "2026-03-03T09:00" });
    expect(ids).toHaveLength(3);
    const at = new Map(transport.sent.map((one) => [one.to.slice(0, 5), one.at]));
    expect([...at.values()].map((one) => new Date(one).toISOString())).toEqual([
      "2026-03-02T19:00:00.000Z",
      "2026-03-03T08:00:00.000Z",
      "2026-03-03T20:00:00.000Z",
    ]);
  });

  it("leaves at everybody's best hour, from its time to the end of the window", async () => {
    const { series, store, transport, until } = await seriesWorld(4);
    const zone = "contact";
    const recurrence = { ...weekly, zone, time: "17:00" } as const;
    await series.put(tenant, letter({ recurrence, best: { until: "20:00" } }));
    await until("2026-03-05T00:00:00Z");
    const { items } = await store.readCampaigns({ tenant });
    expect(items.map(({ id, state }) => [id, state])).toEqual([
      ["c-letter-2026-03-03", "finished"],
    ]);
    expect(items[0]?.definition.schedule).toEqual({
      ...{ best: "2026-03-03", between: ["17:00", "20:00"], passed: "send" },
    });
    // Nothing was counted: the one in the middle, or one that is tried out.
    const at = transport.sent.map((one) => new Date(one.at).toISOString().slice(0, 16));
    expect(at).toHaveLength(4);
    for (const one of at) expect(one).toMatch(/^2026-03-03T1[678]:00$/);
    expect(at).toContain("2026-03-03T17:00");
  });

  it("has no best hour of a zone of its own, nor one without an hour in it", async () => {
    const { series } = await seriesWorld(0);
    const best = { until: "20:00" };
    const told = (more: Parameters<typeof letter>[0]) =>
      expect(series.put(tenant, letter(more))).rejects;
    await told({ best }).toMatchObject({ code: "DEFINITION_TIME", path: "best" });
    const recurrence = { ...weekly, zone: "contact", time: "19:30" } as const;
    await told({ best, recurrence }).toMatchObject({ code: "DEFINITION_TIME", path: "best.until" });
  });

  it("waits for approval until its hour, and is held then", async () => {
    const { series, campaigns, transport, issues, until } = await seriesWorld(1);
    await series.put(tenant, letter({ approval: "required" }));
    const first = campaignId("c-letter-2026-03-03");
    await until("2026-03-03T07:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "scheduled" });
    await until("2026-03-03T09:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "held APPROVAL_MISSING" });
    await campaigns.approve(tenant, first, { by: "ann" });
    await campaigns.resume(tenant, first);
    await until("2026-03-10T07:00:00Z");
    expect(transport.sent).toHaveLength(1);
    const second = campaignId("c-letter-2026-03-10");
    await campaigns.approve(tenant, second, { by: "ann" });
    expect((await campaigns.approve(tenant, second, { by: "bob" })).approved?.by).toBe("ann");
    await until("2026-03-10T09:00:00Z");
    expect(transport.sent).toHaveLength(2);
    expect(await issues()).toEqual({ "2026-03-03": "finished", "2026-03-10": "finished" });
  });

  it("keeps its hour through an edit, which somebody approves", async () => {
    const { series, campaigns, transport, issues, until } = await seriesWorld(1);
    await series.put(tenant, letter());
    await until("2026-03-02T09:00:00Z");
    const id = campaignId("c-letter-2026-03-03");
    const content = { variants: [{ id: "a", template: "other", weight: 1 }] };
    expect(await campaigns.edit(tenant, id, { content })).toMatchObject({
      ...{ state: "scheduled", approved: null, dueAt: Date.parse(tuesday) },
    });
    await campaigns.approve(tenant, id);
    await campaigns.revoke(tenant, id);
    await until("2026-03-03T09:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "held APPROVAL_MISSING" });
    await campaigns.approve(tenant, id);
    await campaigns.resume(tenant, id);
    await until("2026-03-03T10:00:00Z");
    expect(transport.sent.map(({ text }) => text.split("\n")[0])).toEqual([
      "Another spring, p0000",
    ]);
  });

  it.each([
    ["skip", { "2026-03-03": "finished", "2026-03-10": "NOTHING_NEW" }, 1],
    ["hold", { "2026-03-03": "finished", "2026-03-10": "held NOTHING_NEW" }, 1],
    ["send", { "2026-03-03": "finished", "2026-03-10": "finished" }, 2],
  ] as const)("with the content of the last one: %s", async (nothingNew, became, sent) => {
    const { series, transport, issues, until } = await seriesWorld(1);
    await series.put(tenant, letter({ content: "newest", nothingNew }));
    await until("2026-03-10T07:00:00Z");
    // Something new may still come.
    if (nothingNew !== "send") expect(Object.keys(await issues())).toEqual(["2026-03-03"]);
    await until("2026-03-10T09:00:00Z");
    expect(await issues()).toEqual(became);
    expect(transport.sent).toHaveLength(sent);
  });

  it("takes what is there by its hour, and is skipped where there is nothing", async () => {
    let ready = false;
    const seriesContent = async () => (ready ? { data: { n: 1 } } : null);
    const { series, transport, issues, until } = await seriesWorld(1, { more: { seriesContent } });
    await series.put(tenant, letter());
    await until("2026-03-03T07:00:00Z");
    ready = true;
    await until("2026-03-03T09:00:00Z");
    expect(transport.sent).toHaveLength(1);
    ready = false;
    await until("2026-03-10T09:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "finished", "2026-03-10": "NOTHING_NEW" });
  });

  it("is left to the process that can write it, and a writer that fails stops no other series", async () => {
    const broken = async () => Promise.reject(new TypeError("no editors"));
    const world = await seriesWorld(1, {
      more: {
        seriesContent: ({ series }) =>
          series === "broken" ? broken() : series === "letter" ? undefined : Promise.resolve({}),
      },
    });
    const { series, engine, another, transport, clock, issues } = world;
    for (const id of ["broken", "letter", "third"]) await series.put(tenant, letter({ id }));
    const { faults } = await engine.drain(tenant);
    expect(faults).toEqual([{ part: "series", code: "UNEXPECTED" }]);
    const { items } = await world.store.readCampaigns({ tenant });
    expect(items.map(({ id }) => id)).toEqual(["c-third-2026-03-03"]);
    expect(await engine.nextWork(tenant)).toBeGreaterThan(clock.now());
    const knowing = another(9, { more: { seriesContent: async () => ({ data: { n: 2 } }) } });
    clock.advanceBy(2 * minute);
    await knowing.drain(tenant);
    clock.advanceTo(Date.parse(tuesday));
    await knowing.drain(tenant);
    expect(await issues()).toEqual({ "2026-03-03": "finished" });
    expect(transport.sent).toHaveLength(3);
  });

  it("is held with what is wrong with it, where that is known only at its hour", async () => {
    const content = { variants: [{ id: "a", template: "gone", weight: 1 }] };
    const seriesContent = async () => content;
    const { series, issues, until } = await seriesWorld(1, { more: { seriesContent } });
    await series.put(tenant, letter());
    await until("2026-03-03T08:02:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "held DEFINITION_UNKNOWN_TEMPLATE" });
  });

  it("keeps its name where a holiday moves it", async () => {
    const holidays: Holidays = {
      day: (_, date) => (date === "2026-03-03" ? "closed" : "open"),
    };
    const { series, transport, issues, until } = await seriesWorld(1, { more: { holidays } });
    const moved = { ...weekly, holiday: { calendar: "shop", action: "after" } } as const;
    await series.put(tenant, letter({ recurrence: moved }));
    await until("2026-03-05T09:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "finished" });
    expect(new Date(transport.sent[0]?.at ?? 0).toISOString()).toBe("2026-03-04T08:00:00.000Z");
  });
});

describe("a series that was not looked at", () => {
  it("T15: goes on by its rule, however late an issue was", async () => {
    const { series, clock, engine, transport, issues, until } = await seriesWorld(1);
    await series.put(tenant, letter());
    await until("2026-03-02T09:00:00Z");
    clock.advanceTo(Date.parse(tuesday) + 5 * hour);
    await engine.drain(tenant);
    expect(transport.sent.map(({ at }) => at)).toEqual([clock.now()]);
    await until("2026-03-17T09:00:00Z");
    expect(Object.keys(await issues())).toEqual(["2026-03-03", "2026-03-10", "2026-03-17"]);
    const later = transport.sent.slice(1).map(({ at }) => new Date(at).toISOString());
    expect(later).toEqual(["2026-03-10T08:00:00.000Z", "2026-03-17T08:00:00.000Z"]);
  });

  it.each([
    [{ catchUp: "newest" }, "hold", "held LATE_START"],
    [{ catchUp: "newest" }, "skip", "cancelled LATE_START"],
    [{ catchUp: "none" }, "hold", "MISSED"],
  ] as const)("makes no burst after weeks: %j, late: %s", async (more, onLate, newest) => {
    const { series, clock, engine, transport, issues, until } = await seriesWorld(2);
    const { campaign } = letter();
    const held = { ...campaign, policy: { onLate } };
    await series.put(tenant, letter({ ...more, recurrence: daily, campaign: held, lead: "36h" }));
    await until("2026-03-02T09:00:00Z");
    clock.advanceTo(Date.parse("2026-03-23T15:00:00Z"));
    await engine.drain(tenant);
    const became = await issues();
    // It was made before the outage, and the next one's hour has come since.
    expect(became["2026-03-03"]).toBe("cancelled MISSED");
    const dates = Object.keys(became);
    expect(dates).toHaveLength(22);
    expect(dates.at(-1)).toBe("2026-03-24");
    expect(became["2026-03-23"]).toBe(newest);
    expect(dates.slice(1, -2).every((date) => became[date] === "MISSED")).toBe(true);
    expect(transport.sent).toEqual([]);
    await until("2026-03-24T09:00:00Z");
    expect(transport.sent).toHaveLength(2);
  });

  it("sends the newest where it is not too late", async () => {
    const { series, clock, engine, transport, issues } = await seriesWorld(1);
    await series.put(tenant, letter({ recurrence: daily, lead: "1h" }));
    clock.advanceTo(Date.parse("2026-03-20T10:00:00Z"));
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
    expect((await issues())["2026-03-20"]).toBe("finished");
  });

  it("puts years of days on record, some at a time", async () => {
    const { series, clock, engine, issues } = await seriesWorld(1);
    await series.put(tenant, letter({ recurrence: daily }));
    clock.advanceBy(600 * day);
    await engine.drain(tenant);
    const became = Object.values(await issues());
    expect(became.filter((one) => one === "MISSED")).toHaveLength(599);
  });
});

describe("a series is moved", () => {
  it("makes no issues while it is paused, and says so of each", async () => {
    const { series, transport, issues, until } = await seriesWorld(1);
    await series.put(tenant, letter({ recurrence: daily, lead: "1h" }));
    await until("2026-03-03T09:00:00Z");
    expect((await series.pause(tenant, "letter")).state).toBe("paused");
    await until("2026-03-05T09:00:00Z");
    await series.resume(tenant, "letter");
    await until("2026-03-06T09:00:00Z");
    expect(await issues()).toEqual({
      "2026-03-03": "finished",
      ...{ "2026-03-04": "PAUSED", "2026-03-05": "PAUSED" },
      "2026-03-06": "finished",
    });
    expect(transport.sent).toHaveLength(2);
  });

  it("ends for good, by somebody or by its rule", async () => {
    const { series, engine, issues, until } = await seriesWorld(1);
    await series.put(tenant, letter({ recurrence: { ...daily, until: "2026-03-04" } }));
    await until("2026-03-09T09:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "finished", "2026-03-04": "finished" });
    expect(await series.read(tenant, "letter")).toMatchObject({
      ...{ state: "ended", why: "RECURRENCE_OVER", dueAt: null },
    });
    const longer = letter({ recurrence: { ...daily, until: "2026-03-10" } });
    expect((await series.put(tenant, longer)).state).toBe("active");
    await until("2026-03-12T09:00:00Z");
    // What the rule did not say when its day came is not made up for.
    expect(Object.keys(await issues())).toEqual(["2026-03-03", "2026-03-04", "2026-03-10"]);
    await series.put(tenant, letter({ recurrence: daily }));
    await series.end(tenant, "letter");
    expect(await engine.nextWork(tenant)).toBeNull();
    expect((await series.put(tenant, letter({ recurrence: daily }))).state).toBe("ended");
    const conflict = { code: "INPUT_SERIES_STATE" };
    await expect(series.put(tenant, longer)).rejects.toMatchObject(conflict);
    await expect(series.resume(tenant, "letter")).rejects.toMatchObject(conflict);
    const unknown = { code: "INPUT_SERIES_UNKNOWN" };
    await expect(series.pause(tenant, "other")).rejects.toMatchObject(unknown);
  });

  it("keeps the issues it has made when its rule changes", async () => {
    const { series, transport, issues, until } = await seriesWorld(1);
    await series.put(tenant, letter({ lead: "2d" }));
    await until("2026-03-02T09:00:00Z");
    const thursdays = { ...weekly, on: ["tue", "thu"], time: "11:00" } as const;
    await series.put(tenant, letter({ lead: "2d", recurrence: thursdays }));
    await until("2026-03-10T10:00:00Z");
    expect(await issues()).toEqual({
      ...{
        "2026-03-03": "finished",
        "2026-03-05": "finished",
        "2026-03-10": "finished",
        "2026-03-12": "scheduled",
      },
    });
    expect(transport.sent.map(({ at }) => new Date(at).toISOString().slice(5, 13))).toEqual([
      ...["03-03T08", "03-05T10", "03-10T10"],
    ]);
  });

  it("is the same series however often it is said, and refuses what is wrong by its path", async () => {
    const { series, engine } = await seriesWorld(1);
    const made = await series.put(tenant, letter());
    await engine.drain(tenant);
    expect(await series.put(tenant, letter())).toMatchObject({ createdAt: made.createdAt });
    expect((await series.list(tenant)).items).toHaveLength(1);
    const wrong = [
      [letter({ id: "much-too-long-an-id" }), "DEFINITION_SERIES_ID", "id"],
      [letter({ recurrence: { ...weekly, on: [] } }), "DEFINITION_RECURRENCE", "recurrence.on"],
      [
        letter({ campaign: { ...letter().campaign, priority: 101 } }),
        "DEFINITION_PRIORITY",
        "campaign.priority",
      ],
    ] as const;
    for (const [input, code, path] of wrong)
      await expect(series.put(tenant, input)).rejects.toMatchObject({ code, path });
  });
});
