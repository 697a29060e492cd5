import { type ContactId, type SendKey, sendKey } from "@wellsent/core";
import { checkSender, type SenderSettings } from "@wellsent/core/engine";
import { explainMessage } from "@wellsent/core/explain";
import { fakeRenderer } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import {
  accepted,
  day,
  deliveryWorld,
  failed,
  hour,
  minute,
  tenant,
  type WorldOptions,
} from "./delivery-world.js";
import { Killed, killAt } from "./kill-at.js";

type Policy = NonNullable<SenderSettings["policy"]>;
type Digest = NonNullable<Policy["digests"]>[number];

const daily: Digest = {
  id: "daily",
  recurrence: { v: 1, start: "2020-01-01", time: "18:00", zone: "contact", every: "day" },
  template: "digest",
};

const policy: Policy = {
  caps: [{ max: 1, per: "2h" }],
  onCap: { digest: "daily" },
  digests: [daily],
};

/** One reader, a renderer that keeps what it is given, and a gate that refuses topics by name. */
async function digestWorld(options: WorldOptions & { readonly policy?: Policy } = {}) {
  const world = deliveryWorld(options);
  const fake = fakeRenderer({
    news: { text: "News" },
    digest: { text: "Digest", subject: "Digest", purpose: "news" },
    texts: { text: "Texts", channel: "sms", purpose: "news" },
    loose: { text: "Loose", messageClass: "service", purpose: "news" },
  });
  const shown: unknown[] = [];
  const gone = new Set<string>();
  const deps = {
    policy: options.policy ?? policy,
    renderer: {
      ...fake,
      render: (request: Parameters<typeof fake.render>[0]) => {
        if (request.template === "digest") shown.push(request.data["items"]);
        return fake.render(request);
      },
    },
    consent: {
      ...world.gate,
      decide: (...[question, facts]: Parameters<typeof world.gate.decide>) => {
        const decision = world.gate.decide(question, facts);
        if (!gone.has(question.topic ?? "")) return decision;
        const reason = { code: "WITHDRAWN", effect: "deny", rule: "its topic" } as const;
        return { ...decision, allowed: false, reasons: [reason] };
      },
    },
  };
  const ada = await world.person("ada");
  const engine = world.engine(deps);
  const send = async (name: string, over: Parameters<typeof world.queue>[2] = {}) => {
    const [key] = await world.queue(name, [ada], { data: { title: name }, ...over });
    if (key === undefined) throw new TypeError("Nothing was queued.");
    return key;
  };
  const codes = async (key: SendKey) => {
    const { status, reasons } = await world.message(key);
    return [status, ...reasons.map(({ code }) => code)];
  };
  /** Another process. */
  const other = (over: Parameters<typeof world.engine>[0]) => world.engine({ ...deps, ...over });
  return { ...world, other, ada, engine, send, codes, shown, gone };
}

type World = Awaited<ReturnType<typeof digestWorld>>;

/**
 * The digest of the day that the clock says, in Berlin; days are counted from the world's
 * begin.
 */
function digestKey(world: World, contact: ContactId, days = 0): SendKey {
  const date = new Date(world.clock.now() + days * day).toISOString().slice(0, 10);
  return sendKey(`d-daily-${date}:${contact}`);
}

/** One message leaves; the second and the third find no room. */
async function twoMerged(world: World) {
  const first = await world.send("one");
  await world.engine.drain(tenant);
  const merged = [await world.send("apples"), await world.send("pears", { topic: "shoes" })];
  await world.engine.drain(tenant);
  return { first, merged };
}

const items = (...titles: readonly string[]) =>
  titles.map((title) => ({ title, template: "news" }));

describe("a digest", () => {
  it("is one message for all that a cap had no room for, and counts as one", async () => {
    const world = await digestWorld();
    const key = digestKey(world, world.ada);
    const { merged } = await twoMerged(world);
    for (const one of merged)
      expect((await world.message(one)).reasons).toMatchObject([
        { code: "DIGESTED", effect: "deny", rule: key },
        { code: "FREQUENCY_CAP" },
      ]);
    expect(await world.message(key)).toMatchObject({
      ...{ status: "queued", queue: "d-daily", priority: 20, attempt: 0 },
      origin: { kind: "digest", digest: "daily" },
    });
    await world.run(world.engine, world.clock.now() + day, hour);
    expect(world.shown).toEqual([items("apples", "pears")]);
    expect(world.transport.tries.map(({ subject }) => subject)).toEqual(["news", "Digest"]);
    const { settledAt } = await world.message(key);
    expect(new Date(settledAt ?? 0).toISOString().slice(11, 13)).toBe("17");
  });

  it("is told by the explanation of what was merged, with its own end", async () => {
    const world = await digestWorld();
    const { merged } = await twoMerged(world);
    const key = digestKey(world, world.ada);
    await world.run(world.engine, world.clock.now() + day, hour);
    const [two] = merged;
    if (two === undefined) throw new TypeError("Nothing was merged.");
    const trace = await explainMessage(world.engine, { tenant, key: two });
    expect(trace).toMatchObject({
      ...{ status: "skipped", stoppedAt: "caps" },
      digest: { key, status: "accepted", stoppedAt: null },
    });
  });

  it("leaves out at its own claim what is no longer permitted, each with its reason", async () => {
    const world = await digestWorld();
    const { merged } = await twoMerged(world);
    world.gone.add("shoes");
    await world.run(world.engine, world.clock.now() + day, hour);
    expect(world.shown).toEqual([items("apples")]);
    const [two, three] = merged;
    expect(two && (await world.codes(two))).toEqual(["skipped", "DIGESTED", "FREQUENCY_CAP"]);
    expect(three && (await world.codes(three))).toEqual(["skipped", "WITHDRAWN", "DIGESTED"]);
  });

  it("is not sent with fewer than its least, and says so to all", async () => {
    const world = await digestWorld({ policy: { ...policy, digests: [{ ...daily, min: 2 }] } });
    const key = digestKey(world, world.ada);
    const { merged } = await twoMerged(world);
    world.gone.add("shoes");
    await world.run(world.engine, world.clock.now() + day, hour);
    const [two, three] = merged;
    expect(await world.codes(key)).toEqual(["skipped", "DIGEST_EMPTY"]);
    expect(two && (await world.codes(two))).toEqual(["skipped", "DIGEST_EMPTY"]);
    expect(three && (await world.codes(three))).toEqual(["skipped", "WITHDRAWN", "DIGESTED"]);
    expect(world.transport.tries).toHaveLength(1);
  });

  it("is not sent to who has left it, and what was merged ends with it", async () => {
    const world = await digestWorld();
    const { merged } = await twoMerged(world);
    await world.withdraw(world.ada);
    const key = digestKey(world, world.ada);
    await world.run(world.engine, world.clock.now() + day, hour);
    expect((await world.message(key)).status).toBe("skipped");
    const [two] = merged;
    const trace = two && (await explainMessage(world.engine, { tenant, key: two }));
    expect(trace).toMatchObject({ digest: { status: "skipped", stoppedAt: "permission" } });
  });

  it("has a way out of its own, and who takes it gets no other", async () => {
    let way = "";
    const world = await digestWorld({
      answer: ({ subject, headers = [] }) => {
        const [list] = headers.filter(({ name }) => name === "List-Unsubscribe");
        if (subject === "Digest") way = list?.value.replace(/^<https:..m.example.|>$/g, "") ?? "";
        return accepted;
      },
    });
    const key = digestKey(world, world.ada);
    await twoMerged(world);
    await world.run(world.engine, world.clock.now() + day, hour);
    expect(decodeURIComponent(way)).toContain(key);
    await world.engine.respond(
      ...([
        { method: "POST", path: way, query: {}, body: {}, locale: "en", at: world.clock.now() },
      ] as const),
      { method: "POST", userAgent: "", acceptLanguage: "en" },
    );
    const later = await world.send("quinces");
    await world.run(world.engine, world.clock.now() + day, hour);
    expect(await world.codes(later)).toEqual(["skipped", "SUPPRESSED"]);
    expect(world.shown).toHaveLength(1);
  });

  it("waits for room itself, and is merged into no other", async () => {
    const world = await digestWorld();
    const key = digestKey(world, world.ada);
    await twoMerged(world);
    const { dueAt } = await world.message(key);
    await world.run(world.engine, dueAt - hour, hour);
    const other = await world.send("quinces");
    await world.engine.drain(tenant);
    expect((await world.message(other)).status).toBe("accepted");
    await world.run(world.engine, dueAt, hour);
    expect(await world.codes(key)).toEqual(["queued", "FREQUENCY_CAP"]);
    await world.run(world.engine, dueAt + 2 * hour, hour);
    expect(world.shown).toEqual([items("apples", "pears")]);
  });

  it("T13: shows the same at a retry, and is not merged into itself", async () => {
    let refusals = 1;
    const world = await digestWorld({
      answer: ({ subject }) =>
        subject === "Digest" && refusals-- > 0 ? failed("recipient", { retry: "after" }) : accepted,
    });
    const key = digestKey(world, world.ada);
    await twoMerged(world);
    await world.run(world.engine, world.clock.now() + day, 10 * minute);
    expect(world.shown).toEqual([items("apples", "pears"), items("apples", "pears")]);
    expect(await world.message(key)).toMatchObject({ status: "accepted", attempt: 2 });
    const { items: all } = await world.store.readOutbox({ tenant });
    expect(all.filter(({ origin }) => origin.kind === "digest")).toHaveLength(1);
  });

  it("T13: is never two in a window: what comes later belongs to the next", async () => {
    const world = await digestWorld();
    const key = digestKey(world, world.ada);
    await twoMerged(world);
    const { dueAt } = await world.message(key);
    world.clock.advanceBy(dueAt - world.clock.now());
    await world.engine.drain(tenant);
    const late = [await world.send("quinces"), await world.send("rye")];
    await world.engine.drain(tenant);
    const next = digestKey(world, world.ada, 1);
    for (const one of late)
      expect((await world.message(one)).reasons[0]).toMatchObject({ code: "DIGESTED", rule: next });
    await world.run(world.engine, world.clock.now() + day, hour);
    expect(world.shown).toEqual([items("apples", "pears"), items("quinces", "rye")]);
  });

  it("is closed for a worker whose clock is behind, once it has left", async () => {
    const world = await digestWorld();
    const key = digestKey(world, world.ada);
    await twoMerged(world);
    const { dueAt } = await world.message(key);
    world.clock.advanceBy(dueAt - world.clock.now());
    await world.engine.drain(tenant);
    expect((await world.message(key)).status).toBe("accepted");
    const late = await world.send("quinces", { dueAt: world.clock.now() - hour });
    const clock = { ...world.clock, now: () => world.clock.now() - minute };
    await world.other({ clock }).drain(tenant);
    const next = digestKey(world, world.ada, 1);
    expect((await world.message(late)).reasons[0]).toMatchObject({ code: "DIGESTED", rule: next });
  });

  it("holds so many, and the next one is dropped with its reason", async () => {
    const world = await digestWorld({
      policy: { ...policy, digests: [{ ...daily, maxItems: 1 }] },
    });
    const { merged } = await twoMerged(world);
    const [two, three] = merged;
    expect(two && (await world.codes(two))).toEqual(["skipped", "DIGESTED", "FREQUENCY_CAP"]);
    expect(three && (await world.codes(three))).toEqual([
      ...["skipped", "DIGEST_FULL", "FREQUENCY_CAP"],
    ]);
  });

  it("takes nothing that would be too late in it", async () => {
    const world = await digestWorld({ policy: { ...policy, lateAfter: minute } });
    const { merged } = await twoMerged(world);
    for (const one of merged)
      expect(await world.codes(one)).toEqual(["skipped", "TOO_LATE", "FREQUENCY_CAP"]);
  });

  it("takes nothing where the contact does not permit it", async () => {
    const world = await digestWorld({ policy });
    const first = await world.send("one", { topic: "shoes" });
    await world.engine.drain(tenant);
    world.gone.add("");
    const second = await world.send("apples", { topic: "shoes" });
    await world.engine.drain(tenant);
    expect((await world.message(first)).status).toBe("accepted");
    expect(await world.codes(second)).toEqual([
      ...["skipped", "DIGEST_REFUSED", "FREQUENCY_CAP", "WITHDRAWN"],
    ]);
  });

  it.each([
    ["of no such name", "daily", "other"],
    ["whose template is for another channel", "texts", "daily"],
    ["whose template needs less permission", "loose", "daily"],
    ["whose template this engine lacks", "none", "daily"],
  ] as const)("%s makes the message wait", async (_, template, digest) => {
    const world = await digestWorld({ policy: { ...policy, digests: [{ ...daily, template }] } });
    await world.send("one");
    await world.engine.drain(tenant);
    const second = await world.send("apples", { policy: { onCap: { digest } } });
    await world.engine.drain(tenant);
    expect(await world.codes(second)).toEqual(["queued", "FREQUENCY_CAP", "DIGEST_UNUSABLE"]);
    await world.run(world.engine, world.clock.now() + 3 * hour, hour);
    expect((await world.message(second)).status).toBe("accepted");
  });

  it("takes neither what a person waits for nor what a workflow drops", async () => {
    const world = await digestWorld();
    await world.send("one");
    await world.engine.drain(tenant);
    const dropped = await world.send("apples", { policy: { onCap: "drop" } });
    const waits = await world.send("pears", { policy: { onCap: "wait" } });
    await world.engine.drain(tenant);
    expect(await world.codes(dropped)).toEqual(["skipped", "FREQUENCY_CAP"]);
    expect(await world.codes(waits)).toEqual(["queued", "FREQUENCY_CAP"]);
  });
});

describe("the settings of digests", () => {
  const path = "sender.policy.digests[0]";
  it.each([
    ["id", { id: "Daily" }],
    ["id", { id: "eighteen-characters" }],
    ["template", { template: "" }],
    ["min", { min: 0 }],
    ["min", { min: 3, maxItems: 2 }],
    ["maxItems", { maxItems: 101 }],
    ["recurrence.time", { recurrence: { ...daily.recurrence, time: "25:00" } }],
    [
      "recurrence.holiday",
      { recurrence: { ...daily.recurrence, holiday: { calendar: "DE", action: "skip" } } },
    ],
  ] as const)("are refused with the path of %s", (member, over) => {
    const given = { ...policy, digests: [{ ...daily, ...over }] };
    const sender = { from: { address: "a@shop.example" }, timeZone: "Europe/Berlin" };
    expect(() => checkSender({ ...sender, policy: given }, "sender")).toThrow(
      expect.objectContaining({ code: "INPUT_SENDER", path: `${path}.${member}` }),
    );
  });

  it.each([
    ["twice the same id", { ...policy, digests: [daily, daily] }, "digests"],
    ["a digest that is not among them", { ...policy, digests: [] }, "onCap"],
  ])("are refused for %s", (_, given, member) => {
    const sender = { from: { address: "a@shop.example" }, timeZone: "Europe/Berlin" };
    expect(() => checkSender({ ...sender, policy: given }, "sender")).toThrow(
      expect.objectContaining({ code: "INPUT_SENDER", path: `sender.policy.${member}` }),
    );
  });
});

describe.each([
  ["memory", () => memoryStore()],
  ["SQLite", () => sqliteStore({ path: ":memory:" })],
] as const)("L7 on %s", (_, createStore) => {
  it("ends every message in one digest, at whatever call the process dies", async () => {
    const clean = await killedRun(createStore, 0, "before");
    expect(clean.shown).toEqual(["apples", "pears"]);
    const every = Math.max(1, Math.round(6 / propertyRuns(6)));
    for (let at = 1; at <= clean.calls; at += every)
      for (const when of ["before", "after"] as const) {
        const { shown } = await killedRun(createStore, at, when);
        expect([at, when, shown]).toEqual([at, when, clean.shown]);
      }
  });
});

/** Kills the process that merges and sends the digest at one of its calls; another goes on. */
async function killedRun(
  createStore: () => ReturnType<typeof memoryStore>,
  at: number,
  when: "before" | "after",
) {
  const store = createStore();
  const world = await digestWorld({
    store,
    policy: { ...policy, caps: [{ max: 1, per: "6h" }], whenUnknown: "retry" },
  });
  const power = killAt(at, when);
  await world.send("one");
  await world.engine.drain(tenant);
  const keys = [await world.send("apples"), await world.send("pears", { topic: "shoes" })];
  const doomed = world.other({ store: power.over(store) });
  for (let step = 0; step < 2; step += 1) {
    await doomed.drain(tenant).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    // The next process goes on once the lease of this one has run out: the cap is still full.
    world.clock.advanceBy(61 * minute);
    await world.engine.drain(tenant);
    world.clock.advanceBy(12 * hour);
  }
  const all = (await store.readOutbox({ tenant })).items;
  const digests = all.filter(({ origin }) => origin.kind === "digest");
  for (const key of keys) {
    const { reasons } = await world.message(key);
    expect(digests.map((digest) => String(digest.key))).toContain(reasons[0]?.rule);
  }
  expect(digests.every(({ status }) => status === "accepted")).toBe(true);
  const shown = digests.flatMap(({ data }) => titlesIn(data["items"])).sort();
  return { calls: power.calls(), shown };
}

function titlesIn(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.map((item: { readonly title?: unknown }) => String(item.title));
}
