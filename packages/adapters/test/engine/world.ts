import {
  type ContactId,
  type ContactRecord,
  contactId,
  contactPointId,
  defineSchema,
  defineWorkflow,
  type EmailTransport,
  type OutboundEmail,
  type Renderer,
  type SendOutcome,
  type Store,
  tenantId,
  type WorkflowDefinition,
} from "@wellsent/core";
import { createEngine, type EngineOptions, type SenderSettings } from "@wellsent/core/engine";
import { authoring } from "@wellsent/core/engine/authoring";
import { type CampaignOptions, campaigns } from "@wellsent/core/engine/campaigns";
import { migrations } from "@wellsent/core/engine/migrations";
import {
  fakeConsentGate,
  fakePages,
  fakeRenderer,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
} from "@wellsent/core/testing";
import * as z from "zod";
import type { AppEngine } from "../../src/app/app-engine.js";
import { memoryStore } from "../../src/memory/index.js";

export const tenant = tenantId("acme");
export const start = Date.UTC(2026, 2, 2, 8);
const hour = 3_600_000;

export const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().optional(),
    plan: z.enum(["free", "pro"]).optional(),
    birthday: z.iso.date().optional(),
    trialEnds: z.iso.date().optional(),
    renewsAt: z.string().optional(),
  }),
  events: {
    "order.placed": z.object({ total: z.number().int(), cart: z.string().optional() }),
    "cart.abandoned": z.object({ cart: z.string() }),
  },
  purposes: { news: { topics: ["magazine", "offers"] }, orders: {} },
});

const template = { thanks: { id: "thanks" }, reminder: { id: "reminder" } };

export const thanks = defineWorkflow(schema, "thanks", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .exitOn("delivery:unsubscribed")
    .send(template.thanks, { purpose: "news" })
    .wait("2d")
    .send(template.reminder, { purpose: "news" }),
);

export const renderer = fakeRenderer({
  thanks: { text: "Thank you, {firstName}", links: ["https://shop.example/thanks/{firstName}"] },
  reminder: { text: "Still here?" },
  receipt: { text: "Your receipt", messageClass: "transactional" },
});

export const pages = fakePages({ baseUrl: "https://m.example/" });

export interface Sent {
  readonly to: string;
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

/** Records what it takes; `answer` may say otherwise for one message. */
export function recordingTransport(
  clock: SimulatedClock,
  answer: (message: OutboundEmail) => SendOutcome | null = () => null,
): EmailTransport & { readonly sent: Sent[] } {
  const sent: Sent[] = [];
  return {
    specVersion: 1,
    id: "recording",
    channel: "email",
    capabilities: {
      batch: false,
      idempotency: false,
      raw: false,
      envelopeFrom: false,
      smtputf8: false,
      longestWaitMs: 60_000,
    },
    sent,
    send: async (message) => {
      const scripted = answer(message);
      if (scripted) return scripted;
      sent.push({
        to: message.to.address,
        id: message.messageId,
        at: clock.now(),
        text: message.text,
      });
      return { outcome: "accepted", ref: message.ref, providerMessageId: null };
    },
  };
}

export interface World {
  readonly clock: SimulatedClock;
  readonly store: Store;
  readonly transport: ReturnType<typeof recordingTransport>;
  readonly engine: AppEngine<typeof schema>;
  readonly person: (name: string, more?: Partial<ContactRecord>) => Promise<ContactId>;
  readonly subscribe: (contact: ContactId) => Promise<void>;
  readonly withdraw: (contact: ContactId) => Promise<void>;
  readonly buys: (contact: ContactId, id: string) => Promise<void>;
}

export interface WorldOptions {
  readonly store?: Store;
  readonly clock?: SimulatedClock;
  readonly transport?: ReturnType<typeof recordingTransport>;
  readonly sender?: Partial<SenderSettings>;
  readonly workflows?: readonly WorkflowDefinition[];
  /** Two engines over one store must not draw the same ids. */
  readonly seed?: number;
  /** Sees every call of a port before it happens: where tests cut the power. */
  readonly wrap?: (
    store: Store,
    transport: EmailTransport,
  ) => { store: Store; transport: EmailTransport };
  readonly concurrency?: number;
  readonly renderer?: Renderer;
  /** Sending is permitted, watching is not. */
  readonly gate?: "untracked";
  /** Anything else an engine takes. */
  readonly more?: Partial<EngineOptions<typeof schema>> & CampaignOptions;
}

export const gate = fakeConsentGate();

const unwatched: typeof gate = {
  ...gate,
  decide: (question, facts) => {
    const decision = gate.decide(question, facts);
    return question.activity === "send" ? decision : { ...decision, allowed: false };
  },
};
function pointFor(contact: ContactId) {
  return contactPointId(`point-${contact}`);
}

export function createWorld(options: WorldOptions = {}): World {
  const clock = options.clock ?? simulatedClock(start);
  const store = options.store ?? memoryStore();
  const transport = options.transport ?? recordingTransport(clock);
  const wrapped = options.wrap?.(store, transport) ?? { store, transport };
  const { campaignBatch, seriesContent, ...more } = options.more ?? {};
  const engine = createEngine({
    schema,
    workflows: options.workflows ?? [thanks],
    store: wrapped.store,
    email: wrapped.transport,
    consent: options.gate === undefined ? gate : unwatched,
    pages,
    renderer: options.renderer ?? renderer,
    senderFor: () => ({
      from: { address: "hello@shop.example" },
      timeZone: "Europe/Berlin",
      ...options.sender,
    }),
    clock,
    random: seededRandom(options.seed ?? 7),
    lease: hour,
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...more,
    parts: [campaigns({ campaignBatch, seriesContent }), migrations(), authoring()],
  });
  const draft = async (contact: ContactId, type: string): Promise<void> => {
    const id = `${type}-${contact}-${clock.now()}`;
    await engine.record(tenant, [
      { id, type, contactPoint: pointFor(contact), effectiveAt: clock.now(), fields: {} },
    ]);
  };
  return {
    clock,
    store,
    transport,
    engine,
    person: async (name, more = {}) => {
      const id = contactId(name);
      const address = `${name}@mail.example`;
      const contact: ContactRecord = {
        tenant,
        id,
        key: address,
        points: [
          {
            id: pointFor(id),
            channel: "email",
            address,
            fingerprints: gate.fingerprints("email", address),
          },
        ],
        attributes: { firstName: name },
        lists: [],
        locale: "en",
        timeZone: { name: "Europe/Berlin", source: "stated" },
        jurisdiction: "DE",
        createdAt: clock.now(),
        updatedAt: clock.now(),
        revision: 0,
        ...more,
      };
      await store.changeContacts({ tenant, now: clock.now(), lookups: [{ id }] }, () => [
        { contact },
      ]);
      return id;
    },
    subscribe: (contact) => draft(contact, "consent.granted"),
    withdraw: (contact) => draft(contact, "consent.withdrawn"),
    buys: async (contact, id) => {
      await engine.track({ tenant, contact, event: "order.placed", data: { total: 1200 }, id });
    },
  };
}
