import { type ContactId, contactId, type Renderer, type Store } from "@wellsent/core";
import { fakeRenderer, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import {
  createWorld,
  recordingTransport,
  start,
  tenant,
  type World,
  type WorldOptions,
} from "./world.js";

const hour = 3_600_000;
const stores = {
  memory: () => memoryStore(),
  sqlite: () => sqliteStore({ path: ":memory:" }),
};

/** As the table of a template stands today. */
function linksTo(...links: readonly string[]): Renderer {
  return fakeRenderer({ thanks: { text: "Thank you", links } });
}

/** The links of the nth mail, as they stand in it, without the way out. */
function linksIn({ transport }: World, mail = 0): readonly string[] {
  return (transport.sent[mail]?.text ?? "").split("\n").slice(1, -1);
}

async function visit(
  { engine, clock }: World,
  link: string,
  more: { readonly userAgent?: string } = {},
) {
  const evidence = {
    method: "GET",
    userAgent: "a person's browser",
    acceptLanguage: "de",
    ...more,
  };
  const path = new URL(link).pathname.slice(1);
  return engine.respond(
    { method: "GET", path, query: {}, body: {}, locale: "de", at: clock.now() },
    evidence,
  );
}

/**
 * A person who agreed and bought; the mail is out, and long enough for a click to be a person's.
 */
async function mailed(world: World, name = "ann"): Promise<ContactId> {
  const id = await world.person(name);
  await world.subscribe(id);
  await world.buys(id, `order-${name}`);
  await world.engine.drain(tenant);
  world.clock.advanceBy(hour);
  return id;
}

/** By link of the template, how often people clicked. */
async function readClicks(store: Store, contact: ContactId): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const spy = { tenant, now: start, needs: { events: {}, messages: null, consent: false } };
  const facts = await store.readFacts({ ...spy, contact });
  for (const { clickedAt } of facts?.messages ?? []) seen.push(clickedAt !== null);
  return seen;
}

describe.each(Object.entries(stores))("clicks over the %s store", (_name, createStore) => {
  const openWorld = (options: WorldOptions = {}): World =>
    createWorld({ store: createStore(), ...options });

  it("lead where the mail said, after its template was edited and after it was withdrawn", async () => {
    const store = createStore();
    const clock = simulatedClock(start);
    const transport = recordingTransport(clock);
    const shared = { store, clock, transport };
    const before = openWorld({
      ...shared,
      renderer: linksTo("https://shop.example/a", "https://shop.example/b"),
    });
    await mailed(before);
    const [first = "", second = ""] = linksIn(before);
    for (const renderer of [linksTo("https://shop.example/new"), fakeRenderer({})]) {
      const after = openWorld({ ...shared, renderer });
      expect((await visit(after, first)).headers["location"]).toBe("https://shop.example/a");
      expect((await visit(after, second)).headers["location"]).toBe("https://shop.example/b");
    }
  });

  it("lead where the recipient's own link leads", async () => {
    const world = openWorld({ renderer: linksTo("https://shop.example/for/{firstName}") });
    await mailed(world, "ann");
    await mailed(world, "bob");
    expect(linksIn(world).join()).not.toContain("/for/");
    expect((await visit(world, linksIn(world, 0)[0] ?? "")).headers["location"]).toBe(
      "https://shop.example/for/ann",
    );
    expect((await visit(world, linksIn(world, 1)[0] ?? "")).headers["location"]).toBe(
      "https://shop.example/for/bob",
    );
  });

  it("lead there although the process died between hand-off and settlement", async () => {
    const store = createStore();
    const clock = simulatedClock(start);
    const transport = recordingTransport(clock);
    const shared = {
      store,
      clock,
      transport,
      sender: { policy: { whenUnknown: "hold" as const } },
    };
    const dying = openWorld({
      ...shared,
      renderer: linksTo("https://shop.example/for/{firstName}"),
      wrap: (inner, email) => ({
        store: { ...inner, settle: () => Promise.reject(new Error("killed")) },
        transport: email,
      }),
    });
    await mailed(dying);
    expect(transport.sent).toHaveLength(1);
    expect((await store.countOutbox(tenant)).map(({ status }) => status)).toEqual(["claimed"]);
    const edited = linksTo("https://shop.example/edited");
    const next = openWorld({ ...shared, renderer: edited, seed: 8 });
    clock.advanceBy(2 * hour);
    await next.engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
    expect((await visit(next, linksIn(next)[0] ?? "")).headers["location"]).toBe(
      "https://shop.example/for/ann",
    );
  });

  it("of a mail sent without its links on record are looked up in the table of the contact's locale", async () => {
    const tables: Readonly<Record<string, readonly string[]>> = {
      en: ["https://shop.example/en"],
      de: ["https://shop.example/de"],
    };
    const base = linksTo("https://shop.example/de");
    const silent: Renderer = {
      ...base,
      template: (id, locale) => {
        const info = base.template(id);
        return info && { ...info, locales: ["en", "de"], links: tables[locale ?? "en"] ?? [] };
      },
      render: (request) => {
        const result = base.render(request);
        if (!result.rendered) return result;
        const { links: _links, ...rest } = result;
        return rest;
      },
    };
    const world = openWorld({ renderer: silent });
    const id = await world.person("ann", { locale: "de" });
    await world.subscribe(id);
    await world.buys(id, "order-1");
    await world.engine.drain(tenant);
    const [link = ""] = linksIn(world);
    expect((await visit(world, link)).headers["location"]).toBe("https://shop.example/de");
    expect((await visit(world, link.replace(/0$/, "1"))).status).toBe(404);
  });

  it("at a position that the mail does not have lead nowhere, and count for nothing", async () => {
    const world = openWorld({ renderer: linksTo("https://shop.example/a") });
    const id = await mailed(world);
    const [link = ""] = linksIn(world);
    expect((await visit(world, link.replace(/0$/, "7"))).status).toBe(404);
    expect(await readClicks(world.store, id)).toEqual([false]);
    expect((await visit(world, link)).status).toBe(302);
    expect(await readClicks(world.store, id)).toEqual([true]);
  });

  it("are not followed to anything but the web, whatever a renderer says", async () => {
    const wild = [
      "javascript:alert(1)",
      "data:text/html,x",
      "//evil.example",
      "/relative",
      "mailto:a@b.example",
      "",
    ];
    const world = openWorld({ renderer: linksTo(...wild) });
    await mailed(world);
    for (const link of linksIn(world)) expect((await visit(world, link)).status).toBe(404);
  });

  it("redirect with a header that every server can write", async () => {
    const world = openWorld({
      renderer: linksTo("https://bücher.example/ł?q=a b\r\nx: y\ud800#ü"),
    });
    await mailed(world);
    const { location } = (await visit(world, linksIn(world)[0] ?? "")).headers;
    expect(location).toBe("https://b%C3%BCcher.example/%C5%82?q=a%20b%0D%0Ax:%20y%EF%BF%BD#%C3%BC");
    expect(new URL(location ?? "").hostname).toBe("xn--bcher-kva.example");
    expect(() => new Response(null, { headers: { location: location ?? "" } })).not.toThrow();
  });

  it("are on record only for mails that were tracked", async () => {
    const world = openWorld({ renderer: linksTo() });
    await mailed(world);
    const { items } = await world.store.readOutbox({ tenant, contact: contactId("ann") });
    expect(items[0]).not.toHaveProperty("links");
  });
});
