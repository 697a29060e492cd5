import type { Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { checkAndPublish, saveAndPublish, sharedOver, tips } from "./authoring-world.js";
import { Killed, killAt, type When } from "./kill-at.js";
import { stores } from "./workflow-world.js";
import { createWorld, tenant } from "./world.js";

/** Version 1 is out, and a process dies while it saves, checks and publishes the next. */
async function run(createStore: () => Store, cut: { at: number; when: When } | null) {
  const base = sharedOver(createStore);
  const safe = createWorld({ ...base, workflows: [] });
  await saveAndPublish(safe, tips());
  const power = killAt(cut?.at ?? 0, cut?.when ?? "before");
  const doomed = createWorld({
    ...{ ...base, workflows: [], seed: 8 },
    wrap: (store, transport) => ({ store: power.over(store), transport }),
  });
  const died = await saveAndPublish(doomed, tips("reminder")).then(
    () => false,
    (error: unknown) => {
      if (error instanceof Killed) return true;
      throw error;
    },
  );
  return { ...base, died, calls: power.calls() };
}

describe.each(stores)("authoring over the %s store", (_name, createStore) => {
  it("leaves old or new wherever the process dies, and is done by calling again", async () => {
    const { calls } = await run(createStore, null);
    expect(calls).toBeGreaterThan(6);
    const found = new Set<string>();
    for (let at = 1; at <= calls; at++) {
      for (const when of ["before", "after"] as const) {
        const { died, ...base } = await run(createStore, { at, when });
        expect(died).toBe(true);
        const next = createWorld({ ...base, workflows: [], seed: 9 });
        const [state] = await next.engine.workflows.list(tenant);
        const { authoring } = next.engine;
        const draft = await authoring.draft(tenant, "tips");
        const versions = await authoring.versions(tenant, "tips");
        // What is listed is there, with the texts of its own revision.
        const current = await authoring.version(tenant, "tips", state?.version ?? 0);
        const isNew = state?.version === 2;
        expect(current?.nodes).toEqual(tips(isNew ? "reminder" : "thanks")["nodes"]);
        expect(versions).toHaveLength(isNew ? 2 : 1);
        found.add(`${state?.version} ${draft?.revision} ${draft?.state}`);
        // Whoever repeats it ends where it would have ended.
        await authoring.save(tenant, tips("reminder"));
        const outcome = await checkAndPublish(next);
        expect(outcome).toMatchObject({ published: !isNew, version: 2 });
        expect(await next.engine.workflows.list(tenant)).toMatchObject([{ version: 2 }]);
      }
    }
    expect([...found].sort()).toEqual(["1 2 checked", "1 3 draft", "1 4 checked", "2 4 checked"]);
  });

  it("shows no name whose first draft was never kept", async () => {
    const base = sharedOver(createStore);
    const power = killAt(0, "before");
    const made = createWorld({
      ...{ ...base, workflows: [] },
      wrap: (store, transport) => ({ store: power.over(store), transport }),
    });
    await made.engine.authoring.save(tenant, tips());
    for (let at = 1; at <= power.calls(); at++) {
      const fresh = sharedOver(createStore);
      const cut = killAt(at, "before");
      const doomed = createWorld({
        ...{ ...fresh, workflows: [] },
        wrap: (store, transport) => ({ store: cut.over(store), transport }),
      });
      await expect(doomed.engine.authoring.save(tenant, tips())).rejects.toThrow(Killed);
      const next = createWorld({ ...fresh, workflows: [], seed: 9 });
      expect(await next.engine.workflows.list(tenant)).toEqual([]);
      expect(await next.engine.authoring.save(tenant, tips())).toMatchObject({ revision: 1 });
      expect(await next.engine.workflows.list(tenant)).toMatchObject([{ state: "draft" }]);
    }
  });
});
