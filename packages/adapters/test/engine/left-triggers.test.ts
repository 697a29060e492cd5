// What a process takes in for a published workflow that it cannot read is left to those who can.
import {
  campaignId,
  campaignSendKey,
  type Holidays,
  type JsonObject,
  type Store,
} from "@wellsent/core";
import { explainContact } from "@wellsent/core/explain";
import { definitionTable, storeOver } from "@wellsent/core/store-kit";
import { describe, expect, it } from "vitest";
import { memoryRows } from "../../src/memory/index.js";
import { saveAndPublish, sharedOver, subscriber, tips } from "./authoring-world.js";
import { Killed, killAt, killPoints } from "./kill-at.js";
import { day, stores } from "./workflow-world.js";
import { createWorld, tenant } from "./world.js";

const recurrence = {
  ...{ v: 1, start: "2027-03-01", every: "day", time: "12:00", zone: "Europe/Berlin" },
  holiday: { calendar: "DE", action: "skip" },
};

/** Begins with an order, and on days that only an engine with holidays can tell. */
function kept(reentry: JsonObject = { mode: "always" }): JsonObject {
  const triggers = [
    { on: "event", event: "order.placed" },
    { on: "schedule", recurrence },
  ];
  return tips("thanks", {
    entry: { triggers, reentry },
    exitOn: [{ on: "event", event: "cart.abandoned", outcome: "gone" }],
  });
}

const holidays: Holidays = { day: () => "open" };

describe.each(stores)("a process that cannot read a workflow, %s store", (name, create) => {
  const two = async (definition = kept()) => {
    const base = sharedOver(create);
    const able = createWorld({ ...base, workflows: [], more: { holidays } });
    const unable = createWorld({ ...base, workflows: [], seed: 8 });
    await saveAndPublish(able, definition);
    const ann = await subscriber(able);
    await able.engine.drain(tenant);
    return { ...base, able, unable, ann, runs: () => runsIn(base.store) };
  };

  it("leaves its start to one who can, once", async () => {
    const { able, unable, ann, runs, transport, clock } = await two();
    await unable.buys(ann, "order-1");
    await unable.buys(ann, "order-1");
    await unable.engine.drain(tenant);
    expect(await runs()).toEqual(["pending active"]);
    const told = async () => await explainContact(able.engine, { tenant, contact: ann });
    expect((await told())?.refused).toMatchObject([
      { workflow: "tips", reasons: [{ code: "WORKFLOW_UNREAD" }] },
    ]);
    await able.engine.drain(tenant);
    expect((await told())?.refused).toEqual([]);
    expect(await runs()).toEqual(["pending begun", "event active"]);
    clock.advanceBy(day);
    await unable.engine.drain(tenant);
    await able.engine.drain(tenant);
    expect(await runs()).toEqual(["pending begun", "event completed"]);
    expect(transport.sent).toHaveLength(1);
  });

  it("leaves nothing of what cannot begin it, nor where it can read it", async () => {
    const { able, unable, ann, runs } = await two();
    const data = { cart: "c" };
    await unable.engine.track({ tenant, contact: ann, event: "cart.abandoned", data, id: "1" });
    await able.buys(ann, "order-1");
    expect(await runs()).toEqual(["event active"]);
  });

  it("leaves what the contact does next as well", async () => {
    const { able, unable, ann, runs, transport, clock } = await two();
    await unable.buys(ann, "order-1");
    const data = { cart: "c" };
    await unable.engine.track({ tenant, contact: ann, event: "cart.abandoned", data, id: "1" });
    await able.engine.drain(tenant);
    expect(await runs()).toEqual(["pending begun", "event gone"]);
    clock.advanceBy(day);
    await able.engine.drain(tenant);
    expect(transport.sent).toEqual([]);
  });

  it("leaves the rules of entry to the workflow: again, too late, not permitted", async () => {
    const once = await two(kept({ mode: "never" }));
    await once.unable.buys(once.ann, "order-1");
    once.clock.advanceBy(1);
    await once.unable.buys(once.ann, "order-2");
    await once.able.engine.drain(tenant);
    expect(await once.runs()).toEqual(["pending begun", "pending not begun", "once active"]);
    const late = await two();
    await late.unable.buys(late.ann, "order-1");
    late.clock.advanceBy(day + 1);
    await late.able.engine.drain(tenant);
    expect(await late.runs()).toEqual(["pending not begun"]);
    const refused = await two();
    await refused.unable.buys(refused.ann, "order-1");
    await refused.unable.withdraw(refused.ann);
    await refused.able.engine.drain(tenant);
    expect(await refused.runs()).toEqual(["pending not begun", "refused refused"]);
  });

  it("leaves a start to the next version as well, without beginning it there", async () => {
    const { able, unable, ann, runs } = await two(kept({ mode: "never" }));
    await unable.buys(ann, "order-1");
    await saveAndPublish(able, kept({ mode: "always" }));
    await able.engine.migrations.run(tenant, { workflow: "tips", from: 1, to: 2 });
    expect(await runs()).toEqual(["pending active"]);
    await able.engine.drain(tenant);
    expect(await runs()).toEqual(["pending begun", "event active"]);
  });

  it("loses no start and starts none twice, wherever the other is killed", async () => {
    const store = name === "sqlite" ? "sqlite" : "memory";
    const life = async (power: ReturnType<typeof killAt>) => {
      const { unable, ann, runs, ...base } = await two();
      await unable.buys(ann, "order-1");
      const more = { holidays };
      const wrapped = { ...base, store: power.over(base.store), workflows: [], more };
      await createWorld({ ...wrapped, seed: 9 })
        .engine.drain(tenant)
        .catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
      await createWorld({ ...base, workflows: [], seed: 10, more }).engine.drain(tenant);
      return runs();
    };
    const whole = killAt(0, "before");
    const expected = ["pending begun", "event active"];
    expect(await life(whole)).toEqual(expected);
    for (const [at, when] of killPoints(whole.calls(), store))
      expect(await life(killAt(at, when)), `killed ${when} call ${at}`).toEqual(expected);
  });
});

async function runsIn(store: Store): Promise<readonly string[]> {
  const { items } = await store.readEnrollments({ tenant });
  return items.map(
    ({ entryKey, outcome, status }) => `${entryKey.split(":")[0]} ${outcome ?? status}`,
  );
}

it("a trigger waits for a damaged workflow to be mended", async () => {
  const rows = memoryRows();
  const base = sharedOver(() => storeOver(rows));
  const made = createWorld({ ...base, workflows: [] });
  await saveAndPublish(made, tips());
  const ann = await subscriber(made);
  const name = { kind: "workflow", id: "tips", version: 1 } as const;
  const kept = await base.store.readDefinition({ tenant, ...name });
  const put = (body: string) =>
    rows.transaction("write", tenant, (at) =>
      at.trip([{ op: "patch", table: definitionTable, rows: [{ ...name, body }] }]),
    );
  put("{");
  const next = createWorld({ ...base, workflows: [], seed: 8 });
  await next.buys(ann, "order-1");
  await next.engine.drain(tenant);
  expect(await runsIn(base.store)).toEqual(["pending active"]);
  put(JSON.stringify(kept?.body));
  base.clock.advanceBy(60_000);
  await next.engine.drain(tenant);
  expect(await runsIn(base.store)).toEqual(["pending begun", "event active"]);
});

describe.each(stores)("a start that was left to others, %s store", (_, create) => {
  const two = async (definition = kept()) => {
    const base = sharedOver(create);
    const able = createWorld({ ...base, workflows: [], more: { holidays } });
    const unable = createWorld({ ...base, workflows: [], seed: 8 });
    await saveAndPublish(able, definition);
    const ann = await subscriber(able);
    await able.engine.drain(tenant);
    return { ...base, able, unable, ann, runs: () => runsIn(base.store) };
  };

  it("is no run: neither counted nor a workflow that somebody is in", async () => {
    const { able, unable, ann, store } = await two();
    await unable.buys(ann, "order-1");
    expect(await able.engine.workflows.runs(tenant, "tips")).toEqual([]);
    const needs = { events: {}, messages: 0, consent: false };
    const call = { tenant, contact: ann, now: able.clock.now(), needs };
    const facts = await store.readFacts(call);
    expect(facts?.enrolled).toEqual([]);
    await able.engine.drain(tenant);
    expect((await store.readFacts(call))?.enrolled).toEqual(["tips"]);
    expect(await able.engine.workflows.runs(tenant, "tips")).toMatchObject([{ runs: 1 }]);
  });

  it("is another one for each report of a message: a machine's is no person's", async () => {
    const entry = { triggers: [{ on: "delivery", event: "opened" }], reentry: { mode: "always" } };
    const triggers = [...entry.triggers, { on: "schedule", recurrence }];
    const { able, unable, ann, runs, clock } = await two({
      ...kept(),
      entry: { ...entry, triggers },
    });
    const sent = { template: "receipt", purpose: "orders", data: {}, id: "one" } as const;
    await able.engine.send({ tenant, contact: ann, ...sent });
    await able.engine.drain(tenant);
    const opened = async (machine: boolean) => {
      clock.advanceBy(1);
      const message = campaignSendKey(campaignId("one"), ann);
      const said = { type: "opened", message, at: clock.now(), engagement: { machine } } as const;
      await unable.engine.report(tenant, [{ ...said, dedupeKey: `${machine}` }]);
      await able.engine.drain(tenant);
    };
    await opened(true);
    expect(await runs()).toEqual(["pending not begun"]);
    await opened(false);
    expect(await runs()).toEqual(["pending not begun", "pending begun", "delivery active"]);
  });

  it("is judged by what the version of now must know", async () => {
    const quiet = kept();
    const { able, unable, ann, runs } = await two({
      ...quiet,
      start: "wait",
      nodes: {
        wait: { kind: "wait", for: "1d", next: "end" },
        end: { kind: "exit", outcome: "completed" },
      },
    });
    await unable.buys(ann, "order-1");
    await saveAndPublish(able, quiet);
    await able.engine.drain(tenant);
    expect(await runs()).toEqual(["pending begun", "event active"]);
  });
});

it("a start left for a damaged version goes to the one that takes its place", async () => {
  const rows = memoryRows();
  const base = sharedOver(() => storeOver(rows));
  const made = createWorld({ ...base, workflows: [] });
  await saveAndPublish(made, tips());
  const ann = await subscriber(made);
  const name = { kind: "workflow", id: "tips", version: 1 } as const;
  await rows.transaction("write", tenant, (at) =>
    at.trip([{ op: "patch", table: definitionTable, rows: [{ ...name, body: "{" }] }]),
  );
  const next = createWorld({ ...base, workflows: [], seed: 8 });
  await next.buys(ann, "order-1");
  await next.engine.drain(tenant);
  const more = { migrate: {} };
  expect(await saveAndPublish(next, tips("reminder"), more)).toMatchObject({ published: true });
  await next.engine.drain(tenant);
  expect(await runsIn(base.store)).toEqual(["pending begun", "event active"]);
});
