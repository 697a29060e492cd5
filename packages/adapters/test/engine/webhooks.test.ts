import {
  defineWorkflow,
  type Store,
  type WebhookCall,
  type WebhookCaller,
  type WebhookOutcome,
  webhookAnswer,
} from "@wellsent/core";
import { explainContact } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, schema, start, tenant } from "./world.js";

const stock = webhookAnswer("stock", { left: "number" });
const asks = defineWorkflow(schema, "asks", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .webhook(
      {
        url: "https://hooks.shop.example/stock",
        event: "stock.asked",
        answer: stock,
        within: "1h",
      },
      { failed: (way) => way.exit("unknown") },
    )
    .branch(
      stock.when((d) => d.data("stock.left").atLeast(1)),
      { no: (way) => way.exit("sold out") },
    ),
);

type Told = WebhookOutcome | (() => Promise<WebhookOutcome>);

/** Answers in the given order, and the last for ever. */
function scripted(...told: readonly Told[]): WebhookCaller & { readonly calls: WebhookCall[] } {
  const calls: WebhookCall[] = [];
  return {
    ...{ specVersion: 1, id: "scripted", calls },
    call: async (call) => {
      const next = told[Math.min(calls.length, told.length - 1)];
      calls.push(call);
      if (next === undefined) throw new Error("Nothing was told.");
      return typeof next === "function" ? next() : next;
    },
  };
}

const yes: WebhookOutcome = { outcome: "answered", body: '{"left":2,"secret":"x"}' };
const later: WebhookOutcome = { outcome: "later", reason: "STATUS_503" };

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("webhooks over the %s store", (_name, createStore) => {
  const scene = async (webhooks: WebhookCaller, wrap: (store: Store) => Store = (one) => one) => {
    const world = createWorld({
      ...{ store: wrap(createStore()), workflows: [asks], more: { webhooks } },
    });
    const ann = await world.person("ann");
    await world.buys(ann, "1");
    const outcome = async () => {
      const { items } = await world.store.readEnrollments({ tenant, contact: ann });
      return items.map((run) => run.outcome);
    };
    return { ...world, ann, outcome };
  };

  it("wait while their workflow is paused, and are posted when it goes on", async () => {
    const webhooks = scripted(later, yes);
    const { engine, clock, outcome } = await scene(webhooks);
    await engine.drain(tenant);
    expect(webhooks.calls).toHaveLength(1);
    await engine.workflows.pause(tenant, "asks");
    clock.advanceBy(1_800_000);
    await engine.drain(tenant);
    expect(webhooks.calls).toHaveLength(1);
    await engine.workflows.resume(tenant, "asks");
    clock.advanceBy(60_000);
    await engine.drain(tenant);
    expect(webhooks.calls).toHaveLength(2);
    expect(await outcome()).toEqual(["completed"]);
  });

  it("post once, and go on by the answer", async () => {
    const webhooks = scripted(yes);
    const { engine, outcome, ann } = await scene(webhooks);
    await engine.drain(tenant);
    expect(await outcome()).toEqual(["completed"]);
    const [call, ...more] = webhooks.calls;
    expect(more).toEqual([]);
    const posted: unknown = JSON.parse(call?.body ?? "null");
    expect(posted).toMatchObject({
      ...{ type: "stock.asked", timestamp: new Date(start).toISOString() },
      data: { tenant, contact: ann, workflow: "asks", attributes: {}, data: { total: 1200 } },
    });
    expect(JSON.stringify(posted)).not.toContain("ann@");
  });

  it("are repeated under the same id and body, with growing pauses", async () => {
    const webhooks = scripted(later, later, later, yes);
    const { engine, outcome, clock } = await scene(webhooks);
    await engine.drain(tenant);
    const times: number[] = [];
    while ((await outcome())[0] === null) {
      const next = await engine.nextWork(tenant);
      if (next === null || next <= clock.now()) throw new Error("No progress.");
      times.push(next - clock.now());
      clock.advanceBy(next - clock.now());
      await engine.drain(tenant);
    }
    expect(await outcome()).toEqual(["completed"]);
    expect(webhooks.calls).toHaveLength(4);
    expect(new Set(webhooks.calls.map(({ id, body }) => id + body)).size).toBe(1);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(times[0]).toBeGreaterThanOrEqual(3_750);
    expect(times[2]).toBeLessThanOrEqual(20_000);
  });

  it("are explained while they fail and are made again", async () => {
    const { engine, clock, ann } = await scene(
      scripted(later, { ...later, reason: "TIMEOUT", retryAfterMs: 600_000 }, yes),
    );
    const told = async () => {
      await engine.drain(tenant);
      const why = await explainContact(engine, { tenant, contact: ann });
      return { calls: why?.runs[0]?.openCalls, text: why?.sentences.join(" ") };
    };
    const first = await told();
    expect(first.calls).toMatchObject([
      { step: "webhook-stock.asked", attempts: 1, failure: "STATUS_503" },
    ]);
    expect(first.text).toMatch(
      /asked once in webhook-stock.asked without an answer \(STATUS_503, and is due again on /,
    );
    clock.advanceBy(60_000);
    const second = await told();
    expect(second.calls).toMatchObject([
      { attempts: 2, failure: "TIMEOUT", nextAt: start + 660_000 },
    ]);
    expect(second.text).toContain("asked 2 times in webhook-stock.asked without an answer");
    clock.advanceBy(600_000);
    const last = await told();
    expect(last.calls).toEqual([]);
    expect(last.text).not.toContain("without an answer");
  });

  it("wait as long as the other side asks for", async () => {
    const webhooks = scripted({ ...later, retryAfterMs: 600_000 }, yes);
    const { engine, clock, outcome } = await scene(webhooks);
    await engine.drain(tenant);
    expect(await engine.nextWork(tenant)).toBe(start + 600_000);
    clock.advanceBy(600_000);
    await engine.drain(tenant);
    expect(await outcome()).toEqual(["completed"]);
  });

  it.each<[string, Told]>([
    ["refuses", { outcome: "refused", reason: "STATUS_404" }],
    ["asks for more time than there is", { ...later, retryAfterMs: 7_200_000 }],
    ["answers no JSON", { outcome: "answered", body: "<html>" }],
    ["answers JSON that is no object", { outcome: "answered", body: "[1]" }],
    ["answers without what is declared", { outcome: "answered", body: '{"left":"two"}' }],
    [
      "answers more than anybody reads",
      { outcome: "answered", body: `{"x":"${"x".repeat(70_000)}"}` },
    ],
  ])("leave a run that %s on the other path at once", async (_what, told) => {
    const { engine, outcome, ann } = await scene(scripted(told));
    await engine.drain(tenant);
    expect(await outcome()).toEqual(["unknown"]);
    const why = await explainContact(engine, { tenant, contact: ann });
    expect(why?.runs[0]?.failedCalls).toHaveLength(1);
    expect(why?.sentences.join(" ")).toMatch(
      /did not get what it asked for in webhook-stock.asked \([A-Z_0-9]+\)/,
    );
  });

  it("never keep a run whose calls all fail, and say why", async () => {
    const broken = scripted(() => Promise.reject(new Error("ann@mail.example")));
    const { engine, outcome, clock, ann } = await scene(broken);
    for (let step = 0; step < 80 && (await outcome())[0] === null; step += 1) {
      await engine.drain(tenant);
      clock.advanceBy(60_000);
    }
    expect(await outcome()).toEqual(["unknown"]);
    const told = await explainContact(engine, { tenant, contact: ann });
    expect(JSON.stringify(told)).not.toContain("ann@mail");
  });

  it("are made again under the same id where their end was lost", async () => {
    const webhooks = scripted(yes);
    let lost = 0;
    const { engine, outcome, clock } = await scene(webhooks, (store) => ({
      ...store,
      settleCall: async (call, options) => {
        lost += 1;
        if (lost === 1) throw new Error("The process died.");
        return store.settleCall(call, options);
      },
    }));
    await engine.tick(tenant);
    expect(await outcome()).toEqual([null]);
    clock.advanceBy(120_000);
    await engine.drain(tenant);
    expect(await outcome()).toEqual(["completed"]);
    expect(webhooks.calls.map(({ id }) => id)).toEqual([
      webhooks.calls[0]?.id,
      webhooks.calls[0]?.id,
    ]);
  });
});

it("an engine that calls nobody refuses a workflow with a webhook", () => {
  expect(() => createWorld({ workflows: [asks] })).toThrow(
    expect.objectContaining({ code: "DEFINITION_WEBHOOKS" }),
  );
});
