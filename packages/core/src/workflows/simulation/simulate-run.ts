import type { SendKey } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import { workflowLine } from "../../messages/queue.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { EnrollmentRecord, StepLogEntry } from "../../ports/store/enrollment.js";
import type { ContactFacts, EventFact, MessageFact } from "../../ports/store/facts.js";
import { wakesBy } from "../child-runs.js";
import type { WorkflowDefinition } from "../definition.js";
import { readState } from "../enrollment-state.js";
import { transition } from "../transition.js";
import type { TransitionContext } from "../transition-context.js";
import { readAnswer } from "../webhook-answer.js";
import type { SendEffect, WebhookEffect, WorkflowEffect } from "../workflow-effect.js";
import { type WorkflowInput, wakes } from "../workflow-input.js";
import {
  exponential,
  type Reaction,
  reactionsTo,
  type SimulatedBehavior,
  type SimulatedRandom,
} from "./behavior.js";
import type { JudgedSend, SimulatedSend } from "./judge-send.js";
import { runFamily, type SimulatedRun } from "./run-children.js";

export interface RunOptions {
  readonly until: Instant;
  readonly behavior: SimulatedBehavior;
  readonly random: SimulatedRandom;
  /** People's events go on after the run's end, because they are counted. */
  readonly outlives: boolean;
  readonly contextAt: (now: Instant, facts: ContactFacts, withdrawn: boolean) => TransitionContext;
  readonly judge: (due: SimulatedSend) => JudgedSend;
  /** The memberships at an instant; absent: they never change. */
  readonly membershipsAt?:
    | ((now: Instant, facts: ContactFacts) => ContactFacts["memberships"])
    | undefined;
  /** The workflows that steps may start, by id. Default: none is known, and each is refused. */
  readonly workflow?: ((id: string) => WorkflowDefinition | undefined) | undefined;
  /** Runs of the contact before, for the rules by which the others may be entered. */
  readonly earlier?: readonly EnrollmentRecord[] | undefined;
  /** Of the run itself; what the runs that it starts do is not told. */
  readonly onStep: (log: readonly StepLogEntry[]) => void;
  readonly onSend: (send: SendEffect, at: Instant, facts: ContactFacts) => void;
  /** Quiet hours, caps or the gate hold it back, for a while or for good. */
  readonly onHeld: (send: SendEffect, judged: Exclude<JudgedSend, { verdict: "send" }>) => void;
  readonly onEvent: (event: EventFact, facts: ContactFacts) => void;
}

/** Future events in the life of one contact. */
type SimulatedEvent =
  | { readonly at: Instant; readonly input: WorkflowInput & { type: "event" } }
  | {
      readonly at: Instant;
      readonly run: SimulatedRun;
      readonly answer: WorkflowInput & { type: "answer" };
    }
  | { readonly at: Instant; readonly send: SendEffect; readonly reaction: Reaction }
  | {
      readonly at: Instant;
      readonly run: SimulatedRun;
      readonly due: SendEffect;
      readonly queuedAt: Instant;
    };

/** The run at its end, and all that is known of its contact then. */
export interface SimulatedEnd {
  readonly enrollment: EnrollmentRecord;
  readonly facts: ContactFacts;
}

/**
 * Simulates the run of one contact, and those it starts, on their own clock. Other runs do not
 * affect them, so they need no common clock.
 */
export function simulateRun(
  definition: WorkflowDefinition,
  begun: EnrollmentRecord,
  given: ContactFacts,
  options: RunOptions,
): SimulatedEnd {
  const { until, behavior, random } = options;
  const own: SimulatedRun = { definition, enrollment: begun };
  const family = runFamily(own, options.workflow ?? (() => undefined), options.earlier);
  let facts = given;
  let withdrawn = false;
  let count = 0;
  const ahead: SimulatedEvent[] = [];
  const plan = (happening: SimulatedEvent): void => {
    const at = ahead.findIndex((other) => other.at > happening.at);
    ahead.splice(at < 0 ? ahead.length : at, 0, happening);
  };
  const trigger = readState(begun.state)?.data ?? {};
  const createData = ({
    data = {},
  }: NonNullable<SimulatedBehavior["events"]>[number]): JsonObject =>
    typeof data === "function" ? data(trigger) : data;
  const planEvent = (
    kind: NonNullable<SimulatedBehavior["events"]>[number],
    after: Instant,
  ): void => {
    if (kind.perDay <= 0) return;
    const at = after + Math.max(1, exponential(86_400_000 / kind.perDay, random));
    plan({
      at,
      input: { type: "event", id: `event-${++count}`, name: kind.name, at, data: createData(kind) },
    });
  };
  const step = (run: SimulatedRun, now: Instant, inputs: readonly WorkflowInput[]): void => {
    const context = family.contextFor(options.contextAt(now, facts, withdrawn), facts);
    const result = transition(run.definition, run.enrollment, inputs, facts, context);
    run.enrollment = result.enrollment;
    if (run === own) options.onStep(result.log);
    const active = family.runs.filter(({ enrollment }) => enrollment.status === "active");
    const enrolled = [...new Set(active.map((one) => one.definition.id))];
    facts = { ...facts, enrolled };
    for (const effect of result.effects) facts = apply(facts, effect);
    const sends = result.effects.filter((effect) => effect.kind === "send");
    const queued = sends.map((send) => createMessage(run.definition, send, now)).reverse();
    // Before any of them leaves: what waits in the queue is a fact as well.
    facts = { ...facts, messages: [...queued, ...facts.messages] };
    for (const send of sends) deliver(run, send, now, now);
    for (const effect of result.effects) {
      if (effect.kind === "webhook") plan({ run, ...simulatedAnswer(effect, behavior) });
      if (effect.kind === "turn") plan({ run, ...turnAtOnce(effect.key, now) });
    }
    for (const { enrollment, input } of wakesBy(result.effects, now)) {
      const other = family.runs.find((one) => one.enrollment.id === enrollment);
      if (other?.enrollment.status === "active") step(other, now, [input]);
    }
  };
  const change = ({ key }: SendEffect, changes: Partial<MessageFact>): void => {
    const messages = facts.messages.map((one) => (one.key === key ? { ...one, ...changes } : one));
    facts = { ...facts, messages };
  };
  const deliver = (run: SimulatedRun, send: SendEffect, queuedAt: Instant, now: Instant): void => {
    const { enrollment } = run;
    const judged = options.judge({
      definition: run.definition,
      enrollment,
      send,
      facts,
      now,
      queuedAt,
      withdrawn,
    });
    if (judged.verdict !== "send") {
      options.onHeld(send, judged);
      if (judged.verdict === "skip") change(send, { status: "skipped", touchedAt: now });
      else if (judged.until > now) {
        change(send, { dueAt: judged.until });
        plan({ at: judged.until, run, due: send, queuedAt });
      }
      return;
    }
    change(send, { status: "accepted", touchedAt: now, sentAt: now });
    options.onSend(send, now, facts);
    for (const reaction of reactionsTo(now, behavior, random))
      plan({ at: reaction.at, send, reaction });
  };
  /** Tells the run of segments that the contact entered or left since the last look. */
  const moved = (now: Instant): readonly WorkflowInput[] => {
    const memberships = options.membershipsAt?.(now, facts);
    if (memberships === undefined) return [];
    const before = facts.memberships;
    facts = { ...facts, memberships };
    const changes = (from: typeof before, to: typeof before, entered: boolean) =>
      to
        .filter(({ segment }) => !from.some((one) => one.segment === segment))
        .map(({ segment }) => ({ type: "member" as const, segment, entered, at: now }));
    return [...changes(before, memberships, true), ...changes(memberships, before, false)];
  };
  const hear = (now: Instant, inputs: readonly WorkflowInput[]): void => {
    const news = [...inputs, ...moved(now)];
    for (const run of [...family.runs]) {
      const heard = news.filter((input) => wakes(run.enrollment, input));
      if (heard.length > 0) step(run, now, heard);
    }
  };
  const happen = (next: SimulatedEvent): void => {
    if ("answer" in next) {
      if (next.run.enrollment.status === "active")
        step(next.run, next.at, [next.answer, ...moved(next.at)]);
    } else if ("due" in next) {
      deliver(next.run, next.due, next.queuedAt, next.at);
    } else if ("reaction" in next) {
      const { send, reaction } = next;
      const { event, at, machine } = reaction;
      withdrawn ||= event === "unsubscribed" || event === "complained";
      facts = {
        ...facts,
        messages: facts.messages.map((one) => (one.key === send.key ? noted(one, reaction) : one)),
      };
      const { template, key: message } = send;
      hear(at, [{ type: "delivery", event, template, message, at, machine }]);
    } else {
      const { input } = next;
      const event = createEvent(input);
      facts = { ...facts, events: [event, ...facts.events] };
      for (const kind of behavior.events ?? [])
        if (kind.name === event.name) planEvent(kind, event.at);
      options.onEvent(event, facts);
      hear(input.at, [input]);
    }
  };

  for (const kind of behavior.events ?? []) planEvent(kind, begun.startedAt);
  for (;;) {
    const isActive = family.runs.some(({ enrollment }) => enrollment.status === "active");
    const next = ahead[0];
    const due = family.due();
    const wakeAt = due?.at ?? Number.POSITIVE_INFINITY;
    if (Math.min(wakeAt, next?.at ?? Number.POSITIVE_INFINITY) > until) break;
    if (due !== null && (next === undefined || wakeAt < next.at)) {
      const news = moved(wakeAt);
      step(
        due.run,
        wakeAt,
        news.filter((input) => wakes(due.run.enrollment, input)),
      );
      continue;
    }
    if (next === undefined) break;
    ahead.shift();
    // Mail that is under way arrives and is seen after the run's end, too.
    if (isActive || options.outlives || !("input" in next)) happen(next);
  }
  return { enrollment: own.enrollment, facts };
}

/** Runs are simulated one after the other, so that none is in another's way. */
function turnAtOnce(
  call: SendKey,
  at: Instant,
): { readonly at: Instant; readonly answer: WorkflowInput & { type: "answer" } } {
  const answer = { type: "answer", call, at, outcome: "answered", reason: null } as const;
  return { at, answer: { ...answer, data: null } };
}

/** A second later. */
function simulatedAnswer(
  { key, node, data, answer, at }: WebhookEffect,
  { answers = {} }: SimulatedBehavior,
): { readonly at: Instant; readonly answer: WorkflowInput & { type: "answer" } } {
  const given = Object.hasOwn(answers, node) ? answers[node] : undefined;
  const said = typeof given === "function" ? given(data) : given;
  const kept = said === "failed" ? null : readAnswer(answer, said ?? {});
  const ended =
    kept === null
      ? ({ outcome: "failed", reason: "SIMULATED", data: null } as const)
      : ({ outcome: "answered", reason: null, data: kept } as const);
  return { at, answer: { type: "answer", call: key, at, ...ended } };
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

function createEvent({ id, name, at, data }: WorkflowInput & { type: "event" }): EventFact {
  return {
    id,
    name,
    at,
    data,
  };
}

function createMessage(
  { id, policy }: WorkflowDefinition,
  { key, channel, template, purpose, topic, messageClass, dueAt }: SendEffect,
  now: Instant,
): MessageFact {
  return {
    key,
    channel,
    template,
    purpose,
    topic,
    messageClass,
    ...{ workflow: id, campaign: null, plannedAt: dueAt, dueAt },
    priority: workflowLine({ messageClass }, id, policy.priority).priority,
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
