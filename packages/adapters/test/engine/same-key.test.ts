import { defineWorkflow, type Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, schema, tenant } from "./world.js";

const day = 86_400_000;
const template = { id: "reminder" };

const carts = defineWorkflow(schema, "carts", (w) =>
  w
    .onEvent("cart.abandoned", { reentry: { oncePer: "cart", again: "restart" } })
    .exitOn("order.placed", { same: "cart" })
    .wait("1d")
    .send(template, { purpose: "news" })
    .wait("30d"),
);

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("carts of one person over the %s store", (_, createStore) => {
  const scene = async () => {
    const world = createWorld({ store: createStore(), workflows: [carts] });
    const contact = await world.person("ann");
    await world.subscribe(contact);
    const { engine, clock, store } = world;
    const abandons = async (cart: string, id: string) => {
      await engine.track({ tenant, contact, event: "cart.abandoned", data: { cart }, id });
      await engine.drain(tenant);
    };
    const orders = async (cart: string, id: string) => {
      await engine.track({ tenant, contact, event: "order.placed", data: { total: 5, cart }, id });
      await engine.drain(tenant);
    };
    const runs = async () =>
      (await store.readEnrollments({ tenant })).items.map(({ status, outcome }) => [
        status,
        outcome,
      ]);
    const wait = async (length: number) => {
      clock.advanceBy(length);
      await engine.drain(tenant);
    };
    return { ...world, contact, abandons, orders, runs, wait };
  };

  it("are reminded of but for the one that was ordered", async () => {
    const { abandons, orders, runs, wait, transport } = await scene();
    await abandons("a", "1");
    await abandons("b", "2");
    await wait(day / 2);
    await orders("a", "3");
    expect((await runs()).sort()).toEqual([
      ["active", null],
      ["ended", "order.placed"],
    ]);
    await wait(day / 2);
    expect(transport.sent).toHaveLength(1);
  });

  it("begin anew while somebody still fills them, and again after an order", async () => {
    const { abandons, orders, runs, wait, transport } = await scene();
    await abandons("a", "1");
    await wait(day / 2);
    await abandons("a", "2");
    await wait(day / 2);
    expect(transport.sent).toHaveLength(0);
    expect(await runs()).toEqual([["active", null]]);
    await wait(day / 2);
    expect(transport.sent).toHaveLength(1);
    await orders("a", "3");
    await abandons("a", "4");
    expect((await runs()).sort()).toEqual([
      ["active", null],
      ["ended", "order.placed"],
    ]);
    // The same event twice is one.
    await abandons("a", "4");
    await wait(day);
    expect(transport.sent).toHaveLength(2);
  });
});
