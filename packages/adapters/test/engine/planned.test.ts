import {
  checkWorkflow,
  defineSegment,
  defineWorkflow,
  listId,
  type Recurrence,
  type Store,
  segmentId,
  type WorkflowDefinition,
} from "@wellsent/core";
import { parseWorkflow } from "@wellsent/core/definitions";
import { workflowMermaid } from "@wellsent/core/diagram";
import { explainContact } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, schema, start, tenant } from "./world.js";

const hour = 3_600_000;
const day = 24 * hour;
const thanks = { id: "thanks" };
const news = { purpose: "news" } as const;
const nine = { time: "09:00", every: "year" } as const;

/** `start` is Monday 2 March 2026, 09:00 in Berlin. */
const birthday = defineWorkflow(schema, "birthday", (w) =>
  w.onDate("birthday", nine).lateAfter("1d").admitAnyone().wait("1h"),
);
const daily = { v: 1, start: "2026-03-01", every: "day", time: "10:00" } as const;
const letter = (zone: string) =>
  defineWorkflow(schema, "letter", (w) =>
    w
      .onSchedule({ ...daily, zone })
      .lateAfter("6h")
      .admitAnyone()
      .wait("1h"),
  );

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("plans over the %s store", (_name, createStore) => {
  const world = (
    workflows: readonly WorkflowDefinition[],
    options: Parameters<typeof createWorld>[0] = {},
  ) => createWorld({ store: createStore(), workflows, ...options });
  const keys = async ({ store }: { readonly store: Store }) =>
    (await store.readEnrollments({ tenant })).items.map(({ entryKey }) => entryKey);

  it("starts on an anniversary at its hour, once a year, and says when to look", async () => {
    const one = world([birthday]);
    await one.person("ann", { attributes: { birthday: "1990-03-04" } });
    await one.person("bob", { attributes: {} });
    await one.engine.drain(tenant);
    const at = Date.UTC(2026, 2, 4, 8);
    expect(await one.engine.nextWork(tenant)).toBe(at);
    one.clock.advanceTo(at - 1);
    await one.engine.drain(tenant);
    expect(await keys(one)).toEqual([]);
    one.clock.advanceTo(at);
    await one.engine.drain(tenant);
    await one.engine.drain(tenant);
    expect(await keys(one)).toEqual(["date:birthday:2026"]);
    one.clock.advanceTo(Date.UTC(2027, 2, 4, 8));
    await one.engine.drain(tenant);
    expect(await keys(one)).toEqual(["date:birthday:2026", "date:birthday:2027"]);
  });

  it("looks at everybody once when a workflow is new, also at those who never change", async () => {
    const store = createStore();
    const before = world([], { store });
    await before.person("ann", { attributes: { birthday: "1990-03-04" } });
    await before.engine.drain(tenant);
    expect(await before.engine.nextWork(tenant)).toBe(null);
    const after = world([birthday], { store, clock: before.clock, seed: 8 });
    expect(await after.engine.nextWork(tenant)).toBe(start);
    await after.engine.drain(tenant);
    expect(await after.engine.nextWork(tenant)).toBe(Date.UTC(2026, 2, 4, 8));
    after.clock.advanceTo(Date.UTC(2026, 2, 4, 8));
    await after.engine.drain(tenant);
    expect(await keys(after)).toEqual(["date:birthday:2026"]);
  });

  it("starts nothing for an hour that had passed when the date became known", async () => {
    const one = world([birthday]);
    one.clock.advanceBy(hour);
    await one.person("ann", { attributes: { birthday: "1990-03-02" } });
    await one.engine.drain(tenant);
    expect(await keys(one)).toEqual([]);
  });

  it("starts nothing by what is no date, and leaves nobody aside for it", async () => {
    const one = world([birthday]);
    const dates = ["0000-02-29", "9999-12-31", "1900-02-29", "soon", 8.64e15, -8.64e15, true, []];
    for (const [index, date] of dates.entries())
      await one.person(`p${index}`, { attributes: { birthday: date } });
    await one.engine.drain(tenant);
    expect((await one.engine.quarantined(tenant)).items).toEqual([]);
    expect(await keys(one)).toEqual([]);
  });

  it("follows a date that moves, and starts once for each", async () => {
    const trial = defineWorkflow(schema, "trial", (w) =>
      w
        .onDate("trialEnds", { offset: { before: "1d" }, time: "09:00", every: "once" })
        .admitAnyone()
        .wait("1h"),
    );
    const one = world([trial]);
    const moved = async (trialEnds: string) => {
      await one.engine.identify({ tenant, email: "ann@mail.example", attributes: { trialEnds } });
      await one.engine.drain(tenant);
    };
    await moved("2026-03-10");
    await moved("2026-03-06");
    one.clock.advanceTo(Date.UTC(2026, 2, 5, 8));
    await one.engine.drain(tenant);
    expect(await keys(one)).toEqual(["date:trialEnds-1d:2026-03-06"]);
    await moved("2026-03-12");
    one.clock.advanceTo(Date.UTC(2026, 2, 11, 8));
    await one.engine.drain(tenant);
    await moved("2026-03-12");
    expect(await keys(one)).toEqual([
      "date:trialEnds-1d:2026-03-06",
      "date:trialEnds-1d:2026-03-12",
    ]);
  });

  it("drops and records what a sleep of a week made late, and begins what is not", async () => {
    const one = world([letter("Europe/Berlin")]);
    const ann = await one.person("ann");
    await one.engine.drain(tenant);
    one.clock.advanceTo(start + 7 * day + 2 * hour);
    await one.engine.drain(tenant);
    const { items } = await one.store.readEnrollments({ tenant });
    const late = items.filter(({ outcome }) => outcome === "refused");
    expect(late.map(({ entryKey }) => entryKey)).toEqual(
      [2, 3, 4, 5, 6, 7, 8].map((date) => `late:schedule:2026-03-0${date}`),
    );
    const begun = items.filter(({ outcome }) => outcome !== "refused");
    expect(begun).toMatchObject([
      { entryKey: "schedule:2026-03-09", startedAt: Date.UTC(2026, 2, 9, 9) },
    ]);
    const explained = await explainContact(one.engine, { tenant, contact: ann });
    expect(explained?.refused).toHaveLength(7);
    expect(explained?.refused[0]?.reasons).toMatchObject([{ code: "LATE" }]);
    expect(explained?.runs).toHaveLength(1);
  });

  it("counts the lateness of its mail from the planned instant", async () => {
    const wish = defineWorkflow(schema, "wish", (w) =>
      w.onDate("birthday", nine).lateAfter("2h").send(thanks, news),
    );
    const one = world([wish]);
    const ann = await one.person("ann", { attributes: { birthday: "1990-03-03" } });
    await one.subscribe(ann);
    await one.engine.drain(tenant);
    const planned = start + day;
    one.clock.advanceTo(planned + hour);
    await one.engine.drain(tenant);
    const { items } = await one.store.readOutbox({ tenant });
    expect(items).toMatchObject([{ dueAt: planned, status: "accepted" }]);
  });

  it("keeps each contact's own hour, also of one who moves past it", async () => {
    const one = world([letter("contact")]);
    const zone = (name: string) => ({ timeZone: { name, source: "stated" as const } });
    const stays = await one.person("stays", zone("America/New_York"));
    const moves = await one.person("moves", zone("America/New_York"));
    const back = await one.person("back", zone("Asia/Tokyo"));
    await one.engine.drain(tenant);
    one.clock.advanceTo(Date.UTC(2026, 2, 3, 1));
    await one.engine.drain(tenant);
    // Ten in New York is 15:00 UTC; ten in Berlin was 09:00 UTC, an hour ago.
    one.clock.advanceTo(Date.UTC(2026, 2, 3, 10));
    await one.engine.drain(tenant);
    const begun = async (contact: typeof moves) =>
      (await one.store.readEnrollments({ tenant, contact })).items
        .map(({ entryKey }) => entryKey)
        .filter((key) => key.endsWith("03-03"));
    expect(await begun(moves)).toEqual([]);
    const email = "moves@mail.example";
    await one.engine.identify({ tenant, email, timeZone: "Europe/Berlin" });
    await one.engine.drain(tenant);
    expect(await begun(moves)).toEqual(["schedule:2026-03-03"]);
    // Had theirs in Tokyo already, and gets no second one further west.
    expect(await begun(back)).toEqual(["schedule:2026-03-03"]);
    await one.engine.identify({ tenant, email: "back@mail.example", timeZone: "America/New_York" });
    one.clock.advanceTo(Date.UTC(2026, 2, 3, 16));
    await one.engine.drain(tenant);
    expect(await begun(back)).toEqual(["schedule:2026-03-03"]);
    expect(await begun(stays)).toEqual(["schedule:2026-03-03"]);
  });

  it("takes only who is in the segment at the hour", async () => {
    const vip = defineSegment(schema, "vip", (c) => c.attribute("plan").is("pro"));
    const weekly = defineWorkflow(schema, "weekly", (w) =>
      w
        .onSchedule(
          { v: 1, start: "2026-03-01", every: "week", on: ["tue"], time: "10:00", zone: "UTC" },
          { segment: vip },
        )
        .admitAnyone()
        .wait("1h"),
    );
    const one = world([weekly], { more: { segments: [vip] } });
    await one.person("in", { attributes: { plan: "pro" } });
    await one.person("out", { attributes: { plan: "free" } });
    const late = await one.person("late", { attributes: { plan: "free" } });
    await one.engine.drain(tenant);
    one.clock.advanceTo(Date.UTC(2026, 2, 3, 10));
    await one.engine.drain(tenant);
    one.clock.advanceBy(1);
    await one.engine.identify({ tenant, email: "late@mail.example", attributes: { plan: "pro" } });
    one.clock.advanceBy(hour);
    await one.engine.drain(tenant);
    const { items } = await one.store.readEnrollments({ tenant });
    expect(items.map(({ contact }) => contact)).toEqual(["in"]);
    one.clock.advanceTo(Date.UTC(2026, 2, 10, 10));
    await one.engine.drain(tenant);
    expect(
      (await one.store.readEnrollments({ tenant, contact: late })).items.map((run) => run.entryKey),
    ).toEqual(["schedule:2026-03-10"]);
  });

  it("starts everybody once though a worker dies between, and two work at once", async () => {
    const store = createStore();
    let left = Number.POSITIVE_INFINITY;
    const one = world([letter("UTC")], {
      store,
      wrap: (whole, transport) => ({
        transport,
        store: {
          ...whole,
          refreshSegments: async (...given) => {
            if (left-- <= 0) throw new Error("The power is off.");
            return whole.refreshSegments(...given);
          },
        },
      }),
      more: { batch: 3 },
    });
    const people = await Promise.all(
      Array.from({ length: 20 }, (_, index) => one.person(`p${index}`)),
    );
    await one.engine.drain(tenant);
    one.clock.advanceTo(Date.UTC(2026, 2, 2, 10));
    left = 2;
    await one.engine.drain(tenant).catch(() => undefined);
    const begun = await keys(one);
    expect(begun.length).toBeGreaterThan(0);
    expect(begun.length).toBeLessThan(people.length);
    const two = world([letter("UTC")], { store, clock: one.clock, seed: 9, more: { batch: 3 } });
    left = Number.POSITIVE_INFINITY;
    await Promise.all([one.engine.drain(tenant), two.engine.drain(tenant)]);
    const { items } = await store.readEnrollments({ tenant, limit: 100 });
    expect(items.map(({ contact }) => contact).sort()).toEqual([...people].sort());
  });

  it("starts by dates and by lists in one workflow", async () => {
    const both = defineWorkflow(schema, "both", (w) =>
      w.onJoin("vip", { reentry: "always" }).onDate("birthday", nine).admitAnyone().wait("1h"),
    );
    const one = world([both]);
    await one.engine.identify({
      ...{ tenant, email: "ann@mail.example", lists: [listId("vip")] },
      ...{ attributes: { birthday: "1990-03-03" }, timeZone: "Europe/Berlin" },
    });
    one.clock.advanceBy(day);
    await one.engine.drain(tenant);
    expect(await keys(one)).toEqual(["list:vip:joined:1", "date:birthday:2026"]);
  });
});

describe("a definition with plans", () => {
  const weekly: Recurrence = {
    v: 1,
    start: "2026-03-01",
    every: "week",
    on: ["tue"],
    time: "10:00",
    zone: "contact",
  };

  it("is the same from JSON, and is drawn", () => {
    const both = defineWorkflow(schema, "both", (w) =>
      w
        .onDate("birthday", { ...nine, offset: { before: "3d" }, leap: "mar1" })
        .onSchedule(weekly, { segment: { id: segmentId("vip") } })
        .addTo("x"),
    );
    expect(parseWorkflow(JSON.parse(JSON.stringify(both)))).toEqual(both);
    expect(both.entry.reentry).toEqual({ mode: "always" });
    expect(workflowMermaid(both)).toContain("3d before Anniversary of birthday");
  });

  const never: Recurrence = {
    ...{ v: 1, every: "day", start: "2026-03-01", time: "10:00", zone: "UTC" },
    ...{ count: 1, except: ["2026-03-01"] },
  };

  it("names dates and recurrences that never start anything", () => {
    const codes = (...triggers: WorkflowDefinition["entry"]["triggers"]) =>
      checkWorkflow({ ...birthday, entry: { ...birthday.entry, triggers } }, { segments: [] }).map(
        ({ code, path }) => `${code} ${path}`,
      );
    const date = { on: "date", attribute: "birthday", ...nine } as const;
    expect(codes({ ...date, time: "25:00" })).toEqual(["TIME entry.triggers[0].time"]);
    expect(codes({ ...date, zone: "fixed:Nowhere" })).toEqual(["TIME_ZONE entry.triggers[0].zone"]);
    expect(codes({ ...date, every: "once", leap: "skip" })).toEqual([
      "TRIGGER entry.triggers[0].leap",
    ]);
    expect(codes({ on: "schedule", recurrence: never })).toEqual([
      "RECURRENCE entry.triggers[0].recurrence",
    ]);
    expect(codes({ on: "schedule", recurrence: weekly, segment: segmentId("vip") })).toEqual([
      "UNKNOWN_SEGMENT entry.triggers[0].segment",
    ]);
  });

  it("is refused by an engine whose schema has no such date, or which lacks holidays", () => {
    const by = (trigger: WorkflowDefinition["entry"]["triggers"][number]) => () =>
      createWorld({
        workflows: [{ ...birthday, entry: { ...birthday.entry, triggers: [trigger] } }],
      });
    const date = { on: "date", ...nine } as const;
    const refusal = (code: string) => expect.objectContaining({ code });
    expect(by({ ...date, attribute: "birhtday" })).toThrow(refusal("DEFINITION_ATTRIBUTE"));
    expect(by({ ...date, attribute: "plan" })).toThrow(refusal("DEFINITION_ATTRIBUTE"));
    const recurrence: Recurrence = { ...weekly, holiday: { calendar: "DE", action: "skip" } };
    expect(by({ on: "schedule", recurrence })).toThrow(refusal("DEFINITION_HOLIDAYS"));
    expect(by({ on: "schedule", recurrence: weekly, segment: segmentId("vip") })).toThrow(
      refusal("DEFINITION_SEGMENT_UNKNOWN"),
    );
  });
});
