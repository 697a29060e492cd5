import type { JsonObject, Store } from "@wellsent/core";
import { parseWorkflow } from "@wellsent/core/definitions";
import { explainContact } from "@wellsent/core/explain";
import { commitImport } from "@wellsent/core/import";
import type { Definition } from "@wellsent/core/ports";
import { sequentialIds } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, gate, start, tenant, thanks } from "./world.js";

function nested(levels: number, by: "data" | "not"): object {
  let value: object = by === "not" ? { op: "const", value: true } : {};
  for (let level = 0; level < levels; level++)
    value = by === "not" ? { op: "not", of: value } : { inner: value };
  return value;
}

describe("a time zone", () => {
  const bad = ["", "Not/AZone", "+25:00", "Europe/Berlin\u0000"];

  it.each(bad)("is one that the host knows, in identify: %j is refused", async (timeZone) => {
    const { engine, store } = createWorld();
    await expect(
      engine.identify({ tenant, email: "ann@mail.example", timeZone }),
    ).rejects.toMatchObject({ code: "INPUT_TIME_ZONE", path: "timeZone" });
    expect((await store.readContacts({ tenant })).items).toEqual([]);
  });

  it.each(bad)(
    "is one in an import: %j is left out and flagged, as a default refused",
    async (zone) => {
      const { engine, clock, store } = createWorld();
      const columns = ["email", "timeZone"] as const;
      const importing = (defaults: { readonly timeZone?: string }) =>
        commitImport({
          ...{ engine, tenant, importId: "file", ids: sequentialIds(), clock, defaults },
          rows: [{ row: 2, values: { email: "ann@mail.example", timeZone: zone } }],
          mapping: columns.map((target) => ({
            ...{ column: target, target, confidence: 1, reason: "chosen" as const },
          })),
          consent: { gate, drafts: () => [] },
        });
      await expect(importing({ timeZone: zone }).next()).rejects.toMatchObject({
        code: "INPUT_TIME_ZONE",
        path: "defaults.timeZone",
      });
      for await (const _ of importing({}));
      expect((await store.readContacts({ tenant })).items).not.toMatchObject([
        { timeZone: { name: zone } },
      ]);
    },
  );

  it.each(bad)("is one in a definition: fixed:%s is refused", (zone) => {
    expect(() => parseWorkflow({ ...thanks, zone: `fixed:${zone}` })).toThrow(
      expect.objectContaining({ code: "DEFINITION_TIME_ZONE" }),
    );
  });

  it.each(bad)("is one in a tenant's settings: %j stops that tenant by name", async (timeZone) => {
    const { engine } = createWorld({ sender: { timeZone } });
    await expect(engine.tick(tenant)).rejects.toMatchObject({ code: "INPUT_TIME_ZONE" });
  });
});

describe("depth", () => {
  it("of an event's data is bounded, before any schema sees it", async () => {
    const { engine, person } = createWorld();
    const contact = await person("ann");
    const data = { total: 1, ...nested(50_000, "data") } as never;
    await expect(
      engine.track({ tenant, contact, event: "order.placed", data }),
    ).rejects.toMatchObject({ code: "INPUT_DATA_DEPTH" });
  });

  it("of attributes is bounded", async () => {
    const { engine } = createWorld();
    const attributes = { firstName: nested(50_000, "data") } as never;
    await expect(
      engine.identify({ tenant, email: "ann@mail.example", attributes }),
    ).rejects.toMatchObject({ code: "INPUT_DATA_DEPTH" });
  });

  it.each(["data", "not"] as const)("of a definition is bounded: %s", (by) => {
    const node =
      by === "data"
        ? { kind: "update", set: { firstName: nested(20_000, by) }, next: "end" }
        : {
            ...{ kind: "branch", else: "end" },
            cases: [{ where: nested(20_000, by), next: "end" }],
          };
    const json = { ...thanks, nodes: { start: node, end: { kind: "exit", outcome: "x" } } };
    const began = performance.now();
    expect(() => parseWorkflow({ ...json, start: "start" })).toThrow(
      expect.objectContaining({ code: "DEFINITION_DEPTH" }),
    );
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe("an event that is not what the schema says", () => {
  it("is refused without its name or its data in the error", async () => {
    const { engine, person } = createWorld();
    const contact = await person("ann");
    const secret = "ann@mail.example";
    const error: unknown = await engine
      .track({ tenant, contact, event: secret as never, data: { total: 1 } as never })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "INPUT_EVENT" });
    expect(`${JSON.stringify(error)} ${String(error)}`).not.toContain(secret);
  });
});

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])(
  "what a step sets, over the %s store",
  (_name, createStore) => {
    const setting = (set: JsonObject, id = "setting", event = "order.placed") =>
      parseWorkflow({
        ...{
          v: 1,
          id,
          version: 1,
          zone: "contact",
          exitOn: [],
          policy: {},
          start: "set",
        },
        entry: { triggers: [{ on: "event", event }], reentry: { mode: "always" } },
        nodes: {
          set: { kind: "update", set, next: "end" },
          end: { kind: "exit", outcome: "done" },
        },
      });

    it("is refused by name where the schema refuses it, when the engine is made", () => {
      expect(() => createWorld({ workflows: [setting({ plan: "gold" })] })).toThrow(
        expect.objectContaining({
          code: "DEFINITION_ATTRIBUTE",
          path: "nodes.set.set.plan",
        }),
      );
      expect(() => createWorld({ workflows: [setting({ plan: "pro" })] })).not.toThrow();
    });

    it("puts the run aside where an older definition does so, and stops nobody else", async () => {
      const store = createStore();
      const { person, buys, engine, clock } = createWorld({
        store,
        workflows: [setting({ plan: "pro" }), setting({ plan: "pro" }, "other", "cart.abandoned")],
      });
      const ann = await person("ann");
      const bob = await person("bob");
      await buys(ann, "order-1");
      const cart = { event: "cart.abandoned", data: { cart: "c" } } as const;
      await engine.track({ tenant, contact: bob, ...cart });
      // The store's own: published by a release whose schema had another plan.
      const { advance } = store;
      const body = JSON.parse(JSON.stringify(setting({ plan: "gold" })));
      const swap = (definition: Definition): Definition =>
        definition.id === "setting" ? { ...definition, body } : definition;
      const old: Store = {
        ...store,
        advance: (call, run, options) =>
          advance.call(
            store,
            call,
            {
              needs: (definitions) => run.needs(definitions.map(swap)),
              step: (due) =>
                run.step({ ...due, definition: due.definition && swap(due.definition) }),
            },
            options,
          ),
      };
      const made = createWorld({ store: old, clock, workflows: [], seed: 8 });
      await made.engine.drain(tenant);
      const readAttributes = async (id: typeof ann) =>
        (await store.readContact({ tenant, lookup: { id } }))?.attributes;
      expect(await readAttributes(bob)).toMatchObject({ plan: "pro" });
      expect(await readAttributes(ann)).not.toHaveProperty("plan");
      await engine.identify({
        tenant,
        email: "ann@mail.example",
        attributes: { firstName: "Anna" },
      });
      const { items } = await made.engine.quarantined(tenant);
      expect(items).toMatchObject([{ kind: "run", code: "INPUT_ATTRIBUTES", tries: 1 }]);
      const told = await explainContact(made.engine, { tenant, contact: ann });
      expect(told?.sentences.join(" ")).toContain("INPUT_ATTRIBUTES");

      const [entry] = items;
      if (entry === undefined) throw new Error("nothing was put aside");
      expect(await engine.resolveQuarantine(tenant, entry, "retry")).toBe(true);
      await engine.drain(tenant);
      expect(await readAttributes(ann)).toMatchObject({ plan: "pro", firstName: "Anna" });
      expect((await engine.quarantined(tenant)).items).toEqual([]);
      expect(await engine.resolveQuarantine(tenant, entry, "drop")).toBe(false);
    });
  },
);

describe("a clock that tells no time", () => {
  it.each([Number.POSITIVE_INFINITY, Number.NaN, -1, 1.5])(
    "is not believed: %d skips and settles nothing",
    async (wrong) => {
      let now: number = start;
      const { engine, person, subscribe, store } = createWorld({
        more: { clock: { now: () => now } },
      });
      const contact = await person("ann");
      await subscribe(contact);
      await engine.send({ tenant, contact, id: "one", template: "thanks", purpose: "news" });
      now = wrong;
      await expect(engine.tick(tenant)).rejects.toMatchObject({ code: "ADAPTER_CLOCK" });
      expect((await store.readOutbox({ tenant })).items).toMatchObject([{ status: "queued" }]);
      now = start;
      await engine.drain(tenant);
      expect((await store.readOutbox({ tenant })).items).toMatchObject([{ status: "accepted" }]);
    },
  );
});
