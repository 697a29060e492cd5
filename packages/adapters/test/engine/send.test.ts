import { contactId, contactPointId, defineWorkflow, type Store } from "@wellsent/core";
import type { SendInput } from "@wellsent/core/engine";
import { explainContact } from "@wellsent/core/explain";
import { fakeRenderer } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { createWorld, gate, schema, start, tenant } from "./world.js";

const day = 86_400_000;
const open = { wayOut: true } as const;

/** Templates that say more of themselves than the world's do. */
const renderer = (() => {
  const fake = fakeRenderer({
    offer: { text: "Half price" },
    receipt: { text: "Your receipt", messageClass: "transactional" },
    bare: { text: "Your receipt", messageClass: "transactional" },
    code: { text: "Your code", channel: "sms", messageClass: "transactional" },
    monthly: { text: "The magazine" },
  });
  const own = {
    bare: { wayOut: false },
    monthly: { ...open, purpose: "news", topic: "magazine" },
  } satisfies Record<string, object>;
  return {
    ...fake,
    template: (id: string) => {
      const info = fake.template(id);
      return info && { ...info, ...(id === "bare" || id === "monthly" ? own[id] : {}) };
    },
  };
})();

function world(options: Parameters<typeof createWorld>[0] = {}) {
  return createWorld({ renderer, workflows: [], ...options });
}

function counting(store: Store, calls: string[]): Store {
  return new Proxy(store, {
    get: (target, name, self) => {
      const value: unknown = Reflect.get(target, name, self);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        calls.push(String(name));
        return Reflect.apply(value, target, given);
      };
    },
  });
}

describe("what is sent, for what and as what", () => {
  const ask = async (more: Partial<SendInput<typeof schema>> & { readonly template: string }) => {
    const made = world();
    const contact = await made.person("ann");
    const result: unknown = await made.engine
      .send({ tenant, contact, id: "one", purpose: "news", ...more })
      .catch((error: unknown) => error);
    return { ...made, contact, result };
  };

  it.each([
    [{ template: "offer", messageClass: "transactional" }, "INPUT_CLASS_LAXER", "messageClass"],
    [{ template: "offer", messageClass: "service" }, "INPUT_CLASS_LAXER", "messageClass"],
    [{ template: "bare", messageClass: "marketing" }, "INPUT_TEMPLATE_WAY_OUT", "messageClass"],
    [{ template: "code", channel: "email" }, "INPUT_CHANNEL", "channel"],
    [{ template: "ghost" }, "INPUT_TEMPLATE_UNKNOWN", "template"],
    [{ template: "monthly", purpose: "orders" }, "INPUT_PURPOSE", "purpose"],
    [{ template: "monthly", topic: "offers" }, "INPUT_PURPOSE", "topic"],
  ] as const)("belongs to the template: %j is refused by name", async (more, code, path) => {
    const { result, store } = await ask(more);
    expect(result).toMatchObject({ name: "InputError", code, path });
    expect(await store.countOutbox(tenant)).toEqual([]);
  });

  it.each([
    ["not a number", Number.NaN],
    ["endless", Number.POSITIVE_INFINITY],
    ["a date", new Date(start)],
    ["a text", "tomorrow"],
    ["long gone", start - 2 * day],
    ["too far", start + 20 * 366 * day],
  ])("is due at a time that can be: one that is %s is refused", async (_name, dueAt) => {
    const { result } = await ask({ template: "offer", ...({ dueAt } as object) });
    expect(result).toMatchObject({ code: "INPUT_DUE_AT", path: "dueAt" });
  });

  it("carries data that JSON can hold, at most 64 levels deep", async () => {
    let deep: object = {};
    for (let level = 0; level < 50_000; level++) deep = { deep };
    const refused = async (data: object) =>
      (await ask({ template: "offer", ...({ data } as object) })).result;
    expect(await refused({ deep })).toMatchObject({ code: "INPUT_DATA_DEPTH", path: "data" });
    expect(await refused({ when: new Date(start) })).toMatchObject({ code: "INPUT_DATA" });
  });

  it("is taken from the template where nobody says it", async () => {
    const made = world();
    const contact = await made.person("ann");
    await made.subscribe(contact);
    await made.engine.send({ tenant, contact, id: "one", template: "monthly" });
    const { items } = await made.store.readOutbox({ tenant });
    expect(items).toMatchObject([
      { purpose: "news", topic: "magazine", messageClass: "marketing", channel: "email" },
    ]);
  });

  it("may be asked for more strictly than the template asks", async () => {
    const made = world();
    const contact = await made.person("ann");
    const receipt = { tenant, contact, template: "receipt", purpose: "orders" } as const;
    await made.engine.send({ ...receipt, id: "one", messageClass: "marketing" });
    const { items } = await made.store.readOutbox({ tenant });
    expect(items).toMatchObject([{ messageClass: "marketing", status: "skipped" }]);
  });

  it("is checked in every step of a workflow when the engine is made", () => {
    const sending = (template: string, more: object) =>
      defineWorkflow(schema, "w", (w) =>
        w.onEvent("order.placed").send({ id: template }, { purpose: "news", ...more }),
      );
    const refused = (template: string, more: object = {}) => {
      try {
        world({ workflows: [sending(template, more)] });
        return null;
      } catch (error) {
        return error;
      }
    };
    expect(refused("offer", { messageClass: "transactional" })).toMatchObject({
      code: "DEFINITION_CLASS_LAXER",
      path: "nodes.offer.messageClass",
    });
    expect(refused("bare", {})).toMatchObject({ code: "DEFINITION_TEMPLATE_WAY_OUT" });
    expect(refused("code", { messageClass: "transactional" })).toMatchObject({
      code: "DEFINITION_CHANNEL",
    });
    expect(refused("monthly", { topic: "offers" })).toMatchObject({ code: "DEFINITION_PURPOSE" });
    expect(refused("offer")).toBeNull();
    // A release may know a workflow before it has the template.
    expect(refused("ghost")).toBeNull();
  });
});

describe("what becomes of a send", () => {
  it("is on record where it is refused, and is explained", async () => {
    const { person, engine, store } = world();
    const contact = await person("ann");
    const sent = await engine.send({
      tenant,
      contact,
      id: "one",
      template: "offer",
      purpose: "news",
    });
    expect(sent).toMatchObject({ queued: false, status: "refused", decision: { allowed: false } });
    expect((await store.readOutbox({ tenant, contact })).items).toMatchObject([
      { status: "skipped", reasons: [{ code: "NO_CONSENT" }] },
    ]);
    const told = await explainContact(engine, { tenant, contact });
    expect(told?.sentences.join(" ")).toMatch(/offer is skipped.*NO_CONSENT/);
    expect(told?.sentences.join(" ")).not.toContain("Nothing was ever meant");
  });

  it("is queued under the same id once the person has agreed", async () => {
    const { person, subscribe, engine, transport } = world();
    const contact = await person("ann");
    const ask = { tenant, contact, id: "one", template: "offer", purpose: "news" } as const;
    await engine.send(ask);
    await subscribe(contact);
    expect(await engine.send(ask)).toMatchObject({ queued: true, status: "queued" });
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });

  it("is one message, whoever asks at once: exactly one is told that it was queued", async () => {
    const { person, subscribe, engine } = world();
    const contact = await person("ann");
    await subscribe(contact);
    const ask = { tenant, contact, id: "one", template: "offer", purpose: "news" } as const;
    const results = await Promise.all([1, 2, 3, 4].map(() => engine.send(ask)));
    expect(results.map(({ status }) => status).sort()).toEqual([
      "known",
      "known",
      "known",
      "queued",
    ]);
    expect((await engine.sendMany([ask, ask])).map(({ queued }) => queued)).toEqual([false, false]);
  });

  it("says so where there is no such contact, and stops nobody else", async () => {
    const { person, subscribe, engine } = world();
    const ann = await person("ann");
    await subscribe(ann);
    const ask = { tenant, id: "one", template: "offer", purpose: "news" } as const;
    const results = await engine.sendMany([
      { ...ask, contact: contactId("nobody") },
      { ...ask, contact: ann },
    ]);
    expect(results).toMatchObject([
      { queued: false, status: "unknown_contact" },
      { queued: true, status: "queued" },
    ]);
  });

  it("goes to the first address that may be written to", async () => {
    const points = ["old", "new"].map((name) => ({
      id: contactPointId(name),
      channel: "email" as const,
      address: `${name}@mail.example`,
      fingerprints: gate.fingerprints("email", `${name}@mail.example`),
    }));
    const { person, engine, transport, clock } = world();
    const contact = await person("ann", { points });
    const ask = { tenant, contact, template: "offer", purpose: "news" } as const;
    expect(await engine.send({ ...ask, id: "zero" })).toMatchObject({
      decision: { reasons: [{ code: "NO_CONSENT" }, { code: "NO_CONSENT" }] },
    });
    await engine.record(tenant, [
      {
        id: "yes",
        type: "consent.granted",
        contactPoint: contactPointId("new"),
        effectiveAt: clock.now(),
        fields: {},
      },
    ]);
    expect(await engine.send({ ...ask, id: "one" })).toMatchObject({ queued: true });
    await engine.drain(tenant);
    expect(transport.sent).toMatchObject([{ to: "new@mail.example" }]);
  });

  it("takes one call of the store for a hundred, and so does recording", async () => {
    const calls: string[] = [];
    const made = world({
      wrap: (store, transport) => ({ store: counting(store, calls), transport }),
    });
    const contacts = [];
    for (let index = 0; index < 100; index++) contacts.push(await made.person(`p${index}`));
    calls.length = 0;
    await made.engine.record(
      tenant,
      contacts.map((contact) => ({
        ...{ id: `yes-${contact}`, type: "consent.granted", effectiveAt: start, fields: {} },
        contactPoint: contactPointId(`point-${contact}`),
      })),
    );
    // Once in ten seconds an engine looks at what the tenant publishes.
    expect(calls).toEqual(["readDefinition", "appendConsent"]);
    calls.length = 0;
    const sent = await made.engine.sendMany(
      contacts.map((contact) => ({
        ...{ tenant, contact, id: "spring", template: "offer", purpose: "news" as const },
      })),
    );
    expect(calls).toEqual(["enqueue"]);
    expect(sent.filter(({ queued }) => queued)).toHaveLength(100);
  });

  it("keeps a store's own faults apart from the caller's", async () => {
    const store = memoryStore();
    const { engine, person } = world({ store });
    const contact = await person("ann");
    await store.close();
    await expect(
      engine.send({ tenant, contact, id: "one", template: "offer", purpose: "news" }),
    ).rejects.toMatchObject({ name: "StoreError" });
  });
});
