import { defineWorkflow, type OutboundEmail, type SendOutcome, type Store } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { Killed, killAt, killPoints, type When } from "./kill-at.js";
import {
  createWorld,
  gate,
  recordingTransport,
  schema,
  start,
  tenant,
  type WorldOptions,
} from "./world.js";

const hour = 3_600_000;
const day = 24 * hour;
const thanks = { id: "thanks" };
const why = { transport: "recording", scope: "message", retry: "never" } as const;
const broken = new TransportError("provider", "No.", why);
const receipt = { id: "receipt", messageClass: "transactional", purpose: "orders" } as const;

/** Nothing leaves between nine and five, Berlin time; the tests begin at nine. */
const quiet = { from: "09:00", to: "17:00" } as const;
const opens = start + 8 * hour;

const counting = defineWorkflow(schema, "counting", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .quietHours(quiet)
    .send(thanks, { purpose: "news" })
    .waitSince(
      { sent: thanks, for: "1h", timeout: "2d", id: "pause" },
      { no: (way) => way.exit("never sent") },
    )
    .send({ id: "reminder" }, { purpose: "news" })
    .exit("counted"),
);

const stores = [
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][];

describe.each(stores)("a wait since a message has left, over the %s store", (_name, create) => {
  const scene = async (more: WorldOptions = {}) => {
    const world = createWorld({ store: create(), workflows: [counting], ...more });
    const ann = await world.person("ann");
    await world.subscribe(ann);
    await world.buys(ann, "1");
    await world.engine.drain(tenant);
    const run = async () =>
      (await world.store.readEnrollments({ tenant, contact: ann })).items.at(0);
    const at = async (instant: number) => {
      world.clock.advanceTo(instant);
      await world.engine.drain(tenant);
      return await run();
    };
    const leftAt = () => world.transport.sent.map((one) => one.at);
    return { ...world, ann, run, at, leftAt };
  };

  it("wakes with the message that was held, not once an hour until then", async () => {
    const { run, at, leftAt } = await scene();
    expect(await run()).toMatchObject({ revision: 1, wakeAt: start + 2 * day });
    for (let passed = hour; passed < 8 * hour; passed += hour) await at(start + passed);
    expect(await run()).toMatchObject({ revision: 1, wakeAt: start + 2 * day });
    expect(await at(opens)).toMatchObject({ revision: 2, wakeAt: opens + hour });
    await at(opens + hour - 1);
    expect(leftAt()).toEqual([opens]);
    expect(await at(opens + hour)).toMatchObject({ outcome: "counted" });
    expect(leftAt()).toEqual([opens, opens + hour]);
  });

  it("goes on without a message that its claim refuses, when its time is over", async () => {
    const { withdraw, ann, at, leftAt } = await scene();
    await withdraw(ann);
    expect(await at(opens)).toMatchObject({ revision: 1, wakeAt: start + 2 * day });
    expect(await at(start + 2 * day)).toMatchObject({ outcome: "never sent" });
    expect(leftAt()).toEqual([]);
  });

  it("is told of a dead letter that is sent again", async () => {
    let isBroken = true;
    const answer = ({ ref }: OutboundEmail): SendOutcome | null =>
      isBroken ? { outcome: "failed", ref, error: broken } : null;
    const clock = simulatedClock(start);
    const transport = recordingTransport(clock, answer);
    const { at, engine, store, run, leftAt } = await scene({ clock, transport });
    expect(await at(opens)).toMatchObject({ revision: 1, wakeAt: start + 2 * day });
    const [dead] = (await store.readOutbox({ tenant, limit: 9 })).items;
    expect(dead?.status).toBe("failed");
    isBroken = false;
    clock.advanceTo(opens + hour);
    if (dead !== undefined) await engine.sendAgain(tenant, dead.key);
    await engine.drain(tenant);
    expect(leftAt()).toEqual([opens + hour]);
    expect(await run()).toMatchObject({ revision: 2, wakeAt: opens + 2 * hour });
  });

  it("counts from a message that left before the wait began", async () => {
    const later = defineWorkflow(schema, "later", (w) =>
      w
        .onEvent("order.placed", { reentry: "always" })
        .send(thanks, { purpose: "news" })
        .wait("1d")
        .waitSince({ sent: thanks, for: "3d", timeout: "5d" }),
    );
    const { at, run } = await scene({ workflows: [later] });
    expect(await run()).toMatchObject({ revision: 1, pending: [] });
    expect(await at(start + day)).toMatchObject({ wakeAt: start + 3 * day });
  });

  it("is about the fallback where that is what is named, and not about it otherwise", async () => {
    const consent: typeof gate = {
      ...gate,
      decide: (question, facts) => ({
        ...gate.decide(question, facts),
        ...(question.messageClass === "transactional" ? { allowed: true, reasons: [] } : {}),
      }),
    };
    const since = (sent: { readonly id: string }) =>
      defineWorkflow(schema, `since-${sent.id}`, (w) =>
        w
          .onEvent("order.placed", { reentry: "always" })
          .send(thanks, { purpose: "news", fallbacks: [receipt] })
          .waitSince({ sent, for: "1h", timeout: "2d" }),
      );
    const workflows = [since(thanks), since(receipt)];
    const world = createWorld({ store: create(), workflows, more: { consent } });
    const ann = await world.person("ann");
    await world.buys(ann, "1");
    await world.engine.drain(tenant);
    const { items } = await world.store.readEnrollments({ tenant, contact: ann });
    const ends = Object.fromEntries(items.map(({ workflow, wakeAt }) => [workflow, wakeAt]));
    expect(world.transport.sent).toHaveLength(2);
    expect(ends).toEqual({ "since-thanks": start + 2 * day, "since-receipt": start + hour });
  });
});

/** A message that is held, leaves, and is waited for; the process is killed at one call. */
async function killed(create: () => Store, cut: { at: number; when: When } | null) {
  const clock = simulatedClock(start);
  const store = create();
  const transport = recordingTransport(clock);
  const power = killAt(cut?.at ?? 0, cut?.when ?? "before");
  // Otherwise a message of which nobody knows whether it left would be held, and has not left.
  const sender = { policy: { whenUnknown: "retry" } } as const;
  const shared = { clock, store, transport, sender, workflows: [counting] };
  const doomed = createWorld({
    ...shared,
    wrap: () => ({ store: power.over(store), transport: power.overTransport(transport) }),
  });
  const safe = createWorld({ ...shared, seed: 8 });
  const ann = await safe.person("ann");
  await safe.subscribe(ann);
  await safe.buys(ann, "1");
  for (const now of [start, opens, opens + hour]) {
    clock.advanceTo(Math.max(clock.now(), now));
    await doomed.engine.drain(tenant).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    if (!power.isDead()) continue;
    await createWorld({ ...shared, seed: 9 }).engine.drain(tenant);
    clock.advanceBy(hour + 60_000);
    await createWorld({ ...shared, seed: 10 }).engine.drain(tenant);
  }
  const last = createWorld({ ...shared, seed: 11 });
  clock.advanceBy(3 * hour);
  await last.engine.drain(tenant);
  const [run] = (await store.readEnrollments({ tenant, contact: ann })).items;
  return { calls: power.calls(), outcome: run?.outcome };
}

describe.each(stores)("a crash at any call, over the %s store", (name, create) => {
  it("loses no news of a message that has left", async () => {
    const { calls, outcome } = await killed(create, null);
    expect(outcome).toBe("counted");
    for (const [at, when] of killPoints(calls, name === "sqlite" ? "sqlite" : "memory")) {
      const told = `killed ${when} call ${at}`;
      expect(await killed(create, { at, when }), told).toMatchObject({ outcome: "counted" });
    }
  });
});
