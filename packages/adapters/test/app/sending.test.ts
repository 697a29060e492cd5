import { euRules } from "@wellsent/consent/rules";
import type { Store } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { deriveSendId } from "../../src/app/sending.js";
import { memoryEmailTransport, memoryStore } from "../../src/memory/index.js";
import { news, programs, receipt, schema, secret, sender } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

function createId(template: string, id?: string): Promise<string> {
  return deriveSendId(template, id);
}
const templateId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/);

describe("the id of a send", () => {
  it("is one that the engine takes, and the same for the same", async () => {
    const anyId = fc.option(fc.string(), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(templateId, anyId, async (template, id) => {
        const made = await createId(template, id);
        expect(made).toMatch(/^[A-Za-z0-9-]{1,30}$/);
        expect(await createId(template, id)).toBe(made);
      }),
    );
  });

  it("is never that of another template or another id", async () => {
    const send = fc.tuple(templateId, fc.option(fc.string(), { nil: undefined }));
    await fc.assert(
      fc.asyncProperty(send, send, async ([a, one], [b, two]) => {
        fc.pre(a !== b || one !== two);
        expect(await createId(a, one)).not.toBe(await createId(b, two));
      }),
    );
    // Joined by a hyphen these would be one.
    expect(await createId("a-b")).not.toBe(await createId("a", "b"));
    expect(await createId("a-b", "c")).not.toBe(await createId("a", "b-c"));
    expect(await createId("a", "")).not.toBe(await createId("a"));
  });

  it("is the template's own, readable in every reference, where it is sent once", async () => {
    expect(await createId("welcome-mail")).toBe("welcome-mail");
  });

  it("is never one of a campaign, a digest or a test", async () => {
    for (const template of ["c-spring", "d-news", "t-shirt"])
      expect(await createId(template)).toMatch(/^[0-9a-f]{30}$/);
  });
});

/** A store that works for every tenant but one. */
function failFor<Given extends readonly [{ readonly tenant: string }, ...unknown[]], Answer>(
  tenant: string,
  given: Given,
  call: (...given: Given) => Promise<Answer>,
): Promise<Answer> {
  return given[0].tenant === tenant
    ? Promise.reject(new StoreError("STORE_CLOSED", "This tenant's part is gone."))
    : call(...given);
}

async function made() {
  const email = memoryEmailTransport();
  const app = await wellsent({ ...{ secret, schema, sender, email, templates }, rules: [euRules] });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
  return { app, acme, ann, email };
}

describe("sending", () => {
  it("is once a template, and again under another id", async () => {
    const { acme, ann, email } = await made();
    const data = { number: "1042" };
    const statuses = [];
    for (const id of ["a", "b", "a"])
      statuses.push((await acme.send(receipt, ann, { id, data })).status);
    expect(statuses).toEqual(["queued", "queued", "known"]);
    const again = await acme.send(receipt, ann, { id: "b", data });
    expect(again.reasons).toEqual([expect.stringMatching(/^ALREADY_SENT: .*another id$/)]);
    await acme.drain();
    expect(email.sent.map(({ subject }) => subject)).toEqual([
      "Your order 1042",
      "Your order 1042",
    ]);
  });

  it("tells what still refuses a message, and not that it was sent", async () => {
    const { acme, ann } = await made();
    for (const status of ["refused", "known"]) {
      const sent = await acme.send(news, ann);
      expect(sent.status).toBe(status);
      expect(sent.reasons[0]).toMatch(/^NO_CONSENT: /);
    }
  });

  it("of many answers each in its place, and writes nothing where one is refused by name", async () => {
    const { acme, ann } = await made();
    const bob = await acme.identify({ email: "bob@mail.example" });
    const data = { number: "1" };
    const sent = await acme.sendMany([
      { template: receipt, contact: ann, id: "1", data },
      { template: news, contact: bob },
      { template: "receipt", contact: bob, id: "1", data },
    ]);
    expect(sent.map(({ status }) => status)).toEqual(["queued", "refused", "queued"]);
    await expect(
      acme.sendMany([
        { template: receipt, contact: ann, id: "2", data },
        { template: "recipt", contact: ann },
      ]),
    ).rejects.toMatchObject({ code: "INPUT_TEMPLATE_UNKNOWN" });
    expect(await acme.send(receipt, ann, { id: "2", data })).toMatchObject({ status: "queued" });
  });

  it("is explained, listed and looked up by contact", async () => {
    const { acme, ann } = await made();
    await acme.send(news, ann);
    await acme.send(receipt, ann, { data: { number: "1" } });
    await acme.drain();
    const explained = await acme.explain(ann, news);
    expect(explained).toMatchObject({ sent: false });
    expect(explained?.sentences.join(" ")).toContain("Directive 2002/58/EC");
    const listed = [];
    for await (const { template, status } of acme.messages(ann))
      listed.push(`${template} ${status}`);
    expect(listed.sort()).toEqual(["news skipped", "receipt accepted"]);
    expect(await acme.contact(ann)).toMatchObject({ id: ann.contact });
  });

  it("compiles nothing where programs are given beside their sources", async () => {
    const broken = { ...news, locales: { en: { subject: "{{", mjml: "no mjml" } } };
    const app = await wellsent({
      ...{ secret, schema, sender },
      rules: [euRules],
      templates: [broken, ...templates.filter(({ id }) => id === "news")],
    });
    expect(app.engine.options.renderer.template("news")?.messageClass).toBe("marketing");
    await expect(
      wellsent({ ...{ secret, schema, sender }, rules: [euRules], templates: [broken] }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^TEMPLATE_/) });
  });

  it("ticks every tenant, and one that fails as a whole is named and stops no other", async () => {
    const email = memoryEmailTransport();
    const faulty = memoryStore();
    const store = {
      ...faulty,
      claimOutbox: (...given: Parameters<Store["claimOutbox"]>) =>
        failFor("beta", given, faulty.claimOutbox),
      refreshSegments: (...given: Parameters<Store["refreshSegments"]>) =>
        failFor("beta", given, faulty.refreshSegments),
      advance: (...given: Parameters<Store["advance"]>) => failFor("beta", given, faulty.advance),
    };
    const app = await wellsent({
      ...{ secret, schema, sender, email, templates, store },
      rules: [euRules],
    });
    for (const id of ["beta", "acme"]) {
      const tenant = app.tenant(id);
      const ann = await tenant.identify({ email: "ann@mail.example" });
      await tenant.send(receipt, ann, { data: { number: id } });
    }
    const ticked = await app.drain();
    expect(ticked.tenants["acme"]?.email).toMatchObject({ accepted: 1 });
    expect(email.sent.map(({ subject }) => subject)).toEqual(["Your order acme"]);
  });
});
