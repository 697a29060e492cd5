import type { Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import {
  checkAndPublish,
  saveAndPublish,
  sharedOver,
  subscriber,
  tips,
} from "./authoring-world.js";
import { Killed, killAt } from "./kill-at.js";
import { stores } from "./workflow-world.js";
import { createWorld, tenant } from "./world.js";

const nothing = { discarded: false, code: "WORKFLOW_NO_DRAFT" };

describe.each(stores)("discarding a draft over the %s store", (_name, createStore) => {
  const world = (
    more: { readonly wrap?: (store: Store) => Store; readonly seed?: number } = {},
  ) => {
    const base = sharedOver(createStore);
    return { base, made: over(base, more) };
  };
  const over = (
    base: ReturnType<typeof sharedOver>,
    { wrap = (store) => store, seed = 7 }: { wrap?: (store: Store) => Store; seed?: number } = {},
  ) =>
    createWorld({
      ...{ ...base, workflows: [], seed },
      wrap: (store, transport) => ({ store: wrap(store), transport }),
    });

  it("throws away what was not published, and leaves what is", async () => {
    const { made } = world();
    const { authoring, workflows } = made.engine;
    await saveAndPublish(made, tips());
    expect(await authoring.discard(tenant, "tips")).toEqual(nothing);
    await authoring.save(tenant, tips("reminder"));
    const said = { by: "ann", why: "not now" };
    expect(await authoring.discard(tenant, "tips", said)).toEqual({ discarded: true, revision: 3 });
    expect(await authoring.discard(tenant, "tips", said)).toEqual(nothing);
    expect(await authoring.draft(tenant, "tips")).toBeNull();
    const [listed] = await workflows.list(tenant);
    expect(listed).toMatchObject({ id: "tips", version: 1, state: "active" });
    expect(listed).not.toHaveProperty("draft");
    for (const call of [authoring.check(tenant, "tips"), authoring.publish(tenant, "tips")])
      await expect(call).rejects.toMatchObject({ code: "INPUT_WORKFLOW" });
    const ann = await subscriber(made);
    await made.buys(ann, "1");
    await made.engine.drain(tenant);
    expect((await made.store.readEnrollments({ tenant })).items).toMatchObject([{ version: 1 }]);
    // The next draft is another revision, so that nobody takes it for the one that is gone.
    expect(await authoring.save(tenant, tips("reminder"), { after: 3 })).toEqual({
      ...{ saved: false, code: "WORKFLOW_DRAFT_CHANGED", revision: 4 },
    });
    expect(await authoring.save(tenant, tips("reminder"), { after: 0 })).toMatchObject({
      ...{ saved: true, revision: 5 },
    });
    expect(await checkAndPublish(made)).toMatchObject({ published: true, version: 2 });
  });

  it("discards nothing that was saved since", async () => {
    const { made } = world();
    const { authoring } = made.engine;
    await authoring.save(tenant, tips());
    await authoring.save(tenant, tips("reminder"));
    const changed = { discarded: false, code: "WORKFLOW_DRAFT_CHANGED", revision: 2 };
    expect(await authoring.discard(tenant, "tips", { after: 1 })).toEqual(changed);
    expect(await authoring.draft(tenant, "tips")).toMatchObject({ revision: 2 });
    const racing = over(
      { ...world().base, store: made.store },
      {
        seed: 8,
        wrap: (store) => ({
          ...store,
          putDefinition: async (call, options) => {
            await authoring.save(tenant, tips("thanks"));
            return store.putDefinition(call, options);
          },
        }),
      },
    );
    expect(await racing.engine.authoring.discard(tenant, "tips")).toEqual({
      ...changed,
      revision: 3,
    });
    expect(await authoring.draft(tenant, "tips")).toMatchObject({ revision: 3 });
  });

  it("gives the id back of what was never published", async () => {
    const { made, base } = world();
    const { authoring, workflows } = made.engine;
    await authoring.save(tenant, tips());
    const names = async () => {
      const list = await base.store.readDefinition({
        ...{ tenant, kind: "publication", id: "workflows" },
      });
      return JSON.stringify(list?.body).includes("tips");
    };
    expect(await names()).toBe(true);
    expect(await authoring.discard(tenant, "tips")).toEqual({ discarded: true, revision: 1 });
    expect(await names()).toBe(false);
    expect(await workflows.list(tenant)).toEqual([]);
    expect(await authoring.discard(tenant, "tips")).toEqual(nothing);
    expect(await authoring.discard(tenant, "unknown")).toEqual(nothing);
    expect(await authoring.save(tenant, tips())).toMatchObject({ saved: true, revision: 3 });
    expect(await workflows.list(tenant)).toMatchObject([{ id: "tips", state: "draft" }]);
  });

  it("keeps the name of what is saved while another discards", async () => {
    const { made, base } = world();
    await made.engine.authoring.save(tenant, tips());
    let isDone = false;
    const racing = over(base, {
      seed: 8,
      wrap: (store) => ({
        ...store,
        // The name has been looked at, and the draft not yet.
        readDefinition: async (call, options) => {
          if (call.kind === "draft" && !isDone) {
            isDone = true;
            await made.engine.authoring.discard(tenant, "tips");
          }
          return store.readDefinition(call, options);
        },
      }),
    });
    const saved = await racing.engine.authoring.save(tenant, tips("reminder"));
    expect(saved).toMatchObject({ saved: true, revision: 3 });
    expect(await made.engine.workflows.list(tenant)).toMatchObject([{ id: "tips" }]);
  });

  it("keeps the name of what is saved while it is being given back", async () => {
    const { made, base } = world();
    await made.engine.authoring.save(tenant, tips());
    let isDone = false;
    const discarding = over(base, {
      seed: 8,
      wrap: (store) => ({
        ...store,
        // No draft was seen, and the list without the name is about to be written.
        putDefinition: async (call, options) => {
          if (call.definition.kind === "publication" && !isDone) {
            isDone = true;
            await made.engine.authoring.save(tenant, tips("reminder"));
          }
          return store.putDefinition(call, options);
        },
      }),
    });
    await discarding.engine.authoring.discard(tenant, "tips");
    expect(isDone).toBe(true);
    expect(await made.engine.authoring.draft(tenant, "tips")).toMatchObject({ revision: 3 });
    expect(await made.engine.workflows.list(tenant)).toMatchObject([{ id: "tips" }]);
  });

  it("leaves the draft or none, wherever the process dies, and is done by calling again", async () => {
    const count = killAt(0, "before");
    const run = async (power: ReturnType<typeof killAt>) => {
      const { base, made } = world();
      await made.engine.authoring.save(tenant, tips());
      const doomed = over(base, { seed: 8, wrap: (store) => power.over(store) });
      const died = await doomed.engine.authoring.discard(tenant, "tips").then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      return { died, next: over(base, { seed: 9 }).engine };
    };
    expect((await run(count)).died).toBe(false);
    const found = new Set<string>();
    for (let at = 1; at <= count.calls(); at++) {
      for (const when of ["before", "after"] as const) {
        const { died, next } = await run(killAt(at, when));
        expect(died).toBe(true);
        const draft = await next.authoring.draft(tenant, "tips");
        const listed = await next.workflows.list(tenant);
        expect(listed).toHaveLength(draft === null ? 0 : 1);
        found.add(`${draft?.revision}`);
        await next.authoring.discard(tenant, "tips");
        expect(await next.workflows.list(tenant)).toEqual([]);
        expect(await next.authoring.save(tenant, tips())).toMatchObject({ revision: 3 });
        expect(await next.workflows.list(tenant)).toMatchObject([{ id: "tips" }]);
      }
    }
    expect([...found].sort()).toEqual(["1", "undefined"]);
  });
});
