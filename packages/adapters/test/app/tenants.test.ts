import { euRules, usEmailRules } from "@wellsent/consent/rules";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { linkIn, news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

async function two() {
  const email = memoryEmailTransport();
  const app = await wellsent({
    ...{ secret, schema, email, templates },
    rules: [euRules],
    forms: [single],
    tenants: {
      north: {
        sender: {
          ...sender,
          from: "hi@north.example",
          name: "North",
          pages: "https://north.example/post/",
        },
        brand: { name: "North Ltd", address: "1 Pole Street" },
        words: { purposes: { "marketing.news": "Northern news" } },
      },
      south: {
        sender: {
          ...sender,
          from: "hi@south.example",
          name: "South",
          pages: "https://south.example/m/",
        },
        rules: [euRules, usEmailRules],
      },
    },
  });
  return { app, email };
}

describe("two tenants of one app", () => {
  it("write each in their own name, from and to their own pages", async () => {
    const { app, email } = await two();
    for (const id of ["north", "south"]) {
      const tenant = app.tenant(id);
      const ann = await tenant.identify({ email: "ann@mail.example", jurisdiction: "FR" });
      await tenant.grant(single, ann);
      await tenant.send(news, ann);
    }
    await app.drain();
    const [north, south] = email.sent;
    expect(north?.from).toEqual({ address: "hi@north.example", name: "North" });
    expect(south?.from).toEqual({ address: "hi@south.example", name: "South" });
    expect(linkIn(north, "u")).toMatch(/^https:\/\/north\.example\/post\/u\//);
    expect(linkIn(south, "u")).toMatch(/^https:\/\/south\.example\/m\/u\//);
    expect(JSON.stringify(north)).not.toContain("south.example");
    const preferences = linkIn(north, "p");
    const page = await (await app.web(new Request(preferences))).text();
    expect(page).toContain("North Ltd");
    expect(page).toContain("1 Pole Street");
    expect(page).toContain("Northern news");
    expect(page).not.toContain("South");
  });

  it("keep what is withdrawn at one from the other", async () => {
    const { app, email } = await two();
    const people = new Map();
    for (const id of ["north", "south"]) {
      const tenant = app.tenant(id);
      const ann = await tenant.identify({ email: "ann@mail.example", jurisdiction: "FR" });
      people.set(id, ann);
      await tenant.grant(single, ann);
      await tenant.send(news, ann);
    }
    await app.drain();
    const left = await app.web(
      new Request(linkIn(email.sent[0], "u"), {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "List-Unsubscribe=One-Click",
      }),
    );
    expect(left.status).toBe(200);
    const north = await app.tenant("north").send(news, people.get("north"), { id: "2" });
    expect(north.reasons[0]).toMatch(/^WITHDRAWN: /);
    expect(await app.tenant("south").send(news, people.get("south"), { id: "2" })).toMatchObject({
      queued: true,
    });
  });

  it("are decided about by their own rules", async () => {
    const { app } = await two();
    const decisions = await Promise.all(
      ["north", "south"].map(async (id) => {
        const tenant = app.tenant(id);
        const bob = await tenant.identify({ email: "bob@mail.example", jurisdiction: "US" });
        return tenant.decide(bob, { purpose: "marketing.news" });
      }),
    );
    // Only the south has the rules of the place; in the north the strictest there are apply.
    expect(decisions.map(({ allowed }) => allowed)).toEqual([false, true]);
    expect(decisions[0]?.ruleset.digest).not.toBe(decisions[1]?.ruleset.digest);
  });

  it("show their wordings for good, and each its own", async () => {
    const { app } = await two();
    const shown = [];
    for (const id of ["north", "south"]) {
      const tenant = app.tenant(id);
      const ann = await tenant.identify({ email: "ann@mail.example" });
      const { notice } = await tenant.grant(single, ann, { locale: "de" });
      const response = await app.web(new Request(`https://any.example/x/n/${id}/${notice}`));
      expect(response.status).toBe(200);
      shown.push(await response.text());
    }
    expect(shown[0]).toContain("Schickt mir Neuigkeiten.");
    expect(shown[0]).toContain("North Ltd, 1 Pole Street");
    expect(shown[1]).toContain("South");
    expect(shown[1]).not.toContain("North");
  });

  it("are refused by name where there is none of it", async () => {
    const { app } = await two();
    expect(() => app.tenant("west")).toThrow(
      expect.objectContaining({ code: "INPUT_TENANT_UNKNOWN" }),
    );
    expect(() => app.tenant("")).toThrow(expect.objectContaining({ code: "INPUT_TENANT" }));
    const asked = await wellsent({
      ...{ secret, schema },
      rules: [euRules],
      tenants: (id) => (id === "north" ? { sender } : undefined),
    });
    expect(asked.tenant("north").id).toBe("north");
    expect(() => asked.tenant("west")).toThrow(
      expect.objectContaining({ code: "INPUT_TENANT_UNKNOWN" }),
    );
    const nobody = await wellsent({ ...{ secret, schema }, rules: [euRules] });
    expect(() => nobody.tenant("north")).toThrow(
      expect.objectContaining({ code: "INPUT_SENDER_MISSING" }),
    );
  });
});
