import { defineWorkflow, type Store } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, recordingTransport, schema, start, tenant, thanks } from "./world.js";

const day = 86_400_000;

/** Waits longer and says something else at the end. */
const second = defineWorkflow(schema, "thanks", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .version(2)
    .send({ id: "thanks" }, { purpose: "news" })
    .wait("5d")
    .send({ id: "receipt" }, { purpose: "news" }),
);

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])(
  "versions of a workflow over the %s store",
  (_name, createStore) => {
    const twoReleases = () => {
      const shared = { store: createStore(), clock: simulatedClock(start) };
      const transport = recordingTransport(shared.clock);
      const before = createWorld({ ...shared, transport });
      return {
        before,
        after: () => createWorld({ ...shared, transport, workflows: [second], seed: 8 }),
        transport,
        ...shared,
      };
    };

    it("lets a run finish on the version it began with, after the engine was started anew with the next one", async () => {
      const { before, after, transport, clock } = twoReleases();
      const ann = await before.person("ann");
      await before.subscribe(ann);
      await before.buys(ann, "order-1");
      await before.engine.drain(tenant);

      const { engine, person, subscribe, buys } = after();
      const bob = await person("bob");
      await subscribe(bob);
      await buys(bob, "order-2");
      await engine.drain(tenant);
      clock.advanceBy(2 * day);
      await engine.drain(tenant);
      clock.advanceBy(3 * day);
      await engine.drain(tenant);
      expect(
        transport.sent.map(({ to, text, at }) => [
          to.split("@")[0],
          /^[^,\n]+/.exec(text)?.[0],
          (at - start) / day,
        ]),
      ).toEqual([
        ["ann", "Thank you", 0],
        ["bob", "Thank you", 0],
        ["ann", "Still here?", 2],
        ["bob", "Your receipt", 5],
      ]);
      const runs = await Promise.all(
        [ann, bob].map((contact) => engine.store.readEnrollments({ tenant, contact })),
      );
      expect(runs.flatMap(({ items }) => items)).toMatchObject([
        { version: 1, status: "ended", outcome: "completed" },
        { version: 2, status: "ended", outcome: "completed" },
      ]);
    });

    it("refuses a version that means something else than it did", async () => {
      const { before, store, clock } = twoReleases();
      await before.engine.tick(tenant);
      const changed = createWorld({ store, clock, workflows: [{ ...second, version: 1 }] });
      await expect(changed.engine.tick(tenant)).rejects.toMatchObject({
        code: "DEFINITION_VERSION_REUSED",
      });
    });

    it.each([
      ["of another form", { ...thanks, v: 2 }],
      [
        "with steps this release does not know",
        { ...thanks, nodes: { ...thanks.nodes, odd: { kind: "teleport" } } },
      ],
      ["of another workflow", { ...thanks, id: "other" }],
      ["that are no object", ["thanks"]],
    ])(
      "refuses stored definitions %s by name, before anything is done with them",
      async (_what, kept) => {
        const { after, store, clock } = twoReleases();
        const body = JSON.parse(JSON.stringify(kept));
        await store.putDefinition({
          tenant,
          now: clock.now(),
          definition: { kind: "workflow", id: "thanks", version: 1, body },
        });
        const error: unknown = await after()
          .engine.tick(tenant)
          .catch((caught: unknown) => caught);
        expect(WellsentError.isInstance(error) && error.code).toBe("DEFINITION_WORKFLOW");
      },
    );
  },
);
