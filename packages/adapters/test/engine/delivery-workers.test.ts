import { type EmailTransport, messageIdFor, type Store, tenantId } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { accepted, day, deliveryWorld, hour, minute, tenant } from "./delivery-world.js";

const receipt = { template: "receipt", messageClass: "transactional" } as const;

async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A transport that takes the mail and never answers: the process hangs, or dies right then. */
function silent(transport: EmailTransport): EmailTransport {
  return {
    ...transport,
    send: async (mail, options) => {
      await transport.send(mail, options);
      return new Promise(() => undefined);
    },
  };
}

describe("a lost worker", () => {
  it("leaves in doubt what was in its hands, and nothing else", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    await world.queue("c", await world.people(100));
    void world.engine({ email: silent(transport), concurrency: 3 }).tick(tenant);
    await settled();
    expect(transport.tries).toHaveLength(3);
    const next = world.engine();
    expect((await next.drain(tenant)).email).toMatchObject({ accepted: 0 });
    clock.advanceBy(3 * minute);
    const { swept, email } = await next.drain(tenant);
    expect(swept).toMatchObject({ requeued: 97, held: 3, doubled: [] });
    expect(email).toMatchObject({ accepted: 97 });
    expect(await world.statuses()).toEqual({ accepted: 97, unknown: 3 });
    expect(new Set(transport.tries.map(({ id }) => id)).size).toBe(100);
  });

  it("of receipts: those in its hands are sent once more, counted and named", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    const keys = await world.queue("c", await world.people(20), receipt);
    void world.engine({ email: silent(transport), concurrency: 2 }).tick(tenant);
    await settled();
    clock.advanceBy(3 * minute);
    const { swept } = await world.engine().drain(tenant);
    expect(swept).toMatchObject({ requeued: 18, held: 0 });
    expect([...(swept?.doubled ?? [])].sort()).toEqual([...keys.slice(0, 2)].sort());
    expect(await world.statuses()).toEqual({ accepted: 20 });
    expect(transport.tries).toHaveLength(22);
  });

  it("fifty times over does not send a receipt more than three times", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    const [key] = await world.queue("c", [await world.person("ada")], receipt);
    for (let worker = 0; worker < 50; worker += 1) {
      void world.engine({ email: silent(transport) }).tick(tenant);
      await settled();
      clock.advanceBy(3 * minute);
    }
    await world.engine().drain(tenant);
    expect(transport.tries).toHaveLength(3);
    expect(await world.message(key)).toMatchObject({ status: "unknown", lost: 3 });
  });
});

describe("a relay that answers after the lease", () => {
  it("is found out when the engine is made", () => {
    const world = deliveryWorld();
    const slow = {
      ...world.transport,
      capabilities: { ...world.transport.capabilities, longestWaitMs: 150_000 },
    };
    expect(() => world.engine({ email: slow, lease: 2 * minute })).toThrow(DefinitionError);
    expect(() => world.engine({ email: slow, lease: 2 * minute })).toThrow(
      expect.objectContaining({ code: "DEFINITION_LEASE", path: "lease" }),
    );
    expect(() => world.engine({ email: slow })).not.toThrow();
    expect(() => world.engine({ lease: 15_001 })).not.toThrow();
    expect(() => world.engine({ lease: 15_000 })).toThrow();
    expect(() => world.engine({ lease: Number.NaN })).toThrow();
  });

  it("makes no storm of copies, even where it promised otherwise", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    const pending: { readonly at: number; readonly answer: () => void }[] = [];
    transport.answer = () =>
      new Promise((resolve) =>
        pending.push({ at: clock.now() + 150_000, answer: () => resolve(accepted) }),
      );
    let begun = 0;
    const email: EmailTransport = {
      ...transport,
      send: (mail) => {
        begun += 1;
        return transport.send(mail);
      },
    };
    const [key] = await world.queue("c", [await world.person("ada")], receipt);
    const workers = [world.engine({ email }), world.engine({ email })];
    for (let at = 0; at < day; at += minute) {
      for (const worker of workers) void worker.tick(tenant);
      await settled();
      clock.advanceBy(minute);
      for (const due of pending.filter((one) => one.at <= clock.now())) {
        due.answer();
        pending.splice(pending.indexOf(due), 1);
      }
      await settled();
    }
    expect(begun).toBeLessThanOrEqual(3);
    expect(await world.message(key)).toMatchObject({ status: "accepted" });
  });
});

describe("a late answer", () => {
  it("settles the message and withdraws the second copy that waits", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    let answer: () => void = () => undefined;
    transport.answer = () =>
      new Promise((resolve) => {
        answer = () => resolve(accepted);
      });
    const [key] = await world.queue("c", [await world.person("ada")], receipt);
    const slow = world.engine();
    const ticking = slow.tick(tenant);
    await settled();
    clock.advanceBy(3 * minute);
    // Another worker takes over, and gets no connection: the copy waits.
    const down: EmailTransport = {
      ...transport,
      reserve: () => new Promise(() => undefined),
    };
    void world.engine({ email: down }).tick(tenant);
    await settled();
    expect(await world.message(key)).toMatchObject({ lost: 1 });
    answer();
    await ticking;
    expect(await world.message(key)).toMatchObject({ status: "accepted" });
    clock.advanceBy(hour);
    await world.engine().drain(tenant);
    expect(transport.tries).toHaveLength(1);
  });
});

describe("a worker that is only slow", () => {
  it("keeps its lease while it waits for a connection that another tenant uses", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    const keys = await world.queue("c", await world.people(3));
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const other = tenantId("other");
    const busy: EmailTransport = {
      ...transport,
      reserve: async () => {
        await opened;
        return { slot: { send: (mail) => transport.send(mail), release: () => undefined } };
      },
    };
    // The first tenant's lane waits; the second one's goes on, over and over.
    let forOther = false;
    const email: EmailTransport = {
      ...transport,
      reserve: (options) =>
        forOther
          ? Promise.resolve({
              slot: { send: (mail) => transport.send(mail), release: () => undefined },
            })
          : (busy.reserve?.(options) ?? Promise.reject(new TypeError("No reserve."))),
    };
    const engine = world.engine({ email });
    const waiting = engine.tick(tenant);
    await settled();
    forOther = true;
    const someone = await world.person("zoe", "mail.example", other);
    for (let round = 0; round < 8; round += 1) {
      clock.advanceBy(45_000);
      await world.queue(`o${round}`, [someone], { of: other });
      await engine.tick(other);
      await settled();
    }
    const { swept } = await world.engine({ email: transport }).tick(tenant);
    expect(swept).toMatchObject({ requeued: 0 });
    open();
    await waiting;
    for (const key of keys)
      expect(await world.message(key)).toMatchObject({ status: "accepted", attempt: 1 });
  });

  it("does not take over from itself", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    let answer: () => void = () => undefined;
    transport.answer = () =>
      new Promise((resolve) => {
        answer = () => resolve(accepted);
      });
    const [key] = await world.queue("c", [await world.person("ada")]);
    const engine = world.engine();
    const ticking = engine.tick(tenant);
    await settled();
    clock.advanceBy(hour);
    const again = engine.tick(tenant);
    await settled();
    expect(await world.message(key)).toMatchObject({ status: "claimed", lost: 0 });
    answer();
    await Promise.all([ticking, again]);
    expect(await world.message(key)).toMatchObject({ status: "accepted" });
  });
});

describe("a held message", () => {
  const withHeld = async () => {
    const world = deliveryWorld();
    const keys = await world.queue("c", await world.people(4));
    void world.engine({ email: silent(world.transport), concurrency: 4 }).tick(tenant);
    await settled();
    world.clock.advanceBy(3 * minute);
    const engine = world.engine();
    await engine.drain(tenant);
    return { ...world, keys, engine };
  };

  it("is listed with its reason", async () => {
    const { engine, keys } = await withHeld();
    const first = await engine.held(tenant, { limit: 3 });
    const rest = await engine.held(tenant, { limit: 3, after: first.next ?? "" });
    const held = [...first.items, ...rest.items];
    expect(held.map(({ key }) => key).sort()).toEqual([...keys].sort());
    for (const { reasons, lost } of held) {
      expect(reasons.map(({ code }) => code)).toEqual(["WORKER_LOST"]);
      expect(lost).toBe(1);
    }
  });

  it("is sent once more, dropped, or known to have arrived, as the host says", async () => {
    const { engine, keys, message, transport } = await withHeld();
    const [release, drop, sent, left] = keys;
    if (!release || !drop || !sent) throw new TypeError("Four were queued.");
    const before = transport.tries.length;
    expect(await engine.resolveHeld(tenant, release, "release")).toBe(true);
    expect(await engine.resolveHeld(tenant, drop, "drop")).toBe(true);
    expect(await engine.resolveHeld(tenant, sent, "sent")).toBe(true);
    await engine.drain(tenant);
    expect(transport.tries.length).toBe(before + 1);
    expect(await message(release)).toMatchObject({ status: "accepted", lost: 1 });
    const dropped = await message(drop);
    expect(dropped.status).toBe("skipped");
    expect(dropped.reasons.map(({ code }) => code)).toEqual(["DROPPED"]);
    expect(await message(sent)).toMatchObject({ status: "accepted" });
    expect(await message(left)).toMatchObject({ status: "unknown" });
    expect(await engine.resolveHeld(tenant, drop, "release")).toBe(false);
    expect((await engine.held(tenant)).items).toHaveLength(1);
  });
});

describe("a queued message that has left, as a restored copy does not know", () => {
  it("is not sent again once the host says so", async () => {
    const world = deliveryWorld();
    const [left, other] = await world.queue("c", await world.people(2));
    if (!left || !other) throw new TypeError("Two were queued.");
    const engine = world.engine();
    expect(await engine.resolveHeld(tenant, left, "sent")).toBe(true);
    expect(await engine.resolveHeld(tenant, left, "sent")).toBe(false);
    const said = await world.message(left);
    expect(said).toMatchObject({ status: "accepted", attempt: 0, settledAt: world.clock.now() });
    expect(said.reasons.map(({ code }) => code)).toEqual(["SAID_SENT"]);
    // Only what is held can be released or dropped.
    expect(await engine.resolveHeld(tenant, other, "release")).toBe(false);
    expect(await engine.resolveHeld(tenant, other, "drop")).toBe(false);
    await engine.drain(tenant);
    expect(world.transport.tries.map(({ id }) => id)).toEqual([
      messageIdFor(other, "shop.example"),
    ]);
    expect(await engine.resolveHeld(tenant, other, "sent")).toBe(false);
  });

  it("counts for caps as one that was sent", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    const [left] = await world.queue("a", [ada]);
    const [next] = await world.queue("b", [ada]);
    if (!left) throw new TypeError("One was queued.");
    const engine = world.engine({ policy: { caps: [{ max: 1, per: "7d" }] } });
    await engine.resolveHeld(tenant, left, "sent");
    await engine.drain(tenant);
    expect(world.transport.tries).toEqual([]);
    expect(await world.message(next)).toMatchObject({ status: "queued" });
  });
});

describe("a claim", () => {
  it("of an engine that is gone is nobody's until its lease ends", async () => {
    const world = deliveryWorld();
    await world.queue("c", await world.people(5));
    const dead: Store = {
      ...world.store,
      claimOutbox: async (...args) => {
        await world.store.claimOutbox(...args);
        return new Promise(() => undefined);
      },
    };
    void world.engine({ store: dead }).tick(tenant);
    await settled();
    const next = world.engine();
    await next.drain(tenant);
    expect(world.transport.tries).toHaveLength(0);
    world.clock.advanceBy(3 * minute);
    await next.drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 5 });
  });
});
