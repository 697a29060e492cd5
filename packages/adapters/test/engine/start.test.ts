import type { Store } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import { manualDispatcher, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { createWorld, recordingTransport, start, tenant } from "./world.js";

const loop = `wellsent:${tenant}`;
const hour = 3_600_000;

/** Notes the calls an engine makes; those in `broken` are refused, those with `<` after they committed. */
const noting = (inner: Store, calls: string[], broken: Set<string>): Store =>
  new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof name !== "string" || typeof value !== "function") return value;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        calls.push(name);
        if (broken.has(name)) throw new StoreError("STORE_LOCKED", "Somebody else writes.");
        const answer: unknown = await Reflect.apply(value, target, args);
        if (broken.has(`${name}<`)) throw new StoreError("STORE_LOST", "The line broke.");
        return answer;
      };
    },
  });

const started = async () => {
  const calls: string[] = [];
  const broken = new Set<string>();
  const clock = simulatedClock(start);
  const transport = recordingTransport(clock);
  const store = noting(memoryStore(), calls, broken);
  const made = createWorld({ clock, transport, store });
  const ann = await made.person("ann");
  await made.subscribe(ann);
  const dispatcher = manualDispatcher();
  made.engine.start(dispatcher, async () => [tenant]);
  await dispatcher.drain();
  /** What one turn of the loop asks of the store. */
  const turn = async (): Promise<readonly string[]> => {
    calls.length = 0;
    await dispatcher.tick(loop);
    return [...calls];
  };
  const send = (id: string, dueAt?: number) =>
    made.engine.send({
      ...{ tenant, contact: ann, id, template: "thanks", purpose: "news" },
      ...(dueAt === undefined ? {} : { dueAt }),
    });
  return { made, transport, clock, broken, turn, send };
};

describe("an engine that was started", () => {
  it("asks a store with nothing due one thing a turn", async () => {
    const { turn, send } = await started();
    expect(await turn()).toEqual(["nextWork"]);
    await send("later", start + hour);
    expect(await turn()).toEqual(["nextWork"]);
  });

  it("goes to work at the instant something is due, whoever made it", async () => {
    const { turn, send, clock, transport } = await started();
    await send("later", start + hour);
    await turn();
    clock.advanceTo(start + hour);
    expect(await turn()).toContain("claimOutbox");
    expect(transport.sent).toHaveLength(1);
    await send("now");
    await turn();
    expect(transport.sent).toHaveLength(2);
  });

  it("puts an outcome on record at the next turn, though the store sees nothing due", async () => {
    const { made, turn, send, broken, transport } = await started();
    await send("one");
    broken.add("settle");
    await turn();
    expect(transport.sent).toHaveLength(1);
    expect(await made.store.nextWork(tenant)).toBeGreaterThan(start);
    broken.clear();
    expect(await turn()).toContain("settle");
    expect((await made.store.readOutbox({ tenant })).items).toMatchObject([{ status: "accepted" }]);
    expect(transport.sent).toHaveLength(1);
  });

  it("takes back at the next turn what a claim took whose answer got lost", async () => {
    const { made, turn, send, broken, transport } = await started();
    await send("one");
    broken.add("claimOutbox<");
    await turn();
    expect(transport.sent).toHaveLength(0);
    expect(await made.store.nextWork(tenant)).toBeGreaterThan(start);
    broken.clear();
    await turn();
    expect(transport.sent).toHaveLength(1);
  });

  it("ticks where the store cannot say what is due", async () => {
    const { turn, send, broken, transport } = await started();
    await send("one");
    broken.add("nextWork");
    await turn();
    expect(transport.sent).toHaveLength(1);
  });
});
