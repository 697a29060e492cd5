import type { Store } from "@wellsent/core";
import { StoreError, TransportError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { accepted, deliveryWorld, minute, tenant } from "./delivery-world.js";

type Verb = "claimOutbox" | "reviewClaims" | "settle";
type Fault = "before" | "after";

function locked() {
  return new StoreError("STORE_LOCKED", "Another process writes.");
}

/** A store whose calls of one name fail while `fails` says so: before or after they took effect. */
function faulty(inner: Store, verb: Verb, when: Fault, fails: (call: number) => boolean) {
  let calls = 0;
  const guard =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      calls += 1;
      const doomed = fails(calls);
      if (doomed && when === "before") throw locked();
      const answer = await call(...args);
      if (doomed) throw locked();
      return answer;
    };
  return { ...inner, [verb]: guard(inner[verb] as (...args: never[]) => Promise<unknown>) };
}

describe.each(["before", "after"] as const)("a store that fails %s its effect", (when) => {
  const worldWith = (verb: Verb, fails: (call: number) => boolean) => {
    const inner = memoryStore();
    const world = deliveryWorld({ store: inner });
    return { ...world, store: faulty(inner, verb, when, fails) };
  };

  it("at the claim: the next claim of the same engine takes everything", async () => {
    const { people, queue, engine, transport, statuses, store } = worldWith(
      "claimOutbox",
      (call) => call === 1,
    );
    await queue("c", await people(12));
    const working = engine({ store });
    const { faults } = await working.tick(tenant);
    expect(faults).toContainEqual({ part: "email", code: "STORE_LOCKED" });
    expect(transport.tries).toHaveLength(0);
    await working.tick(tenant);
    expect(await statuses()).toEqual({ accepted: 12 });
    expect(transport.tries).toHaveLength(12);
  });

  it("at the look: nothing is sent or in doubt, and all goes out a little later", async () => {
    const { people, queue, engine, transport, statuses, store, clock, message } = worldWith(
      "reviewClaims",
      (call) => call === 2,
    );
    const keys = await queue("c", await people(12));
    const working = engine({ store, concurrency: 4 });
    const { email } = await working.tick(tenant);
    expect(email?.fault).toBe("STORE_LOCKED");
    expect(email?.accepted).toBe(4);
    expect(email?.putBack).toBe(8);
    expect(await statuses()).toEqual({ accepted: 4, queued: 8 });
    clock.advanceBy(minute);
    await working.drain(tenant);
    expect(await statuses()).toEqual({ accepted: 12 });
    expect(transport.tries).toHaveLength(12);
    for (const key of keys) expect(await message(key)).toMatchObject({ tries: 0, lost: 0 });
  });

  it("at the settlement: outcomes are kept, and never sent twice for it", async () => {
    let broken = true;
    const { people, queue, engine, transport, statuses, store } = worldWith("settle", () => broken);
    await queue("c", await people(12));
    const working = engine({ store, concurrency: 4 });
    const first = await working.tick(tenant);
    expect(first.email).toMatchObject({ accepted: 4, unsettled: 4, fault: "STORE_LOCKED" });
    expect(first.email?.more).toBe(false);
    // As long as nothing can be put on record, nothing is handed over.
    const second = await working.tick(tenant);
    expect(second.email).toMatchObject({ claimed: 0, unsettled: 4 });
    expect(transport.tries).toHaveLength(4);
    broken = false;
    const third = await working.drain(tenant);
    expect(third.email?.unsettled).toBe(0);
    expect(await statuses()).toEqual({ accepted: 12 });
    expect(new Set(transport.tries.map(({ id }) => id)).size).toBe(12);
    expect(transport.tries).toHaveLength(12);
  });

  it("leaves nothing for others to take over", async () => {
    const { people, queue, engine, statuses, store, clock } = worldWith(
      "reviewClaims",
      (call) => call % 2 === 1,
    );
    await queue("c", await people(20), { messageClass: "marketing" });
    const working = engine({ store, concurrency: 4 });
    for (let round = 0; round < 20; round += 1) {
      await working.drain(tenant);
      clock.advanceBy(minute);
    }
    const { swept } = await engine().drain(tenant);
    expect(swept).toMatchObject({ held: 0, doubled: [] });
    expect(await statuses()).toEqual({ accepted: 20 });
  });
});

describe("an outcome whose report cannot be taken in", () => {
  it("is on record all the same, and so are the others", async () => {
    const inner = memoryStore();
    const { people, queue, engine, gate, statuses } = deliveryWorld({
      store: inner,
      answer: ({ to }) =>
        to.address.startsWith("p0@")
          ? {
              outcome: "rejected",
              ref: "r",
              reason: "invalid_address",
              error: new TransportError("invalid_recipient", "No such mailbox.", {
                ...{ transport: "scripted", scope: "recipient", retry: "never", smtpCode: 550 },
              }),
            }
          : accepted,
    });
    await queue("c", await people(3));
    const broken = {
      ...gate,
      append: () => {
        throw new RangeError("rules that throw");
      },
    };
    // One by one: the settlement that is refused stands alone, and still stops nobody.
    await engine({ consent: broken, concurrency: 1 }).drain(tenant);
    expect(await statuses()).toEqual({ accepted: 2, rejected: 1 });
  });
});

describe("a caller that gives up", () => {
  it("leaves nothing claimed, and what was handed over on record", async () => {
    const giving = new AbortController();
    const { people, queue, engine, transport, statuses } = deliveryWorld({
      answer: () => {
        if (transport.tries.length === 3) giving.abort(new DOMException("enough", "AbortError"));
        return accepted;
      },
    });
    await queue("c", await people(12));
    const working = engine({ concurrency: 1 });
    await expect(working.tick(tenant, { signal: giving.signal })).rejects.toThrow("enough");
    expect(await statuses()).toEqual({ accepted: 4, queued: 8 });
    await working.drain(tenant);
    expect(transport.tries).toHaveLength(12);
  });
});
