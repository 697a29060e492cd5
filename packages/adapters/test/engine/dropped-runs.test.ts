import { defineWorkflow, type EnrollmentRecord, type Store } from "@wellsent/core";
import { enrollmentTable, storeOver } from "@wellsent/core/store-kit";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryRows } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { killAt } from "./kill-at.js";
import { createWorld, schema, start, tenant } from "./world.js";

const day = 86_400_000;
const course = defineWorkflow(schema, "course", (w) =>
  w
    .onRequest({ reentry: "always" })
    .goalOn("order.placed", { name: "bought" })
    .wait("2d")
    .wait("2d", { id: "rest" })
    .exit("done"),
);

function parent({ left = "end" }: { readonly left?: "end" | "keep" | "start" }) {
  const within = left === "start" ? {} : ({ within: "9d", as: "course", left } as const);
  return defineWorkflow(schema, "parent", (w) =>
    w
      .onEvent("cart.abandoned")
      .goalOn("order.placed", { name: "bought" })
      .run(course, { id: "course", data: { level: 2 }, ...within })
      .wait("1d", { id: "after" })
      .exit("went on"),
  );
}

const stores = [
  ["memory", () => storeOver(memoryRows())],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][];

/** Fails each step of a workflow while `fails` names it. */
function failing(store: Store, fails: () => string | null): Store {
  return {
    ...store,
    advance: (call, advancer, options) =>
      store.advance(
        call,
        {
          ...advancer,
          step: (due) => {
            if (due.enrollment.workflow === fails()) throw new Error("no step");
            return advancer.step(due);
          },
        },
        options,
      ),
  };
}

async function scene(store: Store, left?: "end" | "keep" | "start") {
  let fails: string | null = null;
  const clock = simulatedClock(start);
  const workflows = [parent(left === undefined ? {} : { left }), course];
  const world = createWorld({
    ...{ store, clock, workflows },
    wrap: (inner, transport) => ({ store: failing(inner, () => fails), transport }),
  });
  const ann = await world.person("ann");
  await world.subscribe(ann);
  const event = { tenant, contact: ann, event: "cart.abandoned", data: { cart: "c" } } as const;
  await world.engine.track({ ...event, id: "c" });
  await world.engine.drain(tenant);
  const pass = async (ms: number) => {
    clock.advanceBy(ms);
    await world.engine.drain(tenant);
  };
  const runs = async (workflow: string): Promise<readonly EnrollmentRecord[]> => {
    const { items } = await store.readEnrollments({ tenant, contact: ann });
    return items.filter((one) => one.workflow === workflow);
  };
  /** Wakes both runs with an event, and fails the step of one of them. Answers the failed run. */
  const putAside = async (workflow: string): Promise<string> => {
    fails = workflow;
    await world.buys(ann, workflow);
    await world.engine.drain(tenant);
    fails = null;
    const { items } = await world.engine.quarantined(tenant, { kind: "run" });
    expect(items).toHaveLength(1);
    return items[0]?.id ?? "";
  };
  const drop = async (id: string) => {
    expect(await world.engine.resolveQuarantine(tenant, { kind: "run", id }, "drop")).toBe(true);
    await world.engine.drain(tenant);
  };
  return { ...world, ann, pass, runs, putAside, drop };
}

describe.each(stores)("a run that is dropped from quarantine, over the %s store", (_name, open) => {
  it.each([
    ["end", "parent left"],
    ["keep", "done"],
    ["start", "done"],
  ] as const)("where a step is to %s the other run", async (left, outcome) => {
    const { runs, drop, pass, putAside, store } = await scene(open(), left);
    await drop(await putAside("parent"));
    expect(await runs("parent")).toMatchObject([{ outcome: "quarantine_dropped" }]);
    const known = outcome === "done" ? { status: "active", pending: [] } : { outcome };
    expect(await runs("course")).toMatchObject([known]);
    await pass(2 * day);
    await pass(2 * day);
    expect(await runs("course")).toMatchObject([{ outcome }]);
    expect(await store.integrity(tenant)).toEqual([]);
  });

  it("tells the run that waits for it, with what is known of it", async () => {
    const { runs, drop, pass, putAside, buys, ann, engine } = await scene(open());
    await buys(ann, "first");
    await engine.drain(tenant);
    await drop(await putAside("course"));
    expect(await runs("course")).toMatchObject([{ outcome: "quarantine_dropped" }]);
    const [own] = await runs("parent");
    const back = { outcome: "quarantine_dropped", goals: ["bought"], data: {} };
    expect(own).toMatchObject({
      status: "active",
      state: { node: "after", data: { course: back } },
    });
    await pass(day);
    expect(await runs("parent")).toMatchObject([{ outcome: "went on" }]);
  });

  it("is gone with its family or not at all, wherever the power is cut", async () => {
    for (const when of ["before", "after"] as const) {
      for (const workflow of ["parent", "course"]) {
        const { runs, putAside, pass, drop, store } = await scene(open());
        const id = await putAside(workflow);
        const doomed = killAt(1, when).over(store);
        const { engine } = createWorld({
          store,
          seed: 8,
          wrap: (_store, transport) => ({ store: doomed, transport }),
        });
        await expect(
          engine.resolveQuarantine(tenant, { kind: "run", id }, "drop"),
        ).rejects.toThrow();
        const [own] = await runs("parent");
        const [child] = await runs("course");
        const other = workflow === "parent" ? child : own;
        expect([(workflow === "parent" ? own : child)?.status, other?.pending.length]).toEqual(
          when === "before" ? ["active", 0] : ["ended", 1],
        );
        if (when === "before") await drop(id);
        await pass(day);
        await pass(day);
        expect([await runs("parent"), await runs("course")].flat()).toMatchObject(
          workflow === "parent"
            ? [{ outcome: "quarantine_dropped" }, { outcome: "parent left" }]
            : [{ outcome: "went on" }, { outcome: "quarantine_dropped" }],
        );
      }
    }
  });
});

describe("a run that cannot be read", () => {
  const damaged = async (workflow: string, left?: "keep") => {
    const rows = memoryRows();
    const world = await scene(storeOver(rows), left);
    const [run] = await world.runs(workflow);
    const id = run?.id ?? "";
    rows.transaction("write", tenant, (at) => {
      at.trip([{ op: "patch", table: enrollmentTable, rows: [{ id, body: "{", dueAt: start }] }]);
    });
    await world.engine.drain(tenant);
    return { ...world, id };
  };

  it.each([
    [undefined, "parent left"],
    ["keep", null],
  ] as const)("takes the run along that it waited for: %s", async (left, outcome) => {
    const { id, drop, runs, engine } = await damaged("parent", left);
    await drop(id);
    expect(await runs("course")).toMatchObject([{ outcome }]);
    expect((await engine.quarantined(tenant)).items).toEqual([]);
  });

  it("is told of to the run that waits for it, without what is unknown", async () => {
    const { id, drop, runs } = await damaged("course");
    await drop(id);
    const course = { outcome: "quarantine_dropped", goals: [], data: {} };
    expect(await runs("parent")).toMatchObject([{ state: { node: "after", data: { course } } }]);
  });
});
