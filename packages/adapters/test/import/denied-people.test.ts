import { consentGate, importDrafts, suppressionKeys } from "@wellsent/consent";
import { euRules, usEmailRules } from "@wellsent/consent/rules";
import { type ContactPointRecord, defineSchema, type Store, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { type ColumnTarget, type CommitOptions, commitImport } from "@wellsent/core/import";
import { contactTable, storeOver } from "@wellsent/core/store-kit";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { memoryRows, memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { pages } from "../engine/world.js";

const tenant = tenantId("shop");
const purpose = "news";
const columns = ["id", "email", "status", "need"] as const;

type Row = readonly [id: string, email: string, status?: string, need?: string];

/** Rows that their reader does not vouch for. */
function damaged(rows: readonly Row[], code: string): CommitOptions["rows"] {
  return rows.map(([id, email, status = "", need = ""], index) => {
    return { row: index + 2, values: { id, email, status, need }, problem: { code } };
  });
}

function world(store: Store) {
  const random = seededRandom(3);
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 11));
  const gate = consentGate({
    rules: [euRules, usEmailRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
  });
  const engine = createEngine({
    schema: defineSchema({ attributes: z.looseObject({}), purposes: { [purpose]: {} } }),
    ...{ store, consent: gate, pages, renderer: fakeRenderer({}), clock, random },
    senderFor: () => ({ from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin" }),
  });
  const target: Readonly<Record<(typeof columns)[number], ColumnTarget>> = {
    id: "key",
    email: "email",
    status: "status",
    need: "attribute:need",
  };
  const createMapping = (identity: CommitOptions["identity"]): CommitOptions["mapping"] =>
    columns
      .filter((column) => identity !== "email" || column !== "id")
      .map((column) => ({
        ...{ column, target: target[column], confidence: 1, reason: "chosen" as const },
      }));
  let dead = false;
  const dies = (now: boolean): void => {
    dead = now;
  };
  const record: typeof engine.record = async (...args) => {
    if (dead) throw new Error("killed");
    return engine.record(...args);
  };
  const identify = (key: string, email: string) =>
    engine.identify({ tenant, key, email, jurisdiction: "US" });
  const load = async (
    importId: string,
    rows: readonly Row[],
    more: Partial<CommitOptions> = {},
  ): Promise<number> => {
    const importing = commitImport({
      engine: { store, record, listNews: engine.listNews },
      ...{ tenant, importId, ids: sequentialIds(importId), clock },
      mapping: createMapping(more.identity),
      defaults: { jurisdiction: "US" },
      rows: rows.map(([id, email, status = "", need = ""], index) => {
        return { row: index + 2, values: { id, email, status, need } };
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
    return Object.fromEntries(await Promise.all((contact?.points ?? []).map(allowedAt)));
  };
  const allowedAt = async ({ id: contactPoint, address }: ContactPointRecord) => {
    const { allowed } = await engine.decide({ tenant, contactPoint, purpose });
    return [address, allowed] as const;
  };
  /** Addresses that may be written to, whoever has them. */
  const reached = async (): Promise<readonly string[]> => {
    const { items } = await store.readContacts({ tenant, limit: 100 });
    const asked = await Promise.all(items.flatMap(({ points }) => points.map(allowedAt)));
    return asked.flatMap(([address, allowed]) => (allowed ? [address] : []));
  };
  return { load, reach, reached, identify, dies };
}

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

  it("counts for an address that comes in the next file, or otherwise, as in its own", async () => {
    const { load, reach, identify } = world(create());
    await load("one", [
      ["7", "old@mail.example", "unsubscribed"],
      ["8", "dead@mail.example", "bounced"],
      ["9", "ill@mail.example", "unsubscribed"],
    ]);
    await load("two", [
      ["7", "new@mail.example", "subscribed"],
      ["8", "alive@mail.example"],
    ]);
    expect(await reach("7")).toEqual({ "new@mail.example": false, "old@mail.example": false });
    await identify("9", "well@mail.example");
    expect(await reach("9")).toEqual({ "well@mail.example": false });
    // What is said of an address is no wish.
    expect(await reach("8")).toEqual({ "alive@mail.example": true, "dead@mail.example": false });
  });

  it("counts for its address where the contact moves before a killed run goes on", async () => {
    const { load, reach, reached, identify, dies } = world(create());
    const rows: readonly Row[] = [["7", "old@mail.example", "unsubscribed"]];
    dies(true);
    await expect(load("one", rows)).rejects.toThrow("killed");
    dies(false);
    await identify("7", "new@mail.example");
    expect(await reach("7")).toEqual({ "new@mail.example": true });
    expect(await load("one", rows)).toBeGreaterThan(0);
    expect(await load("one", rows)).toBe(0);
    expect(await reach("7")).toEqual({ "new@mail.example": false });
    // Somebody else has the old address now: it has been denied all the same.
    await identify("8", "old@mail.example");
    expect(await reached()).toEqual([]);
  });

  it("is the same when the batch is run again", async () => {
    const { load } = world(create());
    await load("one", twoRows);
    expect(await load("one", twoRows)).toBe(0);
  });

  it("counts for its own contact, and where the address is another's for whoever has it", async () => {
    const { load, reach } = world(create());
    await load("one", [
      ["7", "ann@mail.example"],
      ["8", "bob@mail.example"],
    ]);
    await load("two", [["8", "bob-too@mail.example"]]);
    await load("three", [["7", "bob@mail.example", "unsubscribed"]]);
    expect(await reach("7")).toEqual({ "ann@mail.example": false });
    expect(await reach("8")).toEqual({ "bob@mail.example": false, "bob-too@mail.example": false });
  });

  /** A row that lacks it is refused, unless its contact has it. */
  const needing = defineSchema({ attributes: z.looseObject({ need: z.string() }) });

  it.each<[string, readonly Row[], Partial<CommitOptions>]>([
    [
      "lacks an attribute",
      [
        ["1", "a@mail.example", "unsubscribed"],
        ["1", "a@mail.example", "", "y"],
      ],
      { schema: needing },
    ],
    [
      "lacks a key",
      [
        ["", "a@mail.example", "unsubscribed"],
        ["2", "a@mail.example", "subscribed"],
      ],
      {},
    ],
    [
      "lacks a key, where the later row's person has left by another address",
      [
        ["3", "old@mail.example", "unsubscribed"],
        ["", "a@mail.example", "unsubscribed"],
        ["3", "a@mail.example", "subscribed"],
      ],
      {},
    ],
    [
      "holds what cannot be seen",
      [
        ["1", "a@mail.example", "unsubscribed", "\u0007"],
        ["1", "a@mail.example", "subscribed", "y"],
      ],
      { schema: needing },
    ],
  ])("is heard by a later row of its address, though it is refused: it %s", async (...row) => {
    const [, rows, more] = row;
    for (const batchSize of [1, 100]) {
      const { load, reached } = world(create());
      expect(await load("one", rows, { ...more, batchSize })).toBeGreaterThan(0);
      expect(await reached()).toEqual([]);
    }
  });

  it.each<[string, readonly Row[], Partial<CommitOptions>, string | undefined]>([
    ["lacks a key", [["", "a@mail.example", "unsubscribed"]], {}, undefined],
    ["complains and lacks a key", [["", "a@mail.example", "complained"]], {}, undefined],
    ["lacks a value", [["1", "a@mail.example", "unsubscribed"]], { schema: needing }, undefined],
    ["is damaged", [["1", "a@mail.example", "unsubscribed"]], {}, "ROW_DAMAGED"],
    ["has two addresses", [["", "a@mail.example; b@mail.example", "unsubscribed"]], {}, undefined],
  ])("counts for whoever has its address one day, though it %s", async (...row) => {
    const [, rows, more, problem] = row;
    const { load, reach, identify } = world(create());
    const first = { ...more, ...(problem === undefined ? {} : { rows: damaged(rows, problem) }) };
    const events = await load("one", rows, first);
    expect(events).toBeGreaterThan(0);
    expect(await load("one", rows, first), "again").toBe(0);
    await identify("9", "a@mail.example");
    expect(await reach("9")).toEqual({ "a@mail.example": false });
    await identify("8", "else@mail.example");
    expect(await reach("8")).toEqual({ "else@mail.example": true });
  });

  it("is never undone by its file, whatever stands around it", async () => {
    const some = (...of: readonly string[]) => fc.constantFrom(...of);
    const addresses = some("a@mail.example", "b@mail.example", "c@mail.example");
    const rowArb = fc.tuple(
      ...[some("", "1", "2", "3"), addresses],
      ...[some("", "subscribed", "unsubscribed"), some("", "y", "\u0007")],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArb, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(1, 2, 100),
        fc.constantFrom<("key" | "email")[]>("key", "email"),
        fc.boolean(),
        async (rows, batchSize, identity, strict) => {
          const { load, reached } = world(create());
          const schema = strict ? { schema: needing } : {};
          await load("one", rows, { batchSize, identity, ...schema });
          const denied = new Set(
            rows.flatMap(([, email, status]) => (status === "unsubscribed" ? [email] : [])),
          );
          expect((await reached()).filter((address) => denied.has(address))).toEqual([]);
        },
      ),
      { numRuns: propertyRuns(200) },
    );
  });
});

describe("a row whose address an earlier row claims in vain", () => {
  it("goes to its rightful owner", async () => {
    const store = memoryStore();
    const { load } = world(store);
    await load("one", [["9", "a@mail.example", "", "old"]]);
    await load("two", [
      ["1", "a@mail.example"],
      ["9", "a@mail.example", "", "new"],
    ]);
    const { items } = await store.readContacts({ tenant });
    expect(items.map(({ key, attributes }) => [key, attributes])).toEqual([["9", { need: "new" }]]);
  });

  it("is heard where it denies and the claimant cannot be read", async () => {
    const rows = memoryRows();
    const store = storeOver(rows);
    const { load, reached } = world(store);
    await load("one", [["1", "one@mail.example"]]);
    const [damaged] = (await store.readContacts({ tenant })).items;
    await rows.transaction("write", tenant, (at) =>
      at.trip([{ op: "patch", table: contactTable, rows: [{ id: damaged?.id ?? "", body: "{" }] }]),
    );
    await load("two", [
      ["1", "a@mail.example"],
      ["2", "a@mail.example", "unsubscribed"],
    ]);
    await load("three", [["2", "a@mail.example", "subscribed"]]);
    expect((await store.readContacts({ tenant })).items.map(({ key }) => key)).toEqual(["2"]);
    expect(await reached()).toEqual([]);
  });
});
