import { setTimeout as sleep } from "node:timers/promises";
import { type Store, tenantId } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { sqliteStore } from "../../src/sqlite/index.js";

const tenant = tenantId("acme");

/** Calls one after the other until so much time has gone by, and counts turns of the loop. */
async function turnsDuring(store: Store, milliseconds: number) {
  const begun = performance.now();
  let turns = 0;
  let going = true;
  const count = (): void => {
    turns += 1;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  while (performance.now() - begun < milliseconds) await store.readLedgerHead(tenant);
  going = false;
  return turns;
}

describe("calls one after the other", () => {
  it("leave the event loop its turns", async () => {
    const store = sqliteStore({ path: ":memory:" });
    expect(await turnsDuring(store, 100)).toBeGreaterThanOrEqual(4);
    await store.close();
  });

  it("are one turn where the host wants each step to be the same every time", async () => {
    const store = sqliteStore({ path: ":memory:", breathe: false });
    expect(await turnsDuring(store, 100)).toBe(0);
    await store.close();
  });
});

describe("a call that waits for a turn", () => {
  /** The turn is used up: whatever is called now has to wait. */
  const tired = async () => {
    const store = sqliteStore({ path: ":memory:" });
    await sleep(1);
    await store.readLedgerHead(tenant);
    const begun = performance.now();
    while (performance.now() - begun < 8);
    return store;
  };

  it("is refused if the store is closed meanwhile", async () => {
    const store = await tired();
    const waiting = store.readLedgerHead(tenant);
    await store.close();
    await expect(waiting).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });

  it("is left undone if its caller gives up meanwhile", async () => {
    const store = await tired();
    const giving = new AbortController();
    const waiting = store.readLedgerHead(tenant, { signal: giving.signal });
    giving.abort(new DOMException("enough", "AbortError"));
    await expect(waiting).rejects.toThrow("enough");
    await store.close();
  });
});
