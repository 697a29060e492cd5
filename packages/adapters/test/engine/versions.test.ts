import { type ContactId, defineWorkflow, type EnrollmentRecord, type Store } from "@wellsent/core";
import { enrollmentFor } from "@wellsent/core/engine";
import { explainContact } from "@wellsent/core/explain";
import { sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, gate, recordingTransport, schema, start, tenant, thanks } from "./world.js";

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

/** A run that another engine began. */
function begin(store: Store, contact: ContactId, now: number, run: EnrollmentRecord | null) {
  return store.ingest(
    {
      ...{ tenant, now },
      inputs: [
        { kind: "event", contact, event: { id: "begun", name: "begun", at: now, data: {} } },
      ],
    },
    {
      needs: { events: {}, messages: 0, consent: false },
      draftsFor: () => [],
      append: gate.append,
      createEvent: () => ({ name: "news", at: now, data: {} }),
      wake: () => [],
      route: () => ({ start: run === null ? [] : [run], log: [], dirty: false }),
    },
  );
}

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
        next: () => createWorld({ ...shared, transport, workflows: [second], seed: 8 }),
        transport,
        ...shared,
      };
    };

    it("lets a run finish on the version it began with, after the engine was started anew with the next one", async () => {
      const { before, next, transport, clock } = twoReleases();
      const ann = await before.person("ann");
      await before.subscribe(ann);
      await before.buys(ann, "order-1");
      await before.engine.drain(tenant);

      const { engine, person, subscribe, buys } = next();
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

    it("begins nothing on a version that means something else than it did", async () => {
      const { before, store, clock, transport } = twoReleases();
      const ann = await before.person("ann");
      await before.subscribe(ann);
      await before.engine.tick(tenant);
      const changed = createWorld({
        ...{ store, clock, transport },
        workflows: [{ ...second, version: 1 }],
        seed: 99,
      });
      await before.buys(ann, "order-1");
      const { faults, email } = await changed.engine.drain(tenant);
      expect(faults).toContainEqual({
        part: "definitions",
        code: "DEFINITION_VERSION_REUSED",
        of: { workflow: "thanks", version: 1 },
      });
      // Everything else goes on, by what the store holds.
      expect(email?.accepted).toBe(1);
      await changed.buys(ann, "order-2");
      const { items } = await store.readEnrollments({ tenant, contact: ann });
      // What was to begin on it is on record, with the reason, and uses up nothing.
      expect(items.map(({ outcome, status }) => [status, outcome])).toEqual([
        ["active", null],
        ["ended", "refused"],
      ]);
      await before.buys(ann, "order-3");
      expect((await store.readEnrollments({ tenant, contact: ann })).items).toHaveLength(3);
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
      "leaves alone what runs on stored definitions %s, and says which version that is",
      async (_what, kept) => {
        const { before, next, store, clock, transport } = twoReleases();
        const body = JSON.parse(JSON.stringify(kept));
        await store.putDefinition({
          tenant,
          now: clock.now(),
          definition: { kind: "workflow", id: "thanks", version: 1, body },
        });
        const ann = await before.person("ann");
        await before.subscribe(ann);
        const trigger = { type: "manual", id: "begun" } as const;
        const of = { tenant, id: ann };
        const run = enrollmentFor(thanks, of, trigger, clock.now(), sequentialIds("run"));
        await begin(store, ann, clock.now(), run);
        const { engine } = next();
        const runs = () => store.readEnrollments({ tenant, contact: ann });
        const untouched = await runs();
        const { left, faults } = await engine.drain(tenant);
        expect({ left, faults }).toEqual({
          left: [{ workflow: "thanks", version: 1 }],
          faults: [],
        });
        expect(await runs()).toEqual(untouched);
        expect(transport.sent).toEqual([]);
        const told = await explainContact(engine, { tenant, contact: ann });
        expect(told?.sentences.join(" ")).toContain("waits for version 1 of workflow thanks");
      },
    );
  },
);
