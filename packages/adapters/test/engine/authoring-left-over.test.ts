import { describe, expect, it } from "vitest";
import {
  checkAndPublish,
  dyingBeforeTheList,
  saveAndPublish,
  sharedOver,
  tips,
} from "./authoring-world.js";
import { stores } from "./workflow-world.js";
import { createWorld, tenant } from "./world.js";

describe.each(stores)("a publication that broke off over the %s store", (_name, createStore) => {
  const brokenOff = async () => {
    const base = sharedOver(createStore);
    const doomed = createWorld({ ...base, store: dyingBeforeTheList(base.store), workflows: [] });
    await expect(saveAndPublish(doomed, tips())).rejects.toThrow();
    return createWorld({ ...base, workflows: [], seed: 8 });
  };

  it("is taken up by the next call with the version that it stored", async () => {
    const next = await brokenOff();
    expect(await next.engine.workflows.list(tenant)).toMatchObject([
      { state: "checked", version: null },
    ]);
    expect(await checkAndPublish(next)).toMatchObject({ published: true, version: 1 });
  });

  it("takes no version that a call with another content left behind", async () => {
    const next = await brokenOff();
    expect(await saveAndPublish(next, tips("reminder"))).toMatchObject({ version: 2 });
    const version = await next.engine.authoring.version(tenant, "tips", 2);
    expect(version?.nodes).toEqual(tips("reminder")["nodes"]);
  });
});
