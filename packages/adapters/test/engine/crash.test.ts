import type { Store } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { Killed, killAt, killPoints, type When } from "./kill-at.js";
import { createWorld, recordingTransport, start, tenant } from "./world.js";

const minute = 60_000;
const people = 12;

/** The job: everyone agrees and buys, the mails go out, two days pass, the second mails go out. */
async function run(
  createStore: () => Store,
  cut: { at: number; when: When } | null,
  whenUnknown: "retry" | "hold",
) {
  const clock = simulatedClock(start);
  const store = createStore();
  const transport = recordingTransport(clock);
  const shared = {
    clock,
    store,
    transport,
    sender: { policy: { whenUnknown } },
    concurrency: 4,
  };
  const power = killAt(cut?.at ?? 0, cut?.when ?? "before");
  // Each is a process of its own: its memory and its randomness are not the others'.
  const doomed = createWorld({
    ...shared,
    wrap: () => ({ store: power.over(store), transport: power.overTransport(transport) }),
  });
  const safe = createWorld({ ...shared, seed: 8 });
  const ids = [];
  for (let n = 0; n < people; n++) {
    const id = await safe.person(`person-${n}`);
    await safe.subscribe(id);
    await safe.buys(id, `order-${n}`);
    ids.push(id);
  }
  for (const step of [0, 2 * 24 * 60 * minute]) {
    clock.advanceBy(step);
    await doomed.engine.drain(tenant).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    if (power.isDead()) {
      // The next process: nothing of the old one's memory, and the clock goes on until the lease
      // has run out.
      const next = createWorld({ ...shared, seed: 9 + step });
      await next.engine.drain(tenant);
      clock.advanceBy(61 * minute);
      await next.engine.drain(tenant);
    }
  }
  const copies = new Map<string, number>();
  for (const { id } of transport.sent) copies.set(id, (copies.get(id) ?? 0) + 1);
  // Every mail that left leads where it said, the copies of lost workers too.
  const evidence = { method: "GET", userAgent: "a person's browser", acceptLanguage: "en" };
  let astray = 0;
  for (const { to, text } of transport.sent) {
    const link = /https:\/\/m\.example\/(click\/\S+)/.exec(text)?.[1];
    if (link === undefined) continue;
    const request = {
      method: "GET",
      path: link,
      query: {},
      body: {},
      locale: "en",
      at: clock.now(),
    };
    const { headers } = await safe.engine.respond(request, evidence);
    if (headers["location"] !== `https://shop.example/thanks/${to.split("@")[0]}`) astray += 1;
  }
  const unknown = (await store.countOutbox(tenant)).filter(({ status }) => status === "unknown");
  return {
    calls: power.calls(),
    messages: copies.size,
    astray,
    twice: [...copies.values()].filter((count) => count > 1).length,
    most: Math.max(0, ...copies.values()),
    unknown: unknown.reduce((total, { count }) => total + count, 0),
  };
}

const stores = [
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] as const;

describe.each(stores)(
  "power cut at every call of every port, over the %s store",
  (name, createStore) => {
    it("loses nothing, and sends twice at most what was in flight, with retry", async () => {
      const whole = await run(createStore, null, "retry");
      expect(whole).toMatchObject({ messages: 2 * people, twice: 0, unknown: 0 });
      for (const [at, when] of killPoints(whole.calls, name)) {
        const result = await run(createStore, { at, when }, "retry");
        expect(result.messages, `${when} call ${at}`).toBe(2 * people);
        expect(result.astray, `${when} call ${at}`).toBe(0);
        expect(result.twice, `${when} call ${at}`).toBeLessThanOrEqual(4);
        expect(result.most, `${when} call ${at}`).toBeLessThanOrEqual(2);
      }
    });

    it("never sends twice, and counts every message in doubt, with hold", async () => {
      const whole = await run(createStore, null, "hold");
      for (const [at, when] of killPoints(whole.calls, name)) {
        const result = await run(createStore, { at, when }, "hold");
        expect(result.most, `${when} call ${at}`).toBe(1);
        // In doubt is what was in somebody's hands, and nothing that was only claimed.
        expect(result.unknown, `${when} call ${at}`).toBeLessThanOrEqual(4);
        expect(result.astray, `${when} call ${at}`).toBe(0);
        expect(result.messages + result.unknown, `${when} call ${at}`).toBeGreaterThanOrEqual(
          2 * people,
        );
      }
    });
  },
);

describe("withdrawals racing claims", () => {
  it("sends nothing to anybody whose withdrawal had committed, whatever the order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            who: fc.integer({ min: 0, max: 4 }),
            what: fc.constantFrom("buy", "withdraw", "tick", "wait"),
          }),
          { maxLength: 40 },
        ),
        async (script) => {
          const { person, subscribe, withdraw, buys, engine, clock, transport } = createWorld();
          const ids = await Promise.all([0, 1, 2, 3, 4].map((n) => person(`person-${n}`)));
          for (const id of ids) await subscribe(id);
          const gone = new Map<string, number>();
          let orders = 0;
          const pending: Promise<unknown>[] = [];
          for (const { who, what } of script) {
            const id = ids[who];
            if (!id) continue;
            if (what === "buy") await buys(id, `order-${orders++}`);
            if (what === "wait") clock.advanceBy(25 * 60 * minute);
            // Not awaited: it races with what follows.
            if (what === "tick") pending.push(engine.tick(tenant));
            if (what === "withdraw") {
              await withdraw(id);
              if (!gone.has(id)) gone.set(id, transport.sent.length);
            }
          }
          await Promise.all(pending);
          await engine.drain(tenant);
          for (const [id, count] of gone) {
            // Whatever had been handed over when the withdrawal committed does not count.
            const later = transport.sent
              .slice(count)
              .filter(({ to }) => to === `${id}@mail.example`);
            expect(later.length).toBe(0);
          }
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  });
});
