import {
  checkWorkflow,
  defineWorkflow,
  listId,
  type Store,
  type WorkflowDefinition,
} from "@wellsent/core";
import { parseWorkflow } from "@wellsent/core/definitions";
import { workflowMermaid } from "@wellsent/core/diagram";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, schema, start, tenant } from "./world.js";

const minute = 60_000;
const day = 86_400_000;
const thanks = { id: "thanks" };
const news = { purpose: "news" } as const;

const joiners = defineWorkflow(schema, "joiners", (w) =>
  w.onJoin("vip", { reentry: "always" }).admitAnyone().send(thanks, news),
);
const leavers = defineWorkflow(schema, "leavers", (w) =>
  w.onUnlist("vip", { reentry: "always" }).admitAnyone().send(thanks, news),
);
const mover = defineWorkflow(schema, "mover", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .admitAnyone()
    .moveTo("buyers", { from: ["vip"] })
    .addTo("vip"),
);

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("triggers over the %s store", (_name, createStore) => {
  const world = (
    workflows: readonly WorkflowDefinition[],
    options: Parameters<typeof createWorld>[0] = {},
  ) => createWorld({ store: createStore(), workflows, ...options });
  const runs = async ({ store }: { readonly store: Store }) =>
    (await store.readEnrollments({ tenant })).items.map(({ workflow, entryKey, outcome }) => {
      return { workflow, entryKey, outcome };
    });

  it("starts with a list that is joined, in the call that joins it, and only then", async () => {
    const one = world([joiners, leavers]);
    const joined = { tenant, email: "ann@mail.example", lists: [listId("vip")] };
    await one.engine.identify(joined);
    // Before any tick.
    expect(await runs(one)).toMatchObject([{ workflow: "joiners", entryKey: "list:vip:joined:1" }]);
    await one.engine.identify(joined);
    await one.engine.identify({ ...joined, lists: [listId("others")] });
    await one.engine.drain(tenant);
    expect(await runs(one)).toHaveLength(1);
  });

  it("starts with lists that a step of another workflow changes", async () => {
    const one = world([mover, joiners, leavers]);
    const ann = await one.person("ann", { lists: [listId("vip")] });
    const bob = await one.person("bob");
    await one.buys(ann, "1");
    await one.buys(bob, "2");
    await one.engine.drain(tenant);
    const begun = (await runs(one)).filter(({ workflow }) => workflow !== "mover");
    // Ann was taken off and put back within one step: nothing changed.
    expect(begun).toMatchObject([{ workflow: "joiners" }]);
    const { items } = await one.store.readEnrollments({ tenant, contact: bob });
    expect(items.map(({ workflow }) => workflow)).toContain("joiners");
  });

  it("starts with consent of its purpose, channel and topic, given or withdrawn", async () => {
    const on = (id: string, when: "granted" | "withdrawn", purpose: "news" | "orders") =>
      defineWorkflow(schema, id, (w) =>
        w.onConsent(when, { purpose, reentry: "always" }).admitAnyone().send(thanks, news),
      );
    const given = on("given", "granted", "news");
    const gone = on("gone", "withdrawn", "orders");
    const sms = defineWorkflow(schema, "sms", (w) =>
      w.onConsent("granted", { channel: "sms" }).admitAnyone().send(thanks, news),
    );
    const one = world([given, gone, sms]);
    const ann = await one.person("ann");
    await one.subscribe(ann);
    const begun = async () => (await runs(one)).map(({ workflow }) => workflow);
    expect(await begun()).toContain("given");
    expect(await begun()).not.toContain("gone");
    one.clock.advanceBy(minute);
    await one.withdraw(ann);
    expect((await begun()).filter((id) => id !== "sms")).toEqual(["given", "gone"]);
  });

  it("starts with a click by a person, once a message, and not by its own mail", async () => {
    const first = defineWorkflow(schema, "first", (w) =>
      w.onEvent("order.placed", { reentry: "always" }).send(thanks, news),
    );
    const onClick = defineWorkflow(schema, "clicked", (w) =>
      w.onDelivery("clicked", { reentry: "always" }).send({ id: "reminder" }, news),
    );
    const bounced = defineWorkflow(schema, "bounced", (w) =>
      w
        .onDelivery("bounced", { template: { id: "thanks" }, reentry: "always" })
        .admitAnyone()
        .addTo("lost"),
    );
    const one = world([first, onClick, bounced]);
    const ann = await one.person("ann");
    await one.subscribe(ann);
    await one.buys(ann, "1");
    await one.engine.drain(tenant);
    const message = async (template: string) => {
      const { items } = await one.store.readOutbox({ tenant });
      const found = items.find((item) => item.template === template);
      if (found === undefined) throw new Error("No mail.");
      return found.key;
    };
    const click = async (template: string, id: string, machine: boolean | null) =>
      one.engine.report(tenant, [
        {
          type: "clicked",
          dedupeKey: id,
          message: await message(template),
          at: one.clock.now(),
          engagement: { machine },
        },
      ]);
    await click("thanks", "scanner", true);
    expect((await runs(one)).map(({ workflow }) => workflow)).toEqual(["first"]);
    await click("thanks", "a", false);
    await click("thanks", "b", null);
    await one.engine.drain(tenant);
    await click("reminder", "c", false);
    await one.engine.drain(tenant);
    expect((await runs(one)).map(({ workflow }) => workflow)).toEqual(["first", "clicked"]);
    await one.engine.report(tenant, [
      {
        type: "bounced",
        dedupeKey: "d",
        message: await message("thanks"),
        at: one.clock.now(),
        bounce: { permanence: "soft", scope: "recipient" },
      },
    ]);
    await one.engine.drain(tenant);
    expect((await one.store.readContact({ tenant, lookup: { id: ann } }))?.lists).toEqual(["lost"]);
  });

  it("starts by each of several triggers", async () => {
    const both = defineWorkflow(schema, "both", (w) =>
      w
        .onJoin("vip", { reentry: "always" })
        .onEvent("order.placed")
        .onRequest()
        .admitAnyone()
        .wait("2d"),
    );
    const one = world([both]);
    const { contact } = await one.engine.identify({
      tenant,
      email: "ann@mail.example",
      lists: [listId("vip")],
    });
    await one.buys(contact, "1");
    await one.engine.enroll({ tenant, contact, workflow: "both", id: "hand" });
    expect((await runs(one)).map(({ entryKey }) => entryKey)).toEqual([
      "list:vip:joined:1",
      "event:1",
      "manual:hand",
    ]);
  });

  it("keeps the change of a list where what begins by it cannot be judged", async () => {
    const broken: Store = createStore();
    const one = world([joiners], {
      store: {
        ...broken,
        changeContacts: (call, change, options) =>
          broken.changeContacts(
            {
              ...call,
              lists: {
                needs: { events: {}, messages: 0, consent: false },
                lists: new Set([listId("vip")]),
                route: () => {
                  throw new Error("broken");
                },
              },
            },
            change,
            options,
          ),
      },
    });
    const { contact } = await one.engine.identify({
      tenant,
      email: "ann@mail.example",
      lists: [listId("vip")],
    });
    expect((await one.store.readContact({ tenant, lookup: { id: contact } }))?.lists).toEqual([
      "vip",
    ]);
    expect((await one.engine.quarantined(tenant)).items).toMatchObject([
      { kind: "contact", id: contact },
    ]);
  });

  it("begins nothing with what happened too long ago", async () => {
    const onOpen = defineWorkflow(schema, "opened", (w) =>
      w.onDelivery("opened", { reentry: "always" }).lateAfter("1h").admitAnyone().wait("1d"),
    );
    const first = defineWorkflow(schema, "first", (w) =>
      w.onEvent("order.placed", { reentry: "always" }).send(thanks, news),
    );
    const one = world([first, onOpen]);
    const ann = await one.person("ann");
    await one.subscribe(ann);
    await one.buys(ann, "1");
    await one.engine.drain(tenant);
    const [mail] = (await one.store.readOutbox({ tenant })).items;
    if (mail === undefined) throw new Error("No mail.");
    one.clock.advanceBy(day);
    const opened = (id: string, at: number) =>
      one.engine.report(tenant, [
        { type: "opened", dedupeKey: id, message: mail.key, at, engagement: { machine: false } },
      ]);
    await opened("old", start + minute);
    expect(await runs(one)).toHaveLength(1);
    await opened("new", one.clock.now());
    expect(await runs(one)).toHaveLength(2);
  });
});

describe("a definition with triggers", () => {
  it("is the same from JSON, and refuses the single trigger of old", () => {
    const both = defineWorkflow(schema, "both", (w) =>
      w
        .onConsent("granted", { purpose: "news", topic: "magazine", channel: "email" })
        .onDelivery("opened", { template: { id: "thanks" }, humanOnly: false })
        .onUnlist("vip")
        .send(thanks, news),
    );
    expect(parseWorkflow(JSON.parse(JSON.stringify(both)))).toEqual(both);
    const { triggers, ...entry } = both.entry;
    expect(() => parseWorkflow({ ...both, entry: { ...entry, trigger: triggers[0] } })).toThrow(
      expect.objectContaining({ code: "DEFINITION_WORKFLOW" }),
    );
    expect(workflowMermaid(both)).toContain("Consent granted");
  });

  it("names what is wrong with its triggers", () => {
    const twice = {
      ...joiners.entry,
      triggers: [...joiners.entry.triggers, ...joiners.entry.triggers],
    };
    const codes = (entry: Partial<WorkflowDefinition["entry"]>) =>
      checkWorkflow(
        { ...joiners, entry: { ...joiners.entry, ...entry } },
        { purposes: schema.purposes, templates: ["thanks"] },
      ).map(({ code, path }) => `${code} ${path}`);
    expect(codes({ triggers: [] })).toContain("TRIGGER entry.triggers");
    expect(codes(twice)).toContain("TRIGGER_TWICE entry.triggers[1]");
    expect(codes({ reentry: { mode: "keyed", key: "x" } })).toContain("KEY entry.reentry.key");
    expect(codes({ triggers: [{ on: "consent", when: "granted", purpose: "nothing" }] })).toContain(
      "UNKNOWN_PURPOSE entry.triggers[0].purpose",
    );
    expect(
      codes({ triggers: [{ on: "consent", when: "granted", purpose: "news", topic: "no" }] }),
    ).toContain("UNKNOWN_TOPIC entry.triggers[0].topic");
    expect(codes({ triggers: [{ on: "consent", when: "granted", topic: "no" }] })).toContain(
      "PURPOSE_MISSING entry.triggers[0].purpose",
    );
    expect(() =>
      defineWorkflow(schema, "x", (w) =>
        w.onJoin("a", { reentry: "always" }).onJoin("b", { reentry: "never" }).wait("1d"),
      ),
    ).toThrow(expect.objectContaining({ code: "DEFINITION_ENTRY" }));
  });
});
