import type { Schema } from "../contacts/index.js";
import { InputError } from "../errors/input-error.js";
import { questionFor } from "../messages/consent-question.js";
import { campaignSendKey } from "../messages/send-key.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/clock.js";
import type { Channel, ConsentGate } from "../ports/consent-gate.js";
import type { OutboxDraft } from "../ports/store/outbox.js";
import type { Store } from "../ports/store/store.js";
import type { SendInput, SendResult } from "./engine.js";
import type { SenderOf } from "./sender-settings.js";
import { unknownContact } from "./unknown-contact.js";

export interface DirectParts {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly clock: Clock;
  readonly senderOf: SenderOf;
  readonly processorOf: (channel: Channel) => string | null;
}

/** One message outside any workflow. The outbox takes it only with a decision that allows it, like every other. */
export const sendDirect = async <S extends Schema>(
  parts: DirectParts,
  input: SendInput<S>,
  options: CallOptions = {},
): Promise<SendResult> => {
  const { store, clock } = parts;
  const { tenant, id, purpose, messageClass, topic = null, channel = "email", data = {} } = input;
  if (!/^[A-Za-z0-9-]{1,30}$/.test(id)) {
    throw new InputError("INPUT_SEND_ID", "The id of a send is part of a provider's reference.", {
      path: "id",
      remedy: "Use up to 30 letters, digits and hyphens.",
    });
  }
  const now = clock.now();
  const needs = { events: {}, messages: 0, consent: true };
  const facts = await store.readFacts({ tenant, now, contact: input.contact, needs }, options);
  const point = facts?.contact.points.find((candidate) => candidate.channel === channel);
  const consent = facts?.consent.find(({ contactPoint }) => contactPoint === point?.id);
  if (!facts || !point || !consent) throw unknownContact();
  const subject = { tenant, contact: facts.contact, point, channel, purpose, topic, messageClass };
  const workspaceZone = parts.senderOf(tenant).timeZone;
  const question = questionFor({ ...subject, processor: parts.processorOf(channel), workspaceZone }, "send", now);
  const decision = parts.gate.decide(question, consent);
  // What only time forbids may be queued: the claim waits for it.
  if (!decision.allowed && decision.retryAt === undefined) return { queued: false, decision };
  const draft: OutboxDraft = {
    tenant,
    key: campaignSendKey(id, input.contact),
    contact: input.contact,
    contactPoint: point.id,
    channel,
    lane: channel,
    template: typeof input.template === "string" ? input.template : input.template.id,
    purpose,
    topic,
    messageClass,
    data,
    origin: { kind: messageClass === "confirmation_request" ? "confirmation" : "direct" },
    dueAt: input.dueAt ?? now,
    decision,
  };
  const { queued } = await store.enqueue({ tenant, now, drafts: [draft] }, options);
  return { queued: queued === 1, decision };
};
