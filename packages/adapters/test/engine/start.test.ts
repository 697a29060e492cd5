import type { Store } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import { manualDispatcher, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/in-process/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { deliveryWorld } from "./delivery-world.js";
import { createWorld, recordingTransport, start, tenant } from "./world.js";

const loop = `wellsent:${tenant}`;
const hour = 3_600_000;

/**
 * Notes the calls an engine makes; those in `broken` are refused, those with `<` after they
 * committed.
 */
function noting(inner: Store, calls: string[], broken: Set<string>): Store {
  return new Proxy(inner, {
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
}

async function started() {
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
}

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

  it.each(["settle", "settle<", "reviewClaims", "reviewClaims<", "claimOutbox", "claimOutbox<"])(
    "leaves nobody's mail until a lease ends, whichever call of %s breaks off once",
    async (call) => {
      for (const concurrency of [1, 3])
        for (const nth of [1, 2, 3]) {
          const broken = new Set<string>();
          const calls: string[] = [];
          const name = call.replace("<", "");
          const count = () => calls.filter((one) => one === name).length;
          const inner = noting(memoryStore(), calls, broken);
          // Broken for the call in question only.
          const store: Store = new Proxy(inner, {
            get(target, method) {
              const value: unknown = Reflect.get(target, method);
              if (method !== name || typeof value !== "function") return value;
              return (...args: readonly unknown[]): unknown => {
                if (live && count() === nth - 1) broken.add(call);
                else broken.delete(call);
                return Reflect.apply(value, target, args);
              };
            },
          });
          let live = false;
          const world = deliveryWorld({ store });
          const people = await world.people(6);
          const dispatcher = manualDispatcher();
          world.engine({ concurrency }).start(dispatcher, async () => [tenant]);
          await dispatcher.drain();
          await world.queue("c", people);
          calls.length = 0;
          live = true;
          for (let seconds = 0; seconds < 7; seconds += 1) {
            for (let more = true; more; ) more = await dispatcher.tick(loop).catch(() => false);
            world.clock.advanceBy(1_000);
          }
          const { accepted = 0, unknown = 0 } = await world.statuses();
          expect([concurrency, nth, accepted + unknown]).toEqual([concurrency, nth, 6]);
        }
    },
  );

  it("is soon looked after again where the host's own tick broke off", async () => {
    const { made, send, broken, clock, turn, transport } = await started();
    await turn();
    await send("one");
    broken.add("claimOutbox<");
    await made.engine.tick(tenant);
    broken.clear();
    expect(await made.engine.nextWork(tenant)).toBe(start + 1_000);
    clock.advanceBy(1_000);
    await turn();
    expect(transport.sent).toHaveLength(1);
  });

  it("notices at rest that the machine has slept", async () => {
    let [monotonic, wall] = [0, start];
    const clock = systemClock({ wall: () => wall, monotonic: () => monotonic });
    const { engine } = createWorld({ clock: { ...simulatedClock(start), now: clock.now } });
    const dispatcher = manualDispatcher();
    engine.start(dispatcher, async () => [tenant]);
    const seconds = async (count: number): Promise<void> => {
      for (let second = 0; second < count; second += 1) {
        monotonic += 1_000;
        wall += 1_000;
        await dispatcher.tick(loop);
      }
    };
    await dispatcher.drain();
    await seconds(5);
    wall += 8 * hour;
    await seconds(20);
    expect(clock.now()).toBe(wall);
  });
});
