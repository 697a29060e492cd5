import type { OutboundEmail } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import { fakeRenderer } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { accepted, day, deliveryWorld, failed, hour, minute, tenant } from "./delivery-world.js";
import { start } from "./world.js";

describe("what comes next", () => {
  it("is nothing in an empty store, and the earliest due of what waits", async () => {
    const world = deliveryWorld();
    const engine = world.engine();
    expect(await engine.nextWork(tenant)).toBeNull();
    const ada = await world.person("ada");
    await engine.drain(tenant);
    await world.queue("c", [ada], { dueAt: start + hour });
    expect(await engine.nextWork(tenant)).toBe(start + hour);
  });

  it("waits for a provider that pauses, and not for its pause alone", async () => {
    const world = deliveryWorld({ answer: () => failed("provider", { retryAfterMs: hour }) });
    const people = await world.people(3);
    await world.queue("c", people);
    const engine = world.engine({ concurrency: 1 });
    await engine.drain(tenant);
    world.clock.advanceBy(3 * minute);
    await engine.drain(tenant);
    const now = world.clock.now();
    await world.queue("more", people);
    expect(await engine.nextWork(tenant)).toBe(start + hour);
    // The other engine knows of no pause.
    expect(await world.engine().nextWork(tenant)).toBe(now);
    await world.queue("later", people, { dueAt: start + 2 * hour });
    world.transport.answer = () => accepted;
    world.clock.advanceBy(57 * minute);
    await engine.drain(tenant);
    expect(await engine.nextWork(tenant)).toBe(start + 2 * hour);
  });

  it("is nothing after a tick that settled everything: its lease holds no message", async () => {
    const world = deliveryWorld();
    const people = await world.people(3);
    const engine = world.engine();
    await engine.drain(tenant);
    await world.queue("c", people);
    await engine.tick(tenant);
    expect(await world.statuses()).toEqual({ accepted: 3 });
    expect(await engine.nextWork(tenant)).toBeNull();
    expect(await world.store.nextWork(tenant)).toBeNull();
  });

  it("does not see a channel without a transport", async () => {
    const world = deliveryWorld();
    await world.queue("c", [await world.person("ada")], { template: "ping", channel: "sms" });
    const engine = world.engine();
    await engine.drain(tenant);
    expect(await world.store.nextWork(tenant)).toBe(start);
    expect(await engine.nextWork(tenant)).toBeNull();
  });

  it("looks past messages whose template is lacking, and gives them up in time", async () => {
    const world = deliveryWorld();
    const people = await world.people(2);
    const [gone] = await world.queue("n", people, { template: "new" });
    await world.queue("later", people, { dueAt: start + 10_000 });
    const engine = world.engine();
    await engine.drain(tenant);
    expect(await engine.nextWork(tenant)).toBe(start + 10_000);
    // Sleeping until then, and no longer: it ends where the wait for the template does.
    let rounds = 0;
    for (let next = await engine.nextWork(tenant); next !== null; rounds += 1) {
      world.clock.advanceBy(Math.max(0, next - world.clock.now()));
      await engine.drain(tenant);
      next = await engine.nextWork(tenant);
    }
    expect(await world.message(gone)).toMatchObject({ status: "skipped" });
    expect(world.clock.now() - start).toBeLessThanOrEqual(3 * day + 2 * minute);
    expect(rounds).toBeLessThanOrEqual((3 * day) / minute + 3);
    expect(await world.statuses()).toEqual({ accepted: 2, skipped: 2 });
  });

  it("sees messages again once their template is there", async () => {
    const world = deliveryWorld();
    await world.queue("n", [await world.person("ada")], { template: "new" });
    const lacking = fakeRenderer({});
    const full = fakeRenderer({ new: { text: "New" } });
    let known = lacking;
    const renderer = {
      ...lacking,
      template: (id: string) => known.template(id),
      render: (...args: Parameters<typeof lacking.render>) => known.render(...args),
    };
    const engine = world.engine({ renderer });
    await engine.drain(tenant);
    expect(await engine.nextWork(tenant)).toBe(start + minute);
    known = full;
    expect(await engine.nextWork(tenant)).toBe(start);
  });

  it("is a moment later where the store takes no outcomes", async () => {
    const inner = memoryStore();
    let full = false;
    const store = {
      ...inner,
      settle: (...args: Parameters<typeof inner.settle>) =>
        full ? Promise.reject(new StoreError("STORE_DISK_FULL", "Full.")) : inner.settle(...args),
    };
    const world = deliveryWorld({ store });
    const people = await world.people(4);
    const engine = world.engine({ batch: 2 });
    await engine.drain(tenant);
    await world.queue("c", people);
    full = true;
    await engine.tick(tenant);
    expect(await engine.nextWork(tenant)).toBe(start + 1_000);
    full = false;
    world.clock.advanceBy(1_000);
    await engine.drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 4 });
    world.clock.advanceBy(3 * minute);
    await engine.drain(tenant);
    expect(await engine.nextWork(tenant)).toBeNull();
  });

  it("takes no lease over before its end and the grace", async () => {
    const world = deliveryWorld();
    await world.queue("c", await world.people(2));
    const hang = new Promise<never>(() => undefined);
    world.transport.answer = (_: OutboundEmail) => hang;
    void world.engine({ lease: 2 * minute, concurrency: 1 }).tick(tenant);
    while ((await world.store.nextWork(tenant)) === start) await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 5));
    world.transport.answer = () => accepted;
    const engine = world.engine({ leaseGrace: 5_000 });
    await engine.tick(tenant);
    const at = start + 2 * minute + 5_001;
    expect(await engine.nextWork(tenant)).toBe(at);
    world.clock.advanceBy(at - 1 - start);
    expect((await engine.tick(tenant)).swept).toMatchObject({ requeued: 0, held: 0 });
    world.clock.advanceBy(1);
    expect((await engine.tick(tenant)).swept).toMatchObject({ requeued: 1, held: 1 });
  });
});
