import { defineWorkflow, type Store } from "@wellsent/core";
import { explainContact } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, gate, schema, tenant } from "./world.js";

/** What belongs to an order is permitted without a grant. */
const consent: typeof gate = {
  ...gate,
  decide: (question, facts) => ({
    ...gate.decide(question, facts),
    ...(question.messageClass === "transactional" ? { allowed: true, reasons: [] } : {}),
  }),
};

const receipt = { id: "receipt", messageClass: "transactional", purpose: "orders" } as const;
const run = defineWorkflow(schema, "run", (w) =>
  w
    .onEvent("cart.abandoned", { reentry: { oncePer: "cart" } })
    .goalOn("order.placed", { name: "order", value: "total" })
    .exitOn("order.placed", { outcome: "ordered" })
    .send({ id: "thanks" }, { purpose: "news", fallbacks: [receipt] })
    .waitSince({ sent: { id: "thanks" }, for: "2d", timeout: "3d", id: "pause" })
    .send({ id: "reminder" }, { purpose: "news" }),
);

function firstLine({ text }: { readonly text: string }): string | undefined {
  return text.split("\n")[0];
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("a run over the %s store", (_name, createStore) => {
  const scene = async (subscribed: boolean) => {
    const world = createWorld({ store: createStore(), workflows: [run], more: { consent } });
    const ann = await world.person("ann");
    if (subscribed) await world.subscribe(ann);
    const event = "cart.abandoned";
    await world.engine.track({ tenant, contact: ann, event, data: { cart: "c" }, id: "1" });
    await world.engine.drain(tenant);
    const told = async () => await explainContact(world.engine, { tenant, contact: ann });
    return { ...world, ann, told };
  };

  it("sends the fallback, once, and says why it was not the message itself", async () => {
    const { transport, told } = await scene(false);
    expect(transport.sent.map(firstLine)).toEqual(["Your receipt"]);
    const explanation = await told();
    expect(explanation?.skipped).toMatchObject([{ template: "thanks", reasons: [{}] }]);
    expect(explanation?.sentences.filter((one) => one.startsWith("Was "))).toEqual([
      expect.stringMatching(/^Was sent receipt on 2026-03-02 08:00 UTC/),
      expect.stringMatching(/^Was not sent thanks on 2026-03-02 08:00 UTC: /),
    ]);
  });

  it("counts from when the message was sent", async () => {
    const { transport, clock, engine } = await scene(true);
    clock.advanceBy(2 * 86_400_000 - 1);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
    clock.advanceBy(1);
    await engine.drain(tenant);
    expect(transport.sent.map(firstLine)).toEqual(["Thank you, ann", "Still here?"]);
  });

  it("goes several ways at the same time, and says where each stands", async () => {
    const ways = defineWorkflow(schema, "ways", (w) =>
      w
        .onEvent("cart.abandoned", { reentry: { oncePer: "cart" } })
        .parallel({
          mail: (way) =>
            way.wait("1d", { id: "pause" }).send({ id: "thanks" }, { purpose: "news" }),
          order: (way) => way.waitFor({ event: "order.placed", timeout: "3d", id: "order" }),
          list: (way) => way.addTo("buyers"),
        })
        .send({ id: "reminder" }, { purpose: "news" }),
    );
    const world = createWorld({ store: createStore(), workflows: [ways] });
    const { engine, clock, transport } = world;
    const ann = await world.person("ann");
    await world.subscribe(ann);
    const event = "cart.abandoned";
    await engine.track({ tenant, contact: ann, event, data: { cart: "c" }, id: "1" });
    await engine.drain(tenant);
    const told = await explainContact(engine, { tenant, contact: ann });
    expect(told?.sentences).toContain(
      "Workflow ways: went through parallel → add-to-buyers, and goes several ways: " +
        "mail waits in pause until 2026-03-03 08:00 UTC, " +
        "order waits in order until 2026-03-05 08:00 UTC, list has arrived.",
    );
    clock.advanceBy(86_400_000);
    await engine.drain(tenant);
    expect(transport.sent.map(firstLine)).toEqual(["Thank you, ann"]);
    clock.advanceBy(3_600_000);
    await world.buys(ann, "o-1");
    await engine.drain(tenant);
    expect(transport.sent.map(firstLine)).toEqual(["Thank you, ann", "Still here?"]);
  });

  it("has reached its goal with the event that ends it", async () => {
    const { engine, buys, ann, told } = await scene(true);
    await buys(ann, "o-1");
    await engine.drain(tenant);
    const explanation = await told();
    expect(explanation?.runs).toMatchObject([
      { outcome: "ordered", goals: [{ name: "order", value: 1200 }] },
    ]);
    expect(explanation?.sentences.join(" ")).toContain(
      "reached goal order (1200) on 2026-03-02 08:00 UTC",
    );
  });
});
