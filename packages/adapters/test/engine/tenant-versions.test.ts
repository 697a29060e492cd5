import { defineWorkflow, type Store, tenantId } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, schema, tenant } from "./world.js";

const other = tenantId("other");
const day = 86_400_000;

/** One name and one version, and what is sent differs. */
function telling(template: string) {
  return defineWorkflow(schema, "welcome", (w) =>
    w
      .onEvent("order.placed", { reentry: "always" })
      .admitAnyone()
      .wait("1d")
      .send({ id: template }, { purpose: "news" }),
  );
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("a run over the %s store", (_name, createStore) => {
  it("is moved on by what its own tenant was told, by engines of another's content too", async () => {
    const first = createWorld({ store: createStore(), workflows: [telling("thanks")] });
    const { store, clock, transport } = first;
    const shared = { store, clock, transport };
    const second = createWorld({ ...shared, workflows: [telling("reminder")], seed: 8 });
    const begins = async (made: typeof first, of: typeof tenant, name: string): Promise<void> => {
      const { engine } = made;
      const { contact, points } = await engine.identify({
        ...{ tenant: of, email: `${name}@mail.example`, attributes: { firstName: name } },
      });
      await engine.record(
        of,
        points.map(({ id }) => ({
          ...{ id: `yes-${id}`, type: "consent.granted", contactPoint: id },
          ...{ effectiveAt: clock.now(), fields: {} },
        })),
      );
      const order = { event: "order.placed", data: { total: 1 }, id: `order-${name}` } as const;
      await engine.track({ ...order, tenant: of, contact });
      await engine.drain(of);
    };
    await begins(first, tenant, "ann");
    await begins(second, other, "bob");
    clock.advanceBy(2 * day);
    // Each does the other's work.
    await first.engine.drain(other);
    await second.engine.drain(tenant);
    expect(transport.sent.map(({ to, text }) => [to, text.split("\n")[0]])).toEqual([
      ["bob@mail.example", "Still here?"],
      ["ann@mail.example", "Thank you, ann"],
    ]);
  });
});
