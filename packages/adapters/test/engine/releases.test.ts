import { DatabaseSync } from "node:sqlite";
import { type ContactId, defineWorkflow, type Store, tenantId } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, recordingTransport, schema, start, tenant } from "./world.js";

const day = 86_400_000;

/** Version `version` of one workflow: waits for as many days, then sends. */
function release(version: number, template = "thanks") {
  return defineWorkflow(schema, "w", (w) =>
    w
      .onEvent("order.placed", { reentry: "always" })
      .version(version)
      .wait(`${version}d`)
      .send({ id: template }, { purpose: "news" }),
  );
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("releases over the %s store", (_name, createStore) => {
  const shared = () => {
    const clock = simulatedClock(start);
    return { store: createStore(), clock, transport: recordingTransport(clock) };
  };
  const subscribed = async (made: ReturnType<typeof createWorld>): Promise<ContactId> => {
    const ann = await made.person("ann");
    await made.subscribe(ann);
    return ann;
  };

  it("of two neighbours share a store: whoever ticks, no run is parked or lost", async () => {
    const base = shared();
    const older = createWorld({ ...base, workflows: [release(1)] });
    const newer = createWorld({ ...base, workflows: [release(2)], seed: 8 });
    const ann = await subscribed(older);
    for (let round = 0; round < 20; round++) {
      const by = round % 3 === 0 ? newer : older;
      await by.buys(ann, `order-${round}`);
      await older.engine.drain(tenant);
      base.clock.advanceBy(day / 3);
    }
    base.clock.advanceBy(5 * day);
    await older.engine.drain(tenant);
    const { items } = await base.store.readEnrollments({ tenant });
    expect(new Set(items.map(({ version }) => version))).toEqual(new Set([1, 2]));
    expect(items.map(({ outcome }) => outcome)).toEqual(items.map(() => "completed"));
    expect(base.transport.sent).toHaveLength(20);
  });

  it("taken back leave their runs to the definition in the store", async () => {
    const base = shared();
    const newer = createWorld({ ...base, workflows: [release(2)] });
    const ann = await subscribed(newer);
    await newer.buys(ann, "order-1");
    const without = createWorld({ ...base, workflows: [], seed: 9 });
    for (let days = 0; days < 4; days++) {
      await without.engine.drain(tenant);
      base.clock.advanceBy(day);
    }
    expect(base.transport.sent).toMatchObject([{ at: start + 2 * day }]);
  });

  it("publish per tenant: one version may mean two things in two tenants", async () => {
    const base = shared();
    const other = tenantId("other");
    const ofOther = createWorld({ ...base, workflows: [release(1, "reminder")], seed: 8 });
    await ofOther.engine.tick(other);
    const made = createWorld({ ...base, workflows: [release(1)] });
    const ann = await subscribed(made);
    const bob = await made.engine.identify({ tenant: other, email: "bob@mail.example" });
    const [point] = bob.points;
    if (point === undefined) throw new Error("no address");
    await ofOther.engine.record(other, [
      {
        ...{ id: "yes", type: "consent.granted", contactPoint: point.id },
        ...{ effectiveAt: start, fields: {} },
      },
    ]);
    const order = { event: "order.placed", data: { total: 1 }, id: "o" } as const;
    await made.engine.track({ ...order, tenant, contact: ann });
    await ofOther.engine.track({ ...order, tenant: other, contact: bob.contact });
    // A later release moves both on, by what each tenant was told.
    const later = createWorld({ ...base, workflows: [release(2)], seed: 10 });
    for (let days = 0; days < 2; days++) {
      await later.engine.drain(tenant);
      await later.engine.drain(other);
      base.clock.advanceBy(day);
    }
    expect(base.transport.sent.map(({ to, text }) => [to, text.split("\n")[0]])).toEqual([
      ["ann@mail.example", "Thank you, ann"],
      ["bob@mail.example", "Still here?"],
    ]);
  });

  it("find runs behind those of a version nobody knows", async () => {
    const base = shared();
    const { advance } = base.store;
    const made = createWorld({ ...base, workflows: [release(1)], more: { batch: 2 } });
    const ann = await subscribed(made);
    for (const order of ["1", "2", "3"]) await made.buys(ann, order);
    const newer = createWorld({ ...base, workflows: [release(2)], seed: 8 });
    for (const order of ["4", "5", "6"]) await newer.buys(ann, order);
    await newer.engine.drain(tenant);
    base.clock.advanceBy(3 * day);
    const blind: Store = {
      ...base.store,
      advance: (call, run, options) =>
        advance.call(
          base.store,
          call,
          {
            needs: run.needs,
            step: (due) =>
              run.step(due.enrollment.version === 1 ? { ...due, definition: null } : due),
          },
          options,
        ),
    };
    const { engine } = createWorld({ ...base, store: blind, workflows: [], more: { batch: 2 } });
    const { left } = await engine.drain(tenant);
    expect(left).toEqual([{ workflow: "w", version: 1 }]);
    expect(base.transport.sent).toHaveLength(3);
    // They are due in the store, and nothing that this engine could do at once.
    const now = base.clock.now();
    expect(await base.store.nextWork(tenant)).toBeLessThanOrEqual(now);
    expect(await engine.nextWork(tenant)).toBe(now + 60_000);
    await made.engine.drain(tenant);
    expect(base.transport.sent).toHaveLength(6);
  });
});

describe("a transaction of the host that is rolled back", () => {
  it("leaves nothing behind that the engine would remember", async () => {
    const clock = simulatedClock(start);
    const host = new DatabaseSync(":memory:");
    const store = sqliteStore({ database: host });
    const made = createWorld({ store, clock, workflows: [release(1)] });
    const ann = await made.person("ann");
    host.exec("BEGIN");
    await made.engine.transaction(host, async (engine) => {
      await engine.track({ tenant, contact: ann, event: "order.placed", data: { total: 1 } });
    });
    host.exec("ROLLBACK");
    const named = { tenant, kind: "workflow", id: "w" } as const;
    expect(await store.readDefinition(named)).toBeNull();
    await made.engine.tick(tenant);
    expect(await store.readDefinition(named)).toMatchObject({ version: 1 });
  });
});

describe("a version", () => {
  it.each([0, 1.5, 1e9, Number.NaN])("is a number that can be one: %d is refused", (version) => {
    const workflow = { ...release(1), version };
    expect(() => createWorld({ workflows: [workflow] })).toThrow(
      expect.objectContaining({ code: "DEFINITION_VERSION" }),
    );
  });
});
