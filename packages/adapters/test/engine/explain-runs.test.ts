import { type ContactId, defineSegment, defineWorkflow, segmentId } from "@wellsent/core";
import { explainContact } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import {
  createWorld,
  gate,
  schema,
  start,
  tenant,
  type World,
  type WorldOptions,
} from "./world.js";

const day = 86_400_000;
const purpose = "news";
const pro = { id: segmentId("pro") };
const isPro = defineSegment(schema, "pro", (c) => c.attribute("plan").is("pro"));

const run = defineWorkflow(schema, "run", (w) =>
  w
    .onEvent("cart.abandoned", { reentry: { oncePer: "cart", again: "restart" } })
    .exitOn("order.placed", { outcome: "ordered" })
    .exitOn("delivery:unsubscribed", { outcome: "left" })
    .exitWhen({ in: pro }, "pro")
    .waitUntil({ time: "10:00", id: "first" })
    .send({ id: "thanks" }, { purpose })
    .wait("2d", { id: "second" })
    .send({ id: "reminder" }, { purpose }),
);

interface TestSetup extends World {
  readonly ann: ContactId;
  readonly abandons: (id?: string) => Promise<void>;
  readonly wait: (length?: number) => Promise<void>;
}

async function scene(options: WorldOptions = {}): Promise<TestSetup> {
  const { more, ...rest } = options;
  const world = createWorld({
    ...{ workflows: [run], more: { segments: [isPro], ...more } },
    ...rest,
  });
  const ann = await world.person("ann");
  await world.subscribe(ann);
  const { engine, clock } = world;
  return {
    ...world,
    ann,
    abandons: async (id = "1") => {
      const event = "cart.abandoned";
      await engine.track({ tenant, contact: ann, event, data: { cart: "c" }, id });
    },
    wait: async (length = 0) => {
      clock.advanceBy(length);
      await engine.drain(tenant);
    },
  };
}

/** What is said of ann's run, and the state it is said of. */
async function said({ engine, ann }: TestSetup) {
  const told = await explainContact(engine, { tenant, contact: ann });
  const sentences = told?.sentences.filter((sentence) => sentence.startsWith("Workflow run")) ?? [];
  return { sentence: sentences.join(" | "), run: told?.runs[0] };
}

function throws(): never {
  throw new Error("poison");
}

const unnamed = defineWorkflow(schema, "run", (w) =>
  w
    .onEvent("cart.abandoned", { reentry: { oncePer: "cart", again: "restart" } })
    .exitOn("order.placed")
    .waitUntil({ time: "10:00", id: "first" })
    .send({ id: "thanks" }, { purpose }),
);

describe("what is said of a run", () => {
  it.each<[string, WorldOptions, (scene: TestSetup) => Promise<void>, string]>([
    [
      "never begun",
      {},
      async ({ abandons }) => abandons(),
      "Workflow run: has not begun: its first step is due since 2026-03-02 08:00 UTC.",
    ],
    [
      "waiting in its first step",
      {},
      async ({ abandons, wait }) => {
        await abandons();
        await wait();
      },
      "Workflow run: waits in first until 2026-03-02 09:00 UTC.",
    ],
    [
      "waiting in a later step",
      {},
      async ({ abandons, wait }) => {
        await abandons();
        await wait();
        await wait(day / 24);
      },
      "Workflow run: went through first → thanks, and waits in second until 2026-03-04 09:00 UTC.",
    ],
    [
      "due to go on",
      {},
      async ({ abandons, wait, clock }) => {
        await abandons();
        await wait();
        clock.advanceBy(day);
      },
      "Workflow run: has waited in first until 2026-03-02 09:00 UTC, and is due to go on.",
    ],
    [
      "ended by an event before its first step",
      {},
      async ({ abandons, buys, ann, wait }) => {
        await abandons();
        await buys(ann, "o");
        await wait();
      },
      "Workflow run: was ended as ordered on 2026-03-02 08:00 UTC by order.placed, before its first step.",
    ],
    [
      "ended by an event that names no outcome",
      { workflows: [unnamed] },
      async ({ abandons, buys, ann, wait }) => {
        await abandons();
        await wait();
        await buys(ann, "o");
        await wait();
      },
      "Workflow run: waited in first, and was ended on 2026-03-02 08:00 UTC by order.placed.",
    ],
    [
      "ended by an event while it waited in its first step",
      {},
      async ({ abandons, buys, ann, wait }) => {
        await abandons();
        await wait();
        await buys(ann, "o");
        await wait();
      },
      "Workflow run: waited in first, and was ended as ordered on 2026-03-02 08:00 UTC by order.placed.",
    ],
    [
      "ended by a withdrawal",
      {},
      async ({ abandons, withdraw, ann, wait }) => {
        await abandons();
        await wait();
        await wait(day / 24);
        await withdraw(ann);
        await wait();
      },
      "Workflow run: went through first → thanks, waited in second, and was ended as left on " +
        "2026-03-02 09:00 UTC by a withdrawal of consent.",
    ],
    [
      "ended by a segment",
      {},
      async ({ abandons, engine, wait }) => {
        await abandons();
        await wait();
        await engine.identify({ tenant, email: "ann@mail.example", attributes: { plan: "pro" } });
        await wait();
      },
      "Workflow run: waited in first, and was ended as pro on 2026-03-02 08:00 UTC by entering pro.",
    ],
    [
      "ended at an exit",
      {},
      async ({ abandons, wait }) => {
        await abandons();
        await wait();
        await wait(day / 24);
        await wait(2 * day);
      },
      "Workflow run: went through first → thanks → second → reminder → end, and ended as completed " +
        "on 2026-03-04 09:00 UTC.",
    ],
    [
      "ended from outside, by a merge or an erasure",
      {},
      async ({ abandons, ann, store, clock, wait }) => {
        await abandons();
        await wait();
        const at = clock.now();
        const event = { id: "merge", name: "merge", at, data: {} };
        const [found] = (await store.readEnrollments({ tenant })).items;
        await store.ingest(
          { tenant, now: at, inputs: [{ kind: "event", contact: ann, event }] },
          {
            needs: { events: {}, messages: 0, consent: false },
            draftsFor: () => [],
            append: throws,
            createEvent: throws,
            wake: () =>
              found === undefined
                ? []
                : [{ enrollment: found.id, input: { type: "exit", reason: "merged", at } }],
            route: () => ({ start: [], log: [], dirty: false }),
          },
        );
        await wait();
      },
      "Workflow run: waited in first, and was ended as merged on 2026-03-02 08:00 UTC by a request " +
        "from outside.",
    ],
    [
      "held",
      {
        more: {
          consent: {
            ...gate,
            decide: (question, facts) => ({
              ...gate.decide(question, facts),
              allowed: false,
              reasons: [{ code: "FROZEN", effect: "defer", rule: "test" }],
              retryAt: start + day,
            }),
          },
        },
      },
      async ({ abandons, wait }) => {
        await abandons();
        await wait();
        await wait(day / 24);
      },
      "Workflow run: went through first, and is held before thanks until 2026-03-03 08:00 UTC: " +
        "FROZEN (test).",
    ],
    [
      "moved with the contact's time zone",
      {},
      async ({ abandons, engine, wait }) => {
        await abandons();
        await wait();
        const timeZone = "America/New_York";
        await engine.identify({ tenant, email: "ann@mail.example", timeZone });
        await wait();
      },
      "Workflow run: waits in first until 2026-03-02 15:00 UTC, by the time zone the contact has " +
        "moved to.",
    ],
    [
      "begun anew",
      {},
      async ({ abandons, wait }) => {
        await abandons();
        await wait();
        await wait(day / 24);
        await abandons("2");
        await wait();
      },
      "Workflow run: went through first → thanks, began anew on 2026-03-02 09:00 UTC, and waits in " +
        "first until 2026-03-03 09:00 UTC.",
    ],
  ])("that is %s", async (_, options, live, sentence) => {
    const world = await scene(options);
    await live(world);
    expect((await said(world)).sentence).toBe(sentence);
  });

  it("that is put aside names the fault, and that it was given up", async () => {
    let poisoned = false;
    const decide: typeof gate.decide = (question, facts) =>
      poisoned ? throws() : gate.decide(question, facts);
    const world = await scene({ more: { consent: { ...gate, decide } } });
    const { abandons, wait, engine } = world;
    await abandons();
    await wait();
    poisoned = true;
    await wait(day / 24);
    expect((await said(world)).sentence).toMatch(
      /^Workflow run: has waited in first until .*, is due to go on, and is put aside since it could not be judged \(\w+\)\.$/,
    );
    const { items } = await engine.quarantined(tenant);
    for (const { kind, id } of items) await engine.resolveQuarantine(tenant, { kind, id }, "drop");
    expect(await said(world)).toMatchObject({
      sentence:
        "Workflow run: waited in first, and was given up on 2026-03-02 09:00 UTC by the host.",
      run: { outcome: "quarantine_dropped", state: { kind: "ended", by: "host" } },
    });
  });

  it("tells the same as data", async () => {
    const world = await scene();
    await world.abandons();
    await world.wait();
    await world.buys(world.ann, "o");
    await world.wait();
    expect((await said(world)).run).toMatchObject({
      path: [],
      outcome: "ordered",
      failedCalls: [],
      openCalls: [],
      restartedAt: null,
      asideFor: null,
      state: {
        ...{ kind: "ended", as: "ordered", at: start, by: "event" },
        ...{ signal: "order.placed", waitedIn: "first" },
      },
    });
  });
});
