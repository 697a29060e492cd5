import type { EmailTransport } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { accepted, deliveryWorld, tenant } from "./delivery-world.js";

async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("a hand-over", () => {
  it.each([10_000, 150_000, 600_000])(
    "that takes its transport's longest wait of %d ms is nobody else's",
    async (longestWaitMs) => {
      const world = deliveryWorld();
      const { transport, clock } = world;
      const answers: (() => void)[] = [];
      transport.answer = () => new Promise((resolve) => answers.push(() => resolve(accepted)));
      const email: EmailTransport = {
        ...transport,
        capabilities: { ...transport.capabilities, longestWaitMs },
      };
      const receipt = { template: "receipt", messageClass: "transactional" } as const;
      const keys = await world.queue("c", await world.people(3), receipt);
      const working = world.engine({ email }).tick(tenant);
      await settled();
      expect(answers).toHaveLength(3);
      clock.advanceBy(longestWaitMs);
      let copies = 0;
      const quick: EmailTransport = {
        ...email,
        send: async () => {
          copies += 1;
          return accepted;
        },
      };
      const { swept } = await world.engine({ email: quick }).drain(tenant);
      expect(swept).toMatchObject({ requeued: 0, held: 0, doubled: [] });
      expect(copies).toBe(0);
      for (const answer of answers) answer();
      await working;
      for (const key of keys)
        expect(await world.message(key)).toMatchObject({ status: "accepted", attempt: 1, lost: 0 });
      expect(transport.tries).toHaveLength(3);
    },
  );
});
