import { consentPages } from "@wellsent/consent";
import type { Renderer } from "@wellsent/core";
import { fakeConsentGate, seededRandom } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { webHandler } from "../../src/web/index.js";
import { createWorld, renderer, tenant } from "./world.js";

const base = "https://shop.example/m/";

/** A host's test of its own templates and pages, where the law is not what is tested. */
function world(more: { readonly defaultLocale?: string } = {}) {
  const email = memoryEmailTransport();
  const pages = consentPages({
    baseUrl: base,
    tokens: { current: { kid: "t1", secret: seededRandom(1).bytes(32) } },
    notice: "ab".repeat(32),
    brand: { name: "Shop", listDomain: "lists.shop.example" },
    purposes: [{ purpose: "news", label: "News", topics: [{ topic: "offers", label: "Offers" }] }],
    ...more,
  });
  // The footer of a host's own template.
  const withFooter: Renderer = {
    ...renderer,
    render: (request) => {
      const mail = renderer.render(request);
      if (!mail.rendered) return mail;
      return { ...mail, text: `${mail.text}\n${request.links.preferences}` };
    },
  };
  const made = createWorld({
    workflows: [],
    more: { consent: fakeConsentGate({ allow: "all" }), pages, email, renderer: withFooter },
  });
  const handle = webHandler(made.engine, { basePath: "/m", now: () => made.clock.now() });
  const send = async (id: string) => {
    const { contact, points } = await made.engine.identify({ tenant, email: "ann@mail.example" });
    const [point] = points;
    if (point === undefined) throw new Error("no address");
    const sent = await made.engine.send({
      tenant,
      contact,
      id,
      template: "thanks",
      purpose: "news",
    });
    await made.engine.drain(tenant);
    return { sent, point: point.id };
  };
  const link = (): string => {
    const { headers = [] } = email.sent.at(-1) ?? {};
    const found = headers.find(({ name }) => name === "List-Unsubscribe")?.value;
    return /<(https:[^>]+)>/.exec(found ?? "")?.[1] ?? "";
  };
  return { ...made, email, handle, send, link };
}

function post(body: Record<string, string>) {
  return {
    method: "POST",
    body: new URLSearchParams(body),
  };
}

describe("the fake gate with the real pages", () => {
  it("sends a mail whose links the pages open again", async () => {
    const { send, email, link, handle } = world();
    expect((await send("one")).sent.queued).toBe(true);
    expect(email.sent).toHaveLength(1);
    expect(link()).toContain(base);
    const page = await handle(new Request(link()));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("<form");
  });

  it("takes the one-click for a denial, and sends no more", async () => {
    const { send, email, link, handle, engine } = world();
    const { point } = await send("one");
    const left = await handle(new Request(link(), post({ "List-Unsubscribe": "One-Click" })));
    expect(left.status).toBe(200);
    const decision = await engine.decide({ tenant, contactPoint: point, purpose: "news" });
    expect(decision).toMatchObject({ allowed: false });
    expect((await send("two")).sent.queued).toBe(false);
    expect(email.sent).toHaveLength(1);
  });

  it("opens the preference centre, and takes what is saved there", async () => {
    const { send, email, handle } = world();
    await send("one");
    const preferences = email.sent[0]?.text?.split("\n").at(-1) ?? "";
    const page = await handle(new Request(preferences));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Offers");
    expect(
      (await handle(new Request(preferences, post({ action: "save", shown: "" })))).status,
    ).toBe(200);
  });

  it.each([
    ["de-AT,en;q=0.5", "de"],
    ["fr-FR,fr;q=0.9,de;q=0.8,en;q=0.7", "de"],
    ["en;q=0.3, de;q=0.7", "de"],
    ["de;q=0, en;q=0.1", "en"],
    ["fr, *;q=0.5", "en"],
    ["DE;Q=0.4;x=1, de-ch ; q = 0.2, en;q=2", "de"],
    ["", "en"],
  ])("speaks the language its reader likes best, of those it has: %s", async (accepted, lang) => {
    const { send, link, handle } = world();
    await send("one");
    const page = await handle(new Request(link(), { headers: { "accept-language": accepted } }));
    expect(await page.text()).toContain(`<html lang="${lang}">`);
  });

  it("speaks its own first language to whoever names none", async () => {
    const { send, link, handle } = world({ defaultLocale: "de" });
    await send("one");
    expect(await (await handle(new Request(link()))).text()).toContain('<html lang="de">');
  });
});
