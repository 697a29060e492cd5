import type { Store } from "@wellsent/core";
import { expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { deliveryWorld, minute, tenant } from "./delivery-world.js";

const receipt = { template: "receipt", messageClass: "transactional" } as const;

/** A store whose answers to the last look come when `arrive` is called. */
function slowLooks() {
  const store = memoryStore();
  let arrive: () => void = () => undefined;
  const slow: Store = {
    ...store,
    reviewClaims: async (...call) => {
      const answer = await store.reviewClaims(...call);
      await new Promise<void>((resolve) => {
        arrive = resolve;
      });
      return answer;
    },
  };
  return { store, slow, arrive: () => arrive() };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

it("sends nothing on a look whose answer comes after another worker took over", async () => {
  const { store, slow, arrive } = slowLooks();
  const world = deliveryWorld({ store });
  await world.queue("c", await world.people(1), receipt);
  const late = world.engine({ store: slow }).tick(tenant);
  await settled();
  world.clock.advanceBy(20 * minute);
  await world.engine().drain(tenant);
  expect(world.transport.tries).toHaveLength(1);
  arrive();
  await settled();
  // It asks again, and is told that the message is no longer its own.
  arrive();
  await late;
  expect(world.transport.tries).toHaveLength(1);
  expect(await world.statuses()).toEqual({ accepted: 1 });
});

it("gives up on a store that stays slow, and sends the message once it is quick", async () => {
  const { store, slow, arrive } = slowLooks();
  const world = deliveryWorld({ store });
  await world.queue("c", await world.people(1));
  const tick = world.engine({ store: slow }).tick(tenant);
  for (let look = 0; look < 3; look += 1) {
    await settled();
    world.clock.advanceBy(3_000);
    arrive();
  }
  const { email } = await tick;
  expect(email).toMatchObject({ accepted: 0, fault: "STORE_SLOW" });
  expect(world.transport.tries).toHaveLength(0);
  world.clock.advanceBy(minute);
  await world.engine().drain(tenant);
  expect(await world.statuses()).toEqual({ accepted: 1 });
});
