import { euRules } from "@wellsent/consent/rules";
import { type CampaignDefinition, type ContactId, defineSchema, defineWorkflow } from "@wellsent/core";
import { defineTemplate, field } from "@wellsent/templates/define";
import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { type App, type AppContent, defineForm, type TenantWorkflows, wellsent } from "../../src/app/index.js";
import { confirm, double, news, receipt, schema, secret, sender } from "./shop.js";

declare const ann: ContactId;
declare const workflows: TenantWorkflows;
const placed = defineTemplate(schema, {
  id: "placed",
  purpose: "orders",
  messageClass: "transactional",
  events: ["order.placed"],
  subject: "{{event.total}}",
  fields: {
    "shop.city": field.text(),
    "shop.zip": field.text({ fallback: "-" }),
    "sender.imprint": field.text(),
    kind: field.enum({ values: ["a", "b"] }),
  },
  mjml: "<mjml></mjml>",
});
const signed = defineTemplate(schema, {
  id: "signed",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "News",
  fields: { "sender.imprint": field.text() },
  mjml: "<mjml></mjml>",
});
const open = defineTemplate(schema, { id: "open", messageClass: "service", subject: "s", mjml: "<mjml></mjml>" });

async function made() {
  const app = await wellsent({
    ...{ secret, schema, sender },
    rules: [euRules],
    templates: [news, receipt, confirm, placed, signed, open],
  });
  return app.tenant("acme");
}
type Acme = Awaited<ReturnType<typeof made>>;
declare const acme: Acme;

describe("send", () => {
  it("takes a template's value or its id, and needs no more where the template says all", () => {
    acme.send(news, ann);
    acme.send("news", ann, { id: "spring" });
    acme.send(news, { contact: ann });
    // @ts-expect-error a number is no contact
    acme.send(news, 1);
  });

  it("asks for the data that only the sender knows", () => {
    acme.send(receipt, ann, { data: { number: "1042" } });
    acme.send("receipt", ann, { data: { number: "1042", note: "thanks" } });
    // @ts-expect-error no data
    acme.send(receipt, ann);
    // @ts-expect-error by its id, no data
    acme.send("receipt", ann);
    // @ts-expect-error without its number
    acme.send(receipt, ann, { data: {} });
    // @ts-expect-error a number is no text
    acme.send(receipt, ann, { data: { number: 1 } });
    // @ts-expect-error a field that it does not have
    acme.send(receipt, ann, { data: { number: "1", nmuber: "2" } });
  });

  it("asks for no details of the sender, which the engine brings", () => {
    acme.send(signed, ann);
    acme.send(placed, ann, { data: { total: 1, shop: { city: "Bonn" }, kind: "a" } });
    // @ts-expect-error without the event's total: what is left to bring is asked for all the same
    acme.send(placed, ann, { data: { shop: { city: "Bonn" }, kind: "a" } });
  });

  it("asks for the data of the event that the template reads, and fields by their paths", () => {
    acme.send(placed, ann, { data: { total: 1, shop: { city: "Bonn" }, kind: "a" } });
    acme.send(placed, ann, { data: { total: 1, shop: { city: "Bonn", zip: "53111" }, kind: "b" } });
    // @ts-expect-error without the event's total
    acme.send(placed, ann, { data: { shop: { city: "Bonn" }, kind: "a" } });
    // @ts-expect-error without the city
    acme.send(placed, ann, { data: { total: 1, shop: {}, kind: "a" } });
    // @ts-expect-error none of its values
    acme.send(placed, ann, { data: { total: 1, shop: { city: "Bonn" }, kind: "c" } });
  });

  it("asks for a purpose where the template names none, and for none where it does", () => {
    acme.send(open, ann, { purpose: "orders" });
    // @ts-expect-error no purpose
    acme.send(open, ann);
    // @ts-expect-error none of the schema's
    acme.send(open, ann, { purpose: "order" });
    // @ts-expect-error the template says it
    acme.send(news, ann, { purpose: "orders" });
  });

  it("of many asks each for what its template needs", () => {
    const people: readonly ContactId[] = [ann];
    acme.sendMany(people.map((contact) => ({ template: news, contact })));
    acme.sendMany(people.map((contact) => ({ template: receipt, contact, data: { number: "1" } })));
    acme.sendMany([
      { template: news, contact: ann },
      { template: "receipt", contact: ann, id: "1", data: { number: "1" } },
      { template: open, contact: ann, purpose: "orders" },
    ]);
    // @ts-expect-error no data
    acme.sendMany([{ template: receipt, contact: ann }]);
    // @ts-expect-error by its id, no data
    acme.sendMany([{ template: "receipt", contact: ann }]);
    const sent = { template: news, contact: ann };
    // @ts-expect-error a number is no text, in whichever of them
    acme.sendMany([sent, { template: receipt, contact: ann, data: { number: 1 } }]);
    // @ts-expect-error no data for any of them
    acme.sendMany(people.map((contact) => ({ template: receipt, contact })));
    // @ts-expect-error no purpose
    acme.sendMany([{ template: open, contact: ann }]);
  });

  it("refuses a template for a purpose that the schema lacks", () => {
    const foreign = defineTemplate({
      id: "f",
      purpose: "else",
      messageClass: "service",
      subject: "s",
      mjml: "<mjml></mjml>",
    });
    // @ts-expect-error no such purpose
    acme.send(foreign, ann);
  });
});

describe("sendMany", () => {
  it("asks of each send what its template asks for, by its value or its id", () => {
    acme.sendMany([
      { template: news, contact: ann },
      { template: "news", contact: ann, id: "spring" },
      { template: receipt, contact: ann, data: { number: "1042" } },
      { template: "receipt", contact: { id: ann }, data: { number: "1042", note: "thanks" } },
      { template: open, contact: ann, purpose: "orders" },
    ]);
    acme.sendMany([ann].map((contact) => ({ template: news, contact })));
    acme.sendMany([ann].map((contact) => ({ template: receipt, contact, data: { number: "1" } })));
    acme.sendMany([
      { template: news, contact: ann },
      // @ts-expect-error no data
      { template: receipt, contact: ann },
    ]);
    // @ts-expect-error by its id, no data
    acme.sendMany([{ template: "receipt", contact: ann }]);
    // @ts-expect-error a number is no text
    acme.sendMany([{ template: receipt, contact: ann, data: { number: 1 } }]);
    // @ts-expect-error no purpose
    acme.sendMany([{ template: open, contact: ann }]);
    // @ts-expect-error the template says it
    acme.sendMany([{ template: news, contact: ann, purpose: "orders" }]);
    // @ts-expect-error a number is no contact
    acme.sendMany([{ template: news, contact: 1 }]);
    // @ts-expect-error of many, without data
    acme.sendMany([ann].map((contact) => ({ template: receipt, contact })));
  });

  it("refuses a template for a purpose that the schema lacks", () => {
    const foreign = defineTemplate({
      id: "f",
      purpose: "else",
      messageClass: "service",
      subject: "s",
      mjml: "<mjml></mjml>",
    });
    // @ts-expect-error no such purpose
    acme.sendMany([{ template: foreign, contact: ann }]);
  });
});

describe("find", () => {
  it("takes one thing, and tells attributes by the schema's types", async () => {
    const found = await acme.find({ email: "a@b.example" });
    expectTypeOf(found?.attributes.firstName).toEqualTypeOf<string | undefined>();
    expectTypeOf((await acme.contact(ann))?.attributes.firstName).toEqualTypeOf<string | undefined>();
    acme.find({ phone: "+31612345678" });
    acme.find({ key: "c-7" });
    // @ts-expect-error nothing
    acme.find({});
    // @ts-expect-error two things
    acme.find({ email: "a@b.example", key: "c-7" });
    for await (const { attributes } of acme.contacts())
      expectTypeOf(attributes.firstName).toEqualTypeOf<string | undefined>();
    if (found !== null) acme.send(news, found);
  });
});

describe("the other verbs", () => {
  it("know events, purposes, topics and attributes", () => {
    acme.track("order.placed", ann, { total: 1 }, { id: "o-1" });
    acme.withdraw(ann);
    acme.withdraw(ann, { purpose: "marketing.news", topic: "offers" });
    acme.decide(ann, { purpose: "orders" });
    acme.receiveText({ id: "SM1", from: "+31612345678", body: "STOP", answered: "orders" });
    // @ts-expect-error no such purpose
    acme.receiveText({ id: "SM1", from: "+31612345678", body: "STOP", answered: "marketing" });
    acme.identify({ email: "a@b.example", attributes: { firstName: "Ann" } });
    // @ts-expect-error no such event
    acme.track("order.plcaed", ann, { total: 1 });
    // @ts-expect-error not its data
    acme.track("order.placed", ann, { totl: 1 });
    // @ts-expect-error no such purpose
    acme.withdraw(ann, { purpose: "marketing" });
    // @ts-expect-error not a topic of this purpose
    acme.decide(ann, { purpose: "orders", topic: "offers" });
    // @ts-expect-error no such attribute
    acme.identify({ email: "a@b.example", attributes: { fristName: "Ann" } });
    // @ts-expect-error the tenant is said
    acme.identify({ tenant: "acme", email: "a@b.example" });
  });

  it("grant: one ask needs nothing more, of several the ticked boxes are named", () => {
    acme.grant(double, ann);
    const both = defineForm(schema, {
      id: "both",
      text: "Choose.",
      asks: {
        magazine: { purpose: "marketing.news", topics: ["magazine"], label: "Magazine" },
        offers: { purpose: "marketing.news", topics: ["offers"], label: "Offers" },
      },
    });
    acme.grant(both, ann, { choices: ["offers"] });
    // @ts-expect-error which?
    acme.grant(both, ann);
    // @ts-expect-error no such box
    acme.grant(both, ann, { choices: ["news"] });
  });

  it("defineForm: purposes and topics are the schema's", () => {
    // @ts-expect-error no such purpose
    defineForm(schema, { id: "f", text: "t", purpose: "marketing.newz" });
    // @ts-expect-error no such topic
    defineForm(schema, { id: "f", text: "t", purpose: "marketing.news", topics: ["offer"] });
  });
});

describe("workflows as data", () => {
  it("answer with values that must be told apart", async () => {
    const saved = await workflows.save({ v: 1 });
    // @ts-expect-error only what was saved has findings
    saved.findings;
    if (!saved.saved) expectTypeOf(saved.code).toEqualTypeOf<"WORKFLOW_DRAFT_CHANGED">();
    const outcome = await workflows.publish("tips", { migrate: { nodes: { a: { exit: "b" } } } });
    // @ts-expect-error nothing may have been published
    outcome.moves;
    if (!outcome.published && outcome.code === "WORKFLOW_RUNS_UNMAPPED")
      expectTypeOf(outcome.unmapped[0]?.runs).toEqualTypeOf<number | undefined>();
    // @ts-expect-error rules for waits are keep, recount or restart
    workflows.publish("tips", { migrate: { waits: "again" } });
  });
});

describe("an app", () => {
  it("knows the templates that were added", async () => {
    const app = await wellsent({ secret, schema, sender, rules: [euRules], templates: [news] });
    const more = await app.add({ templates: [receipt] });
    expectTypeOf(more).toEqualTypeOf<App<typeof schema, typeof news | typeof receipt>>();
  });

  it("is one for code that knows no schema", () => {
    const anyApp = (_: App): void => {};
    const narrow = defineSchema({ attributes: z.object({}) });
    const call = (app: App<typeof narrow, never>) => anyApp(app);
    expectTypeOf(call).toBeFunction();
  });
});

declare const anyText: string;
declare const read: CampaignDefinition;
declare const anyContent: AppContent;

describe("a campaign", () => {
  const campaign = {
    channel: "email",
    audience: { in: [{ list: "readers" }], when: "start" },
    schedule: { at: "now" },
  } as const;

  it("has templates that read no event's data, or brings that", () => {
    acme.campaign({ ...campaign, content: { template: news } });
    acme.campaign({ ...campaign, content: { template: "news" } });
    acme.campaign({ ...campaign, content: { template: "from-elsewhere" } });
    acme.campaign({ ...campaign, content: { template: { id: "from-elsewhere" }, data: { a: 1 } } });
    acme.campaign({ ...campaign, content: { template: placed, data: { total: 3 } } });
    acme.campaign({ ...campaign, content: { template: placed, data: { total: 3, items: ["tea"] } } });
    acme.campaign({ ...campaign, content: { template: anyText } });
    acme.campaign(read);
    acme.campaign({ ...campaign, content: anyContent });
    // @ts-expect-error no event starts a campaign
    acme.campaign({ ...campaign, content: { template: placed } });
    // @ts-expect-error nor by its id
    acme.campaign({ ...campaign, content: { template: "placed" } });
    // @ts-expect-error data of another kind
    acme.campaign({ ...campaign, content: { template: placed, data: { total: "3" } } });
    const a = { id: "a", template: news } as const;
    acme.campaign({ ...campaign, content: { variants: [a, { id: "b", template: "news" }] } });
    acme.campaign({ ...campaign, content: { variants: [a, { id: "b", template: placed }], data: { total: 3 } } });
    // @ts-expect-error one of the variants reads it
    acme.campaign({ ...campaign, content: { variants: [a, { id: "b", template: placed }] } });
    // @ts-expect-error nothing to send
    acme.campaign({ ...campaign, content: {} });
  });
});

describe("a request to start a workflow", () => {
  it("brings the data that the workflow says it is handed", () => {
    const asked = defineWorkflow(schema, "asked", (w) => w.onRequest({ data: "order.placed" }).send(placed));
    const plain = defineWorkflow(schema, "plain", (w) => w.onRequest().send(signed));
    acme.enroll(asked, ann, { id: "1", data: { total: 3, more: "x" } });
    acme.enroll("asked", ann, { id: "1" });
    acme.enroll({ id: "asked" }, ann, { id: "1", data: { any: 3 } });
    acme.enroll(plain, ann, { id: "1" });
    acme.enroll(plain, ann, { id: "1", data: { any: 3 } });
    // @ts-expect-error no data
    acme.enroll(asked, ann, { id: "1" });
    // @ts-expect-error data of another kind
    acme.enroll(asked, ann, { id: "1", data: { total: "3" } });
    // @ts-expect-error an id is text
    acme.enroll(plain, ann, { id: 1 });
  });
});
