import type { EmailTransport, OutboundEmail, SendSlot, Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { accepted, deliveryWorld, tenant, type deliveryWorld as World } from "./delivery-world.js";

/** Something that a test opens when it pleases. */
function gateway() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** As many connections as given; whoever finds none waits in line. */
function pooled(
  transport: ReturnType<typeof World>["transport"],
  connections: number,
): EmailTransport & { readonly waiting: () => number } {
  let free = connections;
  const line: (() => void)[] = [];
  const giveBack = (): void => {
    free += 1;
    line.shift()?.();
  };
  return {
    ...transport,
    waiting: () => line.length,
    reserve: async () => {
      if (free === 0) await new Promise<void>((resolve) => line.push(resolve));
      free -= 1;
      const slot: SendSlot<OutboundEmail> = {
        send: (mail) => transport.send(mail).finally(giveBack),
        release: giveBack,
      };
      return { slot };
    },
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Counts the calls of a store by name. */
function counted(store: Store) {
  const calls: Record<string, number> = {};
  const proxy = new Proxy(store, {
    get: (target, name, receiver) => {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member === "function") calls[String(name)] = (calls[String(name)] ?? 0) + 1;
      return member;
    },
  });
  return { store: proxy, calls };
}

describe("a batch", () => {
  it("is handed over and on record", async () => {
    const { people, queue, engine, transport, statuses } = deliveryWorld();
    await queue("c", await people(25));
    const { email } = await engine().drain(tenant);
    expect(email).toMatchObject({ claimed: 25, accepted: 25, unsettled: 0, paused: null });
    expect(transport.tries).toHaveLength(25);
    expect(await statuses()).toEqual({ accepted: 25 });
  });

  it("leaves nothing behind that anybody has to look after", async () => {
    const { people, queue, engine, store } = deliveryWorld();
    await queue("c", await people(25));
    const working = engine();
    await working.drain(tenant);
    await working.drain(tenant);
    expect(await store.nextWork(tenant)).toBeNull();
  });

  it("shares looks and settlements between the hand-overs of one moment", async () => {
    const { store, calls } = counted(memoryStore());
    const { people, queue, engine } = deliveryWorld({ store });
    await queue("c", await people(100));
    await engine({ concurrency: 10 }).tick(tenant);
    expect(calls["claimOutbox"]).toBe(1);
    expect(calls["reviewClaims"]).toBeLessThanOrEqual(30);
    expect(calls["settle"]).toBeLessThanOrEqual(30);
  });

  it("never has more under way than it was told", async () => {
    let underWay = 0;
    let most = 0;
    const { people, queue, engine } = deliveryWorld({
      answer: async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await settled();
        underWay -= 1;
        return accepted;
      },
    });
    await queue("c", await people(9));
    await engine({ concurrency: 3 }).drain(tenant);
    expect(most).toBe(3);
  });

  it("does not wait for its slowest", async () => {
    const slow = gateway();
    const { people, queue, engine, transport } = deliveryWorld({
      answer: async ({ to }) => {
        if (to.address === "p0@mail.example") await slow.opened;
        return accepted;
      },
    });
    await queue("c", await people(12));
    const ticking = engine({ concurrency: 2 }).tick(tenant);
    await settled();
    expect(transport.tries).toHaveLength(11);
    slow.open();
    await ticking;
    expect(transport.tries).toHaveLength(12);
  });
});

describe("the last look", () => {
  it("comes after the wait for a connection: who withdraws meanwhile gets nothing", async () => {
    const relay = gateway();
    const { people, queue, engine, transport, withdraw, message } = deliveryWorld({
      answer: async () => {
        await relay.opened;
        return accepted;
      },
    });
    const all = await people(10);
    const keys = await queue("c", all);
    const pool = pooled(transport, 5);
    const ticking = engine({ email: pool, concurrency: 10 }).tick(tenant);
    await settled();
    expect(pool.waiting()).toBe(5);
    const waited = all.slice(5);
    for (const contact of waited) await withdraw(contact);
    relay.open();
    const { email } = await ticking;
    expect(email).toMatchObject({ accepted: 5, refusedAtReview: 5 });
    const mailed = new Set(transport.tries.map(({ to }) => to));
    for (const contact of waited) expect(mailed).not.toContain(`${contact}@mail.example`);
    expect(await message(keys[7])).toMatchObject({ status: "skipped", lost: 0 });
  });

  it("gives back the place of a message that may not leave", async () => {
    const { people, queue, engine, transport, withdraw } = deliveryWorld();
    const all = await people(6);
    await queue("c", all);
    let waits = 0;
    const pool = pooled(transport, 1);
    const withdrawing: EmailTransport = {
      ...pool,
      reserve: async (options) => {
        const [first] = all;
        if (waits++ === 0 && first !== undefined) await withdraw(first);
        return pool.reserve?.(options) ?? Promise.reject(new TypeError("No reserve."));
      },
    };
    const { email } = await engine({ email: withdrawing, concurrency: 1 }).drain(tenant);
    expect(email).toMatchObject({ refusedAtReview: 1, accepted: 5 });
  });

  it("is measured up to the hand-over itself", async () => {
    const { people, queue, engine, clock, store } = deliveryWorld();
    await queue("c", await people(3));
    const slowStore: Store = {
      ...store,
      reviewClaims: async (...args) => {
        const answer = await store.reviewClaims(...args);
        clock.advanceBy(40);
        return answer;
      },
    };
    const recorded: number[] = [];
    const { email } = await engine({
      store: slowStore,
      concurrency: 1,
      meter: {
        createCounter: () => ({ add: () => undefined }),
        createHistogram: (name) => ({
          record: (value) => {
            if (name === "wellsent.outbox.look_to_send") recorded.push(value);
          },
        }),
      },
    }).drain(tenant);
    expect(recorded).toEqual([40, 40, 40]);
    expect(email?.lookToSend).toEqual({ count: 3, total: 120, longest: 40 });
  });
});

describe("a transport that takes batches", () => {
  const batching = (transport: ReturnType<typeof World>["transport"], sizes: number[]) => ({
    ...transport,
    capabilities: { ...transport.capabilities, batch: { max: 100 } },
    sendBatch: async (mails: readonly OutboundEmail[]) => {
      sizes.push(mails.length);
      return Promise.all(mails.map((mail) => transport.send(mail)));
    },
  });

  it("gets as many at once as may be in doubt", async () => {
    const { people, queue, engine, transport, statuses } = deliveryWorld();
    await queue("c", await people(25));
    const sizes: number[] = [];
    await engine({ email: batching(transport, sizes), concurrency: 10 }).drain(tenant);
    expect(sizes).toEqual([10, 10, 5]);
    expect(await statuses()).toEqual({ accepted: 25 });
  });

  it("leaves in doubt the one batch whose answer is lost", async () => {
    const { people, queue, engine, transport, statuses } = deliveryWorld();
    await queue("c", await people(8));
    let calls = 0;
    const email = batching(transport, []);
    const broken = {
      ...email,
      sendBatch: async (mails: readonly OutboundEmail[]) => {
        calls += 1;
        if (calls === 1) throw new TypeError("not the contract");
        return email.sendBatch(mails);
      },
    };
    await engine({ email: broken, concurrency: 4 }).tick(tenant);
    const counts = await statuses();
    expect(counts["unknown"]).toBe(4);
    expect(transport.tries.length).toBeLessThanOrEqual(4);
  });
});
