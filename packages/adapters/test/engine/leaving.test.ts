import { consentGate, consentPages, suppressionKeys, withdrawConsent } from "@wellsent/consent";
import { euRules, usEmailRules } from "@wellsent/consent/rules";
import {
  type ConsentPages,
  type ContactId,
  type ContactRecord,
  contactId,
  contactPointId,
  defineSchema,
  type Renderer,
  readableContact,
  type Store,
  tenantId,
} from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import type { RespondContext } from "@wellsent/core/ports";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { recordingTransport } from "./world.js";

const tenant = tenantId("acme");
const purpose = "marketing.news";
const base = "https://m.example/c/";

const templates = fakeRenderer({
  news: { text: "News" },
  confirm: { text: "Please confirm", messageClass: "confirmation_request" },
});

/** The link to confirm stands in the mail that asks. */
const renderer: Renderer = {
  ...templates,
  render: (request) => {
    const rendered = templates.render(request);
    if (!rendered.rendered) return rendered;
    return { ...rendered, text: `${rendered.text}\n${request.links.confirm ?? ""}` };
  },
};

function world(store: Store) {
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 11));
  const random = seededRandom(11);
  const ids = sequentialIds("id");
  const transport = recordingTransport(clock);
  const gate = consentGate({
    rules: [euRules, usEmailRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
  });
  const made = consentPages({
    baseUrl: base,
    tokens: { current: { kid: "t1", secret: random.bytes(32) } },
    brand: { name: "Acme", listDomain: "lists.acme.example" },
    purposes: [{ purpose, label: "News" }],
    notice: "0".repeat(64),
  });
  const told: RespondContext[] = [];
  const pages: ConsentPages = {
    ...made,
    respond: (request, subject, facts, context = {}) => {
      told.push(context);
      return made.respond(request, subject, facts, context);
    },
  };
  const engine = createEngine({
    schema: defineSchema({ attributes: z.object({}), purposes: { [purpose]: {} } }),
    ...{ store, email: transport, consent: gate, pages, renderer, clock, random },
    senderFor: () => ({
      from: { address: "hello@acme.example" },
      timeZone: "Europe/Berlin",
      confirmationTemplate: "confirm",
    }),
  });
  /** Somebody with all these at once; numbers begin with a plus. Each address is a point's id. */
  const person = async (name: string, ...addresses: readonly string[]): Promise<ContactId> => {
    const id = contactId(name);
    await store.changeContacts(
      { tenant, now: clock.now(), lookups: [{ id }] },
      ([found = null]) => {
        const known = readableContact(found);
        const contact: ContactRecord = {
          ...(known ?? {
            ...{ tenant, id, key: name, attributes: {}, lists: [], locale: "en", timeZone: null },
            ...{ jurisdiction: "US", createdAt: clock.now(), revision: 0 },
          }),
          updatedAt: clock.now(),
          points: addresses.map((address) => {
            const channel = address.startsWith("+") ? ("sms" as const) : ("email" as const);
            const fingerprints = gate.fingerprints(channel, address);
            return {
              id: contactPointId(
                `${name}/${address.replace("+", "").replace("@mail.example", "")}`,
              ),
              channel,
              address,
              fingerprints,
            };
          }),
        };
        return [{ contact }];
      },
    );
    return id;
  };
  let sends = 0;
  const campaign = async (contact: ContactId): Promise<readonly string[]> => {
    clock.advanceBy(1000);
    const before = transport.sent.length;
    const id = `n-${++sends}`;
    await engine.send({ tenant, contact, id, template: "news", purpose });
    await engine.drain(tenant);
    return transport.sent.slice(before).map(({ to }) => to);
  };
  const findLink = (letter: string): string => {
    const { text = "" } = transport.sent.at(-1) ?? {};
    const [, path] = new RegExp(`${base}(${letter}/\\S+)`).exec(text) ?? [];
    if (path === undefined) throw new Error("the mail has no such link");
    return path;
  };
  const visit = (method: string, path: string, body: Readonly<Record<string, string>> = {}) =>
    engine.respond(
      { method, path, query: {}, body, locale: "en", at: clock.now() },
      { method, userAgent: "Mozilla/5.0 (X11)", acceptLanguage: "en" },
    );
  const listPoints = async (type: string) =>
    (await store.readLedger({ tenant, limit: 500 })).items
      .filter((entry) => entry.type === type)
      .map(({ contactPoint }) => contactPoint)
      .toSorted();
  const withdraw = async (contactPoint: string) =>
    engine.record(tenant, [
      withdrawConsent(
        { ids, random, now: clock.now() },
        { contactPoint: contactPointId(contactPoint), scope: {} },
      ),
    ]);
  const listNames = ({ others = [], otherChannels = [] }: RespondContext) => ({
    others: others.map(({ contactPoint }) => contactPoint),
    otherChannels: otherChannels.map(({ contactPoint }) => contactPoint),
  });
  return {
    ...{ clock, transport, person, campaign, findLink, visit, listPoints, withdraw },
    lastTold: () => listNames(told.at(-1) ?? {}),
  };
}

const oneClick = { "List-Unsubscribe": "One-Click" };

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("a way out over the %s store", (_name, create) => {
  it("counts for every present address of the person, beside the one the mail went to", async () => {
    const { person, campaign, findLink, visit, listPoints } = world(create());
    const ann = await person("ann", "old@mail.example");
    expect(await campaign(ann)).toEqual(["old@mail.example"]);
    const link = findLink("u");
    await person("ann", "new@mail.example", "old@mail.example");
    expect((await visit("POST", link, oneClick)).status).toBe(200);
    expect(await listPoints("consent.withdrawn")).toEqual(["ann/new", "ann/old"]);
    expect(await campaign(ann)).toEqual([]);
  });

  it("tells the page which points are on the mail's channel and which are not", async () => {
    const { person, campaign, findLink, visit, lastTold, listPoints } = world(create());
    const ann = await person("ann", "a@mail.example", "b@mail.example", "+4915112345678");
    await campaign(ann);
    await visit("POST", findLink("u"), oneClick);
    expect(lastTold()).toEqual({
      others: ["ann/b"],
      otherChannels: ["ann/4915112345678"],
    });
    expect(await listPoints("consent.withdrawn")).toEqual(["ann/a", "ann/b"]);
  });

  it("of somebody who took an address over leaves those before them alone", async () => {
    const { person, campaign, findLink, visit, listPoints } = world(create());
    const ann = await person("ann", "desk@mail.example");
    await person("ann", "ann@mail.example");
    const bob = await person("bob", "desk@mail.example");
    expect(await campaign(bob)).toEqual(["desk@mail.example"]);
    await visit("POST", findLink("u"), oneClick);
    expect(await listPoints("consent.withdrawn")).toEqual(["bob/desk"]);
    expect(await campaign(bob)).toEqual([]);
    expect(await campaign(ann)).toEqual(["ann@mail.example"]);
  });

  it("finds the people by the address where the mail is no longer kept", async () => {
    const store = create();
    const { person, campaign, findLink, visit, listPoints } = world({
      ...store,
      readMessage: async () => null,
    });
    const ann = await person("ann", "desk@mail.example");
    await campaign(ann);
    const link = findLink("u");
    await person("ann", "ann@mail.example");
    await visit("POST", link, oneClick);
    const both = ["ann/ann", "ann/desk"];
    expect(await listPoints("consent.withdrawn")).toEqual(both);
    // Once somebody has the address, it is theirs alone.
    await person("bob", "bob@mail.example", "desk@mail.example");
    await visit("POST", link, oneClick);
    expect(await listPoints("consent.withdrawn")).toEqual([...both, "bob/bob", "bob/desk"]);
  });

  it("is the same by whatever case the method comes in", async () => {
    const { person, campaign, findLink, visit, listPoints } = world(create());
    const ann = await person("ann", "a@mail.example", "b@mail.example");
    await campaign(ann);
    await visit("post", findLink("u"), oneClick);
    expect(await listPoints("consent.withdrawn")).toHaveLength(2);
    expect((await visit("get", findLink("u"))).body).toContain("every address of yours");
  });

  it("back in asks the very mailbox that the request is about", async () => {
    const { person, campaign, findLink, visit, withdraw, transport, listPoints, clock } = world(
      create(),
    );
    const ann = await person("ann", "b@mail.example");
    await campaign(ann);
    const link = findLink("u");
    await visit("POST", link, oneClick);
    // What comes first of all addresses is another one.
    await person("ann", "a@mail.example", "b@mail.example");
    expect(await campaign(ann)).toEqual([]);
    clock.advanceBy(1000);
    await visit("POST", link, { action: "undo" });
    expect(await campaign(ann)).toEqual(["b@mail.example"]);
    const asked = transport.sent.filter(({ text }) => text.includes("Please confirm"));
    expect(asked.map(({ to }) => to)).toEqual(["b@mail.example"]);
    const [, confirm = ""] = new RegExp(`${base}(c/\\S+)`).exec(asked[0]?.text ?? "") ?? [];
    expect((await visit("POST", confirm, { action: "confirm" })).status).toBe(200);
    expect(await listPoints("consent.confirmed")).toEqual(["ann/b"]);
    // What the mailbox has lifted counts against no other address any more.
    expect(await campaign(ann)).toEqual(["a@mail.example"]);
    clock.advanceBy(1000);
    await withdraw("ann/a");
    expect(await campaign(ann)).toEqual([]);
  });
});
