import {
  type JsonObject,
  type Meter,
  type SmsTransport,
  type Store,
  type TenantId,
  tenantId,
} from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import type { Counter } from "@wellsent/core/ports";
import { manualDispatcher, recordingLogger, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { inProcessDispatcher } from "../../src/in-process/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { createWorld, recordingTransport, renderer, start, tenant } from "./world.js";

const other = tenantId("other");

/** A store one of whose calls fails. */
function without(store: Store, call: "advance" | "refreshSegments" | "claimOutbox"): Store {
  return {
    ...store,
    [call]: async () => {
      throw new StoreError("STORE_LOCKED", "Somebody else writes.");
    },
  };
}

const never = new Promise<never>(() => undefined);

describe("a tick", () => {
  it.each([
    ["advance", "workflows"],
    ["refreshSegments", "segments"],
  ] as const)("in which %s fails does the rest, and names the part", async (call, part) => {
    const store = memoryStore();
    const logger = recordingLogger();
    const made = createWorld({ store: without(store, call), more: { logger } });
    const contact = await made.person("ann");
    await made.subscribe(contact);
    await made.engine.send({ tenant, contact, id: "one", template: "thanks", purpose: "news" });
    const { faults, email } = await made.engine.drain(tenant);
    expect(faults).toEqual([{ part, code: "STORE_LOCKED" }]);
    expect(email).toMatchObject({ accepted: 1 });
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ fields: { tenant, part, code: "STORE_LOCKED" } }),
    );
  });

  it("asks a store nothing more when idle than when busy, whatever channel it lacks", async () => {
    const calls: string[] = [];
    const store = new Proxy(memoryStore(), {
      get: (target, name: keyof Store) => {
        calls.push(name);
        return target[name];
      },
    });
    const { engine, person, subscribe } = createWorld({ store });
    const tick = async (): Promise<readonly string[]> => {
      calls.length = 0;
      await engine.tick(tenant);
      return [...calls].sort();
    };
    await subscribe(await person("ann"));
    await tick();
    expect(await tick()).toEqual([
      ...["advance", "claimOutbox", "readCampaigns", "readSeries"],
      ...["refreshSegments", "sweepCodes", "sweepWorkers"],
    ]);
  });

  it("that did nothing and says that there is more ends a drain", async () => {
    const store = memoryStore();
    let calls = 0;
    const restless: Store = {
      ...store,
      advance: async () => {
        calls += 1;
        if (calls > 50) throw new StoreError("STORE_CLOSED", "Enough.");
        return { processed: 0, quarantined: 0, more: true, left: [] };
      },
    };
    const { engine } = createWorld({ store: restless });
    await engine.drain(tenant);
    expect(calls).toBe(1);
  });

  it("ends more lost workers than one takes over from, though none of them held a thing", async () => {
    const store = memoryStore();
    const clock = simulatedClock(start);
    const made = createWorld({ store, clock });
    const ann = await made.person("ann");
    await made.subscribe(ann);
    for (let seed = 20; seed < 60; seed += 1) {
      const { engine } = createWorld({ store, clock, seed });
      const one = { tenant, contact: ann, template: "thanks", purpose: "news" } as const;
      await engine.send({ ...one, id: `m${seed}` });
      await engine.drain(tenant);
    }
    clock.advanceBy(2 * 3_600_000);
    await made.engine.drain(tenant);
    expect(await store.nextWork(tenant)).toBeNull();
  });

  it("rejects where nothing at all could be done", async () => {
    const store = memoryStore();
    const { engine } = createWorld({ store });
    await engine.tick(tenant);
    await store.close();
    await expect(engine.tick(tenant)).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });

  it("rejects with the reason of an aborted signal", async () => {
    const { engine } = createWorld();
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(engine.tick(tenant, { signal })).rejects.toBe(reason);
  });

  it("sends mail while the other channel's provider hangs", async () => {
    const clock = simulatedClock(start);
    const transport = recordingTransport(clock);
    const sms: SmsTransport = {
      ...{ specVersion: 1, id: "hanging", channel: "sms" },
      capabilities: {
        ...{ alphanumericSender: false, idempotency: false, stopHandling: "self" },
        longestWaitMs: 60_000,
      },
      send: () => never,
    };
    const made = createWorld({
      ...{ clock, transport },
      sender: { smsFrom: { type: "number", e164: "+15550100" } },
      renderer: {
        ...renderer,
        template: (id) => {
          const info = renderer.template(id === "text" ? "receipt" : id);
          return info && id === "text" ? { ...info, id, channel: "sms" } : info;
        },
        render: (request) =>
          renderer.render(
            request.template === "text" ? { ...request, template: "receipt" } : request,
          ),
      },
      more: { sms },
    });
    const { contact, points } = await made.engine.identify({
      ...{ tenant, email: "ann@mail.example", phone: "+15550123" },
    });
    await made.engine.record(
      tenant,
      points.map(({ id }) => ({
        ...{ id: `yes-${id}`, type: "consent.granted", contactPoint: id },
        ...{ effectiveAt: start, fields: {} },
      })),
    );
    for (const template of ["text", "receipt"])
      await made.engine.send({ tenant, contact, id: template, template, purpose: "orders" });
    void made.engine.tick(tenant);
    await expect.poll(() => transport.sent.length).toBe(1);
  });
});

describe("ticking for many tenants", () => {
  const queued = async (
    made: ReturnType<typeof createWorld>,
    of: TenantId,
    count: number,
  ): Promise<void> => {
    for (let index = 0; index < count; index++) {
      const { contact, points } = await made.engine.identify({
        ...{ tenant: of, email: `p${index}@mail.example` },
      });
      await made.engine.record(
        of,
        points.map(({ id }) => ({
          ...{ id: `yes-${id}`, type: "consent.granted", contactPoint: id },
          ...{ effectiveAt: made.clock.now(), fields: {} },
        })),
      );
      await made.engine.send({
        ...{ tenant: of, contact, id: "one", template: "thanks", purpose: "news" },
      });
    }
  };

  it("lets one that hangs delay no other", async () => {
    const clock = simulatedClock(start);
    const transport = recordingTransport(clock);
    const made = createWorld({
      ...{ clock, transport },
      wrap: (store) => ({
        store: {
          ...store,
          claimOutbox: (call, ...rest) =>
            call.tenant === tenant ? never : store.claimOutbox(call, ...rest),
        },
        transport,
      }),
    });
    await queued(made, tenant, 1);
    await queued(made, other, 1);
    const dispatcher = inProcessDispatcher();
    made.engine.start(dispatcher, async () => [tenant, other], 1);
    await expect.poll(() => transport.sent.length).toBe(1);
  });

  it("lets one that fails stop no other, and says so to the dispatcher", async () => {
    const clock = simulatedClock(start);
    const transport = recordingTransport(clock);
    const made = createWorld({
      ...{ clock, transport },
      more: {
        senderFor: (of) => {
          if (of === tenant) throw new Error("no settings for ann@mail.example");
          return { from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin" };
        },
      },
    });
    await queued(made, other, 1);
    const failed: string[] = [];
    const dispatcher = inProcessDispatcher({ onError: (name) => failed.push(name) });
    made.engine.start(dispatcher, async () => [tenant, other], 1);
    await expect.poll(() => transport.sent.length).toBe(1);
    await expect.poll(() => failed.length).toBeGreaterThan(0);
    await dispatcher.stop();
    expect(new Set(failed)).toEqual(new Set([`wellsent:${tenant}`]));
  });

  it("takes turns: a tenant with much to send does not hold up one with little", async () => {
    const clock = simulatedClock(start);
    const transport = recordingTransport(clock);
    const made = createWorld({ ...{ clock, transport }, more: { batch: 5 } });
    await queued(made, tenant, 100);
    await queued(made, other, 1);
    const dispatcher = manualDispatcher();
    made.engine.start(dispatcher, async () => [tenant, other]);
    await dispatcher.tick("wellsent");
    for (const name of dispatcher.registered.keys()) await dispatcher.tick(name);
    expect(transport.sent.length).toBeLessThan(10);
    expect((await made.store.readOutbox({ tenant: other })).items).toMatchObject([
      { status: "accepted" },
    ]);
  });

  it("follows the list: new ones begin, those gone rest", async () => {
    const clock = simulatedClock(start);
    const transport = recordingTransport(clock);
    const made = createWorld({ clock, transport });
    await queued(made, tenant, 1);
    let present: readonly TenantId[] = [other];
    const dispatcher = manualDispatcher();
    made.engine.start(dispatcher, async () => present);
    await dispatcher.drain();
    expect(transport.sent).toHaveLength(0);
    present = [tenant];
    await dispatcher.drain();
    expect(transport.sent).toHaveLength(1);
    await queued(made, other, 1);
    await dispatcher.drain();
    expect(transport.sent).toHaveLength(1);
  });
});

describe("what an engine tells of itself", () => {
  it("is ids, codes and counts", async () => {
    const told: { readonly name: string; readonly value: number; readonly by: unknown }[] = [];
    const instrument = (name: string): Counter & { record: Counter["add"] } => {
      const note: Counter["add"] = (value, by) => void told.push({ name, value, by });
      return { add: note, record: note };
    };
    const meter: Meter = { createCounter: instrument, createHistogram: instrument };
    const spans: { readonly name: string; readonly attributes: JsonObject }[] = [];
    const logger = recordingLogger();
    const made = createWorld({
      more: {
        ...{ meter, logger },
        tracer: {
          span: (name, attributes, run) => {
            spans.push({ name, attributes });
            return run();
          },
        },
      },
    });
    const ann = await made.person("ann");
    await made.subscribe(ann);
    await made.buys(ann, "order-1");
    await made.engine.drain(tenant);
    expect(told.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "wellsent.segments.contacts",
        "wellsent.workflows.steps",
        "wellsent.outbox.messages",
      ]),
    );
    expect(spans).toContainEqual({ name: "wellsent.tick", attributes: { tenant } });
    expect(JSON.stringify([told, spans, logger.lines])).not.toMatch(/ann@|mail\.example/);
  });
});
