// Links of text messages, from the template to the click, over real tokens.
import { consentPages } from "@wellsent/consent";
import type { DeliveryEvent, MessageLinkContext, OutboundSms, SmsTransport } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { templateRenderer } from "@wellsent/templates";
import { compileSms } from "@wellsent/templates/compile";
import { textMessages } from "@wellsent/templates/sms";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, start, tenant } from "./world.js";

const hour = 3_600_000;
const stores = {
  memory: () => memoryStore(),
  sqlite: () => sqliteStore({ path: ":memory:" }),
};
const base = "https://m.acme.example/";
const from = { type: "number", e164: "+15550100" } as const;

const { programs } = compileSms({
  ...{ id: "sale", messageClass: "marketing", sender: "Acme" },
  text: "New: https://shop.example/new and {{pick}}",
  fields: { pick: { type: "url", maxLength: 200 } },
});
const renderer = templateRenderer({ templates: programs, sms: textMessages({ from }) });
const made = consentPages({
  baseUrl: base,
  tokens: { current: { kid: "a", secret: new Uint8Array(32).fill(7) } },
  brand: { name: "Acme", listDomain: "lists.acme.example" },
  purposes: [{ purpose: "news", label: "News" }],
  notice: "0".repeat(64),
});

/** The fake gate's fingerprints are none that a token takes; a click's token holds none. */
const fingerprint = `s1:${"ab".repeat(32)}`;
const pages = { ...made, links: (of: MessageLinkContext) => made.links({ ...of, fingerprint }) };

describe.each(Object.entries(stores))("a text message over the %s store", (_name, createStore) => {
  const texted = async (gate?: "untracked") => {
    const sent: OutboundSms[] = [];
    const reported: DeliveryEvent[] = [];
    const sms: SmsTransport = {
      ...{ specVersion: 1, id: "phone", channel: "sms" },
      capabilities: {
        ...{ alphanumericSender: false, idempotency: false, stopHandling: "self" },
        longestWaitMs: 60_000,
      },
      send: async (message) => {
        sent.push(message);
        const { ref } = message;
        return { outcome: "accepted", ref, providerMessageId: null };
      },
    };
    const world = createWorld({
      ...{ store: createStore(), clock: simulatedClock(start), renderer, more: { sms, pages } },
      ...(gate === undefined ? {} : { gate }),
      sender: { smsFrom: from },
      wrap: (store, transport) => ({
        transport,
        store: {
          ...store,
          ingest: (call, reactions, options) => {
            const route: typeof reactions.route = (unit) => {
              for (const input of unit.inputs)
                if (input.kind === "delivery") reported.push(input.event);
              return reactions.route(unit);
            };
            return store.ingest(call, { ...reactions, route }, options);
          },
        },
      }),
    });
    const { contact, points } = await world.engine.identify({ tenant, phone: "+15550123" });
    await world.engine.record(
      tenant,
      points.map(({ id }) => ({
        ...{ id: `yes-${id}`, type: "consent.granted", contactPoint: id },
        ...{ effectiveAt: start, fields: {} },
      })),
    );
    const ask = { tenant, contact, id: "sale", template: "sale", purpose: "news" } as const;
    await world.engine.send({ ...ask, data: { pick: "https://shop.example/p/%C5%82" } });
    await world.engine.drain(tenant);
    world.clock.advanceBy(hour);
    const body = sent[0]?.body ?? "";
    const follow = async (link: string) => {
      const path = link.slice(base.length);
      const request = { ...{ method: "GET", path, query: {}, body: {}, locale: "en" } };
      return world.engine.respond(
        { ...request, at: world.clock.now() },
        { method: "GET", userAgent: "a person's browser", acceptLanguage: "en" },
      );
    };
    return { body, follow, reported, links: body.match(/https:\S+/g) ?? [] };
  };

  it("leads where it said, and reports the click of who agreed, each once", async () => {
    const { links, follow, reported } = await texted();
    expect(links).toHaveLength(2);
    expect(links.every((link) => link.startsWith(`${base}l/`) && link.length < 110)).toBe(true);
    const answers = [];
    for (const link of [...links, ...links]) answers.push(await follow(link));
    expect(answers.slice(0, 2).map(({ status, headers }) => [status, headers["location"]])).toEqual(
      [
        [302, "https://shop.example/new"],
        [302, "https://shop.example/p/%C5%82"],
      ],
    );
    expect(reported.map(({ type, engagement }) => [type, engagement?.link])).toEqual([
      ["clicked", 0],
      ["clicked", 1],
    ]);
  });

  it("has its own links where only sending is permitted", async () => {
    const { body, links } = await texted("untracked");
    expect(links).toEqual(["https://shop.example/new", "https://shop.example/p/%C5%82"]);
    expect(body).not.toContain(base);
  });

  it("has links that do nothing else, and lead nowhere when they are forged", async () => {
    const { links, follow, reported } = await texted();
    const [link = ""] = links;
    for (const letter of "upcwo") {
      const answer = await follow(link.replace("/l/", `/${letter}/`));
      expect(answer.drafts).toEqual([]);
      expect(answer.headers["location"]).toBeUndefined();
    }
    expect((await follow(link.replace(/\/0$/, "/7"))).status).toBe(404);
    expect((await follow(link.replace(/.\/0$/, "_/0"))).headers["location"]).toBeUndefined();
    expect(reported).toEqual([]);
  });
});
