import type { Schema } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import type { SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { campaignSendKey, questionFor } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/clock.js";
import type { Channel, ConsentGate, Decision } from "../ports/consent-gate.js";
import type { OutboxDraft } from "../ports/store/outbox.js";
import type { Store } from "../ports/store/store.js";
import type { SendInput, SendResult } from "./engine.js";
import { unknownContact } from "./unknown-contact.js";

export interface DirectParts {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly clock: Clock;
  readonly processorOf: (channel: Channel) => string | null;
}

/** Messages outside any workflow, in one commit a tenant. The outbox takes each only with a decision that allows it. */
export const sendDirect = async <S extends Schema>(
  parts: DirectParts,
  inputs: readonly SendInput<S>[],
  options: CallOptions = {},
): Promise<readonly SendResult[]> => {
  const now = parts.clock.now();
  for (const [index, { id }] of inputs.entries())
    checkId(id, inputs.length === 1 ? "id" : `[${index}].id`);
  const decided: { readonly draft: OutboxDraft; readonly decision: Decision }[] = [];
  for (const input of inputs) decided.push(await draftFor(parts, input, now, options));
  // What only time forbids may be queued: the claim waits for it.
  const wanted = decided.filter(
    ({ decision }) => decision.allowed || decision.retryAt !== undefined,
  );
  const known = new Set<SendKey>();
  for (const { draft } of wanted) {
    if (await parts.store.readMessage({ tenant: draft.tenant, key: draft.key }, options))
      known.add(draft.key);
  }
  for (const tenant of new Set(wanted.map(({ draft }) => draft.tenant))) {
    const drafts = wanted.flatMap(({ draft }) => (draft.tenant === tenant ? [draft] : []));
    await parts.store.enqueue({ tenant, now, drafts }, options);
  }
  const queued = new Set(wanted.map(({ draft }) => draft.key).filter((key) => !known.has(key)));
  return decided.map(({ draft, decision }) => ({ queued: queued.has(draft.key), decision }));
};

const checkId = (id: string, path: string): void => {
  if (/^[A-Za-z0-9-]{1,30}$/.test(id)) return;
  throw new InputError("INPUT_SEND_ID", "The id of a send is part of a provider's reference.", {
    path,
    remedy: "Use up to 30 letters, digits and hyphens.",
  });
};

const draftFor = async <S extends Schema>(
  parts: DirectParts,
  input: SendInput<S>,
  now: Instant,
  options: CallOptions,
): Promise<{ readonly draft: OutboxDraft; readonly decision: Decision }> => {
  const { tenant, id, purpose, messageClass, topic = null, channel = "email", data = {} } = input;
  const needs = { events: {}, messages: 0, consent: true };
  const facts = await parts.store.readFacts(
    { tenant, now, contact: input.contact, needs },
    options,
  );
  const point = facts?.contact.points.find((candidate) => candidate.channel === channel);
  const consent = facts?.consent.find(({ contactPoint }) => contactPoint === point?.id);
  if (!facts || !point || !consent) throw unknownContact();
  const subject = { tenant, contact: facts.contact, point, channel, purpose, topic, messageClass };
  const question = questionFor({ ...subject, processor: parts.processorOf(channel) }, "send", now);
  const decision = parts.gate.decide(question, consent);
  return {
    decision,
    draft: {
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
    },
  };
};
