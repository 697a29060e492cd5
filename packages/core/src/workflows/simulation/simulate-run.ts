import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { EnrollmentRecord, StepLogEntry } from "../../ports/store/enrollment.js";
import type { ContactFacts, EventFact, MessageFact } from "../../ports/store/facts.js";
import { capReached, durationLength, nextAllowed } from "../../timing/index.js";
import type { WorkflowDefinition, WorkflowPolicy } from "../definition.js";
import { readState } from "../enrollment-state.js";
import { transition } from "../transition.js";
import type { TransitionContext } from "../transition-context.js";
import { waitZone } from "../wait.js";
import type { SendEffect, WorkflowEffect } from "../workflow-effect.js";
import { type WorkflowInput, wakes } from "../workflow-input.js";
import {
  exponential,
  type Reaction,
  reactionsTo,
  type SimulatedBehavior,
  type SimulatedRandom,
} from "./behavior.js";

export interface RunOptions {
  readonly until: Instant;
  readonly zone: string;
  readonly behavior: SimulatedBehavior;
  readonly random: SimulatedRandom;
  readonly contextAt: (now: Instant, facts: ContactFacts, withdrawn: boolean) => TransitionContext;
  readonly onStep: (log: readonly StepLogEntry[]) => void;
  readonly onSend: (send: SendEffect, at: Instant) => void;
  /**
   * Called for a message that quiet hours or caps hold back; `null` if it is never sent, or would
   * be too late.
   */
  readonly onDefer: (send: SendEffect, until: Instant | null) => void;
}

/** Future events in the life of one contact. */
type SimulatedEvent =
  | { readonly at: Instant; readonly input: WorkflowInput & { type: "event" } }
  | { readonly at: Instant; readonly send: SendEffect; readonly reaction: Reaction };

/**
 * Simulates the run of one contact on its own clock. Runs do not affect each other, so they need no
 * common clock.
 */
export function simulateRun(
  definition: WorkflowDefinition,
  begun: EnrollmentRecord,
  given: ContactFacts,
  options: RunOptions,
): EnrollmentRecord {
  const { until, behavior, random } = options;
  let enrollment = begun;
  let facts = given;
  let withdrawn = false;
  let count = 0;
  const ahead: SimulatedEvent[] = [];
  const plan = (happening: SimulatedEvent): void => {
    const at = ahead.findIndex((other) => other.at > happening.at);
    ahead.splice(at < 0 ? ahead.length : at, 0, happening);
  };
  const trigger = readState(begun.state)?.data ?? {};
  const dataOf = ({ data = {} }: NonNullable<SimulatedBehavior["events"]>[number]): JsonObject =>
    typeof data === "function" ? data(trigger) : data;
  const planEvent = (
    kind: NonNullable<SimulatedBehavior["events"]>[number],
    after: Instant,
  ): void => {
    if (kind.perDay <= 0) return;
    const at = after + Math.max(1, exponential(86_400_000 / kind.perDay, random));
    plan({
      at,
      input: { type: "event", id: `event-${++count}`, name: kind.name, at, data: dataOf(kind) },
    });
  };
  const step = (now: Instant, inputs: readonly WorkflowInput[]): void => {
    const result = transition(
      definition,
      enrollment,
      inputs,
      facts,
      options.contextAt(now, facts, withdrawn),
    );
    enrollment = result.enrollment;
    options.onStep(result.log);
    for (const effect of result.effects) facts = apply(facts, effect);
    for (const effect of result.effects) if (effect.kind === "send") deliver(effect, now);
  };
  const deliver = (send: SendEffect, now: Instant): void => {
    const zone = waitZone("contact", facts.contact, options.zone);
    const at = handedOffAt(send, facts.messages, zone, now);
    if (at !== now) options.onDefer(send, at);
    if (at === null) return;
    facts = { ...facts, messages: [messageOf(send, at), ...facts.messages] };
    if (at <= until) options.onSend(send, at);
    for (const reaction of reactionsTo(at, behavior, random))
      plan({ at: reaction.at, send, reaction });
  };

  for (const kind of behavior.events ?? []) planEvent(kind, begun.startedAt);
  while (enrollment.status === "active") {
    const next = ahead[0];
    const wakeAt = enrollment.wakeAt ?? Number.POSITIVE_INFINITY;
    const now = Math.min(wakeAt, next?.at ?? Number.POSITIVE_INFINITY);
    if (now > until) break;
    if (next === undefined || wakeAt < next.at) {
      step(now, []);
      continue;
    }
    ahead.shift();
    let input: WorkflowInput;
    if ("reaction" in next) {
      const { send, reaction } = next;
      const { event, at, machine } = reaction;
      withdrawn ||= event === "unsubscribed" || event === "complained";
      facts = {
        ...facts,
        messages: facts.messages.map((one) => (one.key === send.key ? noted(one, reaction) : one)),
      };
      input = { type: "delivery", event, template: send.template, message: send.key, at, machine };
    } else {
      const { input: event } = next;
      facts = { ...facts, events: [eventOf(event), ...facts.events] };
      for (const kind of behavior.events ?? [])
        if (kind.name === event.name) planEvent(kind, event.at);
      input = event;
    }
    if (wakes(enrollment, input)) step(now, [input]);
  }
  return enrollment;
}

/**
 * When the outbox would release the message under quiet hours and caps; `null` if never, or too
 * late.
 */
function handedOffAt(
  send: SendEffect,
  messages: readonly MessageFact[],
  zone: string,
  now: Instant,
): Instant | null {
  const { quiet = [], caps = [], lateAfter }: WorkflowPolicy = send.policy;
  const latest =
    lateAfter === undefined ? Number.POSITIVE_INFINITY : send.dueAt + durationLength(lateAfter);
  for (let at = now; at <= latest; ) {
    const free = nextAllowed(quiet, [zone], at);
    const { reached, retryAt } = capReached(caps, messages, free, send, zone);
    if (!reached) return free <= latest ? free : null;
    if (retryAt === undefined) return null;
    at = retryAt;
  }
  return null;
}

function apply(facts: ContactFacts, effect: WorkflowEffect): ContactFacts {
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

function eventOf({ id, name, at, data }: WorkflowInput & { type: "event" }): EventFact {
  return {
    id,
    name,
    at,
    data,
  };
}

function messageOf(
  { key, channel, template, purpose, messageClass }: SendEffect,
  sentAt: Instant,
): MessageFact {
  return {
    key,
    channel,
    template,
    purpose,
    messageClass,
    status: "accepted",
    lost: 0,
    touchedAt: sentAt,
    sentAt,
    deliveredAt: null,
    bouncedAt: null,
    complainedAt: null,
    openedAt: null,
    clickedAt: null,
    machineOpenedAt: null,
    machineClickedAt: null,
  };
}

function noted(message: MessageFact, { event, at, machine }: Reaction): MessageFact {
  switch (event) {
    case "delivered":
      return { ...message, deliveredAt: at };
    case "bounced":
      return { ...message, bouncedAt: at };
    case "opened":
      return { ...message, openedAt: at };
    case "clicked":
      return machine ? { ...message, machineClickedAt: at } : { ...message, clickedAt: at };
    case "complained":
      return { ...message, complainedAt: at };
    case "unsubscribed":
      return message;
  }
}
