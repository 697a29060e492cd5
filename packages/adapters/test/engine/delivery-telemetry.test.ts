import type { Meter, Tracer } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { accepted, deliveryWorld, failed, minute, tenant } from "./delivery-world.js";
import { start } from "./world.js";

function broken(): never {
  throw new Error("telemetry is down");
}

const tracers: readonly (readonly [string, Tracer])[] = [
  ["throws before the run", { span: broken }],
  ["rejects before the run", { span: async () => broken() }],
  [
    "rejects after the run",
    {
      span: async (_name, _attributes, run) => {
        await run();
        return broken();
      },
    },
  ],
  [
    "runs twice",
    {
      span: async (_name, _attributes, run) => {
        await run();
        return run();
      },
    },
  ],
  ["never begins nor ends", { span: () => new Promise(() => undefined) }],
];

describe("a tracer", () => {
  it.each(tracers)("that %s costs nothing, and sends nothing twice", async (_what, tracer) => {
    const world = deliveryWorld();
    await world.queue("c", await world.people(15));
    const { email, faults } = await world.engine({ tracer }).drain(tenant);
    expect(email).toMatchObject({ claimed: 15, accepted: 15, unsettled: 0 });
    expect(faults).toEqual([]);
    expect(world.transport.tries).toHaveLength(15);
    expect(await world.statuses()).toEqual({ accepted: 15 });
  });

  it("hears how the work ended, whose own error counts", async () => {
    const ended: string[] = [];
    const tracer: Tracer = {
      span: async (name, _attributes, run) => {
        try {
          return await run();
        } finally {
          ended.push(name);
        }
      },
    };
    const world = deliveryWorld();
    await world.queue("c", [await world.person("ada")]);
    await world.engine({ tracer }).tick(tenant);
    expect(ended).toContain("wellsent.outbox.hand_over");
    expect(ended.at(-1)).toBe("wellsent.tick");
    const gone = AbortSignal.abort(new Error("gone"));
    await expect(world.engine({ tracer }).tick(tenant, { signal: gone })).rejects.toThrow("gone");
  });
});

describe("a meter or logger", () => {
  const failing: Meter = {
    createCounter: () => ({ add: broken }),
    createHistogram: () => ({ record: broken }),
  };

  it.each([
    ["whose instruments throw", failing],
    ["that makes no instruments", { createCounter: broken, createHistogram: broken }],
  ] satisfies [string, Meter][])("%s costs nothing", async (_what, meter) => {
    const world = deliveryWorld();
    let asked = 0;
    world.transport.answer = () => (asked++ < 3 ? failed("recipient") : accepted);
    await world.queue("c", await world.people(15));
    const engine = world.engine({ meter, logger: { log: broken }, concurrency: 2 });
    const { email } = await engine.drain(tenant);
    expect(email).toMatchObject({ claimed: 15, accepted: 12, failed: 3, unsettled: 0 });
    await world.run(engine, start + 5 * minute);
    expect(await world.statuses()).toEqual({ accepted: 15 });
  });
});
