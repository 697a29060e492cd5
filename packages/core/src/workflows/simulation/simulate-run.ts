import type { SendKey } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { EnrollmentRecord, StepLogEntry } from "../../ports/store/enrollment.js";
import type { ContactFacts, EventFact, MessageFact } from "../../ports/store/facts.js";
import { wakesBy } from "../child-runs.js";
import type { WorkflowDefinition } from "../definition.js";
import { readState } from "../enrollment-state.js";
import { transition } from "../transition.js";
import type { TransitionContext } from "../transition-context.js";
import { readAnswer } from "../webhook-answer.js";
import type { SendEffect, WebhookEffect } from "../workflow-effect.js";
import { type WorkflowInput, wakes, wakesByName } from "../workflow-input.js";
import {
  exponential,
  type Reaction,
  reactionsTo,
  type SimulatedBehavior,
  type SimulatedRandom,
} from "./behavior.js";
import type { JudgedSend, SimulatedSend } from "./judge-send.js";
import {
  type ChildSource,
  dueAt,
  firstDue,
  type LiveRun,
  startingContext,
} from "./run-children.js";
import {
  applyEffect,
  noteReaction,
  queuedMessage,
  type SimulatedMessage,
} from "./simulated-facts.js";

/** What is the same for every run of a simulation. */
export interface RunOptions {
  readonly definition: WorkflowDefinition;
  readonly until: Instant;
  readonly behavior: SimulatedBehavior;
  /** Whether its steps start runs of other workflows. */
  readonly startsOthers: boolean;
  /** People's events go on after the run's end, because they are counted. */
  readonly outlives: boolean;
  /** Of the run itself; what the runs that it starts do is not told. */
  readonly onStep: (log: readonly StepLogEntry[]) => void;
  readonly onSend: (send: SendEffect, at: Instant, facts: ContactFacts) => void;
  /** Quiet hours, caps or the gate hold it back, for a while or for good. */
  readonly onHeld: (send: SendEffect, judged: Exclude<JudgedSend, { verdict: "send" }>) => void;
  readonly onEvent: (event: EventFact, facts: ContactFacts) => void;
}

/** One contact's run as it begins, and what it asks on its way. */
export interface SimulatedRun extends ChildSource {
  readonly begun: EnrollmentRecord;
  readonly facts: ContactFacts;
  readonly random: SimulatedRandom;
  /** Read during the step only, so that one object may serve every step. */
  readonly contextAt: (now: Instant, facts: ContactFacts, withdrawn: boolean) => TransitionContext;
  readonly judge: (due: SimulatedSend) => JudgedSend;
  /** The memberships at an instant; absent: they never change. */
  readonly membershipsAt?:
    | ((now: Instant, facts: ContactFacts) => ContactFacts["memberships"])
    | undefined;
}

type BehaviorEvent = NonNullable<SimulatedBehavior["events"]>[number];
type Answer = WorkflowInput & { readonly type: "answer" };

/** A message under way. */
interface Underway {
  readonly from: LiveRun;
  readonly send: SendEffect;
  readonly message: SimulatedMessage;
  readonly queuedAt: Instant;
}

/** Future events in the life of one contact. */
type SimulatedEvent =
  | { readonly kind: "event"; readonly at: Instant; readonly source: BehaviorEvent }
  | {
      readonly kind: "answer";
      readonly at: Instant;
      readonly from: LiveRun;
      readonly answer: Answer;
    }
  | {
      readonly kind: "reaction";
      readonly at: Instant;
      readonly to: Underway;
      readonly reaction: Reaction;
    }
  | { readonly kind: "due" | "sent"; readonly at: Instant; readonly due: Underway };

/** A contact with the run, and with those that it starts. */
interface Life {
  readonly run: SimulatedRun;
  readonly own: LiveRun;
  /** The run itself first. */
  readonly runs: LiveRun[];
  /** Its messages and events are the two lists below: a copy for each new one would cost more. */
  facts: ContactFacts;
  /** Newest first, as in facts of a store. */
  readonly messages: MessageFact[];
  readonly events: EventFact[];
  withdrawn: boolean;
  /** Events so far. */
  count: number;
  /** The next one last. */
  readonly ahead: SimulatedEvent[];
  /** What all of its runs have sent, or have tried to. */
  readonly sent: Underway[];
}

/** The run at its end, and all that is known of its contact then. */
export interface SimulatedEnd {
  readonly enrollment: EnrollmentRecord;
  /** The messages of the run itself, without those of the runs that it started. */
  readonly sent: readonly Pick<Underway, "send" | "message">[];
}

/**
 * Simulates the run of one contact on its own clock. Runs do not affect each other, so they need no
 * common clock.
 */
export function simulateRun(options: RunOptions, run: SimulatedRun): SimulatedEnd {
  const { until, behavior, outlives } = options;
  const { begun } = run;
  const [messages, events] = [[...run.facts.messages], [...run.facts.events]];
  const facts: ContactFacts = { ...run.facts, messages, events };
  const own: LiveRun = { definition: options.definition, enrollment: begun };
  const life: Life = {
    run,
    own,
    runs: [own],
    facts,
    messages,
    events,
    withdrawn: false,
    count: 0,
    ahead: [],
    sent: [],
  };
  for (const kind of behavior.events ?? []) planEvent(life, kind, begun.startedAt);
  for (;;) {
    const next = life.ahead.at(-1);
    const due = firstDue(life.runs);
    const wakeAt = dueAt(due);
    if (wakeAt > until && (next === undefined || next.at > until)) break;
    if (due !== null && (next === undefined || wakeAt < next.at)) {
      step(options, life, due, wakeAt, heard(due, move(life, wakeAt)));
      continue;
    }
    if (next === undefined) break;
    life.ahead.pop();
    // Mail that is under way arrives and is seen after the run's end, too.
    const isActive = life.runs.some(({ enrollment }) => enrollment.status === "active");
    if (isActive || outlives || next.kind !== "event") happen(options, life, next);
  }
  const sent = options.startsOthers ? life.sent.filter(({ from }) => from === own) : life.sent;
  return { enrollment: own.enrollment, sent };
}

/** After whatever comes at the same instant. */
function plan({ ahead }: Life, event: SimulatedEvent): void {
  // From the end, where the next ones stand; `splice` would make an array each time.
  let place = ahead.push(event) - 1;
  for (let other = ahead[place - 1]; other !== undefined && other.at <= event.at; ) {
    ahead[place] = other;
    ahead[--place] = event;
    other = ahead[place - 1];
  }
}

function planEvent(life: Life, source: BehaviorEvent, after: Instant): void {
  if (source.perDay <= 0) return;
  const mean = 86_400_000 / source.perDay;
  const at = after + Math.max(1, exponential(mean, life.run.random()));
  plan(life, { kind: "event", at, source });
}

function step(
  options: RunOptions,
  life: Life,
  run: LiveRun,
  now: Instant,
  inputs: readonly WorkflowInput[],
): void {
  const { behavior, startsOthers } = options;
  const { definition } = run;
  const asked = life.run.contextAt(now, life.facts, life.withdrawn);
  const told = run === life.own ? asked : { ...asked, log: false as const };
  const context = startsOthers
    ? startingContext(told, life.facts.contact, life.runs, life.run)
    : told;
  const { enrollment, effects, log } = transition(
    definition,
    run.enrollment,
    inputs,
    life.facts,
    context,
  );
  run.enrollment = enrollment;
  if (run === life.own) options.onStep(log);
  if (startsOthers) life.facts = { ...life.facts, enrolled: listEnrolled(life) };
  const { sent } = life;
  const before = sent.length;
  for (const effect of effects) {
    if (effect.kind === "send") {
      const message = queuedMessage(definition, effect, now);
      sent.push({ from: run, send: effect, message, queuedAt: now });
      // Before any of them leaves: what waits in the queue is a fact as well.
      putFirst(life.messages, message);
    } else life.facts = applyEffect(life.facts, effect);
  }
  for (let index = before; index < sent.length; index++) {
    const due = sent[index];
    if (due !== undefined) deliver(options, life, due, now);
  }
  for (const effect of effects) {
    if (effect.kind === "webhook") plan(life, simulatedAnswer(run, effect, behavior));
    if (effect.kind === "turn") plan(life, turnAtOnce(run, effect.key, now));
  }
  if (!startsOthers) return;
  for (const { enrollment: id, input } of wakesBy(effects, now)) {
    const other = life.runs.find((one) => one.enrollment.id === id);
    if (other?.enrollment.status === "active") step(options, life, other, now, [input]);
  }
}

/** `unshift` of such short lists takes several times as long. */
function putFirst<One>(list: One[], one: One): void {
  list.push(one);
  for (let place = list.length - 1; place > 0; place--) {
    const before = list[place - 1];
    if (before !== undefined) list[place] = before;
  }
  list[0] = one;
}

/** The workflows that the contact is in: those it was in before, and those of its runs. */
function listEnrolled({ run, own, runs }: Life): ContactFacts["enrolled"] {
  const before = run.facts.enrolled.filter((id) => id !== own.definition.id);
  const active = runs.filter(({ enrollment }) => enrollment.status === "active");
  return [...new Set([...before, ...active.map(({ definition }) => definition.id)])];
}

function deliver(options: RunOptions, life: Life, due: Underway, now: Instant): void {
  const { from, send, message, queuedAt } = due;
  const { facts, withdrawn, run } = life;
  const { definition, enrollment } = from;
  const asked = { definition, enrollment, send, facts, now, queuedAt, withdrawn };
  const judged = run.judge(asked);
  if (judged.verdict !== "send") {
    options.onHeld(send, judged);
    if (judged.verdict === "skip") {
      message.status = "skipped";
      message.touchedAt = now;
    } else if (judged.until > now) {
      message.dueAt = judged.until;
      plan(life, { kind: "due", at: judged.until, due });
    }
    return;
  }
  message.status = "accepted";
  message.touchedAt = now;
  message.sentAt = now;
  options.onSend(send, now, facts);
  // After the step that made the message: its own run may send again when it is told.
  if (wakesByName(from.enrollment, "delivery:sent", now))
    plan(life, { kind: "sent", at: now, due });
  for (const reaction of reactionsTo(now, options.behavior, run.random))
    plan(life, { kind: "reaction", at: reaction.at, to: due, reaction });
}

function sentNews({ send: { template, key } }: Underway, at: Instant): WorkflowInput {
  return { type: "delivery", event: "sent", template, message: key, at, machine: null };
}

const nothing: readonly WorkflowInput[] = [];

/** The segments that the contact entered or left since the last look. */
function move(life: Life, now: Instant): readonly WorkflowInput[] {
  const { run, facts } = life;
  const memberships = run.membershipsAt?.(now, facts);
  if (memberships === undefined) return nothing;
  const before = facts.memberships;
  life.facts = { ...facts, memberships };
  const changes = (from: typeof before, to: typeof before, entered: boolean) =>
    to
      .filter(({ segment }) => !from.some((one) => one.segment === segment))
      .map(({ segment }) => ({ type: "member" as const, segment, entered, at: now }));
  return [...changes(before, memberships, true), ...changes(memberships, before, false)];
}

/** Those that the run listens to. */
function heard(
  { enrollment }: LiveRun,
  news: readonly WorkflowInput[],
  input?: WorkflowInput,
): readonly WorkflowInput[] {
  const own = input !== undefined && wakes(enrollment, input) ? [input] : nothing;
  if (news.length === 0) return own;
  return [...own, ...news.filter((change) => wakes(enrollment, change))];
}

/**
 * Tells every run, or the one that asked, and all of them of segments. A run that is started by it
 * has not been there to hear it.
 */
function hear(
  options: RunOptions,
  life: Life,
  now: Instant,
  input: WorkflowInput,
  asked?: LiveRun,
): void {
  const news = move(life, now);
  const present = options.startsOthers ? [...life.runs] : life.runs;
  for (const run of present) {
    const inputs = heard(run, news, asked === undefined || asked === run ? input : undefined);
    if (inputs.length > 0) step(options, life, run, now, inputs);
  }
}

function happen(options: RunOptions, life: Life, next: SimulatedEvent): void {
  switch (next.kind) {
    case "answer":
      hear(options, life, next.at, next.answer, next.from);
      return;
    case "due":
      deliver(options, life, next.due, next.at);
      return;
    case "sent":
      hear(options, life, next.at, sentNews(next.due, next.at), next.due.from);
      return;
    case "reaction": {
      const { at, to, reaction } = next;
      const { event, machine } = reaction;
      if (event === "unsubscribed" || event === "complained") life.withdrawn = true;
      noteReaction(to.message, reaction);
      const { template, key: message } = to.send;
      hear(options, life, at, { type: "delivery", event, template, message, at, machine });
      return;
    }
    case "event": {
      const { at, source } = next;
      const event = {
        id: `event-${++life.count}`,
        name: source.name,
        at,
        data: eventData(life, source),
      };
      putFirst(life.events, event);
      planEvent(life, source, at);
      options.onEvent(event, life.facts);
      hear(options, life, at, { type: "event", ...event });
    }
  }
}

function eventData({ run }: Life, { data = {} }: BehaviorEvent): JsonObject {
  return typeof data === "function" ? data(readState(run.begun.state)?.data ?? {}) : data;
}

/** Runs are simulated one after the other, so that none is in another's way. */
function turnAtOnce(from: LiveRun, call: SendKey, at: Instant): SimulatedEvent {
  const answer = { type: "answer", call, at, outcome: "answered", reason: null } as const;
  return { kind: "answer", at, from, answer: { ...answer, data: null } };
}

/** Answers at once. */
function simulatedAnswer(
  from: LiveRun,
  { key, node, data, answer, at }: WebhookEffect,
  { answers = {} }: SimulatedBehavior,
): SimulatedEvent {
  const given = Object.hasOwn(answers, node) ? answers[node] : undefined;
  const said = typeof given === "function" ? given(data) : given;
  const kept = said === "failed" ? null : readAnswer(answer, said ?? {});
  const ended =
    kept === null
      ? ({ outcome: "failed", reason: "SIMULATED", data: null } as const)
      : ({ outcome: "answered", reason: null, data: kept } as const);
  return { kind: "answer", at, from, answer: { type: "answer", call: key, at, ...ended } };
}
