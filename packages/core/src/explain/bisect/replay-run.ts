import type { Instant } from "../../instant.js";
import { isObject, type JsonObject } from "../../json.js";
import type { EnrollmentRecord, StepLogEntry } from "../../ports/store/enrollment.js";
import type { ContactFacts, MessageFact } from "../../ports/store/facts.js";
import type { SegmentContext } from "../../segments/index.js";
import type { BestHour } from "../../timing/index.js";
import { readHour } from "../../workflows/best-hour-record.js";
import type { WorkflowDefinition } from "../../workflows/definition.js";
import { waitingFor } from "../../workflows/definition-plan.js";
import { writeState } from "../../workflows/enrollment-state.js";
import { transition } from "../../workflows/transition.js";
import type { TransitionContext } from "../../workflows/transition-context.js";
import type { SendEffect } from "../../workflows/workflow-effect.js";
import { type WorkflowInput, wakes } from "../../workflows/workflow-input.js";

/** What is on record of one run: whose it is, what began it, and what happened since. */
export interface RunHistory {
  readonly run: Pick<EnrollmentRecord, "tenant" | "id" | "contact" | "entryKey" | "startedAt">;
  /** The event that began it, and its data. */
  readonly trigger: string | null;
  readonly data: JsonObject | null;
  /** Everything known of the contact: attributes, lists and segments as they are now. */
  readonly facts: ContactFacts;
  /** The best hours that were chosen for the run, oldest first. */
  readonly hours: readonly ChosenHour[];
  /** Until when time goes on. */
  readonly until: Instant;
  /** The zone of the business. */
  readonly zone: string;
  readonly consentState?: NonNullable<SegmentContext["consentState"]>;
}

/** What was chosen in a step that waits for the best hour. */
export interface ChosenHour {
  readonly node: string;
  readonly at: Instant;
  readonly best: BestHour;
}

/** The choices on record, oldest first. Today's counts of hours would give others. */
export function chosenHours(log: readonly StepLogEntry[]): readonly ChosenHour[] {
  return log.flatMap(({ at, detail: { best } }) =>
    Object.entries(isObject(best) ? best : {}).flatMap(([node, json]): readonly ChosenHour[] => {
      const read = readHour(json);
      return read === null ? [] : [{ node, at, best: read }];
    }),
  );
}

/** A step of a run, as it was taken or would have been. */
export interface TakenStep {
  readonly log: Pick<StepLogEntry, "at" | "path" | "detail">;
  /** What set it going. Empty: time, or what began the run. */
  readonly heard: readonly WorkflowInput[];
  /** What was known then. */
  readonly facts: ContactFacts;
}

/** More than any sound run takes: one that is not sound ends here. */
const mostSteps = 10_000;

/**
 * Replays a run by a definition, which need not be the one that it ran on: the contact's own events
 * and reports come at their own times. Every send counts as permitted and leaves at once; why one
 * was not, `explainMessage` says. A message that the run did send brings the same reports, as long
 * after it.
 */
export function replayRun(
  definition: WorkflowDefinition,
  history: RunHistory,
): readonly TakenStep[] {
  const { facts, until, trigger, run } = history;
  const sentBefore = facts.messages.filter(({ key }) => key.startsWith(`${run.id}:`));
  const counterparts = sentBefore.toSorted((a, b) => a.plannedAt - b.plannedAt);
  const messages = facts.messages.filter((one) => !sentBefore.includes(one));
  const ahead: WorkflowInput[] = facts.events
    .filter(({ id, at }) => at >= run.startedAt && id !== trigger)
    .map((event) => ({ type: "event", ...event }));
  ahead.sort((a, b) => a.at - b.at);
  let enrollment = firstRecord(definition, history);
  const steps: TakenStep[] = [];
  const leave = (send: SendEffect, at: Instant): void => {
    const place = counterparts.findIndex(({ template }) => template === send.template);
    const [known] = place < 0 ? [] : counterparts.splice(place, 1);
    const message = messageFor(definition, send, at, known);
    messages.push(message);
    ahead.push(...reportsOn(message));
    ahead.sort((a, b) => a.at - b.at);
  };
  while (enrollment.status === "active" && steps.length < mostSteps) {
    const wakeAt = enrollment.wakeAt ?? Number.POSITIVE_INFINITY;
    const [next] = ahead;
    const at = Math.min(wakeAt, next?.at ?? Number.POSITIVE_INFINITY);
    if (at > until) break;
    const heard = next !== undefined && next.at <= wakeAt ? [next] : [];
    if (heard.length > 0) ahead.shift();
    if (!heard.every((input) => wakes(enrollment, input))) continue;
    const seen = factsAt({ ...facts, messages }, at);
    const result = transition(definition, enrollment, heard, seen, contextAt(history, at));
    const stands = result.enrollment === enrollment && heard.length === 0;
    enrollment = result.enrollment;
    steps.push(...result.log.map((log) => ({ log, heard, facts: seen })));
    for (const effect of result.effects) if (effect.kind === "send") leave(effect, at);
    if (stands) break;
  }
  return steps;
}

function firstRecord(definition: WorkflowDefinition, history: RunHistory): EnrollmentRecord {
  const { run, trigger, data } = history;
  const { id: workflow, version, start } = definition;
  return {
    ...{ ...run, workflow, version, revision: 0, status: "active", wakeAt: run.startedAt },
    state: writeState({ node: start, wait: null, data, trigger }),
    ...{ waitingFor: waitingFor(definition, start), pending: [], endedAt: null, outcome: null },
  };
}

function contextAt({ zone, consentState, hours }: RunHistory, now: Instant): TransitionContext {
  const recordedHour = (node: string): BestHour | null => {
    const own = hours.filter((one) => one.node === node);
    // Whoever comes to the step earlier than the run did has the choice that the run had then.
    return (own.findLast(({ at }) => at <= now) ?? own[0])?.best ?? null;
  };
  const known = { now, zone, decide: () => permitted, recordedHour };
  return { ...known, ...(consentState ? { consentState } : {}) };
}

const permitted = {
  ...{ allowed: true, reasons: [], obligations: [] },
  evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
  ruleset: { id: "replay", digest: "" },
} as const;

const reports = [
  "deliveredAt",
  "openedAt",
  "clickedAt",
  "machineOpenedAt",
  "machineClickedAt",
  "bouncedAt",
  "complainedAt",
] as const;

/** Of most mail these are absent, and stay so. */
const rareReports = ["hardBouncedAt", "deferredAt"] as const;

/** What was known at an instant: nothing of what came later. */
export function factsAt(facts: ContactFacts, at: Instant): ContactFacts {
  const known = (time: Instant | null): Instant | null =>
    time !== null && time <= at ? time : null;
  return {
    ...facts,
    events: facts.events.filter((event) => event.at <= at),
    messages: facts.messages.flatMap((message) => {
      if (Math.min(message.plannedAt, message.touchedAt) > at) return [];
      const { hardBouncedAt: _hard, deferredAt: _deferred, ...more } = message;
      const seen = reports.map((name) => [name, known(message[name])] as const);
      const rare = rareReports.flatMap((name) => {
        const time = known(message[name] ?? null);
        return time === null ? [] : [[name, time] as const];
      });
      const then = Object.fromEntries([...seen, ...rare]);
      return [{ ...more, sentAt: known(message.sentAt), ...then }];
    }),
  };
}

function messageFor(
  { id }: WorkflowDefinition,
  { key, channel, template, purpose, topic, messageClass, dueAt }: SendEffect,
  now: Instant,
  known: MessageFact | undefined,
): MessageFact {
  const later = (time: Instant | null | undefined): Instant | null =>
    known === undefined || time === null || time === undefined
      ? null
      : now + Math.max(0, time - known.plannedAt);
  return {
    ...{ key, channel, template, purpose, topic, messageClass, workflow: id, campaign: null },
    ...{ priority: 50, plannedAt: now, dueAt, status: "accepted", lost: 0, touchedAt: now },
    ...{ sentAt: now, deliveredAt: later(known?.deliveredAt), bouncedAt: later(known?.bouncedAt) },
    ...{ openedAt: later(known?.openedAt), clickedAt: later(known?.clickedAt) },
    machineOpenedAt: later(known?.machineOpenedAt),
    machineClickedAt: later(known?.machineClickedAt),
    complainedAt: later(known?.complainedAt),
  };
}

/** The reports about a message, each as the run would be told of it. */
function reportsOn(message: MessageFact): readonly WorkflowInput[] {
  const { template, key } = message;
  const told = [
    ["sent", message.sentAt, null],
    ["delivered", message.deliveredAt, null],
    ["bounced", message.bouncedAt, null],
    ["opened", message.machineOpenedAt, true],
    ["opened", message.openedAt, false],
    ["clicked", message.machineClickedAt, true],
    ["clicked", message.clickedAt, false],
    ["complained", message.complainedAt, null],
  ] as const;
  return told.flatMap(([event, at, machine]): WorkflowInput[] =>
    at === null ? [] : [{ type: "delivery", event, template, message: key, at, machine }],
  );
}
