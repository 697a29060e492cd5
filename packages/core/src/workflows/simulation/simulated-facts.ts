import type { Instant } from "../../instant.js";
import { workflowLine } from "../../messages/queue.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { ContactFacts, MessageFact } from "../../ports/store/facts.js";
import type { WorkflowDefinition } from "../definition.js";
import type { SendEffect, WorkflowEffect } from "../workflow-effect.js";
import type { Reaction } from "./behavior.js";

/** A message of the simulated run. It is changed in place: nobody else ever holds it. */
export type SimulatedMessage = { -readonly [Name in keyof MessageFact]: MessageFact[Name] };

/** The facts after an effect of the run on its contact. */
export function applyEffect(facts: ContactFacts, effect: WorkflowEffect): ContactFacts {
  if (effect.kind === "update") {
    const attributes = Object.entries({ ...facts.contact.attributes, ...effect.attributes });
    const kept = Object.fromEntries(attributes.filter(([, value]) => value !== null));
    return { ...facts, contact: { ...facts.contact, attributes: kept } };
  }
  if (effect.kind !== "list") return facts;
  const lists = [
    ...new Set([...facts.lists.filter((list) => !effect.remove.includes(list)), ...effect.add]),
  ];
  const contact: ContactRecord = { ...facts.contact, lists };
  return { ...facts, contact, lists };
}

/** As the step queues it. Written out rather than spread, because every send makes one. */
export function queuedMessage(
  { id, policy }: WorkflowDefinition,
  send: SendEffect,
  now: Instant,
): SimulatedMessage {
  return {
    key: send.key,
    channel: send.channel,
    template: send.template,
    purpose: send.purpose,
    topic: send.topic,
    messageClass: send.messageClass,
    workflow: id,
    campaign: null,
    priority: workflowLine(send, id, policy.priority).priority,
    plannedAt: send.dueAt,
    dueAt: send.dueAt,
    status: "queued",
    lost: 0,
    touchedAt: now,
    sentAt: null,
    deliveredAt: null,
    bouncedAt: null,
    complainedAt: null,
    openedAt: null,
    clickedAt: null,
    machineOpenedAt: null,
    machineClickedAt: null,
  };
}

/** Records what was reported of a message. */
export function noteReaction(message: SimulatedMessage, { event, at, machine }: Reaction): void {
  switch (event) {
    case "delivered":
      message.deliveredAt = at;
      return;
    case "bounced":
      message.bouncedAt = at;
      return;
    case "opened":
      message.openedAt = at;
      return;
    case "clicked":
      if (machine) message.machineClickedAt = at;
      else message.clickedAt = at;
      return;
    case "complained":
      message.complainedAt = at;
      return;
    case "unsubscribed":
      return;
  }
}
