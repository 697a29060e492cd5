import { tenantId } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { saveAndPublish, sharedOver, subscriber, tips } from "./authoring-world.js";
import { Killed, killAt } from "./kill-at.js";
import { stores } from "./workflow-world.js";
import { createWorld, tenant, thanks } from "./world.js";

const hour = 3_600_000;
const day = 24 * hour;
const other = tenantId("other");

describe.each(stores)(
  "pruning what a tenant has as data over the %s store",
  (_name, createStore) => {
    /** So many versions, an hour and a bit apart. */
    const published = async (count: number) => {
      const base = sharedOver(createStore);
      const made = createWorld({ ...base, workflows: [] });
      for (let version = 1; version <= count; version++) {
        const template = version % 2 === 0 ? "reminder" : "thanks";
        await saveAndPublish(made, tips(template), { by: `p${version}`, why: "v" });
        base.clock.advanceBy(2 * hour);
      }
      const left = async (kind: "workflow" | "draft" = "workflow") => {
        const numbers = Array.from({ length: 2 * count + 2 }, (_, index) => index + 1);
        const read = numbers.map((version) =>
          base.store.readDefinition({ tenant, kind, id: "tips", version }),
        );
        return (await Promise.all(read)).flatMap((one) => (one === null ? [] : [one.version]));
      };
      return { base, made, left, prune: made.engine.authoring.prune };
    };

    it("keeps the newest versions, and the drafts that they were made of", async () => {
      const { made, left, prune } = await published(5);
      expect(await left("draft")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(await prune(tenant)).toEqual({ versions: 0, drafts: 5 });
      expect(await left("draft")).toEqual([2, 4, 6, 8, 10]);
      expect(await prune(tenant, { keep: 2 })).toEqual({ versions: 3, drafts: 3 });
      expect([await left(), await left("draft")]).toEqual([
        [4, 5],
        [8, 10],
      ]);
      expect(await prune(tenant, { keep: 2 })).toEqual({ versions: 0, drafts: 0 });
      const { authoring } = made.engine;
      const told = await authoring.versions(tenant, "tips");
      expect(told.map(({ version, by }) => [version, by])).toEqual(
        [5, 4, 3, 2, 1].map((version) => [version, `p${version}`]),
      );
      expect(await authoring.version(tenant, "tips", 1)).toBeNull();
      await expect(authoring.diff(tenant, "tips", { from: 1 })).rejects.toMatchObject({
        code: "INPUT_WORKFLOW_VERSION",
      });
      expect(await saveAndPublish(made, tips("reminder"))).toMatchObject({ version: 6 });
    });

    it("keeps a version while a run is on it", async () => {
      const { base, made, left, prune } = await published(1);
      const ann = await subscriber(made);
      await made.buys(ann, "1");
      await made.engine.drain(tenant);
      await saveAndPublish(made, tips("reminder"));
      await saveAndPublish(made, tips("thanks"));
      base.clock.advanceBy(2 * hour);
      expect(await prune(tenant, { keep: 1 })).toMatchObject({ versions: 1 });
      expect(await left()).toEqual([1, 3]);
      // Another process has to read it.
      const next = createWorld({ ...base, workflows: [], seed: 9 });
      base.clock.advanceBy(day);
      expect((await next.engine.drain(tenant)).left).toEqual([]);
      expect(base.transport.sent).toHaveLength(1);
      expect(await prune(tenant, { keep: 1 })).toMatchObject({ versions: 1 });
      expect(await left()).toEqual([3]);
    });

    it("keeps what was replaced within the last hour", async () => {
      const { base, made, left, prune } = await published(1);
      await saveAndPublish(made, tips("reminder"));
      base.clock.advanceBy(hour - 1);
      await saveAndPublish(made, tips("thanks"));
      expect(await prune(tenant, { keep: 1 })).toMatchObject({ versions: 0 });
      base.clock.advanceBy(1);
      expect(await prune(tenant, { keep: 1 })).toMatchObject({ versions: 1 });
      expect(await left()).toEqual([2, 3]);
      base.clock.advanceBy(hour);
      await prune(tenant, { keep: 1 });
      expect(await left()).toEqual([3]);
    });

    it("leaves alone what code gives, what another tenant has, and what is only a draft", async () => {
      const { base, made, prune } = await published(3);
      await saveAndPublish(made, tips(), {}, other);
      await made.engine.authoring.save(other, tips("reminder"));
      const newer = createWorld({ ...base, workflows: [{ ...thanks, version: 4 }], seed: 8 });
      const older = createWorld({ ...base, workflows: [{ ...thanks, version: 3 }], seed: 9 });
      await older.engine.drain(tenant);
      await newer.engine.drain(tenant);
      const before = await made.engine.authoring.draft(other, "tips");
      expect(await prune(tenant, { keep: 1 })).toMatchObject({ versions: 2 });
      expect(await made.engine.authoring.draft(other, "tips")).toEqual(before);
      const call = { tenant, kind: "workflow", id: "thanks" } as const;
      expect(await base.store.readDefinition({ ...call, version: 3 })).not.toBeNull();
      expect(await prune(other, { keep: 1 })).toEqual({ versions: 0, drafts: 1 });
      expect(await made.engine.authoring.draft(other, "tips")).toEqual(before);
    });

    it("leaves no run without its version that moves back while it prunes", async () => {
      const { base, made, left, prune } = await published(2);
      const ann = await subscriber(made);
      await made.buys(ann, "1");
      await made.engine.drain(tenant);
      const racing = createWorld({
        ...{ ...base, workflows: [], seed: 8 },
        wrap: (store, transport) => ({
          store: {
            ...store,
            migrateRuns: async (call, migrator, options) => {
              expect(await prune(tenant, { keep: 1 })).toMatchObject({ versions: 1 });
              await store.migrateRuns(call, migrator, options);
              throw new Killed();
            },
          },
          transport,
        }),
      });
      await racing.engine.drain(tenant);
      const move = { workflow: "tips", from: 2, to: 1 };
      await expect(racing.engine.migrations.run(tenant, move)).rejects.toThrow(Killed);
      expect(await left()).toEqual([1, 2]);
      expect(await prune(tenant, { keep: 1 })).toMatchObject({ versions: 0 });
    });

    it("keeps a version that a run moves back to right before it is removed", async () => {
      const { base, made, left } = await published(2);
      const ann = await subscriber(made);
      await made.buys(ann, "1");
      await made.engine.drain(tenant);
      const move = { workflow: "tips", from: 2, to: 1 };
      const pruning = createWorld({
        ...{ ...base, workflows: [], seed: 8 },
        wrap: (store, transport) => ({
          store: {
            ...store,
            dropDefinitions: async (call, options) => {
              if (call.kind === "workflow")
                expect(await made.engine.migrations.run(tenant, move)).toMatchObject({ moved: 1 });
              return store.dropDefinitions(call, options);
            },
          },
          transport,
        }),
      });
      const { authoring } = pruning.engine;
      expect(await authoring.prune(tenant, { keep: 1 })).toMatchObject({ versions: 0 });
      expect(await left()).toEqual([1, 2]);
      base.clock.advanceBy(day);
      expect((await made.engine.drain(tenant)).left).toEqual([]);
    });

    it("prunes nothing that is needed, wherever the process dies, and is done by calling again", async () => {
      const run = async (power: ReturnType<typeof killAt>) => {
        const { base, left, prune } = await published(4);
        const doomed = createWorld({
          ...{ ...base, workflows: [], seed: 8 },
          wrap: (store, transport) => ({ store: power.over(store), transport }),
        });
        const died = await doomed.engine.authoring.prune(tenant, { keep: 1 }).then(
          () => false,
          (error: unknown) => error instanceof Killed,
        );
        return { died, left, prune };
      };
      const count = killAt(0, "before");
      expect((await run(count)).died).toBe(false);
      for (let at = 1; at <= count.calls(); at++) {
        for (const when of ["before", "after"] as const) {
          const { died, left, prune } = await run(killAt(at, when));
          expect(died).toBe(true);
          expect([(await left()).at(-1), (await left("draft")).at(-1)]).toEqual([4, 8]);
          await prune(tenant, { keep: 1 });
          expect([await left(), await left("draft")]).toEqual([[4], [8]]);
        }
      }
    });

    it.each([0, 101, 1.5, Number.NaN])("refuses to keep %s versions", async (keep) => {
      const { prune } = await published(1);
      await expect(prune(tenant, { keep })).rejects.toMatchObject({ code: "INPUT_KEEP" });
    });
  },
);
