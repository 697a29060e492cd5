import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compilers, diagnose } from "./compiler.js";
import { type Installed, installPacked } from "./packed-packages.js";

const given = `
import { type ContactId, type ContactPointId, type TenantId } from "@wellsent/core";
import { defineSchema, defineSegment, defineWorkflow } from "@wellsent/core";
import type { Engine } from "@wellsent/core/engine";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";
export const schema = defineSchema({
  attributes: z.object({ plan: z.enum(["free", "pro"]), address: z.object({ city: z.string() }) }),
  events: { "order.placed": z.object({ total: z.number() }), "cart.left": z.object({}) },
  purposes: { "marketing.news": { topics: ["magazine", "offers"] }, "service.account": {} },
});
declare const engine: Engine<typeof schema>;
declare const who: { readonly tenant: TenantId; readonly contact: ContactId };
declare const where: { readonly tenant: TenantId; readonly contactPoint: ContactPointId };
declare const anyText: string;
const mail = defineTemplate(schema, { id: "t", messageClass: "marketing", subject: "s", mjml: "" });
const own = { id: "t", purpose: "marketing.news" } as const;
const receipt = defineTemplate(schema, { id: "r", messageClass: "service", purpose: "service.account", events: ["order.placed"], subject: "s", mjml: "" });
const course = defineWorkflow(schema, "course", (w) => w.onRequest({ data: "order.placed" }).send(receipt));
const lapsed = defineSegment(schema, "lapsed", (c) => c.everyone());
const many = defineSchema({
  attributes: z.object({}),
  events: { ${Array.from({ length: 120 }, (_, n) => `"event.${n}": z.object({})`).join(", ")} },
});
`;

const events = ["order.placed", "cart.left"];
const purposes = ["marketing.news", "service.account"];
const topics = ["magazine", "offers"];
const attributes = ["plan", "address", "address.city"];
function inSegment(of: string): string {
  return `defineSegment(schema, "s", (c) => ${of});`;
}
function inWorkflow(of: string): string {
  return `defineWorkflow(schema, "w", (w) => w.onEnter(lapsed)${of}.exit("x"));`;
}

/** One faulty line, what the compiler says of it, and the names that it says there are. */
const faults: readonly (readonly [line: string, said: string, names: readonly string[]])[] = [
  [inSegment('c.event("ordr.placed").some()'), "There is no event “ordr.placed”", events],
  [inSegment('c.event(["ordr.placed", "cart.left"]).none()'), "no event “ordr.placed”", events],
  [inSegment("c.event(anyText).some()"), "has to be a known event", events],
  [inSegment('c.event("ordr.placed").sum("total").is(1)'), "no event “ordr.placed”", events],
  [inSegment('c.event("ordr.placed").where((e) => e.data("x").is(1)).some()'), "no event", events],
  [
    inSegment('c.event("order.placed").where((e) => e.data("totl").atLeast(1)).some()'),
    "There is no field “totl” of the event; there is “total”",
    [],
  ],
  [inSegment('c.attribute("plann").is("pro")'), "There is no attribute “plann”", attributes],
  [inSegment('c.attribute("address.town").isKnown()'), "no attribute “address.town”", attributes],
  [inSegment('c.attribute("plan").is("gold")'), '"gold"', ["free", "pro"]],
  [inSegment('c.contact("name").inLast("1d")'), "There is no field “name” of every contact", []],
  [inSegment('c.message("read").some()'), '"read"', ["opened", "clicked"]],
  [inSegment('c.message("opened", { purpose: "news" }).some()'), "no purpose “news”", purposes],
  [
    inSegment('c.consent({ channel: "email", purpose: "marketing.nws" }).is("granted")'),
    "There is no purpose “marketing.nws”",
    purposes,
  ],
  [
    inSegment(
      'c.consent({ channel: "email", purpose: "marketing.news", topic: "x" }).is("granted")',
    ),
    "There is no topic “x” of “marketing.news”",
    topics,
  ],
  [
    inSegment(
      'c.consent({ channel: "email", purpose: "service.account", topic: "x" }).is("denied")',
    ),
    "There is no topic “x” of “service.account”; there are none",
    [],
  ],
  [
    inSegment('c.consent({ channel: "mail", purpose: "marketing.news" }).is("granted")'),
    '"mail"',
    ["email", "sms"],
  ],
  ['defineWorkflow(schema, "w", (w) => w.onEvent("ordr.placed").exit("x"));', "no event", events],
  [
    'defineWorkflow(schema, "w", (w) => w.onEvent("ordr.placed").branch({ trigger: (d) => d.data("x").is(1) }, {}).exit("x"));',
    "no event “ordr.placed”",
    events,
  ],
  [inWorkflow('.exitOn("ordr.placed")'), "There is no event “ordr.placed”", events],
  [inWorkflow('.waitFor({ event: "ordr.placed", timeout: "1d" })'), "no event", events],
  [inWorkflow('.send(mail, { purpose: "marketing.nws" })'), "no purpose “marketing.nws”", purposes],
  [inWorkflow('.send(mail, { purpose: "marketing.news", topic: "x" })'), "no topic “x”", topics],
  [inWorkflow('.send(own, { topic: "x" })'), "no topic “x” of “marketing.news”", topics],
  [inWorkflow(".send(mail)"), "Name a purpose: the template names none", purposes],
  [inWorkflow('.send(own, { channel: "mail" })'), '"mail"', ["email", "sms"]],
  [inWorkflow('.send("t", { purpose: "service.account" })'), "TemplateReference", []],
  [
    inWorkflow(".send(receipt)"),
    "“order.placed”, which not every start of this workflow brings",
    [],
  ],
  [
    inWorkflow(".send(own, { fallbacks: [receipt] })"),
    "The template reads the data of “order.placed”",
    [],
  ],
  [inWorkflow(".run(course)"), "this run lacks: give the step data with “total”", []],
  [inWorkflow('.run(course, { data: { total: "1" } })'), "data of another kind", []],
  [inWorkflow('.unset("plann")'), "no attribute “plann”", ["plan", "address"]],
  [inWorkflow('.set({ plann: "pro" })'), "Did you mean to write 'plan'?", []],
  [inWorkflow('.branch((c) => c.attribute("plann").is("pro"), {})'), "“plann”", attributes],
  ['engine.track({ ...who, event: "ordr.placed", data: {} });', "no event “ordr.placed”", events],
  ['engine.track({ ...who, event: "order.placed", data: { totl: 1 } });', "'total'", []],
  ['engine.send({ ...who, id: "x", template: mail, purpose: "news" });', "“news”", purposes],
  [
    'engine.send({ ...who, id: "x", template: mail, purpose: "marketing.news", topic: "x" });',
    "There is no topic “x” of “marketing.news”",
    topics,
  ],
  ['engine.send({ ...who, id: "x", template: mail, topic: "x" });', "no topic “x”;", topics],
  ['engine.sendMany([{ ...who, id: "x", template: mail, purpose: "x" }]);', '"x"', purposes],
  ['engine.decide({ ...where, purpose: "news" });', "There is no purpose “news”", purposes],
  [
    'defineTemplate(schema, { id: "t", messageClass: "marketing", subject: "", mjml: "", events: ["x"] });',
    '"x"',
    events,
  ],
  [
    'defineTemplate(schema, { id: "t", messageClass: "marketing", subject: "", mjml: "", purpose: "x" });',
    '"x"',
    purposes,
  ],
  ['defineSegment(many, "m", (c) => c.event("evnt.1").some());', "There is no event “evnt.1”", []],
];

let installed: Installed;

describe("what the compiler says of a name that is not there", () => {
  beforeAll(() => {
    installed = installPacked();
    writeFileSync(join(installed.folder, "package.json"), '{ "type": "module" }');
    const lines = [given.replaceAll("\n", " "), ...faults.map(([line]) => line)];
    writeFileSync(join(installed.folder, "faults.ts"), `${lines.join("\n")}\n`);
  });
  afterAll(() => rmSync(installed.folder, { recursive: true, force: true }));

  it.concurrent.each(Object.keys(compilers))(
    "names what there is, and says it once: TypeScript %s",
    async (compiler) => {
      const application = { folder: installed.folder, include: ["faults.ts"] };
      const options = { module: "nodenext", skipLibCheck: true };
      const output = await diagnose(compiler, `messages-${compiler}`, { ...application, options });
      const messages = new Map<number, string[]>();
      for (const message of output.split(/^(?=\S*faults\.ts\()/m)) {
        const line = Number(/\((\d+),/.exec(message)?.[1]);
        messages.set(line, [...(messages.get(line) ?? []), message]);
      }
      expect(messages.get(1), "what is given compiles").toBeUndefined();
      for (const [index, [line, said, names]] of faults.entries()) {
        const [message = "", ...others] = messages.get(index + 2) ?? [];
        expect(message, line).toContain(said);
        for (const name of names) expect(message, line).toMatch(new RegExp(`["“]${name}["”]`));
        expect(message, "the schema's own type says nothing").not.toContain("ZodObject");
        expect(others, line).toEqual([]);
      }
    },
  );
});
