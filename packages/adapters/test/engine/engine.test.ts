import { TransportError, WellsentError } from "@wellsent/core/errors";
import { explainContact } from "@wellsent/core/explain";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, recordingTransport, start, tenant, thanks } from "./world.js";

const day = 86_400_000;
const stores = {
  memory: () => memoryStore(),
  sqlite: () => sqliteStore({ path: ":memory:" }),
};

describe.each(Object.entries(stores))("the engine over the %s store", (_name, createStore) => {
  const world = (options: Parameters<typeof createWorld>[0] = {}) =>
    createWorld({ store: createStore(), ...options });

  it("sends what a workflow wants to a person who agreed, and the next step after its wait", async () => {
    const { person, subscribe, buys, engine, transport, clock } = world();
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await engine.drain(tenant);
    expect(transport.sent).toMatchObject([{ to: "ann@mail.example", at: start }]);
    expect(transport.sent[0]?.text).toContain("Thank you, ann");
    clock.advanceBy(2 * day - 1);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
    clock.advanceBy(1);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(2);
    clock.advanceBy(365 * day);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(2);
  });

  it("sends nothing to a person who was never asked, and says why", async () => {
    const { person, buys, engine, transport } = world();
    const bob = await person("bob");
    await buys(bob, "order-1");
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
    const told = await explainContact(engine, { tenant, contact: bob, template: "thanks" });
    expect(told).toMatchObject({
      sent: false,
      refused: [{ workflow: "thanks", reasons: [{ code: "NO_CONSENT" }] }],
    });
    expect(told?.sentences.join(" ")).toContain("NO_CONSENT");
    expect(told?.sentences.join(" ")).not.toContain("Nothing was ever meant");
  });

  it("says of each step why it was skipped, where a workflow lets everybody in", async () => {
    const open = { ...thanks, entry: { ...thanks.entry, admit: "anyone" as const } };
    const { person, buys, engine, transport } = world({ workflows: [open] });
    const bob = await person("bob");
    await buys(bob, "order-1");
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
    const told = await explainContact(engine, { tenant, contact: bob, template: "thanks" });
    expect(told).toMatchObject({
      sent: false,
      skipped: [{ template: "thanks", reasons: [{ code: "NO_CONSENT" }] }],
    });
    expect(told?.sentences.join(" ")).toContain("NO_CONSENT");
  });

  it("ends a run at once when the person unsubscribes", async () => {
    const { person, subscribe, withdraw, buys, engine, transport, clock, store } = world();
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await engine.drain(tenant);
    await withdraw(ann);
    await engine.drain(tenant);
    const { items } = await store.readEnrollments({ tenant, contact: ann });
    expect(items).toMatchObject([{ status: "ended" }]);
    clock.advanceBy(30 * day);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });

  it("refuses inside the claim what was queued before the withdrawal", async () => {
    const quiet = { quietHours: [{ from: "00:00", to: "20:00" }] };
    const { person, subscribe, withdraw, buys, engine, transport, clock, store } = world({
      sender: { policy: quiet },
    });
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
    expect(await store.countOutbox(tenant)).toMatchObject([
      { status: "queued", reason: "QUIET_HOURS", count: 1 },
    ]);
    await withdraw(ann);
    clock.advanceBy(12 * 3_600_000);
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
    expect(await store.countOutbox(tenant)).toMatchObject([{ status: "skipped", count: 1 }]);
  });

  it("refuses at the second look what was withdrawn between claim and hand-off", async () => {
    let afterClaim: (() => Promise<void>) | null = null;
    const made = world({
      wrap: (store, transport) => ({
        transport,
        store: {
          ...store,
          claimOutbox: async (...call: Parameters<typeof store.claimOutbox>) => {
            const result = await store.claimOutbox(...call);
            if (result.claimed.length > 0) await afterClaim?.();
            return result;
          },
        },
      }),
    });
    const ann = await made.person("ann");
    await made.subscribe(ann);
    await made.buys(ann, "order-1");
    afterClaim = () => made.withdraw(ann);
    const { email } = await made.engine.tick(tenant);
    expect(email).toMatchObject({ claimed: 1, accepted: 0, refusedAtReview: 1 });
    expect(made.transport.sent).toEqual([]);
  });

  it("keeps a cap among messages claimed together", async () => {
    const policy = { caps: [{ max: 1, per: "7d" }] } as const;
    const { person, subscribe, buys, engine, transport, store } = world({ sender: { policy } });
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await buys(ann, "order-2");
    await buys(ann, "order-3");
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
    expect(await store.countOutbox(tenant)).toContainEqual(
      expect.objectContaining({ status: "queued", reason: "FREQUENCY_CAP", count: 2 }),
    );
  });

  it("counts the same event once", async () => {
    const { person, subscribe, buys, engine, transport } = world();
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await buys(ann, "order-1");
    await engine.drain(tenant);
    await buys(ann, "order-1");
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });

  it("tries again what was certainly not sent, and suppresses an address that does not exist", async () => {
    const clock = simulatedClock(start);
    const tries = new Map<string, number>();
    const transport = recordingTransport(clock, ({ to, ref }) => {
      const attempt = (tries.get(to.address) ?? 0) + 1;
      tries.set(to.address, attempt);
      const error = (smtpCode: number, enhancedCode: string) =>
        new TransportError(smtpCode < 500 ? "provider" : "invalid_recipient", "refused", {
          transport: "recording",
          scope: "recipient",
          retry: smtpCode < 500 ? "after" : "never",
          smtpCode,
          enhancedCode,
        });
      if (to.address.startsWith("full") && attempt < 3)
        return { outcome: "failed", ref, error: error(452, "4.2.2") };
      if (to.address.startsWith("gone"))
        return { outcome: "rejected", ref, reason: "invalid_address", error: error(550, "5.1.1") };
      return null;
    });
    const { person, subscribe, buys, engine, store } = world({ clock, transport });
    for (const name of ["full", "gone"]) {
      const contact = await person(name);
      await subscribe(contact);
      await buys(contact, `order-${name}`);
    }
    for (let minute = 0; minute < 10; minute++) {
      await engine.drain(tenant);
      clock.advanceBy(60_000);
    }
    expect(transport.sent).toMatchObject([{ to: "full@mail.example" }]);
    expect(tries).toEqual(
      new Map([
        ["full@mail.example", 3],
        ["gone@mail.example", 1],
      ]),
    );
    clock.advanceBy(3 * day);
    await engine.drain(tenant);
    expect(tries.get("gone@mail.example")).toBe(1);
    const counts = await store.countOutbox(tenant);
    expect(counts).toContainEqual(
      expect.objectContaining({ status: "rejected", reason: "REJECTED_INVALID_ADDRESS" }),
    );
  });

  it("takes a complaint as a complaint, counts it once, and never writes to that person again", async () => {
    const { person, subscribe, buys, engine, transport, clock, store } = world();
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await engine.drain(tenant);
    const { items } = await store.readOutbox({ tenant, contact: ann });
    const message = items[0]?.key;
    if (!message) throw new Error("nothing was sent");
    const complaint = { type: "complained", dedupeKey: "fbl-1", message, at: clock.now() } as const;
    expect(await engine.report(tenant, [complaint])).toMatchObject({ accepted: 1, duplicate: 0 });
    expect(await engine.report(tenant, [complaint])).toMatchObject({ accepted: 0, duplicate: 1 });
    clock.advanceBy(30 * day);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });

  it("answers a link out of a mail: a GET changes nothing, a POST is in the ledger before the answer", async () => {
    const { person, subscribe, buys, engine, transport, clock, store } = world();
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await engine.drain(tenant);
    const path = new URL(transport.sent[0]?.text.split("\n").at(-1) ?? "").pathname.slice(1);
    const ask = (method: string) =>
      engine.respond(
        { method, path, query: {}, body: {}, locale: "en", at: clock.now() },
        { method, userAgent: "test", acceptLanguage: "en" },
      );
    const { size } = await store.readLedgerHead(tenant);
    for (const method of ["GET", "HEAD", "OPTIONS"]) await ask(method);
    expect((await store.readLedgerHead(tenant)).size).toBe(size);
    expect((await ask("POST")).status).toBe(200);
    expect((await store.readLedgerHead(tenant)).size).toBe(size + 1);
    expect((await ask("POST")).status).toBe(200);
    expect((await store.readLedgerHead(tenant)).size).toBe(size + 1);
    clock.advanceBy(30 * day);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });

  it("takes a direct message only with permission, and once per id", async () => {
    const { person, subscribe, engine, transport } = world();
    const ann = await person("ann");
    const ask = {
      tenant,
      contact: ann,
      id: "spring",
      template: "thanks",
      purpose: "news",
      messageClass: "marketing",
    } as const;
    expect(await engine.send(ask)).toMatchObject({ queued: false, decision: { allowed: false } });
    await subscribe(ann);
    expect(await engine.send(ask)).toMatchObject({ queued: true });
    expect(await engine.send(ask)).toMatchObject({ queued: false, decision: { allowed: true } });
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });

  it("refuses an event that is not what the schema says, without quoting it", async () => {
    const { person, engine } = world();
    const contact = await person("ann");
    const bad = {
      tenant,
      contact,
      event: "order.placed",
      data: { total: "ann@mail.example" },
    } as never;
    const error: unknown = await engine.track(bad).catch((caught: unknown) => caught);
    expect(WellsentError.isInstance(error) && error.code).toBe("INPUT_EVENT");
    expect(JSON.stringify(error) + String(error)).not.toContain("ann@");
  });
});
