import type { DeliveryEvent } from "@wellsent/core";
import { type TemplateProgram, templateRenderer } from "@wellsent/templates";
import { compileTemplate } from "@wellsent/templates/compile";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, tenant, type World } from "./world.js";

const hour = 3_600_000;
const stores = {
  memory: () => memoryStore(),
  sqlite: () => sqliteStore({ path: ":memory:" }),
};

async function compiled(locale: string, links: readonly string[]): Promise<TemplateProgram> {
  const anchors = links.map((link) => `<a href="${link}">x</a>`).join(" ");
  const { program } = await compileTemplate({
    ...{
      id: "sale",
      messageClass: "marketing",
      subject: "Sale",
      locale,
      utm: { utm_source: "mail" },
    },
    mjml: `<mjml><mj-body><mj-section><mj-column><mj-text>${anchors}
      {{#each products}}<a href="{{url}}">{{name}}</a> {{/each}}<a href="{{unsubscribe}}">Leave</a></mj-text>
      </mj-column></mj-section></mj-body></mjml>`,
  });
  return program;
}
const english = await compiled("en", [
  "https://shop.example/en/new",
  "https://shop.example/en/sale",
]);
const german = await compiled("de", [
  "https://shop.example/de/sale",
  "https://shop.example/de/neu",
]);
const renderer = templateRenderer({ templates: [english, german] });
const products = ["a b", "ł"].map((name) => ({
  name,
  url: `https://shop.example/p/?of=${name}#top`,
}));

function linksIn({ transport }: World): readonly string[] {
  return [...(transport.sent[0]?.text ?? "").matchAll(/\[([^\]]+)\]/g)].map(
    (match) => match[1] ?? "",
  );
}

async function readLocations(
  { engine, clock }: World,
  links: readonly string[],
): Promise<readonly unknown[]> {
  const evidence = { method: "GET", userAgent: "a person's browser", acceptLanguage: "de" };
  const found: unknown[] = [];
  for (const link of links) {
    const path = new URL(link).pathname.slice(1);
    const request = { method: "GET", path, query: {}, body: {}, locale: "de", at: clock.now() };
    found.push((await engine.respond(request, evidence)).headers["location"]);
  }
  return found;
}

describe.each(Object.entries(stores))(
  "clicks in mails of real templates over the %s store",
  (_name, createStore) => {
    const mailed = async (
      locale: string,
      onReport: (event: DeliveryEvent) => void = () => undefined,
    ) => {
      const world = createWorld({
        store: createStore(),
        renderer,
        wrap: (store, transport) => ({
          transport,
          store: {
            ...store,
            ingest: (call, reactions, options) =>
              store.ingest(
                call,
                {
                  ...reactions,
                  route: (unit) => {
                    for (const input of unit.inputs)
                      if (input.kind === "delivery") onReport(input.event);
                    return reactions.route(unit);
                  },
                },
                options,
              ),
          },
        }),
      });
      const contact = await world.person("ann", { locale });
      await world.subscribe(contact);
      const ask = {
        tenant,
        contact,
        id: "sale",
        template: "sale",
        purpose: "news",
        messageClass: "marketing",
      } as const;
      await world.engine.send({ ...ask, data: { products } });
      await world.engine.drain(tenant);
      world.clock.advanceBy(hour);
      return world;
    };

    it.each([
      [
        "de",
        [
          "https://shop.example/de/sale?utm_source=mail",
          "https://shop.example/de/neu?utm_source=mail",
        ],
      ],
      [
        "en",
        [
          "https://shop.example/en/new?utm_source=mail",
          "https://shop.example/en/sale?utm_source=mail",
        ],
      ],
    ])(
      "lead to the links of the mail's own language, %s, and to its products",
      async (locale, wanted) => {
        const world = await mailed(locale);
        const links = linksIn(world);
        expect(links).toHaveLength(5);
        expect(links.slice(0, 4).every((link) => link.startsWith("https://m.example/click/"))).toBe(
          true,
        );
        expect(links.join()).not.toContain("shop.example");
        expect(await readLocations(world, links.slice(0, 4))).toEqual([
          ...wanted,
          "https://shop.example/p/?of=a%20b&utm_source=mail#top",
          "https://shop.example/p/?of=%C5%82&utm_source=mail#top",
        ]);
      },
    );

    it("are reported by the template's own link, whichever product it was, and each once", async () => {
      const reported: unknown[] = [];
      const world = await mailed("de", (event) =>
        reported.push([event.type, event.engagement?.link]),
      );
      const links = linksIn(world).slice(0, 4);
      await readLocations(world, [...links, ...links]);
      expect(reported).toEqual([0, 1, 2, 2].map((link) => ["clicked", link]));
    });

    it("are not there where only sending is permitted: the mail shows where it leads", async () => {
      const world = createWorld({ store: createStore(), renderer, gate: "untracked" });
      const contact = await world.person("ann", { locale: "de" });
      await world.subscribe(contact);
      const ask = {
        tenant,
        contact,
        id: "sale",
        template: "sale",
        purpose: "news",
        messageClass: "marketing",
      } as const;
      await world.engine.send({ ...ask, data: { products } });
      await world.engine.drain(tenant);
      expect(linksIn(world).slice(0, 4)).toEqual([
        "https://shop.example/de/sale?utm_source=mail",
        "https://shop.example/de/neu?utm_source=mail",
        "https://shop.example/p/?of=a%20b&utm_source=mail#top",
        "https://shop.example/p/?of=ł&utm_source=mail#top",
      ]);
      const { items } = await world.store.readOutbox({ tenant, contact });
      expect(items[0]).not.toHaveProperty("links");
    });
  },
);
