import { type EmailTransport, type SendKey, type Store, tenantId } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import {
  type Answer,
  accepted,
  deliveryWorld,
  minute,
  smsTransport,
  tenant,
} from "./delivery-world.js";

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A store that knows at each moment which messages a crash would leave in doubt. */
function watched(inner: Store) {
  const doubt = new Set<SendKey>();
  const figures = { looks: 0, settles: 0, most: 0 };
  const store: Store = {
    ...inner,
    reviewClaims: async (...args) => {
      figures.looks += 1;
      const answer = await inner.reviewClaims(...args);
      for (const key of answer.confirmed) doubt.add(key);
      figures.most = Math.max(figures.most, doubt.size);
      return answer;
    },
    settle: async (...args) => {
      figures.settles += 1;
      // As on a server: a commit takes a while, and everybody else goes on.
      await turns(1);
      const answer = await inner.settle(...args);
      for (const { key } of args[0].results) doubt.delete(key);
      return answer;
    },
  };
  return { store, figures };
}

/** So many connections; whoever finds none waits in line. */
function pooled(transport: EmailTransport, connections: number): EmailTransport {
  let free = connections;
  const line: (() => void)[] = [];
  const giveBack = (): void => {
    const next = line.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    ...transport,
    reserve: async () => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => line.push(resolve));
      const send: EmailTransport["send"] = (mail, options) =>
        transport.send(mail, options).finally(giveBack);
      return { slot: { send, release: giveBack } };
    },
  };
}

/** Each mail takes its own time, so that no two are answered at the same moment. */
function oneByOne(): Answer {
  let begun = 0;
  return async () => {
    begun += 1;
    await turns(3 + ((begun * 7) % 11));
    return accepted;
  };
}

const bounce: Answer = () => ({
  outcome: "rejected",
  ref: "r",
  reason: "invalid_address",
  error: new TransportError("invalid_recipient", "No such mailbox.", {
    ...{ transport: "scripted", scope: "recipient", retry: "never", smtpCode: 550 },
  }),
});

describe("outcomes", () => {
  it("go on record several at a time where connections are fewer than what may be in doubt", async () => {
    const { store, figures } = watched(memoryStore());
    const world = deliveryWorld({ store, answer: oneByOne() });
    await world.queue("c", await world.people(100));
    const email = pooled(world.transport, 5);
    await world.engine({ email, concurrency: 10 }).drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 100 });
    expect(figures.settles).toBeLessThanOrEqual(30);
  });

  it.each([
    { concurrency: 1, connections: 5 },
    { concurrency: 3, connections: 5 },
    { concurrency: 5, connections: 5 },
    { concurrency: 10, connections: 5 },
    { concurrency: 8, connections: 20 },
  ])(
    "and messages in hands are never more than may be in doubt: $concurrency over $connections",
    async ({ concurrency, connections }) => {
      const { store, figures } = watched(memoryStore());
      const world = deliveryWorld({ store, answer: oneByOne() });
      await world.queue("c", await world.people(40));
      const email = pooled(world.transport, connections);
      await world.engine({ email, concurrency }).drain(tenant);
      expect(await world.statuses()).toEqual({ accepted: 40 });
      expect(figures.most).toBeLessThanOrEqual(concurrency);
      expect(figures.most).toBeGreaterThanOrEqual(Math.min(concurrency, connections));
    },
  );

  it("of batches count whole: no batch leaves before there is room for all of it", async () => {
    const { store, figures } = watched(memoryStore());
    const world = deliveryWorld({ store, answer: oneByOne() });
    await world.queue("c", await world.people(30));
    const { transport } = world;
    const email: EmailTransport = {
      ...transport,
      capabilities: { ...transport.capabilities, batch: { max: 4 } },
      sendBatch: (mails, options) =>
        Promise.all(mails.map((mail) => transport.send(mail, options))),
    };
    await world.engine({ email, concurrency: 10 }).drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 30 });
    expect(figures.most).toBeLessThanOrEqual(10);
  });

  /** Twenty are claimed, one connection works, the other one hangs on the first mail. */
  const withOneSlow = async (answer: Answer) => {
    const world = deliveryWorld();
    const keys = await world.queue("c", await world.people(20));
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    world.transport.answer = async (mail) => {
      if (mail.to.address.startsWith("p0@")) await opened;
      return answer(mail);
    };
    return { ...world, keys, open, email: pooled(world.transport, 2) };
  };

  it("are on record when nothing more comes along, however slow the last one is", async () => {
    const { engine, email, open, statuses } = await withOneSlow(() => accepted);
    const ticking = engine({ email, concurrency: 10 }).tick(tenant);
    await turns(60);
    expect(await statuses()).toEqual({ accepted: 19, claimed: 1 });
    open();
    await ticking;
    expect(await statuses()).toEqual({ accepted: 20 });
  });

  it("that are no acceptance are on record at once, and what was kept with them", async () => {
    const stuck = new Promise<never>(() => undefined);
    let answered = 0;
    const { engine, email, statuses } = await withOneSlow((mail) => {
      answered += 1;
      if (answered > 3) return stuck;
      return answered === 3 ? bounce(mail) : accepted;
    });
    void engine({ email, concurrency: 10 }).tick(tenant);
    await turns(30);
    expect(await statuses()).toEqual({ accepted: 2, rejected: 1, claimed: 17 });
  });

  it("are kept for a third of the lease at most, as others show that time has passed", async () => {
    const stuck = new Promise<never>(() => undefined);
    let answered = 0;
    const world = await withOneSlow(() => {
      answered += 1;
      return answered > 3 ? stuck : accepted;
    });
    const { email, statuses, clock, transport } = world;
    const sms = smsTransport(() => clock.now());
    const sender = world.engine({ email, sms, concurrency: 10, lease: 3 * minute });
    void sender.tick(tenant);
    await turns(30);
    // Two are in hands, and nobody asks for the room of those that are answered.
    expect(await statuses()).toEqual({ claimed: 20 });
    expect(transport.tries).toHaveLength(3);
    clock.advanceBy(minute + 1);
    const of = tenantId("other");
    const someone = await world.person("zoe", "mail.example", of);
    await world.queue("o", [someone], { of, channel: "sms", template: "ping" });
    void sender.tick(of);
    await turns(30);
    expect(await statuses()).toEqual({ accepted: 3, claimed: 17 });
  });
});
