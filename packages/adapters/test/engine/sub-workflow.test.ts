import { defineWorkflow, type EnrollmentRecord, type Store } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { Killed, killAt, killPoints, type When } from "./kill-at.js";
import { createWorld, schema, start, tenant, type WorldOptions } from "./world.js";

const day = 86_400_000;
const template = { thanks: { id: "thanks" }, reminder: { id: "reminder" } };

const course = defineWorkflow(schema, "course", (w) =>
  w
    .onRequest({ reentry: "always" })
    .goalOn("order.placed", { name: "bought" })
    .send(template.thanks, { purpose: "news" })
    .wait("2d")
    .exit("done"),
);

function parent(how: { readonly within?: `${number}d`; readonly left?: "end" | "keep" } = {}) {
  const { within = "5d", left } = how;
  return defineWorkflow(schema, "parent", (w) =>
    w
      .onEvent("order.placed", { reentry: "always" })
      .exitOn("cart.abandoned")
      .run(
        course,
        { ...{ id: "course", within, as: "course" }, ...(left === undefined ? {} : { left }) },
        { refused: (way) => way.exit("refused"), timeout: (way) => way.exit("late") },
      )
      .exit("went on"),
  );
}

const stores = [
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][];

describe.each(stores)("a workflow that runs another, over the %s store", (_name, createStore) => {
  const scene = async (more: WorldOptions) => {
    const world = createWorld({ store: createStore(), ...more });
    const ann = await world.person("ann");
    await world.subscribe(ann);
    await world.buys(ann, "1");
    await world.engine.drain(tenant);
    const runs = async (workflow: string): Promise<readonly EnrollmentRecord[]> => {
      const { items } = await world.store.readEnrollments({ tenant, contact: ann });
      return items.filter((one) => one.workflow === workflow);
    };
    const pass = async (ms: number) => {
      world.clock.advanceBy(ms);
      await world.engine.drain(tenant);
    };
    return { ...world, ann, runs, pass };
  };

  it("waits for the end of the other, and learns how it ended", async () => {
    const { runs, pass, ann, buys, store } = await scene({ workflows: [parent(), course] });
    expect(await runs("parent")).toMatchObject([{ status: "active" }]);
    expect(await runs("course")).toMatchObject([{ status: "active", version: 1 }]);
    const [own] = await runs("parent");
    const [child] = await runs("course");
    expect(child?.id).toBe(`${own?.id}.0.0`);
    await pass(day);
    await buys(ann, "2");
    await pass(day);
    expect(await runs("course")).toMatchObject([{ outcome: "done" }, { outcome: null }]);
    expect((await runs("parent"))[0]).toMatchObject({ outcome: "went on" });
    const { items } = await store.readStepLog({ tenant, contact: ann });
    const told = items.flatMap(({ enrollment, detail }) =>
      enrollment === child?.id && Array.isArray(detail["effects"]) ? detail["effects"] : [],
    );
    expect(told).toContainEqual(
      expect.objectContaining({ kind: "told", outcome: "done", goals: ["bought"] }),
    );
  });

  it("goes on by another path in time, and ends the other unless it is to be kept", async () => {
    const one = await scene({ workflows: [parent({ within: "1d" }), course] });
    await one.pass(day);
    expect(await one.runs("parent")).toMatchObject([{ outcome: "late" }]);
    expect(await one.runs("course")).toMatchObject([{ outcome: "parent left" }]);
    const kept = await scene({ workflows: [parent({ within: "1d", left: "keep" }), course] });
    await kept.pass(day);
    expect(await kept.runs("parent")).toMatchObject([{ outcome: "late" }]);
    await kept.pass(day);
    expect(await kept.runs("course")).toMatchObject([{ outcome: "done" }]);
  });

  it("takes the other along when an exit rule ends it", async () => {
    const { engine, ann, runs } = await scene({ workflows: [parent(), course] });
    const name = "cart.abandoned" as const;
    await engine.track({ tenant, contact: ann, event: name, data: { cart: "c" }, id: "gone" });
    await engine.drain(tenant);
    expect(await runs("parent")).toMatchObject([{ outcome: "cart.abandoned" }]);
    expect(await runs("course")).toMatchObject([{ outcome: "parent left" }]);
  });

  it("takes the other path where the other does not begin, and says why", async () => {
    const { engine, ann, runs, store, buys } = await scene({ workflows: [parent()] });
    const reasons = async () => {
      const { items } = await store.readStepLog({ tenant, contact: ann });
      return JSON.stringify(items.map(({ detail }) => detail["effects"]));
    };
    expect(await runs("parent")).toMatchObject([{ outcome: "refused" }]);
    expect(await reasons()).toContain("WORKFLOW_UNKNOWN");
    engine.add({ workflows: [course] });
    await engine.workflows.retire(tenant, "course", {});
    await buys(ann, "2");
    await engine.drain(tenant);
    expect(await runs("course")).toMatchObject([{ entryKey: "refused" }]);
    expect((await runs("parent"))[1]).toMatchObject({ outcome: "refused" });
    expect(await reasons()).toContain("WORKFLOW_RETIRED");
  });

  it("starts the other as often as its own rules allow, also from runs of one batch", async () => {
    const rules = [
      { mode: "never" },
      { mode: "afterExit" },
      { mode: "keyed", key: "total" },
    ] as const;
    for (const reentry of rules) {
      const seldom = { ...course, entry: { ...course.entry, reentry } };
      const { engine, runs, ann, buys } = await scene({ workflows: [] });
      engine.add({ workflows: [parent(), seldom] });
      await buys(ann, "2");
      await buys(ann, "3");
      await engine.drain(tenant);
      expect(await runs("course"), reentry.mode).toHaveLength(1);
      const outcomes = (await runs("parent")).map(({ outcome }) => outcome);
      expect(outcomes.toSorted(), reentry.mode).toEqual([null, "refused"].toSorted());
    }
  });

  it("asks the other's consent rules, and is not let in without", async () => {
    const world = createWorld({ store: createStore(), workflows: [parent(), course] });
    const bob = await world.person("bob");
    await world.buys(bob, "1");
    await world.engine.drain(tenant);
    const { items } = await world.store.readEnrollments({ tenant, contact: bob });
    expect(items).toMatchObject([{ outcome: "refused" }, { entryKey: "refused" }]);
  });

  it("is left by a circle of versions at a bounded depth", async () => {
    // Every check would refuse it: two releases that know only their own half can make it.
    const ring = (id: string, next: string) =>
      defineWorkflow(schema, id, (w) =>
        w
          .onRequest({ reentry: "always" })
          .run({ id: next }, {}, { refused: (way) => way.exit("too deep") })
          .exit("on"),
      );
    const first = createWorld({ store: createStore(), workflows: [ring("a", "b")] });
    const second = createWorld({
      ...{ store: first.store, clock: first.clock, seed: 8, workflows: [ring("b", "a")] },
    });
    const ann = await first.person("ann");
    await second.engine.drain(tenant);
    await first.engine.enroll({ tenant, contact: ann, workflow: "a", id: "go" });
    await first.engine.drain(tenant);
    const { items } = await first.store.readEnrollments({ tenant, contact: ann, limit: 50 });
    expect(items).toHaveLength(6);
    expect(items.at(-1)).toMatchObject({ outcome: "too deep" });
  });

  it("goes on with its child while it is paused, and hears of the end when it is resumed", async () => {
    const { engine, runs, pass } = await scene({ workflows: [parent(), course] });
    await engine.workflows.pause(tenant, "parent", { onResume: "shift" });
    await pass(2 * day);
    expect(await runs("course")).toMatchObject([{ outcome: "done" }]);
    expect(await runs("parent")).toMatchObject([{ outcome: null }]);
    await engine.workflows.resume(tenant, "parent");
    await engine.drain(tenant);
    expect(await runs("parent")).toMatchObject([{ outcome: "went on" }]);
  });

  it("keeps its child through a migration, ends it where the step is gone, or begins it anew", async () => {
    const next = (version: number, within: `${number}d`) => ({
      ...parent({ within }),
      version,
    });
    const { engine, runs, store, clock, pass } = await scene({ workflows: [parent(), course] });
    const move = async (to: ReturnType<typeof next>, rules: object) => {
      engine.add({ workflows: [to] });
      await engine.drain(tenant);
      const from = to.version - 1;
      await engine.migrations.run(tenant, { workflow: "parent", from, to: to.version, ...rules });
      await engine.drain(tenant);
    };
    await move(next(2, "5d"), {});
    expect(await runs("course")).toMatchObject([{ outcome: null, version: 1 }]);
    await move(next(3, "6d"), { waits: "restart" });
    expect(await runs("course")).toMatchObject([{ outcome: "parent left" }, { outcome: null }]);
    await pass(2 * day);
    expect(await runs("parent")).toMatchObject([{ outcome: "went on", version: 3 }]);
    expect(clock.now()).toBeGreaterThan(start);
    expect((await store.readEnrollments({ tenant })).items).toHaveLength(3);
  });

  it.each(["end", "keep"] as const)("of a version without the step is to %s", async (left) => {
    const { engine, runs, pass } = await scene({ workflows: [parent({ left }), course] });
    const without = defineWorkflow(schema, "parent", (w) =>
      w.onEvent("order.placed", { reentry: "always" }).version(2).wait("9d", { id: "rest" }),
    );
    engine.add({ workflows: [without] });
    await engine.drain(tenant);
    const nodes = { course: { enter: "rest" } };
    await engine.migrations.run(tenant, { workflow: "parent", from: 1, to: 2, nodes });
    await engine.drain(tenant);
    expect(await runs("parent")).toMatchObject([{ outcome: null, version: 2 }]);
    const known = left === "end" ? "parent left" : null;
    expect(await runs("course")).toMatchObject([{ outcome: known }]);
    await pass(2 * day);
    expect(await runs("course")).toMatchObject([{ outcome: known ?? "done" }]);
    // Nobody hears of an end any more.
    expect(await runs("parent")).toMatchObject([{ outcome: null, pending: [] }]);
    await pass(7 * day);
    expect(await runs("parent")).toMatchObject([{ outcome: "completed" }]);
  });

  it("is erased with its child, of which nothing goes on", async () => {
    const { engine, runs, ann, pass, store, transport } = await scene({
      workflows: [parent(), course],
    });
    expect(await runs("course")).toMatchObject([{ status: "active" }]);
    const known = await store.readContact({ tenant, lookup: { id: ann } });
    const denials = (known?.points ?? []).map(({ id }) => ({
      ...{ id: `erased-${id}`, type: "erased", contactPoint: id, effectiveAt: start, fields: {} },
    }));
    await engine.forget(tenant, ann, denials);
    const sent = transport.sent.length;
    await pass(5 * day);
    expect((await store.readEnrollments({ tenant })).items).toEqual([]);
    expect((await store.readStepLog({ tenant, contact: ann })).items).toEqual([]);
    expect(transport.sent).toHaveLength(sent);
  });

  it("starts a child that only another engine knows, at its latest version in the store", async () => {
    const first = createWorld({ store: createStore(), workflows: [course] });
    const second = createWorld({
      ...{ store: first.store, clock: first.clock, seed: 8, workflows: [parent()] },
    });
    const ann = await first.person("ann");
    await first.subscribe(ann);
    await first.engine.drain(tenant);
    await second.engine.drain(tenant);
    await second.buys(ann, "1");
    await second.engine.drain(tenant);
    const { items } = await first.store.readEnrollments({ tenant, contact: ann });
    expect(items).toMatchObject([{ workflow: "parent" }, { workflow: "course", version: 1 }]);
  });

  it("leaves a run to the release that can read its child", async () => {
    const store = createStore();
    const { engine, person, subscribe, buys, clock } = createWorld({
      ...{ store, workflows: [parent()] },
    });
    const body = {
      ...JSON.parse(JSON.stringify(course)),
      nodes: { new: { kind: "fromTomorrow" } },
    };
    const definition = { kind: "workflow" as const, id: "course", version: 9, body };
    await store.putDefinition({ tenant, now: clock.now(), definition });
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "1");
    const { left } = await engine.drain(tenant);
    expect(left).toEqual([{ workflow: "parent", version: 1 }]);
    const { items } = await store.readEnrollments({ tenant, contact: ann });
    expect(items).toMatchObject([{ workflow: "parent", status: "active", revision: 0 }]);
  });

  it("hears of an end in the very batch in which it is due", async () => {
    const { runs, pass } = await scene({ workflows: [parent({ within: "2d" }), course] });
    // Both are due at the same instant, the parent first: its time is over.
    await pass(2 * day);
    expect(await runs("parent")).toMatchObject([{ outcome: "late" }]);
    expect(await runs("course")).toMatchObject([{ outcome: "parent left" }]);
  });

  it("has one child, told once, wherever the power is cut", async () => {
    const live = async (cut: { readonly at: number; readonly when: When } | null) => {
      const clock = simulatedClock(start);
      const shared = { clock, store: createStore(), workflows: [parent(), course] };
      const power = killAt(cut?.at ?? 0, cut?.when ?? "before");
      const doomed = createWorld({
        ...shared,
        wrap: (store, transport) => ({ store: power.over(store), transport }),
      });
      const safe = createWorld({ ...shared, seed: 8 });
      const ann = await safe.person("ann");
      await safe.subscribe(ann);
      await safe.buys(ann, "1");
      for (const step of [0, day, day, day]) {
        clock.advanceBy(step);
        await doomed.engine.drain(tenant).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
        if (power.isDead()) await safe.engine.drain(tenant);
      }
      const { items } = await shared.store.readEnrollments({ tenant, contact: ann });
      const log = await shared.store.readStepLog({ tenant, contact: ann, limit: 100 });
      const told = JSON.stringify(log.items).split('"kind":"told"').length - 1;
      return {
        calls: power.calls(),
        seen: { told, runs: items.map(({ workflow, outcome }) => [workflow, outcome]) },
      };
    };
    const { calls, seen } = await live(null);
    expect(seen).toEqual({
      told: 1,
      runs: [
        ["parent", "went on"],
        ["course", "done"],
      ],
    });
    for (const [at, when] of killPoints(calls, _name === "memory" ? "memory" : "sqlite"))
      expect((await live({ at, when })).seen, `${when} call ${at}`).toEqual(seen);
  });
});

it("refuses workflows that start one another in a circle, and those nobody can start", () => {
  const to = (id: string, next: string) =>
    defineWorkflow(schema, id, (w) => w.onRequest().run({ id: next }).exit("on"));
  const asked = (...workflows: readonly ReturnType<typeof to>[]) => createWorld({ workflows });
  expect(() => to("a", "a")).toThrow(expect.objectContaining({ code: "DEFINITION_RUN_CIRCLE" }));
  expect(() => asked(to("a", "b"), to("b", "c"), to("c", "a"))).toThrow(
    expect.objectContaining({ code: "DEFINITION_RUN_CIRCLE" }),
  );
  const event = defineWorkflow(schema, "b", (w) => w.onEvent("order.placed").exit("on"));
  expect(() => asked(to("a", "b"), event)).toThrow(
    expect.objectContaining({ code: "DEFINITION_UNKNOWN_WORKFLOW" }),
  );
  expect(() => asked(to("a", "b"), to("b", "c"))).not.toThrow();
});
