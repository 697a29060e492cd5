import { type Store, sendKey } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { codesWorld, none, tenant } from "./codes-world.js";
import { accepted, lost, minute } from "./delivery-world.js";

/** Never answers. */
const dead = (): Promise<never> => new Promise(() => undefined);

/** The store as a process has it that dies at its `at`-th call, before or after the effect. */
function dying(store: Store, at: number, after: boolean): { store: Store; calls: () => number } {
  let calls = 0;
  const proxy = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return async (...args: readonly unknown[]) => {
        calls += 1;
        if (calls > at || (calls === at && !after)) return dead();
        const result: unknown = await Reflect.apply(value, target, args);
        return calls >= at ? dead() : result;
      };
    },
  });
  return { store: proxy, calls: () => calls };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** What holds whatever happened: no code went to two people, and none that went out is free. */
async function expectSound(world: ReturnType<typeof codesWorld>, what: string): Promise<void> {
  const byCode = new Map<string, Set<string>>();
  const byPerson = new Map<string, Set<string>>();
  for (const { to, subject } of world.transport.tries) {
    byCode.set(subject, (byCode.get(subject) ?? new Set()).add(to));
    byPerson.set(to, (byPerson.get(to) ?? new Set()).add(subject));
  }
  for (const [code, people] of byCode) expect([code, people.size], what).toEqual([code, 1]);
  for (const [who, codes] of byPerson) expect([who, codes.size], what).toEqual([who, 1]);
  const { store, clock } = world;
  // All that is still free, by taking it.
  const [anybody] = (await store.readContacts({ tenant })).items;
  const free: string[] = [];
  for (let n = 0; anybody !== undefined; n += 1) {
    const hold = {
      pool: "spring",
      for: sendKey(`rest-${n}`),
      contact: anybody.id,
      until: clock.now(),
    };
    const held = await store.holdCode({ tenant, now: clock.now(), ...hold });
    if ("none" in held) break;
    free.push(held.code);
  }
  for (const code of free) expect(byCode.has(code), `${what}: ${code} is free`).toBe(false);
  expect(await store.integrity(tenant), what).toEqual([]);
}

describe("codes of a process that dies", () => {
  for (const template of ["news", "receipt"] as const) {
    it(`are given once, at whatever call of its store it does (${template})`, async () => {
      const messageClass = template === "news" ? "marketing" : "transactional";
      let deaths = 0;
      for (let at = 1, alive = false; !alive; at += 1) {
        for (const after of [false, true]) {
          const world = codesWorld();
          await world.load(Array.from({ length: 12 }, (_, n) => `C-${n}`));
          await world.queue("n", await world.people(4), { template, messageClass });
          const first = dying(world.store, at, after);
          let ended = false;
          const tick = world.engine({ store: first.store, concurrency: 2 }).tick(tenant);
          void tick.then(() => {
            ended = true;
          });
          await turns();
          alive = ended;
          if (!ended) deaths += 1;
          world.clock.advanceBy(3 * minute);
          const next = world.engine();
          await next.drain(tenant);
          world.clock.advanceBy(120 * minute);
          await next.drain(tenant);
          const { accepted: sent = 0, unknown = 0 } = await world.statuses();
          expect(sent + unknown).toBe(4);
          const count = await world.count();
          expect(count, `call ${at}`).toEqual({ ...none, free: 8, given: 4 });
          await expectSound(world, `call ${at}`);
        }
      }
      expect(deaths).toBeGreaterThan(10);
    });
  }

  it("are given once by workers side by side whose answers are lost", async () => {
    let answers = 0;
    const world = codesWorld({
      answer: () => {
        answers += 1;
        return answers % 7 === 0 ? lost() : accepted;
      },
    });
    await world.load(Array.from({ length: 60 }, (_, n) => `C-${n}`));
    await world.queue("n", await world.people(40));
    const engines = [1, 2, 3].map(() => world.engine({ batch: 7, concurrency: 3 }));
    for (let round = 0; round < 10; round += 1)
      await Promise.all(engines.map((engine) => engine.tick(tenant)));
    const { accepted: sent = 0, unknown = 0 } = await world.statuses();
    expect([sent + unknown, unknown > 0]).toEqual([40, true]);
    expect(await world.count()).toEqual({ ...none, free: 20, given: 40 });
    await expectSound(world, "side by side");
  });
});
