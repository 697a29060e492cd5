import type { EmailTransport, OutboundEmail, SendOutcome } from "@wellsent/core";
import { fakeRenderer, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import {
  accepted,
  day,
  deliveryWorld,
  failed,
  hour,
  lost,
  minute,
  scriptedTransport,
  tenant,
} from "./delivery-world.js";
import { start } from "./world.js";

/** What a transport written in plain JavaScript may say. */
function said<T = SendOutcome>(value: unknown): T {
  return JSON.parse(JSON.stringify({ value })).value;
}

const protocol = "TRANSPORT_PROTOCOL";

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
])("an outcome over the %s store", (_name, createStore) => {
  it.each([[undefined], [17], [{}], [null]])(
    "accepted with %j for a provider's id is accepted without one",
    async (providerMessageId) => {
      const answer = () => said({ outcome: "accepted", ref: "r", providerMessageId });
      const world = deliveryWorld({ answer, store: createStore() });
      const keys = await world.queue("c", await world.people(15));
      const { email } = await world.engine().drain(tenant);
      expect(email).toMatchObject({ accepted: 15, unsettled: 0, fault: null });
      expect(await world.message(keys[0])).toMatchObject({
        status: "accepted",
        providerMessageId: null,
      });
    },
  );

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a word", "ok"],
    ["an empty object", {}],
    ["an unknown word", { outcome: "sent", ref: "r" }],
    ["failed without an error", { outcome: "failed", ref: "r" }],
    ["failed with half an error", { outcome: "failed", ref: "r", error: { code: "X" } }],
    ["unknown without an error", { outcome: "unknown", ref: "r" }],
    ["rejected without a reason", { ...failed("recipient"), outcome: "rejected" }],
    ["rejected for an unknown one", { ...failed("recipient"), outcome: "rejected", reason: "no" }],
  ])("that is %s leaves doubt, and is on record as such", async (_what, value) => {
    const world = deliveryWorld({
      answer: () => said(value),
      store: createStore(),
    });
    world.transport.send = async () => said(value);
    const [key] = await world.queue("c", [await world.person("ada")]);
    const { email } = await world.engine().drain(tenant);
    expect(email).toMatchObject({ unknown: 1, unsettled: 0 });
    const { status, reasons } = await world.message(key);
    expect(status).toBe("unknown");
    expect(reasons.map(({ code }) => code)).toEqual([protocol]);
  });
});

/** A transport that takes batches, and answers for each as it is told. */
function batching(answer: (mails: readonly OutboundEmail[]) => unknown): EmailTransport {
  const one = scriptedTransport(() => start);
  return {
    ...one,
    capabilities: { ...one.capabilities, batch: { max: 10 } },
    sendBatch: async (mails) => said<readonly SendOutcome[]>(answer(mails)),
  };
}

describe("outcomes of a batch", () => {
  const bounced = (ref: string): SendOutcome => {
    const outcome = failed("recipient", { retry: "never" });
    return outcome.outcome === "failed"
      ? { ...outcome, outcome: "rejected", ref, reason: "invalid_address" }
      : outcome;
  };

  it("belong to the messages that they name, whatever their order", async () => {
    const email = batching((mails) =>
      mails
        .map(({ ref, to }) => (to.address.startsWith("p3") ? bounced(ref) : { ...accepted, ref }))
        .reverse(),
    );
    const world = deliveryWorld();
    const keys = await world.queue("c", await world.people(8));
    await world.engine({ email }).drain(tenant);
    expect(await world.message(keys[3])).toMatchObject({ status: "rejected" });
    expect(await world.statuses()).toEqual({ accepted: 7, rejected: 1 });
  });

  it("that name nobody go by their places", async () => {
    const email = batching((mails) =>
      mails.map(({ to }) => (to.address.startsWith("p2") ? bounced("r") : accepted)),
    );
    const world = deliveryWorld();
    const keys = await world.queue("c", await world.people(5));
    await world.engine({ email }).drain(tenant);
    expect(await world.message(keys[2])).toMatchObject({ status: "rejected" });
    expect(await world.statuses()).toEqual({ accepted: 4, rejected: 1 });
  });

  it("that are no list leave doubt about each", async () => {
    const email = batching(() => ({ ok: true }));
    const world = deliveryWorld();
    await world.queue("c", await world.people(5));
    await world.engine({ email }).drain(tenant);
    expect(await world.statuses()).toEqual({ unknown: 5 });
  });
});

describe("a transport that gives up though nobody asked it to", () => {
  it("costs a pause, and a drain ends", async () => {
    const aborted = failed("message");
    const world = deliveryWorld({
      answer: () =>
        aborted.outcome === "failed"
          ? { ...aborted, error: Object.assign(aborted.error, { kind: "aborted" as const }) }
          : aborted,
    });
    await world.queue("c", await world.people(3));
    const { email } = await world.engine({ concurrency: 1 }).drain(tenant);
    expect(email?.paused).toMatchObject({ code: protocol });
    expect(world.transport.tries).toHaveLength(1);
    expect(await world.statuses()).toEqual({ queued: 3 });
  });

  it.each([[null], [undefined], [17], [{}], [{ slot: {} }], [{ error: "no" }]])(
    "or gives %j for a place costs a pause, and no message a try",
    async (place) => {
      const world = deliveryWorld();
      let broken = true;
      const slot = { send: world.transport.send, release: () => undefined };
      const email: EmailTransport = {
        ...world.transport,
        reserve: async () => (broken ? JSON.parse(JSON.stringify({ place })).place : { slot }),
      };
      const keys = await world.queue("c", await world.people(3));
      const engine = world.engine({ email });
      const done = await engine.drain(tenant);
      expect(done.email?.paused).toMatchObject({ code: protocol });
      expect(await world.message(keys[0])).toMatchObject({ status: "queued", tries: 0, lost: 0 });
      broken = false;
      await world.run(engine, start + hour);
      expect(await world.statuses()).toEqual({ accepted: 3 });
    },
  );
});

describe("one bad reading of the clock", () => {
  const withClock = (answer?: () => SendOutcome) => {
    const world = deliveryWorld();
    const clock = simulatedClock(start);
    let bad: number | null = null;
    world.transport.answer = () => {
      bad = Number.NaN;
      return answer?.() ?? accepted;
    };
    const reading = {
      now: () => {
        if (bad === null) return clock.now();
        const wrong = bad;
        bad = null;
        return wrong;
      },
    };
    return { world, clock, reading };
  };

  it("right after the hand-over costs nothing", async () => {
    const { world, reading } = withClock();
    await world.queue("c", await world.people(3));
    const { email } = await world.engine({ clock: reading, concurrency: 1 }).drain(tenant);
    expect(email).toMatchObject({ accepted: 3, unsettled: 0 });
    expect(world.transport.tries).toHaveLength(3);
    expect(await world.statuses()).toEqual({ accepted: 3 });
  });

  it("leaves no tick waiting for ever", async () => {
    let answers = 0;
    const { world, clock, reading } = withClock(() => (answers++ === 0 ? lost() : accepted));
    await world.queue("c", [await world.person("ada")]);
    const policy = { whenUnknown: "retry" as const };
    const engine = world.engine({ clock: reading, concurrency: 1, policy });
    await engine.tick(tenant).catch(() => undefined);
    clock.advanceBy(hour);
    for (let ticks = 0; ticks < 4; ticks++) await engine.tick(tenant).catch(() => undefined);
    expect(await world.statuses()).toEqual({ accepted: 1 });
  }, 2_000);
});

describe("a message that waits for its template", () => {
  it("is waited for from when an engine first lacked it, and anew once it was taken up", async () => {
    const world = deliveryWorld();
    const { clock, transport } = world;
    const [key] = await world.queue("c", [await world.person("ada")]);
    const lacking = world.engine({ renderer: fakeRenderer({}) });
    clock.advanceBy(4 * day);
    await lacking.drain(tenant);
    expect(await world.message(key)).toMatchObject({ status: "queued" });
    clock.advanceBy(2 * hour);
    transport.answer = () => failed("recipient", { retryAfterMs: hour });
    await world.engine().drain(tenant);
    clock.advanceBy(12 * hour);
    await lacking.drain(tenant);
    expect((await world.message(key)).reasons.map(({ code }) => code)).toEqual([
      "TEMPLATE_MISSING",
    ]);
    clock.advanceBy(3 * day - hour);
    await lacking.drain(tenant);
    expect(await world.message(key)).toMatchObject({ status: "queued" });
    clock.advanceBy(2 * hour);
    await lacking.drain(tenant);
    expect((await world.message(key)).reasons.map(({ code }) => code)).toEqual(["TEMPLATE_GONE"]);
  });
});

describe("a message that could not be tried", () => {
  it("for longer than its class may live does not leave after the outage", async () => {
    const world = deliveryWorld();
    const { clock, transport } = world;
    const ada = await world.person("ada");
    const news = await world.queue("n", [ada, ...(await world.people(150))]);
    const at = { dueAt: start + 8 * day };
    const [young] = await world.queue("y", [ada], at);
    transport.answer = () =>
      clock.now() < start + 10 * day ? failed("provider", { retryAfterMs: hour }) : accepted;
    const engine = world.engine({ batch: 20 });
    await world.run(engine, start + 10 * day, 6 * hour);
    await world.run(engine, start + 11 * day, hour);
    const last = await world.message(news.at(-1));
    expect(last).toMatchObject({ status: "skipped" });
    expect(last.reasons.map(({ code }) => code)).toEqual(["EXPIRED"]);
    expect(await world.message(young)).toMatchObject({ status: "accepted" });
    const { accepted: left } = await world.statuses();
    expect(left).toBe(1);
  });

  it("since a cap put it off lives from when it is due again", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    await world.queue("a", [ada]);
    const [second] = await world.queue("b", [ada]);
    const engine = world.engine({ policy: { caps: [{ max: 1, per: "7d" }] } });
    await engine.drain(tenant);
    world.clock.advanceBy(7 * day + minute);
    await engine.drain(tenant);
    expect(await world.message(second)).toMatchObject({ status: "accepted" });
  });
});
