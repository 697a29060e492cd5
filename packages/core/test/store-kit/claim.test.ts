import { contactId, InputError, sendKey } from "@wellsent/core";
import type { Candidate, Verdict } from "@wellsent/core/ports";
import { messageTable } from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import { allowed, keys, outboxScene, refusal, sendIt, start, tenant } from "./outbox-scene.js";

const minute = 60_000;
const [a, b, c] = [sendKey("a"), sendKey("b"), sendKey("c")];

async function withMessages(count: number) {
  const scene = outboxScene();
  await scene.people("ada", "bob");
  await scene.queue(keys(count).map((key) => ({ key })));
  return scene;
}

describe("claimOutbox", () => {
  test("reserves what is due, earliest first, for one worker only", async () => {
    const scene = outboxScene();
    await scene.people("ada");
    await scene.queue([
      { key: a, dueAt: start + 2 },
      { key: b, dueAt: start + 1 },
      { key: c, dueAt: start + 3 },
      { key: sendKey("later"), dueAt: start + minute },
    ]);
    scene.now = start + 10;
    const first = await scene.claim("w1", { limit: 2 });
    expect(first.claimed.map(({ message }) => message.key)).toEqual([b, a]);
    expect(first).toMatchObject({ refused: 0, quarantined: 0, left: [], more: true });
    expect(first.claimed[0]?.message).toMatchObject({
      status: "claimed",
      worker: "w1",
      attempt: 1,
      triedAt: start + 10,
      plannedAt: start + 1,
    });
    const second = await scene.claim("w2");
    expect(second.claimed.map(({ message }) => message.key)).toEqual([c]);
    expect(await scene.message(a)).toEqual(first.claimed[1]?.message);
  });

  test("gives back what the worker does not hold: an earlier answer was lost", async () => {
    const scene = await withMessages(4);
    const lost = await scene.claim("w1", { limit: 3 });
    const again = await scene.claim("w1", { limit: 3, holding: keys(1) });
    expect(again.claimed.map(({ message }) => [message.key, message.attempt])).toEqual([
      [keys(4)[1], 2],
      [keys(4)[2], 2],
      [keys(4)[3], 1],
    ]);
    expect(lost.claimed).toHaveLength(3);
    expect(await scene.message(sendKey("m000"))).toMatchObject({ attempt: 1, tries: 0, lost: 0 });
  });

  test("leaves what is in the worker's own hands, and other lanes, where they are", async () => {
    const scene = await withMessages(3);
    await scene.queue([{ key: a, lane: "sms" }]);
    const { claimed } = await scene.claim("w1");
    await scene.claim("w1", { lane: "sms", holding: keys(3) });
    await scene.look(
      "w1",
      claimed.slice(0, 1).map(({ message }) => message),
    );
    const again = await scene.claim("w1");
    expect(again.claimed.map(({ message }) => message.key)).toEqual(keys(3).slice(1));
    expect((await scene.message(sendKey("m000"))).attempt).toBe(1);
    expect((await scene.message(a)).attempt).toBe(1);
  });

  test("puts a lost reservation that is beyond the limit back in the queue", async () => {
    const scene = await withMessages(3);
    await scene.claim("w1");
    const { claimed, more } = await scene.claim("w1", { limit: 1 });
    expect(claimed.map(({ message }) => message.key)).toEqual(keys(1));
    expect(more).toBe(true);
    expect(Object.values(await scene.statuses()).sort()).toEqual(["claimed", "queued", "queued"]);
  });

  test("lets each message see the verdicts on its contact's earlier ones", async () => {
    const scene = await withMessages(3);
    const seen: string[] = [];
    await scene.claim("w1", {
      verdict: ({ message, facts }) => {
        const known = [...facts.messages].sort((x, y) => (x.key < y.key ? -1 : 1));
        seen.push(known.map(({ status }) => status).join(" "));
        const verdicts: Readonly<Record<string, Verdict>> = {
          m000: { verdict: "send", decision: allowed },
          m001: { verdict: "skip", reasons: [] },
        };
        return verdicts[message.key] ?? { verdict: "defer", until: start + 1, reasons: [] };
      },
    });
    expect(seen).toEqual([
      "queued queued queued",
      "claimed queued queued",
      "claimed skipped queued",
    ]);
  });

  test("shows what it puts back as queued, not as claimed", async () => {
    const scene = await withMessages(2);
    await scene.claim("w1");
    const seen: string[] = [];
    await scene.claim("w1", {
      verdict: ({ message, facts }) => {
        seen.push(message.status, ...facts.messages.map(({ status }) => status));
        return { verdict: "leave", reasons: [] };
      },
    });
    expect(new Set(seen)).toEqual(new Set(["queued"]));
    expect(await scene.statuses()).toEqual({ m000: "queued", m001: "queued" });
  });

  test("records a deferral and a skip at once", async () => {
    const scene = await withMessages(2);
    const reasons = [{ code: "QUIET_HOURS", effect: "defer" as const, rule: "test" }];
    const { refused, claimed } = await scene.claim("w1", {
      verdict: ({ message }) =>
        message.key === "m000"
          ? { verdict: "defer", until: start + minute, reasons }
          : { verdict: "skip", reasons },
    });
    expect([refused, claimed.length]).toEqual([2, 0]);
    const [deferred, skipped] = [sendKey("m000"), sendKey("m001")];
    expect(await scene.message(deferred)).toMatchObject({
      status: "queued",
      dueAt: start + minute,
      plannedAt: start,
      attempt: 0,
      triedAt: null,
      reasons,
    });
    expect(await scene.message(skipped)).toMatchObject({ status: "skipped", settledAt: start });
    expect(await scene.store.nextWork(tenant)).toBe(start);
  });

  test("leaves what this engine has no template for to others, and says so once", async () => {
    const scene = await withMessages(1);
    await scene.queue([{ key: a, template: "other" }]);
    const reasons = [{ code: "TEMPLATE_UNKNOWN", effect: "defer" as const, rule: "test" }];
    const verdict = ({ message }: Candidate): Verdict =>
      message.template === "other" ? { verdict: "leave", reasons } : sendIt();
    const report = await scene.claim("w1", { verdict });
    expect(report).toMatchObject({ refused: 0, left: ["other"] });
    expect(await scene.message(a)).toMatchObject({ status: "queued", dueAt: start, reasons });
    const judged: string[] = [];
    await scene.claim("w1", {
      holding: keys(1),
      exceptTemplates: ["other"],
      verdict: ({ message }) => {
        judged.push(message.key);
        return sendIt();
      },
    });
    expect(judged).toEqual([]);
    const taken = await scene.claim("w2");
    expect(taken.claimed.map(({ message }) => message.key)).toEqual([a]);
  });

  test("refuses the call where a verdict sends on a refusal", async () => {
    const scene = await withMessages(2);
    const claim = scene.claim("w1", { verdict: () => ({ verdict: "send", decision: refusal }) });
    await expect(claim).rejects.toMatchObject({ code: "STORE_DECISION_REFUSED" });
    expect(await scene.statuses()).toEqual({ m000: "queued", m001: "queued" });
  });
});

describe("what cannot be judged", () => {
  const poisoned = ({ message }: Candidate): Verdict => {
    if (message.key === "m001") throw new InputError("INPUT_ZONE", "no such zone: Ada's");
    return sendIt();
  };

  test("costs that message only, and comes back at growing distances", async () => {
    const scene = await withMessages(3);
    const report = await scene.claim("w1", { verdict: poisoned });
    expect(report.claimed.map(({ message }) => message.key)).toEqual(["m000", "m002"]);
    expect(report.quarantined).toBe(1);
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const [entry] = (await scene.store.readQuarantine({ tenant })).items;
      expect(entry).toMatchObject({ kind: "message", id: "m001", code: "INPUT_ZONE", at: start });
      expect(entry?.tries).toBe(round + 1);
      waits.push(((entry?.nextAt ?? 0) - scene.now) / minute);
      scene.now = (entry?.nextAt ?? 0) - 1;
      expect((await scene.claim("w2", { verdict: poisoned })).quarantined).toBe(0);
      scene.now += 1;
      expect((await scene.claim("w2", { verdict: poisoned })).quarantined).toBe(1);
    }
    expect(waits).toEqual([1, 4, 16, 64, 256, 1024, 1440, 1440]);
    expect(JSON.stringify((await scene.store.readQuarantine({ tenant })).items)).not.toContain(
      "Ada",
    );
  });

  test("is forgotten with its first success", async () => {
    const scene = await withMessages(3);
    await scene.claim("w1", { verdict: poisoned });
    scene.now += minute;
    const { claimed } = await scene.claim("w2");
    expect(claimed.map(({ message }) => message.key)).toEqual(["m001"]);
    expect((await scene.store.readQuarantine({ tenant })).items).toEqual([]);
  });

  test("costs a message whose row is damaged, and no other", async () => {
    const scene = await withMessages(3);
    damage(scene, "m001", "decision", '{"secret');
    const report = await scene.claim("w1");
    expect(report.claimed.map(({ message }) => message.key)).toEqual(["m000", "m002"]);
    const [entry] = (await scene.store.readQuarantine({ tenant })).items;
    expect(entry).toMatchObject({ id: "m001", code: "STORE_CORRUPT", nextAt: start + minute });
    const read = scene.store.readMessage({ tenant, key: sendKey("m001") });
    await expect(read).rejects.toMatchObject({
      code: "STORE_CORRUPT",
      path: "message[m001].decision",
    });
    await expect(read).rejects.not.toThrow(/secret/);
    expect(Object.keys(await scene.statuses())).toEqual(["m000", "m002"]);
  });

  test("costs the messages of a contact whose facts are damaged, and nobody else's", async () => {
    const scene = await withMessages(1);
    await scene.queue([{ key: a, contact: contactId("bob") }], "bob");
    damage(scene, "m000", "marks", "{");
    const report = await scene.claim("w1");
    expect(report.claimed.map(({ message }) => message.key)).toEqual([a]);
    expect(report.quarantined).toBe(1);
  });

  async function crowd(size: number) {
    const scene = outboxScene();
    const names = keys(size, "c");
    await scene.people(...names);
    for (const name of names) await scene.queue([{ key: sendKey(`to-${name}`) }], name);
    return scene;
  }

  test("refuses the call where it is the code that fails, and writes nothing", async () => {
    const scene = await crowd(12);
    let calls = 0;
    const claim = scene.claim("w1", {
      verdict: () => {
        calls += 1;
        if (calls > 5) throw new TypeError("undefined is not Ada");
        return sendIt();
      },
    });
    await expect(claim).rejects.toMatchObject({
      code: "STORE_FUNCTION_FAILED",
      path: "claimOutbox",
    });
    await expect(claim).rejects.not.toThrow(/Ada/);
    expect(new Set(Object.values(await scene.statuses()))).toEqual(new Set(["queued"]));
    expect((await scene.store.readQuarantine({ tenant })).items).toEqual([]);
    expect((await scene.claim("w1")).claimed).toHaveLength(12);
  });

  test("does not take the many messages of one contact for broken code", async () => {
    const scene = await withMessages(30);
    await scene.queue([{ key: a, contact: contactId("bob") }], "bob");
    const report = await scene.claim("w1", {
      verdict: ({ message }) => {
        if (message.contact === "ada") throw new Error("bad data");
        return sendIt();
      },
    });
    expect([report.quarantined, report.claimed.length]).toEqual([30, 1]);
  });

  test("does not refuse the call where the same few fail again together", async () => {
    const scene = await crowd(30);
    const bad = new Set<string>(keys(12, "c"));
    const verdict = ({ message }: Candidate): Verdict => {
      if (bad.has(message.contact)) throw new Error("bad data");
      return sendIt();
    };
    expect(await scene.claim("w1", { verdict })).toMatchObject({ quarantined: 12 });
    scene.now += minute;
    expect(await scene.claim("w2", { verdict })).toMatchObject({ quarantined: 12 });
    const [entry] = (await scene.store.readQuarantine({ tenant })).items;
    expect(entry).toMatchObject({ tries: 2, code: "UNEXPECTED" });
  });

  test.each([3, 64, 65, 90])("counts up and heals with %i entries in quarantine", async (count) => {
    const scene = await withMessages(count);
    const bad = (): never => {
      throw new InputError("INPUT_TEST", "This unit is poisoned.");
    };
    const tries = async () =>
      (await scene.store.readQuarantine({ tenant, limit: 100 })).items.map((entry) => entry.tries);
    expect(await scene.claim("w1", { verdict: bad })).toMatchObject({ quarantined: count });
    scene.now += minute;
    expect(await scene.claim("w1", { verdict: bad })).toMatchObject({ quarantined: count });
    expect(await tries()).toEqual(keys(count).map(() => 2));
    scene.now += 4 * minute;
    expect((await scene.claim("w1")).claimed).toHaveLength(count);
    expect(await tries()).toEqual([]);
  });

  test("refuses a function that answers later", async () => {
    const scene = await withMessages(1);
    const later = async (): Promise<Verdict> => sendIt();
    // @ts-expect-error a promise is no verdict
    const claim = scene.claim("w1", { verdict: later });
    await expect(claim).rejects.toMatchObject({ code: "STORE_RESULT_MISMATCH" });
    expect(await scene.statuses()).toEqual({ m000: "queued" });
  });

  test("is due again, or over, by the host's word", async () => {
    const scene = await withMessages(2);
    const verdict = (): Verdict => {
      throw new Error("bad data");
    };
    await scene.claim("w1", { verdict });
    const resolve = (id: string, how: "retry" | "drop") =>
      scene.store.resolveQuarantine({ tenant, now: scene.now, kind: "message", id, how }, () => []);
    expect(await resolve("m000", "retry")).toBe(true);
    expect(await resolve("m001", "drop")).toBe(true);
    expect(await resolve("m001", "drop")).toBe(false);
    const { claimed } = await scene.claim("w1");
    expect(claimed.map(({ message }) => message.key)).toEqual(["m000"]);
    expect(await scene.message(sendKey("m001"))).toMatchObject({
      status: "skipped",
      settledAt: start,
      reasons: [{ code: "QUARANTINE_DROPPED" }],
    });
    expect((await scene.store.readQuarantine({ tenant })).items).toEqual([]);
  });
});

function damage(
  { rows }: ReturnType<typeof outboxScene>,
  key: string,
  column: string,
  value: string,
): void {
  const list = rows.listRows(tenant, messageTable);
  const place = list.findIndex((row) => row["key"] === key);
  list[place] = { ...list[place], [column]: value };
}
