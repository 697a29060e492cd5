// One tenant that cannot be looked up, or is gone, between others that can.
import { euRules } from "@wellsent/consent/rules";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { type AppTemplate, type TenantSettings, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport, memoryStore } from "../../src/memory/index.js";
import { linkIn, news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

type Lookup = (tenant: string) => TenantSettings<typeof schema> | undefined;
const lost: Readonly<Record<string, Lookup>> = {
  "is gone": () => undefined,
  "cannot be looked up": () => {
    throw new TypeError("no connection");
  },
};

async function made() {
  const email = memoryEmailTransport();
  const own: Readonly<Record<string, TenantSettings<typeof schema>>> = { fine: {}, lost: {} };
  let lookup: Lookup = (tenant) => own[tenant];
  const app = await wellsent({
    ...{ secret, schema, sender, email, templates },
    rules: [euRules],
    tenants: (tenant) => (tenant === "lost" ? lookup(tenant) : own[tenant]),
  });
  const person = async (id: string) => {
    const tenant = app.tenant(id);
    const ann = await tenant.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await tenant.grant(single, ann);
    return { tenant, ann };
  };
  const lose = (by: Lookup): (() => void) => {
    const before = lookup;
    lookup = by;
    return () => {
      lookup = before;
    };
  };
  return { app, email, person, lose };
}

function posted(link: string, form: Readonly<Record<string, string>>): Request {
  return new Request(link, { method: "POST", body: new URLSearchParams(form) });
}

describe.each(Object.entries(lost))("a tenant that %s", (_, by) => {
  it("lets people leave all the same, with a click and with a button", async () => {
    const { app, email, person, lose } = await made();
    const { tenant, ann } = await person("lost");
    await tenant.send(news, ann);
    await app.drain();
    const link = linkIn(email.sent[0], "u");
    const find = lose(by);
    const page = await app.web(new Request(link));
    expect(page.status).toBe(200);
    expect((await app.web(posted(link, { "List-Unsubscribe": "One-Click" }))).status).toBe(200);
    find();
    expect((await tenant.decide(ann, { purpose: "marketing.news" })).allowed).toBe(false);
  });

  it("is not written for, and holds up nobody", async () => {
    const { app, email, person, lose } = await made();
    for (const id of ["lost", "fine"]) {
      const { tenant, ann } = await person(id);
      await tenant.send(news, ann);
    }
    const find = lose(by);
    const { tenants, faults } = await app.drain();
    expect(Object.keys(tenants)).toEqual(["fine"]);
    expect(faults.map(({ tenant }) => tenant)).toEqual(["lost"]);
    expect(email.sent).toHaveLength(1);
    find();
    await app.drain();
    expect(email.sent).toHaveLength(2);
  });
});

describe("a list of tenants", () => {
  it("with something that is no tenant's name starts all others", async () => {
    const { app, email, person } = await made();
    const { tenant, ann } = await person("fine");
    await tenant.send(news, ann);
    app.start({ everyMs: 5, tenants: async () => ["no/name", "fine"] });
    await vi.waitFor(() => expect(email.sent).toHaveLength(1));
    await app.close();
  });
});

describe("a process that only serves pages", () => {
  it("shows the wording that its own pages refer to", async () => {
    const store = memoryStore();
    const email = memoryEmailTransport();
    const common = { secret, schema, sender, email, templates, store };
    const first = await wellsent({ ...common, rules: [euRules] });
    const acme = first.tenant("acme");
    const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await acme.grant(single, ann);
    await acme.send(news, ann);
    await first.drain();
    const brand = { name: "Shop, under its new name" };
    const second = await wellsent({ ...common, rules: [euRules], brand });
    const page = await (await second.web(new Request(linkIn(email.sent[0], "u")))).text();
    const wording = /https:[^"]*\/n\/[^"]*/.exec(page)?.[0] ?? "";
    const shown = await second.web(new Request(wording));
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain(brand.name);
  });

  it("writes nothing for a tenant whose name somebody made up", async () => {
    const store = memoryStore();
    const app = await wellsent({
      ...{ secret, schema, sender, templates, store },
      rules: [euRules],
    });
    await app.web(new Request(`https://shop.example/m/n/made-up/${"a".repeat(64)}`));
    const tenant = app.tenant("made-up").id;
    expect((await store.readLedgerHead(tenant)).size).toBe(0);
  });
});
