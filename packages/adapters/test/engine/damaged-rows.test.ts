import { defineWorkflow } from "@wellsent/core";
import { parseWorkflow } from "@wellsent/core/definitions";
import { commitImport } from "@wellsent/core/import";
import {
  consentPointTable,
  contactTable,
  definitionTable,
  ledgerHeadTable,
  type RawRow,
  type RowRequest,
  storeOver,
  type Table,
} from "@wellsent/core/store-kit";
import { sequentialIds } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryRows } from "../../src/memory/index.js";
import { createWorld, gate, schema, tenant, thanks } from "./world.js";

const byHand = parseWorkflow({
  ...{ v: 1, id: "by-hand", version: 1, zone: "contact", exitOn: [], policy: {}, start: "end" },
  entry: { triggers: [{ on: "manual" }], reentry: { mode: "always" } },
  nodes: { end: { kind: "exit", outcome: "done" } },
});

/** A world over rows that a test may damage. */
function damageable() {
  const rows = memoryRows();
  const store = storeOver(rows);
  const ask = (request: RowRequest): void => {
    rows.transaction("write", tenant, (at) => at.trip([request]));
  };
  const patch = (table: Table, row: RawRow): void => ask({ op: "patch", table, rows: [row] });
  return {
    store,
    ask,
    patch,
    world: (seed = 7) => createWorld({ store, workflows: [thanks, byHand], seed }),
  };
}

const course = parseWorkflow({
  ...JSON.parse(JSON.stringify(byHand)),
  ...{ id: "course", start: "pause" },
  nodes: {
    pause: { kind: "wait", for: "1d", next: "end" },
    end: { kind: "exit", outcome: "done" },
  },
});
const parent = defineWorkflow(schema, "parent", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .run({ id: "course" }, {}, { refused: (way) => way.exit("refused") })
    .exit("went on"),
);
const beside = defineWorkflow(schema, "beside", (w) =>
  w.onEvent("order.placed", { reentry: "always" }).exit("done"),
);

describe.each([
  ["of another engine", "{", [parent, beside]],
  ["of another engine that is no workflow", "[]", [parent, beside]],
  ["of its own", "{", [parent, beside, course]],
  ["of its own that is no workflow", "[]", [parent, beside, course]],
])("a damaged workflow %s that runs are to start", (_name, body, workflows) => {
  it("holds them up, nobody else, and not after it is mended", async () => {
    const { patch, store } = damageable();
    await createWorld({ store, workflows: [course] }).engine.tick(tenant);
    const name = { kind: "workflow", id: "course", version: 1 };
    patch(definitionTable, { ...name, body });
    const { engine, person, buys, subscribe, clock } = createWorld({ store, workflows, seed: 8 });
    for (let n = 0; n < 12; n++) {
      const id = await person(`p${n}`);
      await subscribe(id);
      await buys(id, `order-${n}`);
    }
    await engine.drain(tenant);
    const ends = async () => {
      const { items } = await store.readEnrollments({ tenant, limit: 50 });
      const said = items.map(({ workflow, status, outcome }) => `${workflow} ${outcome ?? status}`);
      return [...new Set(said)].sort();
    };
    expect(await ends()).toEqual(["beside done", "parent active"]);
    patch(definitionTable, { ...name, body: JSON.stringify(course) });
    clock.advanceBy(3_600_000);
    await engine.drain(tenant);
    expect(await ends()).toEqual(["beside done", "course active", "parent went on"]);
    clock.advanceBy(86_400_000);
    await engine.drain(tenant);
    expect(await ends()).toEqual(["beside done", "course done", "parent went on"]);
    expect((await engine.quarantined(tenant)).items).toEqual([]);
  });
});

describe("a damaged copy of a current workflow", () => {
  it.each(["{", "[]", "null", '{"id":"other","version":1}'])(
    "concerns that workflow only: %s",
    async (body) => {
      const { patch, world, store } = damageable();
      await world().engine.tick(tenant);
      patch(definitionTable, { kind: "workflow", id: "thanks", version: 1, body });
      const { engine, person, subscribe, buys, transport } = world(8);
      const ann = await person("ann");
      await subscribe(ann);
      await buys(ann, "order-1");
      expect(await engine.enroll({ tenant, contact: ann, workflow: "by-hand", id: "1" })).toEqual({
        started: true,
        refused: [],
      });
      const { faults, steps } = await engine.tick(tenant);
      const of = { workflow: "thanks", version: 1 };
      expect(faults).toEqual([{ part: "definitions", code: "STORE_CORRUPT", of }]);
      expect(steps).toBeGreaterThan(0);
      await engine.drain(tenant);
      expect(transport.sent).toEqual([]);
      const runs = await store.readEnrollments({ tenant, contact: ann });
      expect(runs.items.map(({ workflow, status }) => [workflow, status])).toContainEqual([
        "thanks",
        "ended",
      ]);
    },
  );

  it("is told apart from another content, to whoever enrolls", async () => {
    const { patch, world } = damageable();
    await world().engine.tick(tenant);
    const ann = await world(8).person("ann");
    const enroll = (seed: number) =>
      world(seed).engine.enroll({ tenant, contact: ann, workflow: "by-hand", id: "1" });
    const row = { kind: "workflow", id: "by-hand", version: 1 };
    patch(definitionTable, { ...row, body: "null" });
    await expect(enroll(9)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    patch(definitionTable, { ...row, body: JSON.stringify({ ...byHand, start: "else" }) });
    await expect(enroll(10)).rejects.toMatchObject({ code: "DEFINITION_VERSION_REUSED" });
  });
});

describe("a contact that cannot be read", () => {
  it("is not taken for nobody by sendMany, and costs nobody else", async () => {
    const { patch, world } = damageable();
    const { engine, person, subscribe } = world();
    const [ann, bob] = [await person("ann"), await person("bob")];
    await subscribe(ann);
    await subscribe(bob);
    patch(contactTable, { id: ann, body: "{" });
    const one = { tenant, id: "sale", template: "thanks", purpose: "news" } as const;
    const nobody = "nobody" as typeof ann;
    const sent = await engine.sendMany([ann, bob, nobody].map((contact) => ({ ...one, contact })));
    expect(sent.map(({ status }) => status)).toEqual(["unreadable", "queued", "unknown_contact"]);
    expect(sent[0]?.decision.reasons[0]?.code).toBe("STORE_CORRUPT");
    expect((await engine.store.readOutbox({ tenant })).items).toHaveLength(1);
  });

  it("is so where the gate cannot decide about it, too", async () => {
    const broken: typeof gate = {
      ...gate,
      decide: (question, facts) => {
        if (question.contactPoint === "point-ann") throw new Error("no decision");
        return gate.decide(question, facts);
      },
    };
    const { engine, person, subscribe } = createWorld({ more: { consent: broken } });
    const [ann, bob] = [await person("ann"), await person("bob")];
    await subscribe(bob);
    const one = { tenant, id: "sale", template: "thanks", purpose: "news" } as const;
    const sent = await engine.sendMany([ann, bob].map((contact) => ({ ...one, contact })));
    expect(sent.map(({ status }) => status)).toEqual(["unreadable", "queued"]);
    expect(sent[0]?.decision.reasons[0]?.code).toBe("UNEXPECTED");
  });
});

describe("consent facts that cannot be read", () => {
  it("cost an import their own row, and record their own draft", async () => {
    const { patch, world, store } = damageable();
    const { engine, person, clock } = world();
    await person("ann");
    await person("bob");
    patch(consentPointTable, { id: "point-ann", projection: "{" });
    const importing = commitImport({
      ...{ engine, tenant, importId: "file", ids: sequentialIds(), clock },
      rows: ["ann", "bob", "cid"].map((name, index) => ({
        row: index + 2,
        values: { email: `${name}@mail.example`, status: "unsubscribed" },
      })),
      mapping: (["email", "status"] as const).map((target) => ({
        ...{ column: target, target, confidence: 1, reason: "chosen" as const },
      })),
      consent: {
        gate,
        drafts: ({ id, contactPoint, at }) =>
          contactPoint === undefined
            ? []
            : [{ id, type: "consent.withdrawn", contactPoint, effectiveAt: at, fields: {} }],
      },
    });
    const reports = [];
    for await (const progress of importing)
      if (progress.phase === "done") reports.push(progress.report);
    expect(reports).toMatchObject([{ consentEvents: 2, written: 1 }]);
    expect(reports[0]?.byReason).toContainEqual(
      expect.objectContaining({ outcome: "refused", code: "CONTACT_UNREADABLE", count: 1 }),
    );
    const drafts = ["ann", "bob"].map((name) => ({
      ...{ id: `bye-${name}`, type: "consent.withdrawn", fields: {}, effectiveAt: clock.now() },
      contactPoint: `point-${name}` as never,
    }));
    const { entries, refused } = await engine.record(tenant, drafts);
    expect(entries.map(({ id }) => id)).toEqual(["bye-bob"]);
    expect(refused).toEqual([{ id: "bye-ann", code: "PROJECTION_UNREADABLE" }]);
    expect((await store.readContacts({ tenant })).items).toHaveLength(3);
  });
});

/** No head of its size, and whose hand it is by says no checksum. */
const byNobody = { checksum: null };

describe("a ledger head that cannot be read, or is not that of its ledger", () => {
  it.each<[string, RawRow | null]>([
    ["is no JSON", { frontier: "{" }],
    ["holds no hashes", { frontier: "[1]" }],
    ["is a list no more", { frontier: "{}" }],
    ["is gone", null],
    ["has an empty frontier", { frontier: "[]" }],
    ["has another frontier", { frontier: JSON.stringify(["ab".repeat(32)]) }],
    ["has another size", { size: 2 }],
    ["is from another time", { size: 0, frontier: "[]", ...byNobody }],
    ["was made by hand, empty", { frontier: "[]", ...byNobody }],
    ["was made by hand of no hashes", { frontier: JSON.stringify(["x"]), ...byNobody }],
    [
      "was made by hand of another leaf",
      { frontier: JSON.stringify(["ab".repeat(32)]), ...byNobody },
    ],
  ])("stops the tenant's mail until it is mended: one that %s", async (_, row) => {
    const { ask, patch, world, store } = damageable();
    const { engine, person, subscribe, withdraw, transport } = world();
    const ann = await person("ann");
    await subscribe(ann);
    const whole = await store.readLedgerHead(tenant);
    expect(whole.size).toBe(1);
    const one = { tenant, id: "sale", template: "reminder", purpose: "news" } as const;
    await engine.send({ ...one, contact: ann });
    const key = { table: ledgerHeadTable, path: "key", keys: [["consent"]] } as const;
    if (row === null) ask({ op: "drop", ...key });
    else patch(ledgerHeadTable, { log: "consent", ...row });
    const { headFits } = gate;
    expect(await store.integrity(tenant, { headFits })).toEqual([
      { table: "ledger_head", key: "consent", code: "STORE_CORRUPT" },
    ]);
    const corrupt = {
      ...{ code: "STORE_CORRUPT", path: expect.stringContaining("ledger_head[consent]") },
    };
    // Nobody's withdrawal can be heard: nothing that needs a permission may leave.
    await expect(withdraw(ann)).rejects.toMatchObject(corrupt);
    const { faults } = await engine.tick(tenant);
    expect(faults).toContainEqual(expect.objectContaining({ code: "STORE_CORRUPT" }));
    expect(transport.sent).toEqual([]);
    const { size, frontier } = whole;
    const mended = { log: "consent", size, frontier: JSON.stringify(frontier), checksum: null };
    ask({ op: "put", table: ledgerHeadTable, rows: [mended] });
    await engine.drain(tenant);
    expect(transport.sent.map(({ to }) => to)).toEqual(["ann@mail.example"]);
    await withdraw(ann);
  });
});
