import { describe, expect, it } from "vitest";
import {
  type Answer,
  accepted,
  day,
  deliveryWorld,
  failed,
  hour,
  lost,
  minute,
  tenant,
} from "./delivery-world.js";
import { start } from "./world.js";

function readDomain(address: string): string {
  return address.slice(address.indexOf("@") + 1);
}

describe("greylisting", () => {
  it("for four hours is waited out, at growing distances", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    transport.answer = () =>
      clock.now() < start + 4 * hour ? failed("recipient", { retryAfterMs: 5 * minute }) : accepted;
    const [key] = await world.queue("c", [await world.person("ada")]);
    await world.run(world.engine(), start + 12 * hour);
    expect(await world.message(key)).toMatchObject({ status: "accepted", lost: 0 });
    const at = transport.tries.map((one) => one.at);
    const gaps = at.slice(1).map((one, index) => one - (at[index] ?? 0));
    // What the server asks for is the least; beyond that the distances double.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5 * minute);
    expect(Math.max(...gaps)).toBeGreaterThan(hour);
    expect(at.length).toBeLessThanOrEqual(12);
  });

  it("that never ends makes the message fail, by the class's own limit", async () => {
    const world = deliveryWorld({ answer: () => failed("recipient") });
    const ada = await world.person("ada");
    const [news] = await world.queue("n", [ada]);
    const receipt = { template: "receipt", messageClass: "transactional" } as const;
    const [soon] = await world.queue("r", [ada], receipt);
    const engine = world.engine({ retry: { expires: { transactional: 2 * hour } } });
    await world.run(engine, start + 3 * hour);
    const gone = await world.message(soon);
    expect(gone).toMatchObject({ status: "failed" });
    expect(gone.reasons.map(({ code }) => code)).toContain("EXPIRED");
    expect(await world.message(news)).toMatchObject({ status: "queued" });
    await world.run(engine, start + 5 * day - 6 * hour, hour);
    expect(await world.message(news)).toMatchObject({ status: "queued" });
    await world.run(engine, start + 5 * day + 6 * hour, hour);
    expect(await world.message(news)).toMatchObject({ status: "failed" });
  });

  it("ends after as many tries as the host allows", async () => {
    const world = deliveryWorld({ answer: () => failed("message") });
    const [key] = await world.queue("c", [await world.person("ada")]);
    await world.run(world.engine({ retry: { maxTries: 3 } }), start + day);
    expect(world.transport.tries).toHaveLength(3);
    const { status, reasons } = await world.message(key);
    expect(status).toBe("failed");
    expect(reasons.map(({ code }) => code)).toEqual(["TRANSPORT_PROVIDER", "TRIES_USED_UP"]);
  });

  it("is not tried again where the provider says never", async () => {
    const world = deliveryWorld({ answer: () => failed("message", { retry: "never" }) });
    const [key] = await world.queue("c", [await world.person("ada")]);
    await world.run(world.engine(), start + day, hour);
    expect(world.transport.tries).toHaveLength(1);
    expect(await world.message(key)).toMatchObject({ status: "failed" });
  });
});

describe("an outage of the provider", () => {
  it("of three days costs no message a try, and the provider one probe a pause", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    const until = start + 3 * day;
    transport.answer = () => (clock.now() < until ? failed("provider") : accepted);
    const keys = await world.queue("c", await world.people(200));
    const engine = world.engine();
    await world.run(engine, start + hour);
    const first = transport.tries.length;
    // Ten were under way when it began; then pauses of up to ten minutes, one probe each.
    expect(first).toBeLessThanOrEqual(10 + 16);
    await world.run(engine, until);
    expect(transport.tries.length - first).toBeLessThanOrEqual(71 * 9);
    for (const key of keys.slice(0, 5))
      expect(await world.message(key)).toMatchObject({ tries: 0 });
    await world.run(engine, until + hour);
    expect(await world.statuses()).toEqual({ accepted: 200 });
  });

  it("does not add up: one bad answer after it fails nobody", async () => {
    const world = deliveryWorld();
    const { transport, clock } = world;
    const greylisted = new Set<string>();
    transport.answer = ({ to }) => {
      if (clock.now() < start + hour) return failed("provider");
      if (greylisted.has(to.address)) return accepted;
      greylisted.add(to.address);
      return failed("recipient");
    };
    await world.queue("c", await world.people(30));
    await world.run(world.engine(), start + 3 * hour);
    expect(await world.statuses()).toEqual({ accepted: 30 });
  });

  it("is told: until when it is left alone, and why", async () => {
    const world = deliveryWorld({ answer: () => failed("provider", { retryAfterMs: hour }) });
    await world.queue("c", await world.people(20));
    const engine = world.engine({ concurrency: 1 });
    const { email } = await engine.tick(tenant);
    expect(email).toMatchObject({
      failed: 1,
      putBack: 19,
      more: false,
      paused: { until: start + hour, code: "TRANSPORT_PROVIDER" },
    });
    world.clock.advanceBy(hour - 1);
    expect((await engine.tick(tenant)).email).toMatchObject({ claimed: 0 });
    world.clock.advanceBy(1);
    expect((await engine.tick(tenant)).email).toMatchObject({ claimed: 1, failed: 1 });
  });

  it("that speaks for every domain alike is still one outage", async () => {
    const world = deliveryWorld({ answer: () => failed("domain") });
    const all = [];
    for (let n = 0; n < 120; n += 1) all.push(await world.person(`q${n}`, `d${n}.example`));
    await world.queue("c", all);
    const engine = world.engine({ concurrency: 1 });
    await world.run(engine, start + hour);
    expect(world.transport.tries.length).toBeLessThanOrEqual(5 + 16);
    world.transport.answer = () => accepted;
    await world.run(engine, start + 3 * hour);
    expect(await world.statuses()).toEqual({ accepted: 120 });
  });
});

describe("a domain in trouble", () => {
  const broken: Answer = ({ to }) =>
    readDomain(to.address) === "down.example" ? failed("domain") : accepted;

  it("delays nobody else, costs no try, and gets one probe a pause", async () => {
    const world = deliveryWorld({ answer: broken });
    const { transport } = world;
    const twelve = await world.people(12, "down.example");
    const others = await world.people(200);
    const stuck = await world.queue("a", twelve);
    await world.queue("b", others);
    const engine = world.engine();
    await engine.drain(tenant);
    const sent = transport.tries.filter(({ outcome }) => outcome === "accepted");
    expect(sent).toHaveLength(200);
    await world.run(engine, start + 2 * day, 10 * minute);
    const tries = transport.tries.filter(({ to }) => readDomain(to) === "down.example");
    // Ten under way at first; then doubling pauses of up to an hour.
    expect(tries.length).toBeLessThanOrEqual(10 + 60);
    for (const key of stuck) {
      const message = await world.message(key);
      expect(message).toMatchObject({ status: "queued", tries: 0 });
    }
    transport.answer = () => accepted;
    await world.run(engine, start + 2 * day + 3 * hour);
    expect(await world.statuses()).toEqual({ accepted: 212 });
  });

  it("is named as the reason of those that wait", async () => {
    const world = deliveryWorld({ answer: broken });
    const keys = await world.queue("a", await world.people(4, "down.example"));
    await world.engine({ concurrency: 1 }).drain(tenant);
    expect(world.transport.tries).toHaveLength(1);
    const codes = await Promise.all(
      keys.map(async (key) => (await world.message(key)).reasons.map(({ code }) => code)),
    );
    expect(codes.flat().sort()).toEqual([
      "DOMAIN_PAUSED",
      "DOMAIN_PAUSED",
      "DOMAIN_PAUSED",
      "TRANSPORT_PROVIDER",
    ]);
  });
});

describe("a lost answer", () => {
  const receipt = { template: "receipt", messageClass: "transactional" } as const;

  it("holds what nobody waits for, and counts it", async () => {
    const world = deliveryWorld({ answer: lost });
    const [key] = await world.queue("c", [await world.person("ada")]);
    const { email } = await world.engine().drain(tenant);
    expect(email).toMatchObject({ unknown: 1, retried: 0, doubled: [] });
    await world.run(world.engine(), start + day, hour);
    expect(world.transport.tries).toHaveLength(1);
    expect(await world.message(key)).toMatchObject({ status: "unknown", lost: 1 });
  });

  it("sends a receipt at most three times, and names each possible copy", async () => {
    const world = deliveryWorld({ answer: lost });
    const [key] = await world.queue("c", [await world.person("ada")], receipt);
    const engine = world.engine();
    const doubled = [];
    for (let n = 0; n < 48; n += 1) {
      const { email } = await engine.drain(tenant);
      doubled.push(...(email?.doubled ?? []));
      world.clock.advanceBy(30 * minute);
    }
    expect(world.transport.tries).toHaveLength(3);
    expect(doubled).toEqual([key, key]);
    expect(await world.message(key)).toMatchObject({ status: "unknown", lost: 3, tries: 0 });
  });

  it("does as the tenant says, whatever the class", async () => {
    const world = deliveryWorld({ answer: lost });
    const ada = await world.person("ada");
    const [news] = await world.queue("n", [ada]);
    await world.engine({ policy: { whenUnknown: "retry" } }).drain(tenant);
    expect(await world.message(news)).toMatchObject({ status: "queued", lost: 1 });
    const [paid] = await world.queue("r", [ada], receipt);
    await world.engine({ policy: { whenUnknown: "hold" } }).drain(tenant);
    expect(await world.message(paid)).toMatchObject({ status: "unknown" });
  });

  it("is no second copy where the transport knows the message again", async () => {
    const world = deliveryWorld();
    const { transport } = world;
    let asked = 0;
    transport.answer = () => (asked++ === 0 ? lost() : accepted);
    const idempotency = { scope: "message", ttlSeconds: 86_400 } as const;
    const email = { ...transport, capabilities: { ...transport.capabilities, idempotency } };
    await world.queue("c", [await world.person("ada")], receipt);
    const engine = world.engine({ email });
    const report = await engine.drain(tenant);
    expect(report.email).toMatchObject({ unknown: 1, retried: 1, doubled: [] });
  });

  it("after lost answer leaves the provider alone: the queue does not turn unknown", async () => {
    const world = deliveryWorld({ answer: lost });
    await world.queue("c", await world.people(300));
    await world.run(world.engine({ concurrency: 2 }), start + hour);
    const counts = await world.statuses();
    // Three in a row, one more under way, and one probe a pause.
    expect(counts["unknown"]).toBeLessThanOrEqual(4 + 16);
    expect((counts["unknown"] ?? 0) + (counts["queued"] ?? 0)).toBe(300);
  });
});
