// Campaigns at the best hour: whose it is, by what, and that it stays so, whatever happens.
import { type CampaignId, contactId, listId, type Store, tenantId } from "@wellsent/core";
import { explainRecipient } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { atBestHour, bestHourWorld, day, theDay } from "./best-hour-world.js";
import { hour, minute } from "./campaign-world.js";
import { Killed, killAt, killPoints, type When } from "./kill-at.js";
import { tenant } from "./world.js";

const stores = [
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:", breathe: false })],
] as const;

const opening = Date.parse(`${theDay}T07:00:00Z`);
function timeZone(name: string) {
  return { timeZone: { name, source: "stated" } } as const;
}

type World = Awaited<ReturnType<typeof bestHourWorld>>;

/** The hour of each recipient, and by what. */
async function hoursOf({ campaigns }: World["engine"], id: CampaignId) {
  const { items } = await campaigns.recipients(tenant, id, { limit: 1_000 });
  return Object.fromEntries(
    items.map(({ contact, best, reason }) => [
      contact,
      best === undefined ? reason : `${best.hour} ${best.why} ${best.clicks}`,
    ]),
  );
}

/** When each got it, as the instant. */
function sentAt({ transport }: World, since: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    transport.sent
      .filter(({ at, to }) => at >= since && !to.startsWith("crowd"))
      .map(({ to, at }) => [to.split("@")[0] ?? "", new Date(at).toISOString().slice(0, 16)]),
  );
}

function nextHour(now: number): number {
  return (Math.floor(now / hour) + 1) * hour;
}

async function pass(world: World, until: number, engine = world.engine): Promise<void> {
  for (;;) {
    await engine.drain(tenant);
    if (world.clock.now() >= until) return;
    world.clock.advanceTo(Math.min(until, nextHour(world.clock.now())));
  }
}

describe.each(stores)("a campaign at the best hour over the %s store", (_, create) => {
  it("goes by one's own clicks where they are clear, else by everybody's", async () => {
    const world = await bestHourWorld(6, { store: create() });
    const { ids, history, begun, engine, clock } = world;
    const [ann = expect.fail("six")] = ids;
    await history(ann, 9, { sends: 40, clicks: 38 });
    await history(ann, 19, { sends: 40, clicks: 0 });
    const { id } = await begun(atBestHour());
    await engine.drain(tenant);
    const hours = await hoursOf(engine, id);
    expect(hours[ann]).toBe("9 own 38");
    const others = ids.slice(1).map((one) => hours[one]);
    expect(others).toContain("19 population 0");
    for (const said of others) expect(said).toMatch(/^(19 population|\d+ explored) 0$/);
    const trace = await explainRecipient(engine, { tenant, campaign: id, contact: ann });
    expect(trace?.sentence).toContain("Their hour is ");
    const begins = clock.now();
    await pass(world, opening + 14 * hour);
    const got = sentAt(world, begins);
    for (const one of ids) {
      const berlin = String(Number(String(hours[one]).split(" ")[0]) - 1).padStart(2, "0");
      expect(got[one]).toBe(`${theDay}T${berlin}:00`);
    }
    // What it was chosen by is known after it has left.
    expect(await hoursOf(engine, id)).toEqual(hours);
    expect((await engine.campaigns.read(tenant, id)).state).toBe("finished");
  });

  it("tells beforehand how many leave at which hour, and the run agrees", async () => {
    const world = await bestHourWorld(7, { store: create(), crowdSends: 20 });
    const { campaigns, engine, clock } = world;
    const { id } = await campaigns.create(tenant, atBestHour());
    await campaigns.check(tenant, id);
    const { byHour, sends } = await campaigns.preview(tenant, id);
    expect(sends).toBe(7);
    await campaigns.approve(tenant, id);
    await campaigns.schedule(tenant, id);
    // The first place on earth has its morning before the one here.
    const { beginsAt } = await campaigns.read(tenant, id);
    expect(beginsAt).toBe(Date.parse(`${theDay}T08:00:00Z`) - 15 * hour);
    const since = clock.now();
    clock.advanceTo(beginsAt ?? since);
    await pass(world, opening + 14 * hour, engine);
    const counts: Record<string, number> = {};
    for (const at of Object.values(sentAt(world, since)))
      counts[at.slice(0, 13)] = (counts[at.slice(0, 13)] ?? 0) + 1;
    expect(counts).toEqual(byHour);
  });

  it("keeps the curve of when it began, over slices and with two workers", async () => {
    const more = { campaignBatch: 2 };
    const world = await bestHourWorld(9, { store: create(), crowdSends: 20, more });
    const { campaigns, begun, another, crowd, history, engine, copies } = world;
    const { id: first } = await begun(atBestHour());
    await engine.drain(tenant);
    const { id } = await begun(atBestHour());
    for (let tick = 0; tick < 3; tick += 1) await engine.tick(tenant);
    const { progress } = await campaigns.read(tenant, id);
    const some = Object.values(await hoursOf(engine, id)).filter((said) => said !== null);
    expect([progress.hours?.clicks[19], some.length < 9]).toEqual([19, true]);
    // Everybody wakes up early from now on, in the middle of it.
    await campaigns.pause(tenant, id);
    await history(crowd, 8, { sends: 80, clicks: 80 });
    await campaigns.resume(tenant, id);
    const workers = [another(31, { more }), another(32, { more })];
    for (let round = 0; round < 12; round += 1)
      await Promise.all(workers.map((worker) => worker.tick(tenant)));
    const hours = Object.values(await hoursOf(engine, id));
    expect(hours).toHaveLength(9);
    for (const said of hours) expect(said).toMatch(/^(19 population|\d+ explored) 0$/);
    expect((await campaigns.read(tenant, id)).progress.hours).toEqual(progress.hours);
    await campaigns.cancel(tenant, first);
    const before = new Map(copies());
    await pass(world, opening + 14 * hour, workers[0]);
    for (const [to, times] of copies())
      if (to.startsWith("p")) expect(times - (before.get(to) ?? 0), to).toBe(1);
    // The next one goes by what was counted since.
    const preview = await begun(atBestHour({ schedule: { best: "2026-03-25" } }));
    await engine.drain(tenant);
    expect(Object.values(await hoursOf(engine, preview.id))).toContain("8 population 0");
  });

  it("takes the best of the hours that are left of a day that has begun", async () => {
    const world = await bestHourWorld(3, { store: create(), crowdSends: 20 });
    const { campaigns, clock, begun, engine } = world;
    clock.advanceTo(Date.parse(`${theDay}T18:30:00Z`));
    const first = await begun(
      atBestHour({ schedule: { best: theDay, passed: "skip" }, policy: { startWithin: "2d" } }),
    );
    await engine.drain(tenant);
    // 19:30 in Berlin: 20:00 is the only one left.
    for (const said of Object.values(await hoursOf(engine, first.id))) expect(said).toMatch(/^20 /);
    await campaigns.cancel(tenant, first.id);
    clock.advanceTo(Date.parse(`${theDay}T19:00:01Z`));
    const policy = { startWithin: "2d" } as const;
    const by = async (passed: "skip" | "send" | "nextDay", more = {}) => {
      const { id } = await begun(
        atBestHour({ schedule: { best: theDay, passed }, policy: { ...policy, ...more } }),
      );
      await engine.drain(tenant);
      return Object.values(await hoursOf(engine, id));
    };
    expect(await by("skip")).toEqual(Array.from({ length: 3 }, () => "HOUR_PASSED"));
    expect(await by("send")).toEqual(Array.from({ length: 3 }, () => "20 passed 0"));
    expect(await by("send", { lateAfter: "0s" })).toContain("HOUR_PASSED");
    expect(await by("nextDay")).toContain("19 population 0");
  });

  it("moves with who moves, and never to an earlier time than now", async () => {
    const world = await bestHourWorld(0, { store: create(), crowdSends: 20 });
    const { begun, engine, clock, person, subscribe, campaigns } = world;
    const names = Array.from({ length: 6 }, (_, index) => `n${index}`);
    for (const name of names) await subscribe(await person(name, { lists: [listId("all")] }));
    const { id } = await begun(atBestHour());
    await engine.drain(tenant);
    const hours = await hoursOf(engine, id);
    const since = clock.now();
    for (const name of names)
      await engine.identify({
        ...{ tenant, email: `${name}@mail.example`, timeZone: "America/New_York" },
      });
    await pass(world, opening + 2 * day);
    const got = sentAt(world, since);
    for (const name of names) {
      const berlin = Number(String(hours[name]).split(" ")[0]);
      expect(got[name]).toBe(
        new Date(opening + (berlin - 8 + 5) * hour).toISOString().slice(0, 16),
      );
    }
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
  });

  it("plans as much later as the pause was long, at the same hours", async () => {
    const world = await bestHourWorld(5, { store: create(), crowdSends: 20 });
    const { begun, engine, clock, campaigns } = world;
    const { id } = await begun(atBestHour());
    await engine.drain(tenant);
    const hours = await hoursOf(engine, id);
    await campaigns.pause(tenant, id);
    clock.advanceTo(opening + 30 * hour);
    const since = clock.now();
    const pausedFor = Math.ceil(
      (since - ((await campaigns.read(tenant, id)).stoppedAt ?? 0)) / day,
    );
    await campaigns.resume(tenant, id, { how: "shift" });
    await pass(world, opening + (pausedFor + 1) * day);
    const got = sentAt(world, since);
    for (const [name, said] of Object.entries(hours)) {
      const at = opening + pausedFor * day + (Number(String(said).split(" ")[0]) - 8) * hour;
      expect(got[name]).toBe(new Date(at).toISOString().slice(0, 16));
    }
    expect(await hoursOf(engine, id)).toEqual(hours);
  });

  it("looks at people as their day begins, where they come hour by hour", async () => {
    const world = await bestHourWorld(0, { store: create(), crowdSends: 20 });
    const { begun, engine, person, subscribe, campaigns, clock } = world;
    const zones = ["Asia/Tokyo", "Europe/Berlin", "America/New_York"];
    for (const [index, name] of zones.entries())
      await subscribe(await person(`n${index}`, timeZone(name)));
    const { id } = await begun(atBestHour({ audience: { in: [{ all: true }], when: "hour" } }));
    await engine.drain(tenant);
    clock.advanceTo(opening - 1);
    await engine.drain(tenant);
    expect(Object.keys(await hoursOf(engine, id))).toEqual(["n0"]);
    clock.advanceTo(opening);
    await engine.drain(tenant);
    const here = await hoursOf(engine, id);
    expect(Object.keys(here)).toEqual(["crowd", "n0", "n1"]);
    await pass(world, opening + 2 * day);
    expect(await hoursOf(engine, id)).toMatchObject(here);
    expect(Object.keys(await hoursOf(engine, id))).toEqual(["crowd", "n0", "n1", "n2"]);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
  });

  it("goes by the counts of its own tenant", async () => {
    const world = await bestHourWorld(3, { store: create(), crowdSends: 20 });
    const { begun, engine, store } = world;
    const other = tenantId("other");
    const id = contactId("p0000");
    const { items: people } = await store.readContacts({ tenant });
    const mine = people.find((one) => one.id === id);
    if (mine === undefined) throw new TypeError("there are three");
    const contact = { ...mine, tenant: other, revision: 0 };
    const now = world.clock.now();
    await store.changeContacts({ tenant: other, now, lookups: [{ id }] }, () => [{ contact }]);
    const input = atBestHour();
    const { id: here } = await begun(input);
    const { campaigns } = engine;
    const { id: there } = await campaigns.create(other, input);
    await campaigns.check(other, there);
    await campaigns.approve(other, there);
    await campaigns.start(other, there);
    await engine.drain(other);
    await engine.drain(tenant);
    expect(Object.values(await hoursOf(engine, here))).toContain("19 population 0");
    const [only] = (await campaigns.recipients(other, there)).items;
    expect(only?.best?.why).toMatch(/^(flat|explored)$/);
    const { progress } = await campaigns.read(other, there);
    expect(new Set(progress.hours?.sends)).toEqual(new Set([0]));
  });

  it("uses nobody's own clicks who may not be profiled", async () => {
    const world = await bestHourWorld(1, { store: create(), crowdSends: 40, gate: "untracked" });
    const { ids, history, begun, engine } = world;
    const [ann = expect.fail("one")] = ids;
    await history(ann, 9, { sends: 24, clicks: 22 });
    const { id } = await begun(atBestHour());
    await engine.drain(tenant);
    expect((await hoursOf(engine, id))[ann]).toMatch(/ 0$/);
  });

  it("keeps a rate for what leaves, and none for choosing hours", async () => {
    const world = await bestHourWorld(30, { store: create(), crowdSends: 20 });
    const { begun, engine, campaigns, clock } = world;
    const { id } = await begun(atBestHour({ rate: "60/h" }));
    await engine.drain(tenant);
    const { items } = await campaigns.recipients(tenant, id);
    expect(items.every(({ best }) => best !== undefined)).toBe(true);
    clock.advanceTo(opening);
    for (let round = 0; round < 200; round += 1) {
      await engine.drain(tenant);
      clock.advanceBy(5 * minute);
    }
    expect((await campaigns.figures(tenant, id)).messages.accepted).toBe(30);
  });
});

/** What a process does that dies at one call, and another that takes over. */
async function killed(create: () => Store, cut: readonly [number, When] | null) {
  const more = { batch: 3, campaignBatch: 2 };
  const store = create();
  const world = await bestHourWorld(5, { store, crowdSends: 16, more });
  const { ids, history, begun, another, clock, crowd } = world;
  await history(ids[0] ?? contactId(""), 9, { sends: 24, clicks: 23 });
  const { id } = await begun(atBestHour({ policy: { startWithin: "30d" } }));
  const power = killAt(cut?.[0] ?? 0, cut?.[1] ?? "before");
  const wrapped = power.over(store);
  const doomed = another(20, { wrap: (_, transport) => ({ store: wrapped, transport }), more });
  const since = clock.now();
  const story = async (): Promise<void> => {
    for (let tick = 0; tick < 3; tick += 1) await doomed.tick(tenant);
    await history(crowd, 8, { sends: 20, clicks: 20 });
    await doomed.drain(tenant);
    clock.advanceTo(opening + 12 * hour);
    await doomed.drain(tenant);
  };
  await story().catch((error: unknown) => {
    if (!(error instanceof Killed) && !power.isDead()) throw error;
  });
  const next = another(21, { more });
  if (clock.now() < opening) {
    clock.advanceTo(opening - hour);
    await next.drain(tenant);
  }
  clock.advanceTo(opening + 16 * hour);
  await next.drain(tenant);
  clock.advanceBy(3 * hour);
  await next.drain(tenant);
  const { messages } = await next.campaigns.figures(tenant, id);
  const { state, progress } = await next.campaigns.read(tenant, id);
  const counts = new Map<string, number>();
  for (const { at, to } of world.transport.sent)
    if (at > since && to.startsWith("p")) counts.set(to, (counts.get(to) ?? 0) + 1);
  const copies = [...counts.values()];
  return {
    calls: power.calls(),
    hours: await hoursOf(next, id),
    curve: progress.hours?.sends[8],
    // What was in hands when it died may have left, and is sent to nobody again.
    sent: messages.accepted + messages.unknown,
    ...{ state, most: Math.max(0, ...copies), got: copies.length },
    damage: await store.integrity(tenant),
  };
}

describe.each(stores)("a process that dies at any call of the %s store", (name, create) => {
  it("leaves everybody one copy, at the same hour", async () => {
    const whole = await killed(create, null);
    expect(whole).toMatchObject({
      state: "finished",
      most: 1,
      got: 5,
      sent: 5,
      curve: 0,
      damage: [],
    });
    for (const [at, when] of killPoints(whole.calls, name)) {
      const { hours, curve, ...result } = await killed(create, [at, when]);
      const place = `${when} call ${at}`;
      // Where it had not begun, what the crowd did meanwhile counts.
      if (curve === 0) expect(hours, place).toEqual(whole.hours);
      expect([result.state, result.sent, result.damage], place).toEqual(["finished", 5, []]);
      expect(result.most, place).toBe(1);
    }
  }, 240_000);
});
