import type { Store } from "@wellsent/core";
import { StoreError, TransportError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { accepted, deliveryWorld, failed, hour, tenant } from "./delivery-world.js";
import { start } from "./world.js";

type Settle = Parameters<Store["settle"]>[0];

/** A store that refuses each settlement with an outcome that it dislikes. */
function picky(dislikes: (result: Settle["results"][number]) => boolean) {
  const inner = memoryStore();
  const settle: Store["settle"] = async (call, ...rest) => {
    if (call.results.some(dislikes))
      throw new StoreError("STORE_ROW_INVALID", "A column does not take this value.");
    return inner.settle(call, ...rest);
  };
  return deliveryWorld({ store: { ...inner, settle } });
}

describe("an outcome that the store refuses for its content", () => {
  it("goes on record without the part that it refuses", async () => {
    const world = picky((one) => one.outcome === "accepted" && one.providerMessageId !== null);
    world.transport.answer = () => ({ ...accepted, providerMessageId: "id-1" });
    await world.queue("c", await world.people(15));
    const { email } = await world.engine().drain(tenant);
    expect(email).toMatchObject({ accepted: 15, unsettled: 0 });
    expect(await world.statuses()).toEqual({ accepted: 15 });
  });

  it("is no trouble of the store where it is the only one", async () => {
    const world = picky(({ key, outcome }) => key.endsWith("p0m") && outcome !== "unknown");
    const people = await world.people(3, "mail.example");
    const engine = world.engine({ batch: 1, concurrency: 1 });
    await engine.drain(tenant);
    await world.queue("c", people);
    const { email } = await engine.tick(tenant);
    expect(email).toMatchObject({ claimed: 1, unsettled: 1, fault: null, more: true });
    expect((await engine.tick(tenant)).email).toMatchObject({ claimed: 1, unsettled: 0 });
    await engine.drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 2, unknown: 1 });
  });

  it("stops the lane where a second one is refused, or the store takes nothing", async () => {
    const all = picky(({ outcome }) => outcome === "accepted");
    const engine = all.engine({ batch: 1, concurrency: 1 });
    const people = await all.people(3);
    await engine.drain(tenant);
    await all.queue("c", people);
    await engine.tick(tenant);
    // Said in doubt the second time, so that none is sent whose outcome cannot be on record.
    expect((await engine.tick(tenant)).email).toMatchObject({ claimed: 1, fault: null });
    expect(await all.statuses()).toEqual({ unknown: 1, claimed: 1, queued: 1 });

    const inner = memoryStore();
    const none: Store["settle"] = () =>
      Promise.reject(new StoreError("STORE_ROW_INVALID", "A column does not take this value."));
    const mute = deliveryWorld({ store: { ...inner, settle: none } });
    const stopped = mute.engine({ batch: 1, concurrency: 1 });
    const others = await mute.people(3);
    await stopped.drain(tenant);
    await mute.queue("c", others);
    expect((await stopped.tick(tenant)).email).toMatchObject({ fault: "STORE_ROW_INVALID" });
    await stopped.tick(tenant);
    expect(mute.transport.tries).toHaveLength(1);
  });

  it("ends as unknown where it is refused again, and stops no other", async () => {
    const world = picky(({ key, outcome }) => key.endsWith("p3m") && outcome !== "unknown");
    const people = await world.people(15, "mail.example");
    const keys = await world.queue("c", people);
    const engine = world.engine();
    await engine.tick(tenant);
    await engine.tick(tenant);
    const { email } = await engine.tick(tenant);
    expect(email).toMatchObject({ unsettled: 0, fault: null });
    const doubtful = await world.message(keys[3]);
    expect(doubtful).toMatchObject({ status: "unknown" });
    expect(doubtful.reasons.map(({ code }) => code)).toEqual(["OUTCOME_REFUSED"]);
    expect(await world.statuses()).toEqual({ accepted: 14, unknown: 1 });
    expect(world.transport.tries).toHaveLength(15);
  });
});

describe("a ledger that cannot be extended", () => {
  it.each([
    ["its head does not fit", "STORE_LEDGER_HEAD", undefined],
    ["its entries do not follow", "STORE_LEDGER_MISMATCH", undefined],
    ["its head cannot be read", "STORE_CORRUPT", "ledger_head[consent].frontier"],
  ] as const)("costs no bounce what it says of its address: %s", async (_, code, path) => {
    const inner = memoryStore();
    let broken = true;
    const reports: unknown[] = [];
    const settle: Store["settle"] = async (call, ...rest) => {
      const told = call.results.flatMap(({ report }) => report ?? []);
      if (broken && told.length > 0)
        throw new StoreError(code, "The ledger cannot be extended.", path && { path });
      reports.push(...told);
      return inner.settle(call, ...rest);
    };
    const error = new TransportError("invalid_recipient", "Nobody here.", {
      ...{ transport: "scripted", scope: "recipient", retry: "never", smtpCode: 550 },
    });
    const world = deliveryWorld({
      store: { ...inner, settle },
      answer: () => ({ outcome: "rejected", ref: "r", reason: "invalid_address", error }),
    });
    const engine = world.engine();
    const people = await world.people(1);
    await engine.drain(tenant);
    await world.queue("c", people);
    expect((await engine.tick(tenant)).email).toMatchObject({ unsettled: 1, fault: code });
    expect((await engine.tick(tenant)).email).toMatchObject({ unsettled: 1, fault: code });
    broken = false;
    expect((await engine.tick(tenant)).email).toMatchObject({ unsettled: 0, fault: null });
    expect(reports).toMatchObject([{ type: "bounced" }]);
    expect(await world.statuses()).toEqual({ rejected: 1 });
  });
});

describe("a source of chance that fails", () => {
  it("neither strands a message nor loses what became of it", async () => {
    const world = deliveryWorld();
    let made = false;
    const random = {
      bytes: (length: number) => {
        if (made) throw new Error("no entropy");
        return new Uint8Array(length);
      },
    };
    let asked = 0;
    world.transport.answer = () => (asked++ < 5 ? failed("recipient") : accepted);
    const keys = await world.queue("c", await world.people(8));
    const engine = world.engine({ random, concurrency: 2 });
    made = true;
    const { email } = await engine.tick(tenant);
    expect(email).toMatchObject({ failed: 5, retried: 5, accepted: 3, unsettled: 0 });
    expect(await world.message(keys[0])).toMatchObject({ status: "queued", tries: 1 });
    await world.run(engine, start + hour);
    expect(await world.statuses()).toEqual({ accepted: 8 });
  });
});
