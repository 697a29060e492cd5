import {
  type ContactId,
  contactPointId,
  defineSchema,
  defineWorkflow,
  type Store,
} from "@wellsent/core";
import { commitImport } from "@wellsent/core/import";
import { sequentialIds } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, gate, pages, schema, start, tenant } from "./world.js";

/** Waits for weeks, lets everybody in, and ends when the person unsubscribes. */
const long = defineWorkflow(schema, "long", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .admitAnyone()
    .exitOn("delivery:unsubscribed", { outcome: "left" })
    .wait("30d")
    .send({ id: "thanks" }, { purpose: "news" }),
);

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("news of consent over the %s store", (_name, createStore) => {
  const world = (options: Parameters<typeof createWorld>[0] = {}) =>
    createWorld({ store: createStore(), workflows: [long], ...options });
  const outcome = async (store: Store, contact: ContactId) =>
    (await store.readEnrollments({ tenant, contact })).items.map((run) => run.outcome);

  it("ends runs of somebody who was never permitted: news follows the act", async () => {
    const { person, buys, withdraw, engine, store } = world();
    const ann = await person("ann");
    await buys(ann, "order-1");
    await engine.drain(tenant);
    await withdraw(ann);
    await engine.drain(tenant);
    expect(await outcome(store, ann)).toEqual(["left"]);
  });

  it("are in the commit of the act itself: no second call can be lost", async () => {
    const { person, buys, withdraw, engine, store } = world({
      wrap: (inner, transport) => ({
        transport,
        store: {
          ...inner,
          ingest: async (...given) => {
            const [{ inputs }] = given;
            // Whoever died right after the ledger's commit never came so far.
            if (inputs.some(({ event }) => "name" in event && event.name.startsWith("consent.")))
              throw new Error("power cut");
            return inner.ingest(...given);
          },
        },
      }),
    });
    const ann = await person("ann");
    await buys(ann, "order-1");
    await engine.drain(tenant);
    await withdraw(ann);
    await engine.drain(tenant);
    expect(await outcome(store, ann)).toEqual(["left"]);
  });

  it("are told once, however often the same act is recorded", async () => {
    const { person, engine, store, clock } = world();
    const ann = await person("ann");
    const draft = {
      ...{ id: "no", type: "consent.withdrawn", contactPoint: contactPointId("point-ann") },
      ...{ effectiveAt: clock.now(), fields: { purpose: "news" } },
    };
    for (let time = 0; time < 3; time++) await engine.record(tenant, [draft]);
    const facts = await store.readFacts({
      ...{ tenant, now: clock.now(), contact: ann },
      needs: { events: { "consent.withdrawn": null }, messages: 0, consent: false },
    });
    expect(facts?.events).toMatchObject([
      { name: "consent.withdrawn", at: start, data: { purposes: ["news"] } },
    ]);
  });

  it("name every purpose where the act names none", async () => {
    const { person, withdraw, store, clock } = world();
    const ann = await person("ann");
    await withdraw(ann);
    const facts = await store.readFacts({
      ...{ tenant, now: clock.now(), contact: ann },
      needs: { events: { "consent.withdrawn": null }, messages: 0, consent: false },
    });
    expect(facts?.events).toMatchObject([{ data: { purposes: ["news", "orders"] } }]);
  });

  it("start workflows, a grant among them", async () => {
    const asked = defineSchema({
      attributes: z.object({
        firstName: z.string().optional(),
        plan: z.enum(["free", "pro"]).optional(),
      }),
      events: { "consent.granted": z.object({ purposes: z.array(z.string()) }) },
      purposes: { news: {} },
    });
    const welcome = defineWorkflow(asked, "welcome", (w) =>
      w.onEvent("consent.granted").send({ id: "thanks" }, { purpose: "news" }),
    );
    const { person, subscribe, engine, transport } = world({ workflows: [welcome] });
    await subscribe(await person("ann"));
    await engine.drain(tenant);
    expect(transport.sent).toMatchObject([{ to: "ann@mail.example" }]);
  });

  it("come from an import as well: a row that unsubscribes ends the run", async () => {
    const { person, subscribe, buys, engine, store, clock, transport } = world();
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await engine.drain(tenant);
    const rows = [{ row: 2, values: { email: "ann@mail.example", status: "unsubscribed" } }];
    const mapping = (["email", "status"] as const).map((target) => ({
      ...{ column: target, target, confidence: 1, reason: "chosen" as const },
    }));
    const importing = commitImport({
      ...{ engine, tenant, importId: "file", ids: sequentialIds(), clock, rows, mapping },
      consent: {
        gate,
        drafts: ({ id, contactPoint, at }) =>
          contactPoint === undefined
            ? []
            : [{ id, type: "consent.withdrawn", contactPoint, effectiveAt: at, fields: {} }],
      },
    });
    for await (const _ of importing);
    await engine.drain(tenant);
    expect(await outcome(store, ann)).toEqual(["left"]);
    clock.advanceBy(60 * 86_400_000);
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
  });

  it("come from erasure: a removed contact leaves no run, and stays suppressed", async () => {
    const { person, subscribe, buys, engine, store, clock } = world();
    const ann = await person("ann");
    await subscribe(ann);
    await buys(ann, "order-1");
    await engine.drain(tenant);
    const contactPoint = contactPointId("point-ann");
    await expect(engine.forget(tenant, ann, [])).rejects.toMatchObject({
      code: "STORE_ERASURE_UNSUPPRESSED",
    });
    const { removed } = await engine.forget(tenant, ann, [
      { id: "gone", type: "erased", contactPoint, effectiveAt: clock.now(), fields: {} },
    ]);
    expect(removed).toMatchObject({ contacts: 1, enrollments: 1 });
    expect(await store.readContact({ tenant, lookup: { id: ann } })).toBeNull();
    const [fingerprint = ""] = gate.fingerprints("email", "ann@mail.example");
    expect(await store.readConsent({ tenant, fingerprint })).toMatchObject({
      suppressions: [{ reason: "erased" }],
    });
  });
});

describe("an unsubscribe link of an address that was replaced", () => {
  const link = (made: ReturnType<typeof createWorld>, method: string) => {
    const [path] = [...(made.transport.sent[0]?.text ?? "").matchAll(/unsubscribe\/\S+/g)];
    return made.engine.respond(
      { method, path: path?.[0] ?? "", query: {}, body: {}, locale: "en", at: made.clock.now() },
      { method, userAgent: "test", acceptLanguage: "en" },
    );
  };

  /** Drafts for all it is told of, as the real pages do. */
  const widening: typeof pages = {
    ...pages,
    respond: (request, subject, facts, context) => {
      const response = pages.respond(request, subject, facts);
      const [draft] = response.drafts;
      const others = context?.others ?? [];
      if (draft === undefined) return { ...response, body: `and ${others.length} more` };
      const drafts = others.map(({ contactPoint }) => ({
        ...draft,
        ...{ id: `${draft.id}:${contactPoint}`, contactPoint },
      }));
      return { ...response, drafts: [...response.drafts, ...drafts] };
    },
  };

  const moved = async () => {
    const made = createWorld({ more: { pages: widening } });
    const { contact } = await made.engine.identify({ tenant, key: "7", email: "old@mail.example" });
    const granted = async () => {
      const person = await made.store.readContact({ tenant, lookup: { id: contact } });
      const [point] = person?.points ?? [];
      if (!point) throw new Error("no address");
      await made.engine.record(tenant, [
        {
          ...{ id: `yes-${point.id}`, type: "consent.granted", contactPoint: point.id },
          ...{ effectiveAt: made.clock.now(), fields: {} },
        },
      ]);
    };
    await granted();
    await made.buys(contact, "order-1");
    await made.engine.drain(tenant);
    await made.engine.identify({ tenant, key: "7", email: "new@mail.example" });
    await granted();
    return { ...made, contact };
  };

  it("counts for the address they have now, and says so", async () => {
    const made = await moved();
    expect(made.transport.sent).toHaveLength(1);
    expect(await link(made, "GET")).toMatchObject({ body: "and 1 more" });
    expect((await link(made, "POST")).status).toBe(200);
    await made.buys(made.contact, "order-2");
    made.clock.advanceBy(30 * 86_400_000);
    await made.engine.drain(tenant);
    expect(made.transport.sent).toHaveLength(1);
  });

  it("counts for no other address while the person still has the one it was made for", async () => {
    const made = createWorld({ more: { pages: widening } });
    const ann = await made.person("ann");
    await made.subscribe(ann);
    await made.buys(ann, "order-1");
    await made.engine.drain(tenant);
    expect(await link(made, "GET")).toMatchObject({ body: "and 0 more" });
  });

  it("is credited to its mail in the same commit, and many posts are one wish", async () => {
    const made = createWorld();
    const ann = await made.person("ann");
    await made.subscribe(ann);
    await made.buys(ann, "order-1");
    await made.engine.drain(tenant);
    const before = await made.store.readLedgerHead(tenant);
    for (let post = 0; post < 50; post++) expect((await link(made, "POST")).status).toBe(200);
    expect((await made.store.readLedgerHead(tenant)).size).toBe(before.size + 1);
  });
});
