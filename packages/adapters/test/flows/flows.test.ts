import { DatabaseSync } from "node:sqlite";
import { euRules } from "@wellsent/consent/rules";
import { defineSchema, type Store } from "@wellsent/core";
import { defineFlow, type FlowInput, type HostTable } from "@wellsent/core/flows";
import { simulatedClock } from "@wellsent/core/testing";
import { defineTemplate } from "@wellsent/templates/define";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineForm, wellsent } from "../../src/app/index.js";
import {
  iterableHostTable,
  type MemoryHostTable,
  memoryHostTable,
  sqliteHostTable,
} from "../../src/host-tables/index.js";
import { memoryEmailTransport, memoryStore } from "../../src/memory/index.js";
import { secret, sender } from "../app/shop.js";

const schema = defineSchema({
  attributes: z.object({
    plan: z.string().optional(),
    city: z.string().optional(),
    seats: z.number().int().optional(),
  }),
  purposes: { "marketing.news": {}, orders: {} },
});
const form = defineForm(schema, {
  ...{ id: "counter", mode: "single", purpose: "marketing.news", text: { en: "Send me news." } },
});
const t0 = Date.UTC(2026, 4, 1);
const minute = 60_000;

type Input = FlowInput<typeof schema>;
const fields: Input["fields"] = {
  email: { column: "mail" },
  jurisdiction: { column: "country" },
  "attributes.plan": { column: "plan_code" },
  "attributes.city": { column: "town", master: "wellsent" },
};

const mail = defineTemplate(schema, {
  ...{ id: "receipt", purpose: "orders", messageClass: "transactional", subject: "Order" },
  mjml: `<mjml lang="en"><mj-head><mj-title>Order</mj-title></mj-head><mj-body><mj-section><mj-column>
  <mj-text>Plan: {{plan fallback="none"}}</mj-text></mj-column></mj-section></mj-body></mjml>`,
});

async function made(change: Partial<Input> = {}, store: Store = memoryStore()) {
  const clock = simulatedClock(t0);
  const table = memoryHostTable(() => clock.now());
  const flow = defineFlow(schema, {
    ...{ id: "crm", direction: "both", source: table, fields },
    denials: [{ column: "unsubscribed" }],
    ...change,
  });
  const email = memoryEmailTransport();
  const app = await wellsent({
    ...{ secret, schema, sender, clock, store, email, flows: [flow], forms: [form] },
    ...{ rules: [euRules], templates: [mail] },
  });
  const acme = app.tenant("acme");
  /** One run, a minute later. */
  const run = async (batch = 100) => {
    clock.advanceBy(minute);
    return acme.flows.run("crm", { batch });
  };
  return { clock, table, acme, app, store, email, run };
}

type Made = Awaited<ReturnType<typeof made>>;

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function plan({ acme }: Pick<Made, "acme">, key = "k-1") {
  return (await acme.find({ key }))?.attributes;
}

function row(table: MemoryHostTable, key = "k-1") {
  return table.row(key);
}

const annRow = {
  country: "FR",
  mail: "ann@mail.example",
  plan_code: "pro",
  town: "Ulm",
  unsubscribed: 0,
};

describe("a flow both ways", () => {
  it("makes contacts of rows and rows of contacts, and then has nothing to do", async () => {
    const { acme, table, run } = await made();
    table.put("k-1", annRow);
    await acme.identify({ key: "k-2", email: "ben@mail.example", attributes: { plan: "free" } });
    const first = await run();
    expect(first).toMatchObject({ busy: false, rows: 1, contacts: 1, written: 1, faults: [] });
    const ann = await acme.find({ key: "k-1" });
    expect(ann).toMatchObject({ attributes: { plan: "pro", city: "Ulm" } });
    expect(ann?.points[0]?.address).toBe("ann@mail.example");
    expect(ann?.origins?.[0]?.source).toBe("flow:crm");
    expect(row(table, "k-2")).toEqual({ mail: "ben@mail.example", plan_code: "free" });
    // Its own row comes back once, and nothing follows from it.
    expect(await run()).toMatchObject({ contacts: 0, written: 0, conflicts: 0 });
    expect(await run()).toMatchObject({ rows: 0, contacts: 0, written: 0, conflicts: 0 });
  });

  it("carries what one side alone changed, whoever is master", async () => {
    const one = await made();
    const { acme, table, run } = one;
    table.put("k-1", annRow);
    await run();
    table.put("k-1", { town: "Bonn" });
    await acme.identify({ key: "k-1", attributes: { plan: "free" } });
    expect(await run()).toMatchObject({ conflicts: 0, contacts: 1, written: 1 });
    expect(await plan(one)).toEqual({ plan: "free", city: "Bonn" });
    expect(row(table)).toMatchObject({ plan_code: "free", town: "Bonn" });
    expect(await run()).toMatchObject({ contacts: 0, written: 0, conflicts: 0 });
  });

  it("decides by the master where both changed, and reports each conflict once", async () => {
    const one = await made();
    const { acme, table, run } = one;
    table.put("k-1", annRow);
    await run();
    table.put("k-1", { plan_code: "max", town: "Bonn" });
    await acme.identify({ key: "k-1", attributes: { plan: "free", city: "Jena" } });
    expect(await run()).toMatchObject({ conflicts: 2 });
    expect(await plan(one)).toEqual({ plan: "max", city: "Jena" });
    expect(row(table)).toMatchObject({ plan_code: "max", town: "Jena" });
    const found = await all(acme.flows.conflicts("crm"));
    expect(found.map(({ path, host, wellsent: ours, won }) => [path, host, ours, won])).toEqual([
      ["attributes.plan", "max", "free", "host"],
      ["attributes.city", "Bonn", "Jena", "wellsent"],
    ]);
    expect(await run()).toMatchObject({ conflicts: 0, contacts: 0, written: 0 });
    expect(await all(acme.flows.conflicts("crm"))).toHaveLength(2);
  });

  it("takes the newest by the row's time and the value's origin", async () => {
    const one = await made({
      fields: { "attributes.plan": { column: "plan_code", master: "newest" } },
    });
    const { acme, table, run, clock } = one;
    table.put("k-1", { plan_code: "pro" });
    await run();
    table.put("k-1", { plan_code: "max" });
    clock.advanceBy(minute);
    await acme.identify({ key: "k-1", attributes: { plan: "free" } });
    await run();
    expect(await plan(one)).toEqual({ plan: "free" });
    await acme.identify({ key: "k-1", attributes: { plan: "mini" } });
    clock.advanceBy(minute);
    table.put("k-1", { plan_code: "max" });
    await run();
    expect(await plan(one)).toEqual({ plan: "max" });
  });

  it("reports what cannot be carried, and carries the rest", async () => {
    const { acme, table, run } = await made({
      fields: { ...fields, "attributes.seats": { column: "seats", convert: "number" } },
    });
    table.put("k-1", { ...annRow, seats: "many" });
    table.put("k-2", { mail: "no address", plan_code: "free", seats: "3" });
    table.put("k-3", { mail: "ann@mail.example", plan_code: "max" });
    table.put("k-4", { mail: "dora@mail.example", seats: 2.5, plan_code: 7 });
    table.put("k-5", { mail: "eve@mail.example", seats: " 4 " });
    const { faults, contacts } = await run();
    expect(faults).toEqual([
      { hostKey: "k-1", path: "attributes.seats", code: "FLOW_VALUE" },
      { hostKey: "k-2", path: "email", code: "FLOW_VALUE" },
      { hostKey: "k-3", path: null, code: "STORE_CONTACT_CONFLICT" },
      { hostKey: "k-4", path: "attributes.plan", code: "FLOW_VALUE" },
      { hostKey: "k-4", path: "attributes.seats", code: "FLOW_VALUE" },
    ]);
    expect(contacts).toBe(4);
    expect((await acme.find({ key: "k-5" }))?.attributes).toEqual({ seats: 4 });
    expect((await acme.find({ key: "k-2" }))?.attributes).toEqual({ plan: "free", seats: 3 });
  });
});

describe("denials", () => {
  const decide = async ({ acme }: Pick<Made, "acme">, key = "k-1") => {
    const contact = await acme.find({ key });
    if (contact === null) return null;
    return (await acme.decide(contact.id, { purpose: "marketing.news" })).allowed;
  };
  const grant = async ({ acme }: Pick<Made, "acme">, key = "k-1") => {
    const contact = await acme.find({ key });
    if (contact !== null) await acme.grant(form, contact.id, { evidence: { ip: "192.0.2.7" } });
  };

  it("come in as a withdrawal, and are not taken back by a no", async () => {
    const one = await made();
    const { table, run } = one;
    table.put("k-1", annRow);
    await run();
    expect(await decide(one)).toBe(false);
    await grant(one);
    expect(await decide(one)).toBe(true);
    table.put("k-1", { unsubscribed: 1 });
    expect(await run()).toMatchObject({ denied: 1 });
    expect(await decide(one)).toBe(false);
    table.put("k-1", { unsubscribed: 0 });
    expect(await run()).toMatchObject({ denied: 0 });
    expect(await decide(one)).toBe(false);
  });

  it("are on record once, and again after they were taken back", async () => {
    const one = await made();
    const { table, run, clock } = one;
    table.put("k-1", { ...annRow, unsubscribed: "yes" });
    await run();
    table.put("k-1", { town: "Bonn" });
    expect(await run()).toMatchObject({ denied: 0 });
    clock.advanceBy(minute);
    table.put("k-1", { unsubscribed: "no" });
    await run();
    await grant(one);
    table.put("k-1", { unsubscribed: "yes" });
    expect(await run()).toMatchObject({ denied: 1 });
    expect(await decide(one)).toBe(false);
  });

  it("go out as a yes, and never overwrite one of the host's", async () => {
    const one = await made();
    const { acme, table, run } = one;
    table.put("k-1", annRow);
    table.put("k-2", { mail: "ben@mail.example", unsubscribed: 1, town: null });
    await run();
    await grant(one);
    await grant(one, "k-2");
    const [ann, ben] = [await acme.find({ key: "k-1" }), await acme.find({ key: "k-2" })];
    if (ann === null || ben === null) return expect.unreachable();
    await acme.identify({ key: "k-2", attributes: { city: "Jena" } });
    await run();
    expect(row(table, "k-2")).toMatchObject({ town: "Jena", unsubscribed: 1 });
    expect(row(table)).toMatchObject({ unsubscribed: 0 });
    await acme.withdraw(ann.id);
    expect(await run()).toMatchObject({ written: 1 });
    expect(row(table)).toMatchObject({ unsubscribed: 1 });
    // Its own yes comes back, and is no word of the host's.
    expect(await run()).toMatchObject({ rows: 1, denied: 0, written: 0 });
  });

  it("of a new row are on record before anything can be sent", async () => {
    const one = await made();
    one.table.put("k-1", { ...annRow, unsubscribed: true });
    expect(await one.run()).toMatchObject({ contacts: 1 });
    const ann = await one.acme.find({ key: "k-1" });
    if (ann === null) return expect.unreachable();
    const events = (await all(one.acme.history(ann.id))).map(({ type }) => type);
    expect(events).toContain("consent.withdrawn");
  });

  it("come in although a value of the row is poisoned", async () => {
    const one = await made({
      fields: { ...fields, "attributes.seats": { column: "seats", convert: "number" } },
    });
    one.table.put("k-1", annRow);
    await one.run();
    await grant(one);
    one.table.put("k-1", { seats: "x", unsubscribed: 1 });
    expect(await one.run()).toMatchObject({ denied: 1, faults: [{ path: "attributes.seats" }] });
    expect(await decide(one)).toBe(false);
  });
});

describe("a run", () => {
  it("that ends anywhere is continued: as if it had not ended", async () => {
    const { ended: _, ...wanted } = await scene(Number.POSITIVE_INFINITY);
    for (let calls = 0; ; calls += 1) {
      const { ended, ...found } = await scene(calls);
      expect(found, `after ${calls} calls`).toEqual(wanted);
      if (!ended) {
        expect(calls).toBeGreaterThan(10);
        break;
      }
    }
  });

  it("of two at the same time is one", async () => {
    const { acme, table, clock } = await made();
    for (let index = 0; index < 5; index += 1)
      table.put(`k-${index}`, { ...annRow, mail: `a${index}@mail.example` });
    clock.advanceBy(minute);
    const runs = await Promise.all([
      acme.flows.run("crm", { batch: 2 }),
      acme.flows.run("crm", { batch: 2 }),
    ]);
    expect(runs.map(({ busy }) => busy).sort()).toEqual([false, true]);
    expect(runs.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(5);
  });

  it("that was lost is taken over once its lease is over", async () => {
    const { acme, store, clock, table, run } = await made();
    table.put("k-1", annRow);
    const state = { epoch: 0, body: { until: t0 + 10 * minute } };
    const flow = { flow: "crm", state };
    await store.changeContacts(
      { tenant: acme.id, now: t0, lookups: [], flow: () => flow },
      () => [],
    );
    expect(await run()).toMatchObject({ busy: true, rows: 0 });
    clock.advanceBy(10 * minute);
    expect(await run()).toMatchObject({ busy: false, rows: 1 });
  });

  it("of a flow that nobody has is refused", async () => {
    const { acme } = await made();
    await expect(acme.flows.run("x")).rejects.toMatchObject({ code: "INPUT_FLOW_UNKNOWN" });
  });

  it("goes out again for everybody where the history it had not read is gone", async () => {
    const { acme, table, run, clock } = await made({ direction: "out", denials: [] });
    table.put("k-9", annRow);
    const ann = await acme.identify({ key: "k-1", email: "ann@mail.example" });
    await run();
    await acme.identify({ key: "k-1", attributes: { plan: "max" } });
    clock.advanceBy(minute);
    await acme.dropChanges(clock.now());
    expect(ann.created).toBe(true);
    expect(await run()).toMatchObject({ written: 1 });
    expect(row(table)).toMatchObject({ plan_code: "max" });
  });
});

/** A store and a table whose calls fail from the nth on, until they are mended. */
async function scene(calls: number) {
  let left = Number.POSITIVE_INFINITY;
  const spend = (): void => {
    left -= 1;
    if (left < 0) throw new Error("The process has ended.");
  };
  const inner = memoryStore();
  const store: Store = {
    ...inner,
    changeContacts: async (...args) => {
      spend();
      const done = await inner.changeContacts(...args);
      // Half of the ends come after the commit, before anybody hears of it.
      spend();
      return done;
    },
    appendConsent: async (...args) => {
      spend();
      const done = await inner.appendConsent(...args);
      spend();
      return done;
    },
  };
  const one = await made({}, store);
  const { acme, table, clock } = one;
  const write = table.write.bind(table);
  const broken: HostTable["write"] = async (...args) => {
    spend();
    const done = await write(...args);
    spend();
    return done;
  };
  Object.assign(table, { write: broken });
  table.put("k-1", annRow);
  table.put("k-2", { mail: "ben@mail.example", plan_code: "free" });
  await one.run();
  for (const key of ["k-1", "k-2"]) {
    const contact = await acme.find({ key });
    if (contact !== null) await acme.grant(form, contact.id, { evidence: { ip: "192.0.2.7" } });
  }
  await acme.identify({ key: "k-1", attributes: { plan: "mini", city: "Jena" } });
  await acme.identify({ key: "k-3", email: "cem@mail.example", attributes: { plan: "pro" } });
  clock.advanceBy(minute);
  table.put("k-1", { plan_code: "max", town: "Bonn" });
  table.put("k-2", { plan_code: "pro", unsubscribed: 1 });
  table.put("k-4", { mail: "dora@mail.example", unsubscribed: 1 });
  clock.advanceBy(minute);
  left = calls;
  let ended = false;
  try {
    await acme.flows.run("crm", { batch: 2 });
  } catch {
    ended = true;
  }
  left = Number.POSITIVE_INFINITY;
  clock.advanceBy(10 * minute);
  await acme.flows.run("crm", { batch: 2 });
  clock.advanceBy(10 * minute);
  await acme.flows.run("crm", { batch: 2 });
  const people: unknown[] = [];
  const allowed: unknown[] = [];
  const denials: unknown[] = [];
  for await (const { id, key, attributes, points } of acme.contacts()) {
    people.push([key, attributes, points.map(({ address }) => address)]);
    allowed.push([key, (await acme.decide(id, { purpose: "marketing.news" })).allowed]);
    const events = (await all(acme.history(id))).map(({ type }) => type);
    denials.push([key, events.filter((type) => type === "consent.withdrawn").length]);
  }
  const sorted = (list: readonly unknown[]) => list.map((item) => JSON.stringify(item)).sort();
  return {
    ended,
    people: sorted(people),
    allowed: sorted(allowed),
    denials: sorted(denials),
    rows: ["k-1", "k-2", "k-3", "k-4"].map((key) => table.row(key)),
    conflicts: (await all(acme.flows.conflicts("crm"))).map(({ path, won }) => [path, won]),
  };
}

describe("a flow before each sending", () => {
  const before: Partial<Input> = {
    direction: "inBeforeSend",
    fields: { "attributes.plan": { column: "plan_code" } },
  };
  const sent = async ({ acme, email }: Made) => {
    const ann = await acme.identify({ key: "k-1", email: "ann@mail.example" });
    await acme.send("receipt", ann);
    const tick = await acme.tick();
    return { tick, texts: email.sent.map((sent) => JSON.stringify(sent)) };
  };

  it("renders what the host's table says then", async () => {
    const one = await made(before);
    one.table.put("k-1", { plan_code: "max" });
    const { texts } = await sent(one);
    expect(texts.join()).toContain("Plan: max");
    expect(await plan(one)).toEqual({ plan: "max" });
    expect(row(one.table)).toEqual({ plan_code: "max" });
  });

  const down: HostTable = {
    changed: () => Promise.reject(new Error("down")),
    read: () => Promise.reject(new Error("down")),
  };

  it("sends with what there is where the table is down, by default", async () => {
    const { texts } = await sent(await made({ ...before, source: down }));
    expect(texts.join()).toContain("Plan: none");
  });

  it("waits, or does not send, where the flow says so", async () => {
    let broken = true;
    const table = memoryHostTable();
    table.put("k-1", { plan_code: "max" });
    const source: HostTable = {
      ...down,
      read: (...args) => (broken ? down.read(...args) : table.read(...args)),
    };
    const deferred = await made({ ...before, source, whenDown: "defer" });
    expect((await sent(deferred)).texts).toEqual([]);
    const [waiting] = await all(deferred.acme.messages());
    expect(waiting).toMatchObject({
      status: "queued",
      tries: 0,
      reasons: [{ code: "SOURCE_DOWN" }],
    });
    broken = false;
    deferred.clock.advanceBy(2 * minute);
    await deferred.acme.tick();
    expect(deferred.email.sent).toHaveLength(1);
    const skipped = await made({ ...before, source: down, whenDown: "skip" });
    expect((await sent(skipped)).texts).toEqual([]);
    const [left] = await all(skipped.acme.messages());
    expect(left).toMatchObject({ status: "skipped", reasons: [{ code: "SOURCE_DOWN" }] });
  });

  it("does not wait for a table that does not answer", async () => {
    const silent: HostTable = { ...down, read: () => new Promise(() => undefined) };
    const one = await made({ ...before, source: silent, whenDown: "defer", timeoutMs: 5 });
    expect((await sent(one)).texts).toEqual([]);
  });

  it("puts a denial of the host on record before the last look", async () => {
    const one = await made(before);
    const ann = await one.acme.identify({ key: "k-1", email: "ann@mail.example" });
    await one.acme.send("receipt", ann);
    one.table.put("k-1", { unsubscribed: 1 });
    await one.acme.tick();
    const events = (await all(one.acme.history(ann))).map(({ type }) => type);
    expect(events).toContain("consent.withdrawn");
  });
});

describe("tables of the host", () => {
  it("in SQLite are read by their versions and written where they have not changed", async () => {
    const database = new DatabaseSync(":memory:");
    database.exec(`CREATE TABLE customer (number TEXT PRIMARY KEY, country TEXT, mail TEXT, plan_code TEXT,
        town TEXT, unsubscribed INTEGER NOT NULL DEFAULT 0 CHECK (unsubscribed IN (0, 1)),
        revision INTEGER NOT NULL DEFAULT 0);
      CREATE INDEX customer_revision ON customer (revision);
      CREATE TRIGGER customer_made AFTER INSERT ON customer BEGIN UPDATE customer SET revision =
        (SELECT max(revision) + 1 FROM customer) WHERE number = new.number; END;
      CREATE TRIGGER customer_changed AFTER UPDATE OF mail, plan_code, town, unsubscribed ON customer
        BEGIN UPDATE customer SET revision = (SELECT max(revision) + 1 FROM customer)
        WHERE number = new.number; END;
      INSERT INTO customer (number, mail, plan_code) VALUES ('k-1', 'ann@mail.example', 'pro')`);
    const source = sqliteHostTable(database, {
      ...{ table: "customer", key: "number", version: "revision" },
      columns: ["country", "mail", "plan_code", "town", "unsubscribed"],
    });
    const one = await made({ source });
    await one.acme.identify({ key: "k-2", email: "ben@mail.example", attributes: { city: "Ulm" } });
    expect(await one.run()).toMatchObject({ contacts: 1, written: 1, faults: [] });
    const ann = await one.acme.find({ key: "k-1" });
    if (ann === null) return expect.unreachable();
    await one.acme.withdraw(ann.id);
    database.exec("UPDATE customer SET town = 'Bonn' WHERE number = 'k-2'");
    await one.run();
    const rows = database.prepare("SELECT number, town, unsubscribed FROM customer").all();
    expect(rows.map((found) => ({ ...found }))).toEqual([
      { number: "k-1", town: null, unsubscribed: 1 },
      { number: "k-2", town: "Bonn", unsubscribed: 0 },
    ]);
    expect(await plan(one, "k-2")).toEqual({ city: "Bonn" });
    expect(await one.run()).toMatchObject({ contacts: 0, written: 0, conflicts: 0 });
    const [stale] = await source.write([
      { key: "k-1", values: { town: "x" }, ifVersion: "1", isNew: false },
    ]);
    expect(stale).toEqual({ result: "conflict" });
    const refused = await source.write([
      { key: "k-9", values: { unsubscribed: 7 }, ifVersion: null, isNew: true },
      { key: "k-8", values: { revision: 7 }, ifVersion: null, isNew: true },
    ]);
    expect(refused).toEqual([
      { result: "refused", code: "SQLITE_19" },
      { result: "refused", code: "SQLITE_COLUMN" },
    ]);
    database.close();
  });

  it("that can only be read end to end are read in batches", async () => {
    const rows = Array.from({ length: 5 }, (_, index) => ({
      ...{ key: `k-${index}`, version: null, changedAt: null },
      values: { mail: `a${index}@mail.example`, plan_code: "pro" },
    }));
    const one = await made({ direction: "inBeforeSend", source: iterableHostTable(() => rows) });
    expect(await one.run(2)).toMatchObject({ rows: 5, contacts: 5 });
    expect(await one.run(2)).toMatchObject({ rows: 5, contacts: 0 });
  });
});
