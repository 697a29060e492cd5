// Settings that no mail could be sent by are refused before there is any mail.
import { euRules } from "@wellsent/consent/rules";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AppTemplate,
  defineForm,
  type Sender,
  type TenantSettings,
  wellsent,
} from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { confirm, news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

const faults: readonly (readonly [string, Record<string, unknown>, string, string])[] = [
  ["pages by http", { pages: "http://shop.example/m/" }, "INPUT_BASE_URL", "pages"],
  ["pages without a scheme", { pages: "shop.example/m" }, "INPUT_BASE_URL", "pages"],
  ["pages with a query", { pages: "https://shop.example/m/?a=1" }, "INPUT_BASE_URL", "pages"],
  ["no pages", { pages: undefined }, "INPUT_BASE_URL", "pages"],
  ["an address that is none", { from: "Shop <a@shop.example>" }, "INPUT_SENDER", "from.address"],
  ["no address", { from: undefined }, "INPUT_SENDER", "from"],
  ["no text for a name", { name: 5 }, "INPUT_SENDER", "name"],
  ["a name of two lines", { name: "Shop\r\nBcc: eve@mail.example" }, "INPUT_SENDER", "name"],
  ["no text for a detail", { details: { imprint: 5 } }, "INPUT_SENDER", "details.imprint"],
  ["an answer to nobody", { replyTo: "nobody" }, "INPUT_SENDER", "replyTo.address"],
  ["a zone that is none", { timeZone: "Berlin" }, "INPUT_TIME_ZONE", "timeZone"],
  ["no zone", { timeZone: undefined }, "INPUT_TIME_ZONE", "timeZone"],
  ["a policy that is none", { policy: { caps: 3 } }, "INPUT_SENDER", "policy.caps"],
  ["a way out that is no mailto", { mailto: "leave@shop.example" }, "INPUT_HEADER_URL", "mailto"],
  ["help that is no URL", { help: "call us" }, "INPUT_HEADER_URL", "help"],
  [
    "a list's domain that is none",
    { listDomain: "our list" },
    "INPUT_HEADER_LIST_ID",
    "listDomain",
  ],
];

/** As a caller without types may: the settings say nothing of what is wrong with them. */
function wrong(change: Record<string, unknown>): Sender {
  const given: Record<string, unknown> = { ...sender, ...change };
  return Object.assign({ ...sender }, given);
}

function start(own: object) {
  return wellsent({ ...{ secret, schema, templates, rules: [euRules] }, ...own });
}

describe("a sender with", () => {
  it.each(faults)("%s is refused at the start", async (_, change, code, path) => {
    await expect(start({ sender: wrong(change) })).rejects.toMatchObject({
      ...{ code, path: `sender.${path}` },
    });
    const tenants = { north: { sender }, south: { sender: wrong(change) } };
    await expect(start({ tenants })).rejects.toMatchObject({
      ...{ code, path: `tenants.south.sender.${path}` },
    });
  });

  it.each(faults)("%s is refused at its first use where a function has it", async (...fault) => {
    const [, change, code, path] = fault;
    const own: Readonly<Record<string, TenantSettings<typeof schema>>> = {
      north: { sender },
      south: { sender: wrong(change) },
    };
    const app = await start({ tenants: (id: string) => own[id] });
    expect(app.tenant("north").id).toBe("north");
    expect(() => app.tenant("south")).toThrow(
      expect.objectContaining({ code, path: `tenants.south.sender.${path}` }),
    );
  });
});

describe("settings", () => {
  it("name the app's own sender where a tenant has none", async () => {
    const tenants = { north: {} };
    await expect(start({ tenants, sender: wrong({ timeZone: "x" }) })).rejects.toMatchObject({
      path: "sender.timeZone",
    });
    await expect(start({ tenants })).rejects.toMatchObject({
      ...{ code: "INPUT_SENDER_MISSING", path: "tenants.north.sender" },
    });
  });

  it("are refused with a language of pages that nobody has written", async () => {
    await expect(start({ sender, words: { locales: ["en", "fr"] } })).rejects.toMatchObject({
      code: "DEFINITION_PAGE_LOCALE",
    });
  });

  it("say what to do about pages", async () => {
    await expect(start({ sender: wrong({ pages: "shop.example/m" }) })).rejects.toMatchObject({
      remedy: expect.stringMatching(/https:.*localhost/),
    });
  });
});

describe("a template that is named", () => {
  const names = ["confirmation", "smsConfirmation", "smsStopped", "smsHelp"] as const;

  it.each(names)("%s is refused at the start where nobody has written it", async (name) => {
    for (const missing of ["missing", { id: "missing" }]) {
      const named = { ...sender, [name]: missing };
      const path = `sender.${name}`;
      await expect(start({ sender: named })).rejects.toMatchObject({
        ...{ code: "INPUT_TEMPLATE_UNKNOWN", path },
      });
      await expect(start({ tenants: { south: { sender: named } } })).rejects.toMatchObject({
        path: `tenants.south.${path}`,
      });
      const app = await start({ tenants: () => ({ sender: named }) });
      expect(() => app.tenant("south")).toThrow(
        expect.objectContaining({ path: `tenants.south.${path}` }),
      );
    }
  });

  it("is refused on another channel, and taken where it is there", async () => {
    await expect(start({ sender: { ...sender, smsHelp: news } })).rejects.toMatchObject({
      ...{ code: "INPUT_TEMPLATE_UNKNOWN", path: "sender.smsHelp" },
    });
    await start({ sender: { ...sender, confirmation: confirm } });
  });

  it("that nobody has written for a form's question is refused at the start and later", async () => {
    const form = defineForm(schema, {
      ...{ id: "news", purpose: "marketing.news", text: "Send me news." },
    });
    const others = templates.filter(({ id }) => id !== confirm.id);
    const fault = { code: "INPUT_CONFIRMATION_TEMPLATE", path: "forms.news" };
    const some = { sender, templates: others };
    await expect(start({ ...some, forms: [form] })).rejects.toMatchObject(fault);
    const app = await start(some);
    await expect(app.add({ forms: [form] })).rejects.toMatchObject(fault);
    await app.add({ forms: [form], templates: [confirm] });
  });

  it("by a form is refused at the start, when it is added, and before it is recorded", async () => {
    const form = defineForm(schema, {
      ...{ id: "late", purpose: "marketing.news", text: "Send me news." },
      confirmation: "missing",
    });
    const fault = { code: "INPUT_TEMPLATE_UNKNOWN", path: "forms.late.confirmation" };
    await expect(start({ sender, forms: [form] })).rejects.toMatchObject(fault);
    const app = await start({ sender });
    await expect(app.add({ forms: [form] })).rejects.toMatchObject(fault);
    const shop = app.tenant("shop");
    const ann = await shop.identify({ email: "ann@mail.example" });
    const before = (await app.engine.store.readLedgerHead(shop.id)).size;
    await expect(shop.grant(form, ann)).rejects.toMatchObject({
      code: "INPUT_CONFIRMATION_TEMPLATE",
    });
    expect((await app.engine.store.readLedgerHead(shop.id)).size).toBe(before);
  });
});

describe("pages by http on one's own machine", () => {
  it.each(["localhost", "127.0.0.1", "[::1]"])("are linked and served: %s", async (host) => {
    const email = memoryEmailTransport();
    const pages = `http://${host}:3000/m/`;
    const app = await start({ email, forms: [single], sender: { ...sender, pages } });
    const shop = app.tenant("shop");
    const ann = await shop.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await shop.grant(single, ann);
    await shop.send(news, ann);
    expect((await app.drain()).tenants["shop"]?.email?.accepted).toBe(1);
    const headers = new Map(email.sent[0]?.headers?.map(({ name, value }) => [name, value]));
    // RFC 8058 section 3.1 wants https for the one click.
    expect(headers.has("List-Unsubscribe-Post")).toBe(false);
    const link = headers.get("List-Unsubscribe")?.replace(/[<>]/g, "") ?? "";
    expect(link.startsWith(`${pages}u/`)).toBe(true);
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    expect((await app.web(new Request(link, { method: "POST", body }))).status).toBe(200);
    expect((await shop.decide(ann, { purpose: "marketing.news" })).allowed).toBe(false);
  });
});

describe("rules", () => {
  it("that are missing are refused with a code, for the app and for a tenant", async () => {
    const untyped: object = { rules: undefined };
    await expect(start({ sender, ...untyped })).rejects.toMatchObject({
      ...{ code: "INPUT_RULES", path: "rules" },
    });
    const tenants = { north: { sender, rules: "eu" } };
    await expect(start({ tenants })).rejects.toMatchObject({
      ...{ code: "INPUT_RULES", path: "tenants.north.rules" },
    });
  });
});
