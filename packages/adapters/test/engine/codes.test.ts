import type { CodeSource, SendOutcome } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import { recordingLogger } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { codesWorld, none, tenant } from "./codes-world.js";
import { accepted, day, failed, hour, lost, minute, smsTransport } from "./delivery-world.js";

function never(): SendOutcome {
  const error = new TransportError("provider", "No.", {
    ...{ transport: "scripted", scope: "message", retry: "never", smtpCode: 554 },
  });
  return { outcome: "failed", ref: "r", error };
}

describe("a message with a code", () => {
  it("has its occasion by the workspace's clock where nobody knows the contact's zone", async () => {
    const world = codesWorld();
    await world.load(["A", "B"]);
    const people = await world.people(2);
    const [id] = people;
    if (id === undefined) return;
    const timeZone = { name: "Mars/Base", source: "stated" } as const;
    await world.store.changeContacts(
      { tenant, now: world.clock.now(), lookups: [{ id }] },
      (found) =>
        found.flatMap((one) =>
          one !== null && "points" in one ? [{ contact: { ...one, timeZone } }] : [],
        ),
    );
    await world.queue("n", people, { template: "birthday" });
    await world.engine().drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 2 });
  });

  it("carries one that nobody else has, and keeps it on record", async () => {
    const world = codesWorld();
    await world.load(["A", "B", "C"]);
    const keys = await world.queue("n", await world.people(3));
    await world.engine().drain(tenant);
    expect([...world.sent().values()].toSorted()).toEqual(["A", "B", "C"]);
    const { data } = await world.message(keys[0]);
    expect(data).toEqual({ code: { value: world.sent().get("p0@mail.example"), expiresAt: null } });
    expect(await world.count()).toEqual({ ...none, given: 3 });
  });

  it("carries the same code in every try, and none is left over", async () => {
    let left = 3;
    const world = codesWorld({
      answer: () => {
        left -= 1;
        return left >= 0 ? failed("recipient") : accepted;
      },
    });
    await world.load(["A", "B"]);
    await world.queue("n", await world.people(1));
    await world.run(world.engine(), world.clock.now() + 2 * hour);
    expect(world.transport.tries.length).toBe(4);
    expect(new Set(world.transport.tries.map(({ subject }) => subject)).size).toBe(1);
    expect(await world.count()).toEqual({ ...none, free: 1, given: 1 });
  });

  it("gives it back where it certainly did not leave", async () => {
    const world = codesWorld({ answer: never });
    await world.load(["A"]);
    await world.queue("n", await world.people(1));
    await world.engine().drain(tenant);
    expect(await world.statuses()).toEqual({ failed: 1 });
    expect(await world.count()).toEqual({ ...none, free: 1 });
  });

  it("keeps it where nobody knows, until the host says more", async () => {
    const world = codesWorld({ answer: lost });
    await world.load(["A"]);
    const [key] = await world.queue("n", await world.people(1));
    const engine = world.engine();
    await engine.drain(tenant);
    if (key === undefined) return;
    expect(await world.count()).toEqual({ ...none, given: 1 });
    await engine.resolveHeld(tenant, key, "drop");
    await world.run(engine, world.clock.now() + 5 * hour, hour);
    expect(await world.count(), "not sent again is not the same as not sent").toEqual({
      ...none,
      given: 1,
    });
  });

  it("gets none for a person who may not be written to", async () => {
    const world = codesWorld();
    await world.load(["A"]);
    const people = await world.people(1);
    const [key] = await world.queue("n", people);
    for (const one of people) await world.withdraw(one);
    await world.engine().drain(tenant);
    expect((await world.message(key)).status).toBe("skipped");
    expect(await world.count()).toEqual({ ...none, free: 1 });
  });

  it("shares it among the channels of one message, and not among messages", async () => {
    const world = codesWorld();
    await world.load(["A", "B"]);
    const sms = smsTransport(() => world.clock.now());
    await world.queue("n", await world.people(1), { template: "text", channel: "sms" });
    await world.engine({ sms }).drain(tenant);
    expect(sms.sent[0]?.subject).toMatch(/^Code [AB]$/m);
    expect(await world.count()).toEqual({ ...none, free: 1, given: 1 });
  });

  it("carries a marked sample where it is a test, and takes none", async () => {
    const world = codesWorld();
    await world.load(["A"]);
    await world.queue("t-spring", await world.people(1));
    await world.engine().drain(tenant);
    expect([...world.sent().values()]).toEqual(["SAMPLE CODE"]);
    expect(await world.count()).toEqual({ ...none, free: 1 });
  });
});

describe("an occasion", () => {
  it("gets one code for a person, whatever the message, by the year it was planned in", async () => {
    const world = codesWorld();
    await world.load(["A", "B", "C"]);
    const people = await world.people(1);
    const first = await world.queue("a", people, { template: "birthday" });
    const second = await world.queue("b", people, { template: "birthday" });
    await world.engine().drain(tenant);
    const states = [await world.reasons(first[0]), await world.reasons(second[0])];
    expect(states.toSorted()).toEqual([[], ["CODE_LIMIT"]]);
    const dueAt = Date.UTC(2026, 11, 31, 23, 30);
    await world.queue("c", people, { template: "birthday", dueAt });
    world.clock.advanceTo(dueAt);
    await world.engine().drain(tenant);
    expect(await world.count(), "1 January in Berlin").toEqual({ ...none, free: 1, given: 2 });
  });
});

describe("an empty pool", () => {
  it("ends the message, lets it wait, or leaves the code out, as the template says", async () => {
    const world = codesWorld();
    const people = await world.people(1);
    const [skipped] = await world.queue("a", people, { template: "news" });
    const [waits] = await world.queue("b", people, { template: "waiting" });
    const [without] = await world.queue("c", people, { template: "without" });
    const engine = world.engine();
    await engine.drain(tenant);
    expect([(await world.message(skipped)).status, await world.reasons(skipped)]).toEqual([
      "skipped",
      ["CODE_EXHAUSTED"],
    ]);
    expect([(await world.message(waits)).status, await world.reasons(waits)]).toEqual([
      "queued",
      ["CODE_EXHAUSTED"],
    ]);
    expect([(await world.message(without)).status, (await world.message(without)).data]).toEqual([
      "accepted",
      { code: null },
    ]);
    await world.load(["A"]);
    world.clock.advanceBy(15 * minute);
    await engine.drain(tenant);
    expect((await world.message(waits)).status).toBe("accepted");
    expect(await world.count()).toEqual({ ...none, given: 1 });
  });

  it("is empty where no code is valid for as long as the template promises", async () => {
    const world = codesWorld();
    await world.load(["A"], world.clock.now() + 13 * day);
    const people = await world.people(1);
    const [key] = await world.queue("a", people, { template: "lasting" });
    await world.engine().drain(tenant);
    expect(await world.reasons(key)).toEqual(["CODE_EXPIRED"]);
    await world.load(["B"], world.clock.now() + 14 * day);
    await world.queue("b", people, { template: "lasting" });
    await world.engine().drain(tenant);
    expect([...world.sent().values()]).toEqual(["B"]);
  });

  it("is announced before it is empty, once a while", async () => {
    const world = codesWorld();
    await world.load(Array.from({ length: 49 }, (_, n) => `C-${n}`));
    await world.queue("n", await world.people(20));
    const logger = recordingLogger();
    await world.engine({ logger, batch: 5 }).drain(tenant);
    const told = logger.lines.filter(({ message }) => message.startsWith("Few codes"));
    expect(told.map(({ fields }) => fields)).toEqual([{ tenant, pool: "spring", free: 49 }]);
  });
});

describe("codes that are made elsewhere", () => {
  function shop(make: CodeSource["make"]): {
    readonly codeSources: { readonly spring: CodeSource };
  } {
    return { codeSources: { spring: { id: "shop", most: 30, make } } };
  }

  it("are fetched a block ahead, and never given twice by a shop that repeats itself", async () => {
    const world = codesWorld();
    let made = 0;
    let asked = 0;
    const source = shop(async ({ want }) => {
      asked += 1;
      made = Math.max(0, made - 5);
      return Array.from({ length: want }, () => ({ code: `S-${made++}` }));
    });
    await world.queue("n", await world.people(100));
    await world.engine({ ...source, concurrency: 20 }).drain(tenant);
    expect(world.sent().size).toBe(100);
    expect(new Set(world.sent().values()).size).toBe(100);
    expect(asked).toBeLessThan(10);
  });

  it("let messages wait while the shop fails or lies, whatever the template says", async () => {
    const world = codesWorld();
    const answers: readonly CodeSource["make"][] = [
      () => Promise.reject(new Error("shop.example says ann@mail.example")),
      async () =>
        JSON.parse('[{ "code": 7 }, null, { "code": "a b" }, { "code": "X", "expiresAt": 1 }]'),
      async () => JSON.parse('{ "codes": [] }'),
      async () => [],
    ];
    const logger = recordingLogger();
    const [key] = await world.queue("n", await world.people(1));
    for (const make of answers) {
      await world.engine({ ...shop(make), logger }).drain(tenant);
      expect([(await world.message(key)).status, await world.reasons(key)]).toEqual([
        "queued",
        ["CODE_SOURCE_DOWN"],
      ]);
      world.clock.advanceBy(5 * minute);
    }
    expect(JSON.stringify(logger.lines)).not.toContain("mail.example");
    await world.engine(shop(async () => [{ code: "OK" }])).drain(tenant);
    expect([...world.sent().values()]).toEqual(["OK"]);
  });

  it("hold up nobody's mail where the shop never answers, and each such mail waits once", async () => {
    const world = codesWorld();
    const people = await world.people(3);
    const keys = await world.queue("n", people.slice(1));
    await world.queue("t-1", people.slice(0, 1));
    let asked = 0;
    const waits: number[] = [];
    const source = shop((_call, { signal } = {}) => {
      asked += 1;
      return new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(new Error("gone")));
      });
    });
    const engine = world.engine({
      ...source,
      pause: async (length) => {
        waits.push(length);
      },
    });
    await engine.drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 1, queued: 2 });
    expect(await world.reasons(keys[0])).toEqual(["CODE_SOURCE_DOWN"]);
    expect([asked, waits]).toEqual([1, [5_000]]);
  });

  it("are not asked for by messages without codes", async () => {
    const world = codesWorld();
    await world.queue("t-1", await world.people(1));
    const source = shop(() => Promise.reject(new Error("asked")));
    await world.engine(source).drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 1 });
  });
});
