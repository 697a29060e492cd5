// A campaign that a later release began, over a store that this one works on as well.
import type { CampaignId, JsonValue } from "@wellsent/core";
import { campaignTable, storeOver } from "@wellsent/core/store-kit";
import { expect, it } from "vitest";
import { memoryRows } from "../../src/memory/index.js";
import { sqliteRows } from "../../src/sqlite/index.js";
import { campaignWorld, hour, toEverybody } from "./campaign-world.js";
import { tenant } from "./world.js";

it.each([
  ["memory", () => memoryRows()],
  ["sqlite", () => sqliteRows(":memory:")],
] as const)("is left to processes that know its schedule, over the %s store", async (_, create) => {
  const rows = create();
  const { campaigns, begun, engine, clock, store, transport } = await campaignWorld(3, {
    store: storeOver(rows),
  });
  const rewrite = async (id: CampaignId, schedule: Readonly<Record<string, JsonValue>>) => {
    const {
      tenant: _of,
      state,
      epoch,
      dueAt,
      progress,
      ...body
    } = await campaigns.read(tenant, id);
    const changed = { ...body, definition: { ...body.definition, schedule } };
    await rows.transaction("write", tenant, (at) =>
      at.trip([
        { op: "patch", table: campaignTable, rows: [{ id, body: JSON.stringify(changed) }] },
      ]),
    );
  };
  const schedule = { local: "2026-03-03T09:00" };
  const { id } = await begun(toEverybody({ schedule }));
  await engine.drain(tenant);
  await rewrite(id, { tide: "high" });
  const before = await campaigns.recipients(tenant, id, { limit: 9 });
  const { id: other } = await begun();
  for (let passed = 0; passed < 30; passed += 1) {
    clock.advanceBy(hour);
    const { faults } = await engine.tick(tenant);
    expect(faults).toMatchObject([{ code: "DEFINITION_FORMAT" }]);
  }
  expect(await campaigns.recipients(tenant, id, { limit: 9 })).toEqual(before);
  expect(before.items.map(({ state }) => state)).toEqual(["waiting", "waiting", "waiting"]);
  expect((await store.readQuarantine({ tenant, limit: 9 })).items).toEqual([]);
  expect(transport.sent).toHaveLength(3);
  expect((await campaigns.read(tenant, other)).state).toBe("finished");
  await rewrite(id, schedule);
  await engine.drain(tenant);
  expect(transport.sent).toHaveLength(6);
});
