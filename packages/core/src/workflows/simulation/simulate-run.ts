import type { SendKey } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { EnrollmentRecord, StepLogEntry } from "../../ports/store/enrollment.js";
import type { ContactFacts, EventFact } from "../../ports/store/facts.js";
import { wakesBy } from "../child-runs.js";
import type { WorkflowDefinition } from "../definition.js";
import { readState } from "../enrollment-state.js";
import { transition } from "../transition.js";
import type { TransitionContext } from "../transition-context.js";
import { readAnswer } from "../webhook-answer.js";
import type { SendEffect, WebhookEffect } from "../workflow-effect.js";
import { type WorkflowInput, wakes } from "../workflow-input.js";
import {
  exponential,
  type Reaction,
  reactionsTo,
  type SimulatedBehavior,
  type SimulatedRandom,
} from "./behavior.js";
import type { JudgedSend, SimulatedSend } from "./judge-send.js";
import {
  dueRun,
  isAnyActive,
  type RunFamily,
  type RunningRun,
  startingOthers,
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
export interface SimulatedRun extends Omit<RunFamily, "runs"> {
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
  readonly run: RunningRun;
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
      readonly run: RunningRun;
      readonly answer: Answer;
    }
  | {
      readonly kind: "reaction";
      readonly at: Instant;
      readonly to: Underway;
      readonly reaction: Reaction;
    }
  | { readonly kind: "due"; readonly at: Instant; readonly due: Underway };

/** The life of one contact, as far as it is simulated. */
interface Life extends RunFamily {
  readonly request: SimulatedRun;
  readonly own: RunningRun;
  facts: ContactFacts;
  /** Runs that are active, and all of them, when the facts were told of them. */
  active: number;
  begun: number;
  withdrawn: boolean;
  /** Events so far. */
  count: number;
  /** The next one last. */
  readonly ahead: SimulatedEvent[];
}

/** The run at its end, and all that is known of its contact then. */
export interface SimulatedEnd {
  readonly enrollment: EnrollmentRecord;
  readonly facts: ContactFacts;
}

/**
 * Simulates the run of one contact, and those it starts, on their own clock. Other runs do not
 * affect them, so they need no common clock.
 */
export function simulateRun(options: RunOptions, request: SimulatedRun): SimulatedEnd {
  const { definition, until, behavior, outlives } = options;
  const { begun, facts, workflow, earlier } = request;
  const own: RunningRun = { definition, enrollment: begun };
  const life: Life = {
    ...{ request, own, runs: [own], workflow, earlier, facts },
    ...{ active: 0, begun: 0, withdrawn: false, count: 0, ahead: [] },
  };
  for (const kind of behavior.events ?? []) planEvent(life, kind, begun.startedAt);
  for (;;) {
    const next = life.ahead.at(-1);
    const due = dueRun(life.runs);
    const wakeAt = due?.at ?? Number.POSITIVE_INFINITY;
    if (Math.min(wakeAt, next?.at ?? Number.POSITIVE_INFINITY) > until) break;
    if (due !== null && (next === undefined || wakeAt < next.at)) {
      const news = movesSince(life, wakeAt);
      step(options, life, due.run, wakeAt, heardBy(due.run, news));
      continue;
    }
    if (next === undefined) break;
    life.ahead.pop();
    // Mail that is under way arrives and is seen after the run's end, too.
    if (next.kind !== "event" || outlives || isAnyActive(life.runs)) happen(options, life, next);
  }
  return { enrollment: own.enrollment, facts: life.facts };
}

/** After whatever comes at the same instant. */
function plan({ ahead }: Life, event: SimulatedEvent): void {
  let place = 0;
  for (let other = ahead[0]; other !== undefined && other.at > event.at; other = ahead[place])
    place++;
  ahead.splice(place, 0, event);
}

function planEvent(life: Life, source: BehaviorEvent, after: Instant): void {
  if (source.perDay <= 0) return;
  const at = after + Math.max(1, exponential(86_400_000 / source.perDay, life.request.random));
  plan(life, { kind: "event", at, source });
}

function step(
  options: RunOptions,
  life: Life,
  run: RunningRun,
  now: Instant,
  inputs: readonly WorkflowInput[],
): void {
  const { definition } = run;
  const plain = life.request.contextAt(now, life.facts, life.withdrawn);
  const context = startingOthers(definition, plain, life, life.facts.contact);
  const { enrollment, effects, log } = transition(
    definition,
    run.enrollment,
    inputs,
    life.facts,
    context,
  );
  run.enrollment = enrollment;
  if (run === life.own) options.onStep(log);
  noteRuns(life);
  const queued: Underway[] = [];
  for (const effect of effects) {
    if (effect.kind === "send") {
      const message = queuedMessage(definition, effect, now);
      queued.push({ run, send: effect, message, queuedAt: now });
    } else life.facts = applyEffect(life.facts, effect);
  }
  if (queued.length > 0) {
    // Before any of them leaves: what waits in the queue is a fact as well.
    const newest = queued.map(({ message }) => message).reverse();
    life.facts = { ...life.facts, messages: [...newest, ...life.facts.messages] };
    for (const due of queued) deliver(options, life, due, now);
  }
  for (const effect of effects) {
    if (effect.kind === "webhook") plan(life, simulatedAnswer(run, effect, options.behavior));
    if (effect.kind === "turn") plan(life, turnAtOnce(run, effect.key, now));
  }
  for (const told of wakesBy(effects, now)) {
    const other = life.runs.find((one) => one.enrollment.id === told.enrollment);
    if (other?.enrollment.status === "active") step(options, life, other, now, [told.input]);
  }
}

/** The facts name the workflows of which a run is active. Told only where one began or ended. */
function noteRuns(life: Life): void {
  const { runs } = life;
  let active = 0;
  for (const { enrollment } of runs) if (enrollment.status === "active") active++;
  if (active === life.active && runs.length === life.begun) return;
  life.active = active;
  life.begun = runs.length;
  const going = runs.filter(({ enrollment }) => enrollment.status === "active");
  const enrolled = [...new Set(going.map(({ definition }) => definition.id))];
  life.facts = { ...life.facts, enrolled };
}

function deliver(options: RunOptions, life: Life, due: Underway, now: Instant): void {
  const { run, send, message, queuedAt } = due;
  const { definition, enrollment } = run;
  const { facts, withdrawn, request } = life;
  const judged = request.judge({ definition, enrollment, send, facts, now, queuedAt, withdrawn });
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
  for (const reaction of reactionsTo(now, options.behavior, request.random))
    plan(life, { kind: "reaction", at: reaction.at, to: due, reaction });
}

const nothing: readonly WorkflowInput[] = [];

/** The segments that the contact entered or left since the last look. */
function movesSince(life: Life, now: Instant): readonly WorkflowInput[] {
  const { request, facts } = life;
  const memberships = request.membershipsAt?.(now, facts);
  if (memberships === undefined) return nothing;
  const before = facts.memberships;
  life.facts = { ...facts, memberships };
  const changes = (from: typeof before, to: typeof before, entered: boolean) =>
    to
      .filter(({ segment }) => !from.some((one) => one.segment === segment))
      .map(({ segment }) => ({ type: "member" as const, segment, entered, at: now }));
  return [...changes(before, memberships, true), ...changes(memberships, before, false)];
}

function heardBy({ enrollment }: RunningRun, news: readonly WorkflowInput[]) {
  return news.length === 0 ? nothing : news.filter((input) => wakes(enrollment, input));
}

/** Tells every run what it listens to. */
function hear(options: RunOptions, life: Life, now: Instant, input: WorkflowInput): void {
  const moved = movesSince(life, now);
  const news = moved.length === 0 ? [input] : [input, ...moved];
  // Those that a step starts now have heard nothing yet.
  const told = life.runs.length;
  for (let place = 0; place < told; place++) {
    const run = life.runs[place];
    const heard = run === undefined ? nothing : heardBy(run, news);
    if (run !== undefined && heard.length > 0) step(options, life, run, now, heard);
  }
}

function happen(options: RunOptions, life: Life, next: SimulatedEvent): void {
  switch (next.kind) {
    case "answer":
      if (next.run.enrollment.status === "active")
        step(options, life, next.run, next.at, [next.answer, ...movesSince(life, next.at)]);
      return;
    case "due":
      deliver(options, life, next.due, next.at);
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
      life.facts = { ...life.facts, events: [event, ...life.facts.events] };
      planEvent(life, source, at);
      options.onEvent(event, life.facts);
      hear(options, life, at, { type: "event", ...event });
    }
  }
}

function eventData({ request }: Life, { data = {} }: BehaviorEvent): JsonObject {
  return typeof data === "function" ? data(readState(request.begun.state)?.data ?? {}) : data;
}

/** Runs are simulated one after the other, so that none is in another's way. */
function turnAtOnce(run: RunningRun, call: SendKey, at: Instant): SimulatedEvent {
  const answer = { type: "answer", call, at, outcome: "answered", reason: null } as const;
  return { kind: "answer", at, run, answer: { ...answer, data: null } };
}

/** Answers at once. */
function simulatedAnswer(
  run: RunningRun,
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
  return { kind: "answer", at, run, answer: { type: "answer", call: key, at, ...ended } };
}
