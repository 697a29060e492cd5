import { defineWorkflow } from "@wellsent/core";
import { compareSimulations } from "@wellsent/core/simulation";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { type TestApp, testApp } from "../../src/testing/index.js";
import { definitions, lastCall, proMembers, schema, welcome } from "../testing/boutique.js";

const at = "2026-03-06T10:00:00Z";
const hour = 3_600_000;
const purpose = "marketing.news";

/** Quiet by night and once in two days, so that law, cap and hour each hold something back. */
const course = defineWorkflow(schema, "course", (w) =>
  w
    .onRequest({ reentry: "never" })
    .quietHours({ from: "18:00", to: "11:00" })
    .cap({ max: 1, per: "2d" })
    .send(welcome, { purpose })
    .branch((c) => c.attribute("plan").is("pro"), { yes: (way) => way.exit("pro") })
    .wait("1d")
    .send(lastCall, { purpose })
    .waitUntil({ time: "08:30", days: ["wed"], zone: "contact" })
    .exit("done"),
);

async function shop(open: () => ReturnType<typeof memoryStore>) {
  const t = await testApp({
    ...{ ...definitions, at, store: open() },
    workflows: [course],
    sender: { ...definitions.sender, timeZone: "UTC" },
  });
  const zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Auckland"];
  for (let index = 0; index < 24; index++) {
    const person = t.person({
      plan: index % 5 === 0 ? "pro" : "free",
      timeZone: zones[index % 4] ?? "UTC",
    });
    if (index % 3 === 0) await person;
    else await person.subscribed(purpose);
  }
  return t;
}

type Shop = TestApp<typeof schema>;

async function everythingIn(t: Pick<Shop, "app" | "id">) {
  const { store } = t.app.engine;
  const tenant = t.id;
  const limit = 200;
  return {
    contacts: await store.readContacts({ tenant, limit }),
    runs: await store.readEnrollments({ tenant, limit }),
    outbox: await store.readOutbox({ tenant, limit }),
    head: await store.readLedgerHead(tenant),
  };
}

describe.each([
  ["memory", memoryStore],
  ["SQLite", () => sqliteStore(":memory:")],
])("simulate on %s", (_, open) => {
  it("foretells what the engine then does, and writes nothing", async () => {
    const t = await shop(open);
    const before = await everythingIn(t);
    const forecast = await t.simulate(course, { days: 14 });
    expect(await everythingIn(t)).toEqual(before);

    for await (const { id } of t.contacts()) await t.enroll(course, id, { id: "go" });
    await t.advanceBy("14 days");
    const figures = await t.workflowFigures(course);
    const { refused: reasons, messages: _messages, ...counts } = forecast.counts;
    const { refused, messages: _sent, ...done } = figures;
    expect(counts).toEqual(done);
    expect(reasons).toEqual(refused);
    expect(forecast).toMatchObject({ contacts: 24, active: 0, dropped: 0 });
    expect(counts.started).toBe(16);

    const hours: number[] = [];
    const domains: Record<string, number> = {};
    for await (const { settledAt, status } of t.messages()) {
      if (status !== "accepted" || settledAt === null) continue;
      const index = Math.floor((settledAt - Date.parse(at)) / hour);
      while (hours.length <= index) hours.push(0);
      hours[index] = (hours[index] ?? 0) + 1;
      domains["mail.example"] = (domains["mail.example"] ?? 0) + 1;
    }
    expect(forecast.sendsPerHour).toEqual(hours);
    expect(forecast.sendsByDomain).toEqual(domains);
    expect(forecast.held["QUIET_HOURS"]).toBeGreaterThan(0);
    expect(forecast.held["FREQUENCY_CAP"]).toBeGreaterThan(0);
    expect(forecast.capped).toBeGreaterThan(0);

    // Whoever had a run does not enter again.
    expect((await t.simulate("course", { days: 14 })).counts.started).toBe(0);
  });

  it("draws the same people for two versions, and tells what differs", async () => {
    const t = await shop(open);
    const plan = {
      days: 30,
      audience: { segment: proMembers },
      behavior: {
        ...{ click: 0.5, unsubscribe: 0.2 },
        events: [{ name: "order.placed", perDay: 0.5, data: { total: 1999 } }],
      },
      goal: { event: "order.placed", value: "total" },
      cost: { email: 2 },
    };
    const first = await t.simulate(course, plan);
    expect(await t.simulate(course, plan)).toEqual(first);
    expect(compareSimulations(first, await t.simulate(course, plan))).toEqual([]);
    expect(first.contacts).toBe(5);
    expect(first.cost).toBe(2 * first.sendsPerHour.reduce((sum, sent) => sum + sent, 0));
    expect(first.conversions).toBeGreaterThan(0);
    expect(first.revenue).toBe(1999 * first.conversions);
    const { welcome: seen } = first.counts.messages;
    expect(seen?.clickedByPeople).toBeLessThanOrEqual(seen?.openedByPeople ?? 0);

    const twice = defineWorkflow(schema, "course", (w) =>
      w
        .onRequest({ reentry: "never" })
        .send(welcome, { purpose })
        .wait("3d")
        .send(lastCall, { purpose })
        .exit("done"),
    );
    const second = await t.simulate(twice, plan);
    const compared = compareSimulations(first, second);
    expect(compared).toContainEqual(
      expect.objectContaining({ figure: "counts.outcomes.pro", before: 3, after: 0, share: -1 }),
    );
    expect(compared.map(({ figure }) => figure)).toContain("counts.messages.last-call.accepted");
  });

  it("refuses lengths that are none, and workflows that nobody knows", async () => {
    const t = await shop(open);
    await expect(t.simulate(course, { days: 0 })).rejects.toMatchObject({
      ...{ code: "INPUT_SIMULATION", path: "days" },
    });
    await expect(t.simulate(course, { days: 3, enterOver: 4 })).rejects.toMatchObject({
      ...{ code: "INPUT_SIMULATION", path: "enterOver" },
    });
    await expect(t.simulate("another", { days: 3 })).rejects.toMatchObject({
      code: "INPUT_WORKFLOW",
    });
  });
});
