// A tenant's published workflow whose version is damaged or missing in the store.
import { definitionTable, type RowRequest, storeOver } from "@wellsent/core/store-kit";
import { describe, expect, it } from "vitest";
import { memoryRows } from "../../src/memory/index.js";
import { saveAndPublish, sharedOver, tips } from "./authoring-world.js";
import { createWorld, tenant } from "./world.js";

function scene() {
  const rows = memoryRows();
  const world = createWorld({ ...sharedOver(() => storeOver(rows)), workflows: [] });
  const key = (version: number) => ({ kind: "workflow", id: "tips", version });
  const ask = (request: RowRequest) =>
    rows.transaction("write", tenant, (at) => at.trip([request]));
  return {
    ...{ world, authoring: world.engine.authoring },
    damage: (version: number) =>
      ask({ op: "patch", table: definitionTable, rows: [{ ...key(version), body: "{" }] }),
    lose: (version: number) =>
      ask({
        ...{ op: "drop", table: definitionTable, path: "key" },
        keys: [["workflow", "tips", version]],
      }),
    stored: (version: number) =>
      world.store.readDefinition({ tenant, kind: "workflow", id: "tips", version }),
  };
}

describe("a version that the store has lost", () => {
  it.each([
    ["is damaged", "damage", 3],
    ["is missing", "lose", 2],
  ] as const)("%s: the same draft is published anew", async (_what, how, version) => {
    const { world, authoring, stored, ...broken } = scene();
    await saveAndPublish(world, tips());
    await saveAndPublish(world, tips("reminder"));
    await broken[how](2);
    expect(await authoring.publish(tenant, "tips")).toMatchObject({ published: true, version });
    expect(await stored(version)).toMatchObject({ body: { id: "tips", version } });
    expect(await authoring.publish(tenant, "tips")).toMatchObject({
      ...{ published: false, code: "WORKFLOW_ALREADY_PUBLISHED", version },
    });
  });

  it("is missing with all others: it is published anew under its number", async () => {
    const { world, authoring, stored, lose } = scene();
    await saveAndPublish(world, tips());
    await saveAndPublish(world, tips("reminder"));
    await lose(1);
    await lose(2);
    expect(await authoring.publish(tenant, "tips")).toMatchObject({ published: true, version: 2 });
    expect(await stored(1)).toBeNull();
  });
});
