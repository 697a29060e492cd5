import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Installed, installPacked } from "./packed-packages.js";

const given = `
import type { ContactId, ContactPointId, TenantId } from "@wellsent/core";
import { defineSchema, defineSegment, defineWorkflow } from "@wellsent/core";
import type { Engine } from "@wellsent/core/engine";
import { defineTemplate } from "@wellsent/templates/define";
import { defineSms } from "@wellsent/templates/sms";
import { defineForm, type Tenant } from "@wellsent/adapters/app";
import * as z from "zod";
const schema = defineSchema({
  attributes: z.object({ plan: z.enum(["free", "pro"]), address: z.object({ city: z.string() }) }),
  events: { "order.placed": z.object({ total: z.number() }), "cart.left": z.object({}) },
  purposes: { "marketing.news": { topics: ["magazine", "offers"] }, "service.account": {} },
});
const news = defineTemplate(schema, { id: "news", purpose: "marketing.news", messageClass: "marketing", subject: "s", mjml: "" });
const open = defineTemplate(schema, { id: "open", messageClass: "service", subject: "s", mjml: "" });
const lapsed = defineSegment(schema, "lapsed", (c) => c.everyone());
declare const engine: Engine<typeof schema>;
declare const acme: Tenant<typeof schema, typeof news | typeof open>;
declare const ann: ContactId;
declare const who: { readonly tenant: TenantId; readonly contact: ContactId };
declare const where: { readonly tenant: TenantId; readonly contactPoint: ContactPointId };
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
function inMail(part: string): string {
  return `defineTemplate(schema, { id: "t", messageClass: "service", ${part}, subject: "s", mjml: "" });`;
}

/** What is written, with the cursor at `|`, and everything that an editor offers there. */
const places: readonly (readonly [written: string, offered: readonly string[]])[] = [
  [inSegment('c.attribute("|").isKnown()'), attributes],
  [inSegment('c.event("|").some()'), events],
  [inSegment('c.event(["order.placed", "|"]).some()'), events],
  [inSegment('c.event("order.placed").where((d) => d.data("|").is(1)).some()'), ["total"]],
  [inSegment('c.event("cart.left").without("|", { same: "x" }).some()'), events],
  [inSegment('c.message("opened", { purpose: "|" }).some()'), purposes],
  [inSegment('c.consent({ channel: "email", purpose: "|" }).is("denied")'), purposes],
  [
    inSegment(
      'c.consent({ channel: "email", purpose: "marketing.news", topic: "|" }).is("denied")',
    ),
    topics,
  ],
  ['defineWorkflow(schema, "w", (w) => w.onEvent("|").exit("x"));', events],
  [inWorkflow('.exitOn("|")'), events],
  [inWorkflow('.waitFor({ event: "|", timeout: "1d" })'), events],
  [inWorkflow('.branch((c) => c.attribute("|").isKnown(), {})'), attributes],
  [inWorkflow('.send(open, { purpose: "|" })'), purposes],
  [inWorkflow('.send(open, { purpose: "marketing.news", topic: "|" })'), topics],
  [inWorkflow('.send(news, { topic: "|" })'), topics],
  [inWorkflow('.unset("|")'), ["plan", "address"]],
  [inWorkflow('.unset("plan", "|")'), ["plan", "address"]],
  [inWorkflow('.set({ plan: "|" })'), ["free", "pro"]],
  [inMail('purpose: "|"'), purposes],
  [inMail('purpose: "marketing.news", topic: "|"'), topics],
  [inMail('events: ["|"]'), events],
  [
    'defineSms(schema, { id: "t", messageClass: "service", sender: "A", text: "x", purpose: "|" });',
    purposes,
  ],
  ['defineForm(schema, { id: "f", text: "Yes", purpose: "|" });', purposes],
  [
    'defineForm(schema, { id: "f", text: "Yes", purpose: "marketing.news", topics: ["|"] });',
    topics,
  ],
  ['acme.send("|", ann);', ["news", "open"]],
  ['acme.send(open, ann, { purpose: "|" });', purposes],
  ['acme.sendMany([{ template: "|", contact: ann }]);', ["news", "open"]],
  ['acme.decide(ann, { purpose: "|" });', purposes],
  ['acme.withdraw(ann, { purpose: "|" });', purposes],
  ['acme.withdraw(ann, { purpose: "marketing.news", topic: "|" });', topics],
  ['acme.object(ann, { purpose: "|" });', purposes],
  ['acme.receiveText({ id: "i", from: "f", body: "b", answered: "|" });', purposes],
  ['acme.track("|", ann, {});', events],
  ['engine.track({ ...who, event: "|", data: {} });', events],
  ['engine.decide({ ...where, purpose: "|" });', purposes],
  ['engine.send({ ...who, id: "i", template: news, purpose: "|" });', purposes],
];

let installed: Installed;
let offer: (written: string) => readonly string[];

describe("what an editor offers inside quotes", () => {
  beforeAll(() => {
    installed = installPacked();
    writeFileSync(join(installed.folder, "package.json"), '{ "type": "module" }');
    offer = editorIn(installed.folder);
  });
  afterAll(() => rmSync(installed.folder, { recursive: true, force: true }));

  it.each(places)("%s", (written, offered) => {
    const names = offer(written);
    expect(names).toEqual(expect.arrayContaining([...offered]));
    // Reports about messages end a run, too, and what is written already may be any template's id.
    const others = names.filter((name) => name !== "" && !name.startsWith("delivery:"));
    expect(others.toSorted()).toEqual([...offered].toSorted());
  });
});

/** The language service of an editor on one file, which is what is given and one line more. */
function editorIn(folder: string): (written: string) => readonly string[] {
  const ts: typeof import("typescript-5.9") = createRequire(import.meta.url)("typescript-5.9");
  const file = join(folder, "editing.ts");
  let text = "";
  let version = 0;
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
      types: ["node"],
      strict: true,
      skipLibCheck: true,
    }),
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? `${version}` : "0"),
    getScriptSnapshot: (name) => {
      const content = name === file ? text : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
    ...(ts.sys.realpath === undefined ? {} : { realpath: ts.sys.realpath }),
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  return (written) => {
    text = given + written.replace("|", "");
    version += 1;
    const cursor = given.length + written.indexOf("|");
    const found = service.getCompletionsAtPosition(file, cursor, {});
    return found?.entries.map(({ name }) => name) ?? [];
  };
}
