import { consentGate, eu, importDrafts, suppressionKeys, usEmail } from "@wellsent/consent";
import { defineSchema, type Store, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { type ColumnTarget, type CommitOptions, commitImport } from "@wellsent/core/import";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { pages } from "../engine/world.js";

const tenant = tenantId("shop");
const purpose = "news";
const columns = ["id", "email", "status"] as const;

const world = (store: Store) => {
  const random = seededRandom(3);
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 11));
  const gate = consentGate({
    rules: [eu, usEmail],
    keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
  });
  const engine = createEngine({
    schema: defineSchema({ attributes: z.looseObject({}), purposes: { [purpose]: {} } }),
    ...{ store, consent: gate, pages, renderer: fakeRenderer({}), clock, random },
    senderOf: () => ({ from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin" }),
  });
  const target: Readonly<Record<(typeof columns)[number], ColumnTarget>> = {
    id: "key",
    email: "email",
    status: "status",
  };
  const mapping = columns.map((column) => ({
    ...{ column, target: target[column], confidence: 1, reason: "chosen" as const },
  }));
  const load = async (
    importId: string,
    rows: readonly (readonly [id: string, email: string, status?: string])[],
    more: Partial<CommitOptions> = {},
  ): Promise<number> => {
    const importing = commitImport({
      ...{ engine, tenant, importId, ids: sequentialIds(importId), clock, mapping },
      defaults: { jurisdiction: "US" },
      rows: rows.map(([id, email, status = ""], index) => {
        return { row: index + 2, values: { id, email, status } };
      }),
      consent: {
        gate,
        drafts: importDrafts(random, [{ channel: "email", purpose, activity: "send" }]),
      },
      ...more,
    });
    let events = 0;
    for await (const progress of importing)
      if (progress.phase === "done") events = progress.report.consentEvents;
    return events;
  };
  /** Each address of a contact, and whether it may be written to. */
  const reach = async (key: string) => {
    const contact = await store.readContact({ tenant, lookup: { key } });
    const points = contact?.points ?? [];
    const asked = points.map(async ({ id: contactPoint, address }) => {
      const { allowed } = await engine.decide({ tenant, contactPoint, purpose });
      return [address, allowed] as const;
    });
    return Object.fromEntries(await Promise.all(asked));
  };
  return { load, reach };
};

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("a row that denies, over the %s store", (_name, create) => {
  it.each(["unsubscribed", "complained"])(
    "counts for every address of its contact, known or new: %s",
    async (status) => {
      const { load, reach } = world(create());
      await load("one", [
        ["7", "old@mail.example"],
        ["8", "else@mail.example"],
      ]);
      expect(await reach("7")).toEqual({ "old@mail.example": true });
      const rows = [["7", "new@mail.example", status]] as const;
      expect(await load("two", rows)).toBe(2);
      expect(await reach("7")).toEqual({ "new@mail.example": false, "old@mail.example": false });
      expect(await reach("8")).toEqual({ "else@mail.example": true });
      expect(await load("two", rows)).toBe(0);
    },
  );

  const twoRows = [
    ["7", "old@mail.example", "unsubscribed"],
    ["7", "new@mail.example", "subscribed"],
  ] as const;

  it.each([1, 500])(
    "counts for an address that a later row brings, in batches of %i",
    async (batchSize) => {
      const { load, reach } = world(create());
      expect(await load("one", twoRows, { batchSize })).toBe(2);
      expect(await reach("7")).toEqual({ "new@mail.example": false, "old@mail.example": false });
    },
  );

  it("is the same when the batch is run again", async () => {
    const { load } = world(create());
    await load("one", twoRows);
    expect(await load("one", twoRows)).toBe(0);
  });

  it("counts for its own contact, and where the address is another's for that address", async () => {
    const { load, reach } = world(create());
    await load("one", [
      ["7", "ann@mail.example"],
      ["8", "bob@mail.example"],
    ]);
    await load("two", [["8", "bob-too@mail.example"]]);
    await load("three", [["7", "bob@mail.example", "unsubscribed"]]);
    expect(await reach("7")).toEqual({ "ann@mail.example": false });
    expect(await reach("8")).toEqual({ "bob@mail.example": false, "bob-too@mail.example": true });
  });
});
