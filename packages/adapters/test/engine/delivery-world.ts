import {
  type Channel,
  type ContactId,
  type ContactRecord,
  contactId,
  contactPointId,
  type Decision,
  type EmailTransport,
  type MessageClass,
  type OutboundEmail,
  type OutboxRecord,
  type SendKey,
  type SendOutcome,
  type SmsTransport,
  type Store,
  sendKey,
  type TenantId,
} from "@wellsent/core";
import { createEngine, type EngineOptions, type SenderSettings } from "@wellsent/core/engine";
import { TransportError } from "@wellsent/core/errors";
import type { OutboxDraft } from "@wellsent/core/ports";
import {
  fakeConsentGate,
  fakeRenderer,
  seededRandom,
  simulatedClock,
} from "@wellsent/core/testing";
import { memoryStore } from "../../src/memory/index.js";
import { pages, schema, start, tenant } from "./world.js";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const renderer = fakeRenderer({
  news: { text: "News for {firstName}" },
  note: { text: "A note", messageClass: "service" },
  receipt: { text: "Your receipt", messageClass: "transactional" },
  ping: { text: "Ping", channel: "sms" },
});

type Failure = "provider" | "domain" | "recipient" | "message";

/** What a scripted provider says, by what is broken. */
export function failed(
  scope: Failure,
  more: { readonly retryAfterMs?: number; readonly retry?: "never" | "after" } = {},
): SendOutcome {
  return {
    outcome: "failed",
    ref: "r",
    error: new TransportError("provider", "Not now.", {
      ...{ transport: "scripted", scope, retry: "after", smtpCode: 451 },
      ...more,
    }),
  };
}

/** The answer was lost. */
export function lost(): SendOutcome {
  return {
    outcome: "unknown",
    ref: "r",
    error: new TransportError("network", "The answer was lost.", {
      ...{ transport: "scripted", scope: "provider", retry: "same_key_only" },
    }),
  };
}

export const accepted: SendOutcome = { outcome: "accepted", ref: "r", providerMessageId: null };

export interface Attempt {
  readonly to: string;
  readonly id: string;
  readonly at: number;
  readonly subject: string;
  readonly outcome: SendOutcome["outcome"];
}

export type Answer = (mail: OutboundEmail) => SendOutcome | Promise<SendOutcome>;

/** A provider that answers as it is told, and knows no message again. Keeps every try. */
export function scriptedTransport(
  now: () => number,
  answer: Answer = () => accepted,
): EmailTransport & { readonly tries: Attempt[]; answer: Answer } {
  const tries: Attempt[] = [];
  const transport = {
    specVersion: 1 as const,
    id: "scripted",
    channel: "email" as const,
    capabilities: {
      ...{ batch: false as const, idempotency: false as const, raw: false },
      ...{ envelopeFrom: false, smtputf8: false, longestWaitMs: 10_000 },
    },
    tries,
    answer,
    send: async (mail: OutboundEmail): Promise<SendOutcome> => {
      const at = now();
      const outcome = await transport.answer(mail);
      const { to, messageId: id, subject } = mail;
      tries.push({ to: to.address, id, at, subject, outcome: outcome.outcome });
      return outcome;
    },
  };
  return transport;
}

export interface WorldOptions {
  readonly store?: Store;
  readonly answer?: Answer;
}

interface Wanted {
  readonly template?: string;
  readonly messageClass?: MessageClass;
  readonly channel?: Channel;
  readonly dueAt?: number;
  readonly policy?: OutboxDraft["policy"];
  readonly data?: OutboxDraft["data"];
  readonly priority?: number;
  readonly topic?: string;
  readonly origin?: OutboxDraft["origin"];
  readonly of?: TenantId;
}

/** People, a queue and as many engines as a test wants, over one store and one clock. */
export function deliveryWorld(world: WorldOptions = {}) {
  const clock = simulatedClock(start);
  const store = world.store ?? memoryStore();
  const gate = fakeConsentGate({ allow: "all" });
  const transport = scriptedTransport(() => clock.now(), world.answer);
  const allowed: Decision = {
    ...{ allowed: true, reasons: [], obligations: [] },
    evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
    ruleset: { id: "fake", digest: "fake" },
  };
  let engines = 0;
  let persons = 0;

  const person = async (
    name: string,
    domain = "mail.example",
    of: TenantId = tenant,
  ): Promise<ContactId> => {
    const id = contactId(name);
    const point = (channel: Channel, address: string) => ({
      ...{ id: contactPointId(`${channel}-${name}`), channel, address },
      fingerprints: gate.fingerprints(channel, address),
    });
    persons += 1;
    const phone = `+49151${String(persons).padStart(7, "0")}`;
    const contact: ContactRecord = {
      ...{ tenant: of, id, key: name, attributes: { firstName: name }, lists: [], locale: "en" },
      points: [point("email", `${name}@${domain}`), point("sms", phone)],
      timeZone: { name: "Europe/Berlin", source: "stated" },
      jurisdiction: "DE",
      ...{ createdAt: clock.now(), updatedAt: clock.now(), revision: 0 },
    };
    const call = { tenant: of, now: clock.now(), lookups: [{ id }] };
    await store.changeContacts(call, () => [{ contact }]);
    return id;
  };

  /** Puts one message to each of these people into the queue. */
  const queue = async (
    name: string,
    people: readonly ContactId[],
    wanted: Wanted = {},
  ): Promise<readonly SendKey[]> => {
    const {
      template = "news",
      messageClass = "marketing",
      channel = "email",
      of = tenant,
      priority = 50,
      topic = null,
      origin = { kind: "direct" },
    } = wanted;
    const keys = people.map((contact) => sendKey(`${name}:${contact}`));
    const needs = { events: {}, messages: 0, consent: false };
    await store.enqueue(
      { tenant: of, now: clock.now(), contacts: people, needs },
      (facts, index) => {
        const contact = people[index];
        const key = keys[index];
        if (!facts || contact === undefined || key === undefined) return null;
        return {
          ...{ tenant: of, key, contact, channel, lane: channel, template, messageClass },
          ...{ queue: priority === 50 ? "direct" : `q-${priority}`, priority },
          contactPoint: contactPointId(`${channel}-${contact}`),
          ...{ purpose: "news", topic, data: wanted.data ?? {}, origin },
          ...{ dueAt: wanted.dueAt ?? clock.now(), decision: allowed },
          ...(wanted.policy === undefined ? {} : { policy: wanted.policy }),
        };
      },
    );
    return keys;
  };

  /** Another process: its own memory, its own randomness. */
  const engine = (
    more: Partial<EngineOptions<typeof schema>> & {
      readonly policy?: SenderSettings["policy"];
    } = {},
  ) => {
    engines += 1;
    const { policy = {}, ...options } = more;
    return createEngine({
      ...{ schema, store, consent: gate, pages, renderer, clock, email: transport },
      senderFor: () => ({
        ...{ from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin", policy },
        smsFrom: { type: "alphanumeric", id: "Shop" },
      }),
      random: seededRandom(engines),
      ...options,
    });
  };

  const message = async (
    key: SendKey | undefined,
    of: TenantId = tenant,
  ): Promise<OutboxRecord> => {
    const found = key === undefined ? null : await store.readMessage({ tenant: of, key });
    if (found === null) throw new TypeError("No such message.");
    return found;
  };

  /** How many messages there are by status. */
  const statuses = async (of: TenantId = tenant): Promise<Readonly<Record<string, number>>> => {
    const counts: Record<string, number> = {};
    for (const { status, count } of await store.countOutbox(of))
      counts[status] = (counts[status] ?? 0) + count;
    return counts;
  };

  const withdraw = async (contact: ContactId): Promise<void> => {
    await engine().record(tenant, [
      {
        ...{ id: `withdraw-${contact}`, type: "consent.withdrawn", fields: {} },
        ...{ contactPoint: contactPointId(`email-${contact}`), effectiveAt: clock.now() },
      },
    ]);
  };

  /** Time passes, and the engine ticks as its host would have it. */
  const run = async (
    working: ReturnType<typeof engine>,
    until: number,
    every = minute,
  ): Promise<void> => {
    while (clock.now() < until) {
      await working.drain(tenant);
      clock.advanceBy(Math.min(every, until - clock.now()));
    }
    await working.drain(tenant);
  };

  return {
    ...{ clock, store, gate, transport, person, queue, engine, message, statuses, withdraw, run },
    people: (count: number, domain?: string) =>
      Promise.all(
        Array.from({ length: count }, (_, n) => person(`p${n}${domain?.[0] ?? ""}`, domain)),
      ),
  };
}

/** A text-message provider that takes everything. */
export function smsTransport(now: () => number): SmsTransport & { readonly sent: Attempt[] } {
  const sent: Attempt[] = [];
  return {
    ...{ specVersion: 1, id: "sms", channel: "sms", sent },
    capabilities: {
      ...{ alphanumericSender: true, idempotency: false, stopHandling: "provider" },
      longestWaitMs: 1_000,
    },
    send: async (message) => {
      const { to, ref, body } = message;
      sent.push({ to, id: ref, at: now(), subject: body, outcome: "accepted" });
      return { outcome: "accepted", ref, providerMessageId: null };
    },
  };
}

export { tenant };
