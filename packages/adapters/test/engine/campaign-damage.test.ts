// Campaigns whose rows cannot be read, and that several workers carry on at once.
import { contactId, listId } from "@wellsent/core";
import { explainRecipient } from "@wellsent/core/explain";
import {
  campaignTable,
  contactTable,
  messageTable,
  type RawRow,
  type RowRequest,
  recipientTable,
  seriesTable,
  storeOver,
  type Table,
} from "@wellsent/core/store-kit";
import { describe, expect, it } from "vitest";
import { memoryRows } from "../../src/memory/index.js";
import { campaignWorld, hour, renderer, toEverybody } from "./campaign-world.js";
import { letter, seriesWorld } from "./series-world.js";
import { start, tenant } from "./world.js";

const day = 24 * hour;

/** A store over rows that a test may damage. */
function damageable() {
  const rows = memoryRows();
  const ask = (request: RowRequest) =>
    rows.transaction("write", tenant, (at) => at.trip([request]));
  return {
    ask,
    store: storeOver(rows),
    patch: (table: Table, row: RawRow): void => {
      ask({ op: "patch", table, rows: [row] });
    },
  };
}

describe("an audience of several parts", () => {
  it("has everybody who is in one of them all the time, and moves to another meanwhile", async () => {
    const { begun, engine, store, clock, copies, person, subscribe } = await campaignWorld(4, {
      more: { campaignBatch: 2 },
    });
    const mover = await person("mover", { lists: [listId("second")] });
    await subscribe(mover);
    const audience = {
      in: [{ list: listId("all") }, { list: listId("second") }],
      when: "start",
    } as const;
    await begun(toEverybody({ audience }));
    let n = 0;
    for (; n < 30; n++) {
      await engine.tick(tenant);
      if (n === 3)
        await store.changeContacts({ tenant, now: clock.now(), lookups: [{ id: mover }] }, ([f]) =>
          f && !("unreadable" in f)
            ? [{ contact: { ...f, lists: [listId("all"), listId("second")] } }]
            : [],
        );
    }
    await engine.drain(tenant);
    expect(copies().get("mover@mail.example")).toBe(1);
  });
});

describe("rows that cannot be read", () => {
  it("ends a campaign with one unreadable recipient, and says so", async () => {
    const { store, patch } = damageable();
    const { begun, campaigns, engine, clock, copies } = await campaignWorld(5, { store });
    const schedule = { at: start + hour } as const;
    const { id } = await begun(toEverybody({ schedule }));
    await engine.drain(tenant);
    patch(recipientTable, { campaign: id, contact: "p0002", state: "odd" });
    clock.advanceBy(hour);
    for (let n = 0; n < 40; n++) {
      await engine.drain(tenant);
      clock.advanceBy(4 * hour);
    }
    expect(copies().size).toBe(4);
    const over = await campaigns.read(tenant, id);
    expect(over.state).toBe("finished");
    expect(over.figures?.refused).toEqual({ QUARANTINE_GIVEN_UP: 1 });
    expect((await engine.quarantined(tenant)).items).toEqual([]);
  });

  it("ends a campaign with one unreadable contact", async () => {
    const { store, patch } = damageable();
    const { begun, campaigns, engine, clock, copies } = await campaignWorld(5, { store });
    const schedule = { at: start + hour } as const;
    const { id } = await begun(toEverybody({ schedule }));
    await engine.drain(tenant);
    patch(contactTable, { id: "p0002", body: "{" });
    clock.advanceBy(hour);
    for (let n = 0; n < 40; n++) {
      await engine.drain(tenant);
      clock.advanceBy(4 * hour);
    }
    expect(copies().size).toBe(4);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
  });

  it("puts a contact on record that cannot be read when the audience is looked through", async () => {
    const { store, patch } = damageable();
    const { begun, campaigns, engine, copies } = await campaignWorld(5, { store });
    patch(contactTable, { id: "p0002", body: "{" });
    const { id } = await begun();
    await engine.drain(tenant);
    expect(copies().size).toBe(4);
    const contact = contactId("p0002");
    expect(await explainRecipient(engine, { tenant, campaign: id, contact })).toMatchObject({
      ...{ state: "waiting", variant: "a", stoppedAt: "plan" },
      sentence: expect.stringContaining("STORE_CORRUPT (it could not be judged)"),
    });
    const entry = { kind: "recipient", id: `${id}:p0002` } as const;
    const { items } = await engine.quarantined(tenant, { kind: "recipient" });
    expect(items).toMatchObject([{ ...entry, code: "STORE_CORRUPT", tries: 1 }]);
    await engine.resolveQuarantine(tenant, entry, "drop");
    await engine.drain(tenant);
    const over = await campaigns.read(tenant, id);
    expect([over.state, over.figures?.refused]).toEqual(["finished", { QUARANTINE_DROPPED: 1 }]);
  });

  it("sends to somebody whose record is mended within a day", async () => {
    const { store, patch, ask } = damageable();
    const { begun, campaigns, engine, copies } = await campaignWorld(3, { store });
    const key = { op: "get", table: contactTable, path: "key", keys: [["p0001"]] } as const;
    const [whole] = ask(key)[0] ?? [];
    patch(contactTable, { id: "p0001", body: "{" });
    const { id } = await begun();
    await engine.drain(tenant);
    patch(contactTable, { id: "p0001", body: whole?.["body"] ?? null });
    await engine.resolveQuarantine(tenant, { kind: "recipient", id: `${id}:p0001` }, "retry");
    expect(await engine.nextWork(tenant)).toBe(start);
    await engine.drain(tenant);
    expect([...copies().values()]).toEqual([1, 1, 1]);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
  });

  it("ends a campaign with one unreadable message", async () => {
    const { store, patch } = damageable();
    const more = { batch: 1 };
    const { begun, campaigns, engine, clock, copies } = await campaignWorld(3, { store, more });
    const { id } = await begun();
    for (let n = 0; n < 20; n++) {
      // Damaged while it waits in the outbox.
      const { items } = await store.readOutbox({ tenant, status: "queued" });
      const first = items.find(({ contact }) => contact === "p0002");
      if (first !== undefined) patch(messageTable, { key: first.key, policy: "{", data: "{" });
      await engine.tick(tenant);
      if (first !== undefined) break;
    }
    for (let n = 0; n < 40; n++) {
      await engine.drain(tenant);
      clock.advanceBy(4 * hour);
    }
    const over = await campaigns.read(tenant, id);
    expect([over.state, copies().size]).toEqual(["finished", 2]);
    expect(over.figures?.refused).toEqual({ QUARANTINE_GIVEN_UP: 1 });
  });

  it("is as fast beside a campaign that can not go on at all", async () => {
    const broken = {
      ...renderer,
      template: (name: string) => {
        if (name === "other") throw new TypeError("a template that breaks");
        return renderer.template(name);
      },
    };
    const more = { campaignBatch: 12, batch: 5 };
    const world = await campaignWorld(30, { more });
    const { begun, campaigns, another, copies } = world;
    const content = { variants: [{ id: "a", template: "other", weight: 1 }] };
    await begun(toEverybody({ content }));
    const { id } = await begun();
    const summary = await another(3, { renderer: broken, more }).drain(tenant);
    expect(summary.faults.map(({ part }) => part)).toEqual(["campaigns"]);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
    expect(copies().size).toBe(30);
  });

  it("goes past a page of recipients that cannot be read", async () => {
    const { store, patch } = damageable();
    const { begun, campaigns, engine } = await campaignWorld(6, {
      store,
      more: { campaignBatch: 2 },
    });
    const { id } = await begun(toEverybody({ schedule: { at: start + day } }));
    await engine.drain(tenant);
    for (const contact of ["p0002", "p0003"])
      patch(recipientTable, { campaign: id, contact, state: "odd" });
    await campaigns.pause(tenant, id);
    const content = { variants: [{ id: "a", template: "other", weight: 1 }] };
    await campaigns.edit(tenant, id, { content });
    await campaigns.approve(tenant, id);
    const spin = new AbortController();
    setTimeout(() => spin.abort(new Error("it never ends")), 2_000).unref();
    let calls = 0;
    const counted = campaigns.resume(tenant, id);
    const state = await Promise.race([
      counted.then((one) => one.state),
      new Promise((done) => setTimeout(() => done(`never ends ${calls++}`), 1_500)),
    ]);
    expect(state).toBe("running");
  });

  it("an unreadable campaign is no work, and others go on", async () => {
    const { store, patch } = damageable();
    const { begun, engine, copies } = await campaignWorld(5, { store });
    const one = await begun();
    await begun(toEverybody({ schedule: { at: start + 1 } }));
    patch(campaignTable, { id: one.id, body: "{" });
    await engine.drain(tenant);
    expect(copies().size).toBe(0);
    expect(await engine.nextWork(tenant)).toBe(start + 1);
  });

  it("an issue whose series cannot be read leaves all the same, and others are as fast", async () => {
    const { store, patch } = damageable();
    const world = await seriesWorld(5, { store, more: { campaignBatch: 1 } });
    const { series, clock, engine, campaigns, begun, issues } = world;
    await series.put(tenant, letter());
    await engine.drain(tenant);
    clock.advanceTo(Date.UTC(2026, 2, 3, 8, 0, 1));
    patch(seriesTable, { id: "letter", body: "{" });
    const { id } = await begun();
    expect((await engine.drain(tenant)).faults).toEqual([]);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
    expect(Object.values(await issues())).toEqual(["finished"]);
  });
});

describe("two at once", () => {
  it("is no fault where another worker was faster to begin it", async () => {
    const { begun, another, engine } = await campaignWorld(6);
    await begun();
    const workers = [engine, another(3), another(4)];
    const summaries = await Promise.all(workers.map((one) => one.tick(tenant)));
    expect(summaries.flatMap(({ faults }) => faults)).toEqual([]);
  });
});

describe("an issue that nobody approves", () => {
  it("ends when it would be too late to begin", async () => {
    const { series, until, issues, transport } = await seriesWorld(3);
    await series.put(tenant, letter({ approval: "required" }));
    await until("2026-03-03T12:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "held APPROVAL_MISSING" });
    await until("2026-03-03T20:00:00Z");
    expect(await issues()).toEqual({ "2026-03-03": "cancelled NOT_APPROVED" });
    expect(transport.sent).toEqual([]);
  });
});
