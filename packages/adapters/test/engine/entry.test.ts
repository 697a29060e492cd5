import {
  contactId,
  type DurationText,
  defineSegment,
  defineWorkflow,
  type Store,
} from "@wellsent/core";
import { explainContact } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, gate, schema, tenant, thanks } from "./world.js";

const day = 86_400_000;

const once = defineWorkflow(schema, "once", (w) =>
  w.onEvent("order.placed").send({ id: "thanks" }, { purpose: "news" }),
);
const byHand = defineWorkflow(schema, "by-hand", (w) =>
  w.onRequest().send({ id: "thanks" }, { purpose: "news" }),
);
const receipts = defineWorkflow(schema, "receipts", (w) =>
  w
    .onEvent("order.placed")
    .send({ id: "receipt", messageClass: "transactional" }, { purpose: "orders" })
    .send({ id: "thanks" }, { purpose: "news" }),
);

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("entry over the %s store", (_name, createStore) => {
  const world = (options: Parameters<typeof createWorld>[0] = {}) =>
    createWorld({ store: createStore(), workflows: [once], ...options });

  it("asks: nobody begins what they may not be sent, and that is on record once", async () => {
    const { person, buys, engine, store } = world();
    const ann = await person("ann");
    for (const order of ["1", "2", "3"]) await buys(ann, order);
    await engine.drain(tenant);
    expect((await store.readEnrollments({ tenant })).items).toMatchObject([
      { status: "ended", outcome: "refused", wakeAt: null },
    ]);
    expect(await explainContact(engine, { tenant, contact: ann })).toMatchObject({
      runs: [],
      refused: [{ workflow: "once", reasons: [{ code: "NO_CONSENT", effect: "deny" }] }],
    });
  });

  it("is open to them later: a refusal does not use up the one time", async () => {
    const { person, subscribe, buys, engine, transport } = world();
    const ann = await person("ann");
    await buys(ann, "1");
    await subscribe(ann);
    await buys(ann, "2");
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
    await buys(ann, "3");
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });

  it("lets everybody in where the workflow says so", async () => {
    const { person, buys, engine, store } = world({
      workflows: [{ ...once, entry: { ...once.entry, admit: "anyone" } }],
    });
    await buys(await person("ann"), "1");
    await engine.drain(tenant);
    expect((await store.readEnrollments({ tenant })).items).toMatchObject([
      { outcome: "completed" },
    ]);
  });

  it("lets in whom something may be sent to, be it only what they wait for", async () => {
    const allowed = { id: "receipts", digest: "" };
    const { person, buys, engine, transport } = world({
      workflows: [receipts],
      more: {
        consent: {
          ...gate,
          decide: ({ messageClass }, { logSize }) => ({
            allowed: messageClass === "transactional",
            reasons: [{ code: "TEST", effect: "deny", rule: "test" }],
            obligations: [],
            evidence: { eventIds: [], noticeDigests: [], logSize },
            ruleset: allowed,
          }),
        },
      },
    });
    await buys(await person("ann"), "1");
    await engine.drain(tenant);
    expect(transport.sent.map(({ text }) => text.split("\n")[0])).toEqual(["Your receipt"]);
  });

  it("is asked of segments as well", async () => {
    const pro = defineSegment(schema, "pro", (c) => c.attribute("plan").is("pro"));
    const onPro = defineWorkflow(schema, "on-pro", (w) =>
      w.onEnter(pro).send({ id: "thanks" }, { purpose: "news" }),
    );
    const { person, engine, store } = world({ workflows: [onPro], more: { segments: [pro] } });
    await person("ann", { attributes: { plan: "pro" } });
    await engine.drain(tenant);
    expect((await store.readEnrollments({ tenant })).items).toMatchObject([{ outcome: "refused" }]);
  });

  it("tells who enrols by hand, and takes the same id again once they agreed", async () => {
    const { person, subscribe, engine, transport } = world({ workflows: [byHand] });
    const ann = await person("ann");
    const ask = { tenant, contact: ann, workflow: "by-hand", id: "welcome" };
    expect(await engine.enroll(ask)).toMatchObject({
      started: false,
      refused: [{ code: "NO_CONSENT" }],
    });
    await subscribe(ann);
    expect(await engine.enroll(ask)).toEqual({ started: true, refused: [] });
    expect(await engine.enroll(ask)).toEqual({ started: false, refused: [] });
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });
});

describe("a start by hand", () => {
  it("is another's where ids hold what separates them", async () => {
    const of = (id: string) =>
      defineWorkflow(schema, id, (w) => w.onRequest({ reentry: "always" }).wait("1d"));
    const { person, engine } = createWorld({ workflows: ["a", "a:b"].map(of) });
    for (const name of ["c", "b:c", 'b","c']) await person(name);
    const starts = [
      ["a", "b", "c"],
      ["a:b", "b", "c"],
      ["a", "b:b", "c"],
      ["a", "b", "b:c"],
      ["a:b", "x", "c"],
      ["a", "b:x", "c"],
      ["a", 'x","b', "c"],
      ["a", "x", 'b","c'],
    ];
    for (const [workflow = "", id = "", contact = ""] of starts) {
      const ask = { tenant, workflow, id, contact: contactId(contact) };
      expect(await engine.enroll(ask)).toEqual({ started: true, refused: [] });
      expect(await engine.enroll(ask)).toEqual({ started: false, refused: [] });
    }
  });
});

describe("an event's age", () => {
  const happened = async (age: number, lateAfter?: DurationText) => {
    const patient = { ...once, policy: lateAfter === undefined ? {} : { lateAfter } };
    const made = createWorld({ workflows: [patient] });
    const ann = await made.person("ann");
    await made.subscribe(ann);
    const at = made.clock.now() - age;
    const order = { tenant, contact: ann, event: "order.placed", data: { total: 1 } } as const;
    const result: unknown = await made.engine
      .track({ ...order, id: "1", at })
      .catch((error: unknown) => error);
    const runs = (await made.store.readEnrollments({ tenant })).items.length;
    return { ...made, ann, result, runs };
  };

  it.each<[string, number, DurationText | undefined, number]>([
    ["400 days", 400 * day, undefined, 0],
    ["two days", 2 * day, undefined, 0],
    ["an hour", 3_600_000, undefined, 1],
    ["two days, where the workflow waits for a week", 2 * day, "7d", 1],
    ["an hour, where the workflow waits for a minute", 3_600_000, "1m", 0],
    ["nothing, by a clock two minutes ahead", -120_000, undefined, 1],
  ])("decides what it starts: %s", async (_name, age, lateAfter, expected) => {
    const { runs, result } = await happened(age, lateAfter);
    expect({ runs, result }).toMatchObject({ runs: expected, result: { accepted: 1 } });
  });

  it.each([
    ["tomorrow", -day],
    ["in six minutes", -360_000],
    ["never", Number.NaN],
    ["in the end", Number.NEGATIVE_INFINITY],
    ["between two milliseconds", 0.5],
  ])("is a time that was: %s is refused, and nothing is recorded", async (_name, age) => {
    const { result, store, ann, clock } = await happened(age);
    expect(result).toMatchObject({ name: "InputError", code: "INPUT_EVENT_TIME", path: "at" });
    const facts = await store.readFacts({
      ...{ tenant, now: clock.now(), contact: ann },
      needs: { events: { "order.placed": null }, messages: 0, consent: false },
    });
    expect(facts?.events).toEqual([]);
  });

  it("of history does not matter: it is known, and nothing begins or wakes", async () => {
    const waiting = defineWorkflow(schema, "waiting", (w) =>
      w
        .onEvent("cart.abandoned")
        .exitOn("order.placed")
        .wait("30d")
        .send({ id: "thanks" }, { purpose: "news" }),
    );
    const { person, subscribe, engine, store, clock } = createWorld({ workflows: [once, waiting] });
    const ann = await person("ann");
    await subscribe(ann);
    await engine.track({
      tenant,
      contact: ann,
      event: "cart.abandoned",
      data: { cart: "c" },
      id: "c",
    });
    await engine.drain(tenant);
    const before = await store.readEnrollments({ tenant });
    const orders = [1, 2].map((days) => ({
      ...{ contact: ann, event: "order.placed" as const, data: { total: days } },
      ...{ id: `order-${days}`, at: clock.now() - days * day },
    }));
    expect(await engine.backfill(tenant, orders)).toMatchObject({ accepted: 2, started: 0 });
    await engine.drain(tenant);
    expect(await store.readEnrollments({ tenant })).toEqual(before);
    const facts = await store.readFacts({
      ...{ tenant, now: clock.now(), contact: ann },
      needs: { events: { "order.placed": null }, messages: 0, consent: false },
    });
    expect(facts?.events).toHaveLength(2);
  });

  it("wakes a run that had begun when it happened, however late it is told", async () => {
    const exit = { on: "event", event: "cart.abandoned", outcome: "gone" } as const;
    const { person, subscribe, buys, engine, store, clock } = createWorld({
      workflows: [{ ...thanks, exitOn: [exit] }],
    });
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await engine.drain(tenant);
    const at = clock.now();
    clock.advanceBy(day + 3_600_000);
    const cart = { tenant, contact: ann, event: "cart.abandoned", data: { cart: "c" } } as const;
    await engine.track({ ...cart, id: "before", at: at - day });
    await engine.drain(tenant);
    expect((await store.readEnrollments({ tenant })).items).toMatchObject([{ status: "active" }]);
    await engine.track({ ...cart, id: "during", at: at + 1 });
    await engine.drain(tenant);
    expect((await store.readEnrollments({ tenant })).items).toMatchObject([{ outcome: "gone" }]);
  });

  it("is when a run begins to hear, whenever its first step is taken", async () => {
    const rescue = defineWorkflow(schema, "rescue", (w) =>
      w
        .onEvent("cart.abandoned")
        .send({ id: "reminder" }, { purpose: "news" })
        .waitFor({ event: "order.placed", timeout: "30d" }, { yes: (way) => way.exit("bought") }),
    );
    const { person, subscribe, buys, engine, store, clock } = createWorld({ workflows: [rescue] });
    const ann = await person("ann");
    await subscribe(ann);
    const cart = { tenant, contact: ann, event: "cart.abandoned", data: { cart: "c" } } as const;
    await engine.track({ ...cart, id: "c" });
    clock.advanceBy(1_000);
    await buys(ann, "order-1");
    clock.advanceBy(60_000);
    await engine.drain(tenant);
    expect((await store.readEnrollments({ tenant })).items).toMatchObject([{ outcome: "bought" }]);
  });
});
