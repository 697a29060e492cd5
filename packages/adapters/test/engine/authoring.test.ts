import { listId } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import {
  checkAndPublish,
  saveAndPublish,
  sharedOver,
  subscriber,
  tips,
} from "./authoring-world.js";
import { day, stores } from "./workflow-world.js";
import { createWorld, start, tenant } from "./world.js";

describe.each(stores)("a workflow that a tenant writes over the %s store", (_name, createStore) => {
  it("goes from draft to checked, active, paused, active and retired", async () => {
    const made = createWorld({ ...sharedOver(createStore), workflows: [] });
    const { authoring, workflows } = made.engine;
    const state = async () => {
      const [one] = await workflows.list(tenant);
      return [one?.state, one?.version, one?.origin, one?.draft?.revision];
    };
    expect(await authoring.save(tenant, tips(), { by: "ann", why: "for spring" })).toMatchObject({
      ...{ saved: true, revision: 1, findings: [] },
    });
    expect(await state()).toEqual(["draft", null, "stored", 1]);
    const checked = await authoring.check(tenant, "tips", { by: "bob" });
    expect(checked).toMatchObject({ checked: true, revision: 2, findings: [] });
    expect(await state()).toEqual(["checked", null, "stored", 2]);
    expect(await authoring.publish(tenant, "tips", { by: "cid", why: "spring" })).toMatchObject({
      ...{ published: true, version: 1, moves: [] },
    });
    expect(await state()).toEqual(["active", 1, "stored", undefined]);
    await workflows.pause(tenant, "tips");
    expect(await state()).toEqual(["paused", 1, "stored", undefined]);
    await authoring.save(tenant, tips("reminder"));
    expect(await state()).toEqual(["paused", 1, "stored", 3]);
    await workflows.resume(tenant, "tips");
    await workflows.retire(tenant, "tips");
    expect(await state()).toEqual(["retired", 1, "stored", 3]);
    expect(await authoring.versions(tenant, "tips")).toMatchObject([
      { version: 1, revision: 2, by: "cid", why: "spring", at: start },
    ]);
    expect(await authoring.draft(tenant, "tips")).toMatchObject({ revision: 3, state: "draft" });
  });

  it("runs by the event that starts it, on its own version to the end", async () => {
    const base = sharedOver(createStore);
    const made = createWorld({ ...base, workflows: [] });
    const ann = await subscriber(made);
    expect(await saveAndPublish(made, tips())).toMatchObject({ version: 1 });
    await made.buys(ann, "order-1");
    expect(await saveAndPublish(made, tips("reminder"))).toMatchObject({ version: 2 });
    await made.buys(ann, "order-2");
    await made.engine.drain(tenant);
    base.clock.advanceBy(day);
    await made.engine.drain(tenant);
    expect(base.transport.sent.map(({ text }) => text.split("\n")[0]).sort()).toEqual([
      "Still here?",
      "Thank you, ann",
    ]);
    const versions = await made.engine.authoring.versions(tenant, "tips");
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(await made.engine.authoring.diff(tenant, "tips", { from: 1, to: 2 })).toEqual([
      { path: "nodes.mail.template", before: "thanks", after: "reminder" },
    ]);
    await made.engine.authoring.save(tenant, tips("receipt"));
    expect(await made.engine.authoring.diff(tenant, "tips", { from: 2 })).toEqual([
      { path: "nodes.mail.template", before: "reminder", after: "receipt" },
    ]);
  });

  it("starts by lists, dates and consent as well", async () => {
    const base = sharedOver(createStore);
    const made = createWorld({ ...base, workflows: [] });
    const triggers = [
      { on: "list", list: "guests", when: "join" },
      { on: "date", attribute: "birthday", every: "year", time: "09:00" },
      { on: "consent", when: "granted", purpose: "news" },
    ];
    const definition = tips("thanks", { entry: { triggers, reentry: { mode: "always" } } });
    const saved = await made.engine.authoring.save(tenant, definition);
    expect(saved).toMatchObject({ saved: true, findings: [] });
    await checkAndPublish(made);
    const ann = await subscriber(made);
    const started = async () =>
      (await base.store.readEnrollments({ tenant, contact: ann })).items.length;
    expect(await started()).toBe(1);
    const key = "ann@mail.example";
    const born = { attributes: { birthday: "1990-03-03" } };
    await made.engine.identify({ tenant, key, ...born, lists: [listId("guests")] });
    expect(await started()).toBe(2);
    await made.engine.drain(tenant);
    base.clock.advanceBy(day);
    await made.engine.drain(tenant);
    expect(await started()).toBe(3);
  });
});
