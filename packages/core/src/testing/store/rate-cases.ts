import type { RateLimit, SlotLease, SlotQuery } from "../../ports/store/rates.js";
import type { Store } from "../../ports/store/store.js";
import { equal, rejectsWithCode } from "../expectations.js";
import { acme, at, t0 } from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const relay = { key: "relay", perSecond: 10 };
const domain = { key: "domain", perSecond: 4 };

function ask(over: Partial<SlotQuery> = {}): SlotQuery {
  return { ...at(t0), rates: [relay], want: 3, maxAhead: 1_000, ...over };
}

function limit(over: Partial<RateLimit> = {}): RateLimit {
  return { tenant: acme, key: "relay", perSecond: null, ...over };
}

/** A lease, without what the line's clock says. */
async function leased(store: Store, call: SlotQuery): Promise<Omit<SlotLease, "clock">> {
  const { startsIn, every, count, epoch } = await store.leaseSlots(call);
  return { startsIn, every, count, epoch };
}

export function rateCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("leases slots of a shared rate one after the other, and none twice", async (store) => {
      const first = { startsIn: 0, every: 100, count: 3, epoch: 0 };
      equal(await leased(store, ask()), first, "the first three");
      equal(await leased(store, ask()), { ...first, startsIn: 300 }, "the next");
      const leases = await Promise.all(
        Array.from({ length: 6 }, () => store.leaseSlots(ask({ want: 1, maxAhead: 9_000 }))),
      );
      equal(
        leases.map(({ startsIn }) => startsIn).toSorted((a, b) => a - b),
        [600, 700, 800, 900, 1_000, 1_100],
        "each another one",
      );
      equal((await store.leaseSlots(ask())).count, 0, "none so near");
      const later = await store.leaseSlots(ask({ now: t0 + 700, want: 9 }));
      equal([later.startsIn, later.count], [500, 0], "no crumbs of a busy line");
      const some = await store.leaseSlots(ask({ now: t0 + 1_200, want: 19 }));
      equal([some.startsIn, some.count], [0, 11], "as many as are near enough, where it is free");
      const idle = await store.leaseSlots(ask({ now: t0 + 60_000 }));
      equal([idle.startsIn, idle.count], [0, 3], "nothing saved up while idle");
    }),
    test("leases slots that are free for each key, at the distance of the slowest", async (store) => {
      const both = ask({ rates: [relay, domain] });
      const lease = { startsIn: 0, every: 250, count: 3, epoch: 0 };
      equal(await leased(store, both), lease, "both");
      const alone = await store.leaseSlots(ask());
      equal([alone.startsIn, alone.every], [600, 100], "the faster one, behind its last slot");
      const after = await store.leaseSlots(ask({ rates: [domain], maxAhead: 5_000 }));
      equal([after.startsIn, after.every], [750, 250], "the slower one");
      const none = { startsIn: 0, every: 0, count: 3, epoch: 0 };
      equal(await leased(store, ask({ rates: [] })), none, "without a rate");
    }),
    test("holds a rate that was lowered, and tells it by another epoch", async (store) => {
      await store.leaseSlots(ask());
      await store.limitRate(limit({ perSecond: 2, notBefore: t0 + 800 }));
      const held = await leased(store, ask({ maxAhead: 5_000 }));
      equal(held, { startsIn: 800, every: 500, count: 3, epoch: 1 }, "held down");
      await store.limitRate({ tenant: acme, key: "relay", notBefore: t0 + 2_300 });
      const waiting = await leased(store, ask({ maxAhead: 5_000, want: 1 }));
      equal(waiting, { startsIn: 2_300, every: 500, count: 1, epoch: 2 }, "stopped, no faster");
      await store.limitRate(limit());
      const free = await leased(store, ask({ maxAhead: 5_000 }));
      equal(free, { startsIn: 2_800, every: 100, count: 3, epoch: 3 }, "as configured");
      await store.limitRate(limit({ key: "new", perSecond: 1 }));
      const made = await store.leaseSlots(ask({ rates: [{ key: "new", perSecond: 99 }], want: 1 }));
      equal([made.every, made.epoch], [1_000, 1], "limited before it was used");
    }),
    test("goes by the line's own clock, whatever the callers' clocks say", async (store) => {
      const early = await store.leaseSlots(ask());
      equal(early.clock, t0, "as the first caller says");
      const ahead = await store.leaseSlots(ask({ now: t0 + 60_000, clock: t0 + 10 }));
      equal([ahead.clock, ahead.startsIn], [t0 + 10, 290], "not by a clock that is ahead");
      const behind = await store.leaseSlots(ask({ now: t0 - 60_000, clock: t0 + 5 }));
      equal([behind.clock, behind.startsIn], [t0 + 10, 590], "it goes forward only");
      const stop = { now: t0 - 60_000, notBefore: t0 - 60_000 + 5_000 };
      await store.limitRate(limit({ ...stop }));
      const held = await store.leaseSlots(ask({ clock: t0 + 4_000, maxAhead: 2_000 }));
      equal(held.startsIn, 1_010, "and a stop lasts as long as its caller meant");
    }),
    test("counts a stop from when it is asked for, not from the last lease", async (store) => {
      await store.leaseSlots(ask());
      // The answer took twenty seconds; the caller's own clock is a minute behind.
      const late = { clock: t0 + 20_000, now: t0 - 40_000, notBefore: t0 - 40_000 + 15_000 };
      await store.limitRate(limit(late));
      const held = await store.leaseSlots(ask({ clock: t0 + 20_000, maxAhead: 60_000 }));
      equal(held.startsIn, 15_000, "as long as was asked for");
    }),
    test("refuses instants that no line can count, and works on for others", async (store) => {
      await store.leaseSlots(ask());
      const none = [Number.NaN, Number.POSITIVE_INFINITY, 8_640_000_000_000_000];
      for (const at of none) {
        const calls = [
          () => store.leaseSlots(ask({ now: at })),
          () => store.leaseSlots(ask({ clock: at })),
          () => store.limitRate(limit({ notBefore: at })),
          () => store.limitRate(limit({ notBefore: t0, now: at })),
          () => store.limitRate(limit({ notBefore: t0, now: t0, clock: at })),
        ];
        for (const call of calls) await rejectsWithCode(call, "STORE_RATE_INVALID", "an instant");
      }
      equal((await store.leaseSlots(ask())).startsIn, 300, "nothing was leased or stopped");
    }),
    test("refuses rates that are none, and writes nothing", async (store) => {
      for (const perSecond of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2_000_000]) {
        const rates = [relay, { key: "x", perSecond }];
        await rejectsWithCode(
          () => store.leaseSlots(ask({ rates })),
          "STORE_RATE_INVALID",
          "lease",
        );
        await rejectsWithCode(
          () => store.limitRate(limit({ perSecond })),
          "STORE_RATE_INVALID",
          "limit",
        );
      }
      equal((await store.leaseSlots(ask())).startsIn, 0, "nothing was leased");
    }),
  ];
}
