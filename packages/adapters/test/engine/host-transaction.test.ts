import { DatabaseSync } from "node:sqlite";
import type { Dispatcher } from "@wellsent/core";
import { AdapterError } from "@wellsent/core/errors";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, start, tenant } from "./world.js";

describe("an engine inside the host's transaction", () => {
  const hosted = async () => {
    const host = new DatabaseSync(":memory:");
    const store = sqliteStore({ database: host });
    const world = createWorld({ store, clock: simulatedClock(start) });
    const ann = await world.person("ann");
    await world.subscribe(ann);
    await world.buys(ann, "order-1");
    return { ...world, host };
  };
  const refused = { code: "ADAPTER_TRANSACTION_TICK", name: "AdapterError" };

  it("hands nothing over: the host may still roll back", async () => {
    const { engine, host, transport } = await hosted();
    const ticked: string[] = [];
    host.exec("BEGIN");
    await engine.transaction(host, async (joined) => {
      await expect(joined.tick(tenant)).rejects.toMatchObject(refused);
      await expect(joined.drain(tenant)).rejects.toMatchObject(refused);
      const dispatcher: Dispatcher = {
        ...{ specVersion: 1, id: "listed" },
        every: (name) => void ticked.push(name),
        stop: async () => undefined,
      };
      expect(() => joined.start(dispatcher, async () => [tenant])).toThrow(AdapterError);
    });
    host.exec("COMMIT");
    expect(transport.sent).toEqual([]);
    expect(ticked).toEqual([]);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });
});
