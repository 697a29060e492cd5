import { contactId, sendKey } from "@wellsent/core";
import type { OutboxDraft } from "@wellsent/core/ports";
import { contactTable } from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import { createDraft, keys, needs, outboxScene, refusal, start, tenant } from "./outbox-scene.js";

const [a, b] = [sendKey("a"), sendKey("b")];

async function scene() {
  const made = outboxScene();
  await made.people("ada", "bob");
  return made;
}

describe("enqueue", () => {
  test("says what became of each draft", async () => {
    const made = await scene();
    expect(await made.queue([{ key: a }, { key: b, decision: refusal }, { key: a }])).toEqual([
      "queued",
      "refused",
      "known",
    ]);
    expect(await made.queue([{ key: a }, { key: b, decision: refusal }])).toEqual([
      "known",
      "known",
    ]);
    expect(await made.message(b)).toMatchObject({
      status: "skipped",
      settledAt: start,
      reasons: refusal.reasons,
    });
  });

  test("frees a key that a refusal took, and none that was ever tried", async () => {
    const made = await scene();
    await made.queue([{ key: a, decision: refusal }, { key: b }]);
    await made.claim("w1");
    await made.settle([{ key: b, attempt: 1, outcome: "skipped", reasons: [] }]);
    made.now += 5;
    expect(await made.queue([{ key: a }, { key: b }])).toEqual(["queued", "known"]);
    expect(await made.message(a)).toMatchObject({
      status: "queued",
      createdAt: start + 5,
      settledAt: null,
      reasons: [],
    });
    expect((await made.claim("w1")).claimed.map(({ message }) => message.key)).toEqual([a]);
  });

  test("lets wait what only time refuses", async () => {
    const made = await scene();
    const decision = { ...refusal, retryAt: start + 1 };
    expect(await made.queue([{ key: a, decision }])).toEqual(["queued"]);
  });

  test("gives null for nobody and for no draft", async () => {
    const made = await scene();
    const seen: (string | undefined)[] = [];
    const { results } = await made.store.enqueue(
      { tenant, now: start, contacts: [contactId("ada"), contactId("nobody")], needs },
      (facts) => {
        seen.push(facts?.contact.id);
        return null;
      },
    );
    expect([results, seen]).toEqual([
      [null, null],
      ["ada", undefined],
    ]);
  });

  test.each<[string, Partial<OutboxDraft>]>([
    ["another contact", { contact: contactId("bob") }],
    ["an instant that is none", { dueAt: Number.NaN }],
  ])("refuses a draft for %s", async (_, wrong) => {
    const made = await scene();
    const enqueue = made.store.enqueue(
      { tenant, now: start, contacts: [contactId("ada")], needs },
      () => createDraft("ada", { key: a, ...wrong }),
    );
    await expect(enqueue).rejects.toMatchObject({ code: "STORE_RESULT_MISMATCH" });
    expect(await made.statuses()).toEqual({});
  });

  test("throws what the draft of one contact alone throws", async () => {
    const made = await scene();
    const enqueue = made.store.enqueue(
      { tenant, now: start, contacts: [contactId("ada")], needs },
      () => {
        throw new RangeError("mine");
      },
    );
    await expect(enqueue).rejects.toThrow("mine");
  });

  test("puts one contact of many aside whose draft throws", async () => {
    const made = await scene();
    const { results } = await made.store.enqueue(
      { tenant, now: start, contacts: [contactId("ada"), contactId("bob")], needs },
      (_, index) => {
        if (index === 0) throw new RangeError("bad zone");
        return createDraft("bob", { key: b });
      },
    );
    expect(results).toEqual([null, "queued"]);
    const { items } = await made.store.readQuarantine({ tenant, kind: "contact" });
    expect(items).toMatchObject([{ id: "ada", code: "UNEXPECTED", nextAt: start + 60_000 }]);
  });

  test("serves everybody else where a contact's row is damaged", async () => {
    const made = await scene();
    const list = made.rows.listRows(tenant, contactTable);
    list[0] = { ...list[0], body: "{" };
    const { results } = await made.store.enqueue(
      { tenant, now: start, contacts: [contactId("ada"), contactId("bob")], needs },
      (_, index) => createDraft(index === 0 ? "ada" : "bob", { key: index === 0 ? a : b }),
    );
    expect(results).toEqual([null, "queued"]);
  });
});

describe("reading the outbox", () => {
  test("goes page by page, whole or by contact and status", async () => {
    const made = await scene();
    await made.queue(keys(5).map((key) => ({ key })));
    await made.queue(
      keys(3, "b").map((key) => ({ key, contact: contactId("bob") })),
      "bob",
    );
    await made.settle([]);
    await made.claim("w1", { limit: 2 });
    const read = async (filter: object): Promise<readonly string[]> => {
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page: Awaited<ReturnType<typeof made.store.readOutbox>> = await made.store.readOutbox(
          {
            tenant,
            limit: 2,
            ...filter,
            ...(after === undefined ? {} : { after }),
          },
        );
        expect(page.items.length).toBeLessThanOrEqual(2);
        found.push(...page.items.map(({ key }) => key));
        after = page.next ?? undefined;
      } while (after !== undefined);
      return found;
    };
    const [ada, bob] = [keys(5), keys(3, "b")];
    expect(await read({})).toEqual([...ada, ...bob]);
    expect(await read({ contact: "bob" })).toEqual(bob);
    expect(await read({ status: "claimed" })).toEqual(bob.slice(0, 2));
    expect(await read({ contact: "bob", status: "queued" })).toEqual(bob.slice(2));
    expect(await read({ contact: "nobody" })).toEqual([]);
    await expect(read({ after: "x" })).rejects.toMatchObject({ code: "STORE_CURSOR_INVALID" });
    await expect(read({ limit: 0 })).rejects.toMatchObject({ code: "STORE_LIMIT_INVALID" });
  });

  test("counts by status, template and first reason", async () => {
    const made = await scene();
    await made.queue([{ key: a }, { key: b, decision: refusal }, { key: sendKey("c") }]);
    const counts = await made.store.countOutbox(tenant);
    expect([...counts].sort((x, y) => y.count - x.count)).toEqual([
      { status: "queued", template: "news", reason: null, count: 2 },
      { status: "skipped", template: "news", reason: "WITHDRAWN", count: 1 },
    ]);
  });
});
