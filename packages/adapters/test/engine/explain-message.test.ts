import { explainMessage } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { day, deliveryWorld, hour, lost, tenant } from "./delivery-world.js";

type World = ReturnType<typeof deliveryWorld>;
type Key = Awaited<ReturnType<World["queue"]>>[number] | undefined;

/** `caps: waits FREQUENCY_CAP (send policy: caps[0])`, and what else is not merely passed. */
async function traced(world: World, key: Key) {
  if (key === undefined) throw new TypeError("No such message.");
  const trace = await explainMessage(world.engine(), { tenant, key });
  const steps = Object.fromEntries(
    (trace?.steps ?? []).map(({ passage, result, reasons: [first] }) => [
      passage,
      first === undefined ? result : `${result} ${first.code} (${first.rule})`,
    ]),
  );
  return { stoppedAt: trace?.stoppedAt, status: trace?.status, steps };
}

const one = { caps: [{ max: 1, per: "1d" }] } as const;

describe("the trace of a message", () => {
  it("has passed everything once it has left", async () => {
    const world = deliveryWorld();
    const [key] = await world.queue("a", [await world.person("ada")]);
    await world.engine({ policy: one }).drain(tenant);
    const { stoppedAt, status, steps } = await traced(world, key);
    expect([stoppedAt, status]).toEqual([null, "accepted"]);
    const { permission, audience, ...others } = steps;
    expect([permission?.slice(0, 6), audience]).toEqual(["passed", "not_asked"]);
    expect(new Set(Object.values(others))).toEqual(new Set(["passed"]));
  });

  it("is not asked about what binds only the unsolicited", async () => {
    const world = deliveryWorld();
    const receipt = { template: "receipt", messageClass: "transactional" } as const;
    const [key] = await world.queue("a", [await world.person("ada")], receipt);
    await world.engine().drain(tenant);
    expect((await traced(world, key)).steps).toMatchObject({
      ...{ holdout: "not_asked", caps: "not_asked", hours: "not_asked", lateness: "passed" },
    });
  });

  it("has reached nothing before it is due", async () => {
    const world = deliveryWorld();
    const dueAt = world.clock.now() + day;
    const [key] = await world.queue("a", [await world.person("ada")], { dueAt });
    await world.engine().drain(tenant);
    expect(await traced(world, key)).toMatchObject({
      ...{ stoppedAt: null, status: "queued" },
      steps: { queue: "not_reached", permission: "passed", caps: "not_reached" },
    });
  });

  it("waits in a cap, after lateness and before the hours", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    await world.queue("a", [ada]);
    const [key] = await world.queue("b", [ada]);
    await world.engine({ policy: one }).drain(tenant);
    expect(await traced(world, key)).toMatchObject({
      ...{ stoppedAt: "caps", status: "queued" },
      steps: {
        lateness: "passed",
        caps: "waits FREQUENCY_CAP (send policy: caps[0])",
        hours: "not_reached",
      },
    });
  });

  it.each([
    ["holdout", { controlGroup: { share: 1, salt: "s" } }, "stopped CONTROL_GROUP"],
    ["hours", { quietHours: [{ from: "00:00", to: "23:59" }] }, "waits QUIET_HOURS"],
    ["lateness", { lateAfter: hour }, "stopped TOO_LATE"],
  ] as const)("names %s where it is that", async (passage, policy, says) => {
    const world = deliveryWorld();
    const [key] = await world.queue("a", [await world.person("ada")]);
    world.clock.advanceBy(2 * hour);
    await world.engine({ policy }).drain(tenant);
    const { stoppedAt, steps } = await traced(world, key);
    expect(stoppedAt).toBe(passage);
    expect(steps[passage]).toContain(says);
  });

  it("waits in its queue while that is shut, and no longer", async () => {
    const world = deliveryWorld();
    const [key] = await world.queue("a", [await world.person("ada")]);
    const { store } = world;
    const gate = { tenant, queue: "direct", open: false, why: "proofreading" };
    await store.moveGate({ ...gate, epoch: 0 });
    await world.engine().drain(tenant);
    expect(await traced(world, key)).toMatchObject({
      stoppedAt: "queue",
      steps: { queue: "waits QUEUE_PAUSED (the queue's gate: proofreading)" },
    });
    await store.moveGate({ ...gate, open: true, epoch: 1 });
    expect((await traced(world, key)).stoppedAt).toBeNull();
  });

  it("stops at the hand-over whose end nobody knows", async () => {
    const world = deliveryWorld({ answer: () => lost() });
    const [key] = await world.queue("a", [await world.person("ada")]);
    await world.engine().drain(tenant);
    const { stoppedAt, status, steps } = await traced(world, key);
    expect([stoppedAt, status]).toEqual(["hand_over", "unknown"]);
    expect(steps).toMatchObject({ caps: "passed", hours: "passed" });
  });

  it("is null of no message", async () => {
    const world = deliveryWorld();
    const [key] = await world.queue("a", [await world.person("ada")]);
    if (key === undefined) throw new TypeError("No such message.");
    const other = deliveryWorld();
    expect(await explainMessage(other.engine(), { tenant, key })).toBeNull();
  });
});
