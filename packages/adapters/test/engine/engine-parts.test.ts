import { createEngine } from "@wellsent/core/engine";
import { authoring } from "@wellsent/core/engine/authoring";
import { campaigns } from "@wellsent/core/engine/campaigns";
import { migrations } from "@wellsent/core/engine/migrations";
import { describe, expect, expectTypeOf, it } from "vitest";
import { campaignWorld } from "./campaign-world.js";
import { tenant } from "./world.js";

describe("parts of an engine", () => {
  it("are there where they are plugged in, and nowhere else", async () => {
    const { options } = (await campaignWorld(0)).engine;
    const plain = createEngine({ ...options, parts: [] });
    const faces = ["campaigns", "series", "migrations", "authoring"];
    expect(faces.filter((face) => face in plain)).toEqual([]);
    expectTypeOf(plain).not.toHaveProperty("campaigns");
    const one = createEngine({ ...options, parts: [migrations()] });
    expect(faces.filter((face) => face in one)).toEqual(["migrations"]);
    expectTypeOf(one).not.toHaveProperty("series");
    const both = createEngine({ ...options, parts: [campaigns(), migrations(), authoring()] });
    expect(faces.filter((face) => face in both)).toEqual(faces);
    expect((await both.campaigns.list(tenant)).items).toEqual([]);
    const joined = both.transaction({}, async (engine) => {
      expectTypeOf(engine.migrations).toEqualTypeOf(both.migrations);
      return engine.campaigns.list(tenant);
    });
    await expect(joined).rejects.toMatchObject({ code: "ADAPTER_CAPABILITY_MISSING" });
  });

  it("leaves campaigns to others, and delivers what they have queued", async () => {
    const { engine, begun, campaigns: verbs, copies } = await campaignWorld(3);
    const plain = createEngine({ ...engine.options, parts: [] });
    await plain.drain(tenant);
    expect(await plain.nextWork(tenant)).toBeNull();
    const { id } = await begun();
    expect(await plain.nextWork(tenant)).toBeNull();
    expect((await plain.drain(tenant)).campaigns).toBeNull();
    expect((await verbs.read(tenant, id)).state).toBe("scheduled");
    // An engine that queues, and has nobody to hand over to.
    const { email: _, ...unsent } = engine.options;
    await createEngine({ ...unsent, parts: [campaigns()] }).drain(tenant);
    expect(copies().size).toBe(0);
    expect(await plain.nextWork(tenant)).not.toBeNull();
    await plain.drain(tenant);
    expect(copies().size).toBe(3);
  });
});
