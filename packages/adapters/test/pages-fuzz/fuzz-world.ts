import { memoryEmailTransport, memorySmsTransport, memoryStore } from "@wellsent/adapters/memory";
import {
  consentGate,
  consentPages,
  type Notice,
  noticeDigest,
  publishNotice,
  suppressionKeys,
} from "@wellsent/consent";
import { euRules, usEmailRules } from "@wellsent/consent/rules";
import { type ContactRecord, defineSchema, type Renderer, sendKey, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import * as z from "zod";
import type { PagesCase } from "./draw-case.ts";
import type { ModelCell } from "./model.ts";

export const base = "https://m.example/c/";
export const acme = tenantId("acme");
export const beta = tenantId("beta");

const templates = fakeRenderer({
  news: { text: "News", links: ["https://shop.example/one"] },
  confirm: { text: "Please confirm", messageClass: "confirmation_request" },
  texted: { text: "Text", channel: "sms", links: ["https://shop.example/one"] },
  "texted-confirm": { text: "Confirm", channel: "sms", messageClass: "confirmation_request" },
});

/** The link to confirm stands in the message that asks; a text message has room for little else. */
const renderer: Renderer = {
  ...templates,
  render: (request) => {
    const made = templates.render(request);
    const { confirm } = request.links;
    if (!made.rendered || confirm === undefined) return made;
    return { ...made, text: `${request.template}: ${confirm}` };
  },
};

const wording: Notice = {
  ...{ id: "centre", version: "1", locale: "en", controller: "Acme", recipients: [] },
  ...{ purposes: ["news"], channels: ["email", "sms"], activities: ["send"] },
  ...{ text: "We may write to you.", withdrawal: "At any time." },
};
const notice = noticeDigest(wording);

export function labelFor(name: string): string {
  return `P-${name.replace(".", "-")}`;
}

/** An engine with its pages over the memory store, one person in two tenants, and their mail. */
export async function fuzzWorld(drawn: PagesCase) {
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 11));
  const random = seededRandom(7);
  const ids = sequentialIds("id");
  const store = memoryStore();
  const email = memoryEmailTransport();
  const sms = memorySmsTransport();
  const gate = consentGate({
    rules: [euRules, usEmailRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
  });
  const pages = consentPages({
    baseUrl: base,
    tokens: { current: { kid: "t1", secret: random.bytes(32) } },
    brand: { name: "Acme", listDomain: "lists.acme.example" },
    purposes: drawn.purposes
      .filter(({ offered }) => offered)
      .map(({ name, channel, topics }) => ({
        ...{ purpose: name, channel, label: labelFor(name) },
        topics: topics.map((topic) => ({ topic, label: `T-${topic}` })),
      })),
    notice,
  });
  const engine = createEngine({
    schema: defineSchema({
      attributes: z.object({}),
      purposes: Object.fromEntries(
        drawn.purposes.map(({ name, topics }) => [name, { topics: [...topics] }]),
      ),
    }),
    ...{ store, email, sms, consent: gate, pages, renderer, clock, random },
    senderFor: () => ({
      from: { address: "hello@acme.example" },
      smsFrom: { type: "alphanumeric", id: "Acme" },
      timeZone: "Europe/Berlin",
      confirmationTemplate: "confirm",
      smsConfirmationTemplate: "texted-confirm",
    }),
  });
  await engine.publish(acme, publishNotice(wording, clock.now()));
  const jurisdiction = drawn.us ? "US" : "NL";
  const identify = async (tenant: typeof acme): Promise<ContactRecord> => {
    const { contact } = await engine.identify({
      ...{ tenant, key: "ann", jurisdiction, email: "ann0@mail.example" },
      ...(drawn.phone ? { phone: "+31612345678" } : {}),
    });
    const read = () => store.readContact({ tenant, lookup: { id: contact } });
    if (drawn.emails > 1) {
      await store.changeContacts(
        { tenant, now: clock.now(), lookups: [{ id: contact }] },
        ([found]) => {
          if (found === undefined || found === null || !("points" in found)) return [];
          const address = "ann1@mail.example";
          const fingerprints = gate.fingerprints("email", address);
          const [first, ...rest] = found.points;
          if (first === undefined) return [];
          const second = { ...first, id: ids.next() as typeof first.id, address, fingerprints };
          return [{ contact: { ...found, points: [first, second, ...rest] } }];
        },
      );
    }
    const made = await read();
    if (made === null) throw new Error("nobody there");
    return made;
  };
  const ann = await identify(acme);
  const other = await identify(beta);
  let messages = 0;
  /** The links of a mail of long ago, which is no longer kept. */
  const oldLinks = (person: ContactRecord, index: number, cell: ModelCell) => {
    const point = person.points[index % person.points.length];
    if (point === undefined) throw new Error("no point");
    const made = pages.links({
      ...{ tenant: person.tenant, contactPoint: point.id, purpose: cell.purpose },
      ...{ fingerprint: point.fingerprints[0] ?? "", messageClass: "marketing", at: clock.now() },
      ...(cell.topic === "" ? {} : { topic: cell.topic }),
      message: sendKey(`campaign:old-${++messages}`),
    });
    return { made, point };
  };
  const visit = async (
    method: string,
    path: string,
    body: Readonly<Record<string, string>> = {},
  ) => {
    const answer = await engine.respond(
      { method, path, query: {}, body, locale: "en", at: clock.now() },
      { method, userAgent: "Mozilla/5.0 (X11)", acceptLanguage: "en" },
    );
    await engine.drain(acme);
    return { status: answer.status, text: String(answer.body) };
  };
  const size = async (): Promise<number> => (await store.readLedgerHead(acme)).size;
  return {
    clock,
    random,
    ids,
    store,
    gate,
    pages,
    engine,
    email,
    sms,
    ann,
    other,
    notice,
    jurisdiction,
    oldLinks,
    visit,
    size,
  };
}

export type FuzzWorld = Awaited<ReturnType<typeof fuzzWorld>>;
