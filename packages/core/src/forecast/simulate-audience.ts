import type { Schema } from "../contacts/index.js";
import { draftMessage } from "../engine/advance-workflows.js";
import { deciderFor } from "../engine/decider.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { segmentContext } from "../engine/refresh-segments.js";
import { startOne } from "../engine/route.js";
import { InputError } from "../errors/index.js";
import { mulberry32 } from "../hash/mulberry32.js";
import { murmur3 } from "../hash/murmur3.js";
import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import { claimNeeds, type JudgeContext, judgeClaim } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Channel, DecisionReason } from "../ports/consent-gate.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts, FactsNeeded } from "../ports/store/facts.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import {
  evaluateSegment,
  mergeNeeds,
  orderSegments,
  type Segment,
  segmentNeeds,
} from "../segments/index.js";
import { assertWorkflow } from "../workflows/check-workflow.js";
import type { WorkflowDefinition } from "../workflows/definition.js";
import { isTimed } from "../workflows/entry-trigger.js";
import { refusedDecision, startedBy, workflowNeeds } from "../workflows/index.js";
import { plannedEntries } from "../workflows/planned-entries.js";
import { forecaster, type WorkflowForecast } from "../workflows/simulation/forecast.js";
import type { SimulatedRandom } from "../workflows/simulation/index.js";
import type { JudgedSend, SimulatedSend } from "../workflows/simulation/judge-send.js";
import type { AudienceSimulation } from "./audience-options.js";
import { triggerFor } from "./trigger-for.js";

type Host = {
  readonly options: Pick<
    EngineOptions<Schema>,
    | ("store" | "consent" | "segments" | "senderFor" | "clock" | "renderer" | "email" | "sms")
    | "holidays"
    | "bestHours"
    | "workflows"
  >;
};

const day = 86_400_000;
const pageSize = 200;

/**
 * Sends the store's own contacts through a workflow that need not be active: who would be let in,
 * what would leave when, what caps, quiet hours and missing permission would hold back. Entry,
 * steps, segments and the judgement of each message are the engine's own code, on an overlay in
 * memory. Reads page by page, writes nothing and sends nothing; needs no more memory for more
 * contacts. Campaigns and other workflows of the time are not simulated; what they sent before
 * counts for caps.
 *
 * @throws InputError `INPUT_SIMULATION`; DefinitionError for an unsound workflow
 */
export async function simulateAudience(
  host: Host,
  simulation: AudienceSimulation,
  call: CallOptions = {},
): Promise<WorkflowForecast> {
  const { tenant, workflow, days, behavior = {}, seed = 1, enterOver = 0 } = simulation;
  const planned = simulation.enterOver === undefined && workflow.entry.triggers.some(isTimed);
  checkLengths(days, enterOver);
  assertWorkflow(workflow, { template: (id) => host.options.renderer.template(id) });
  const { store, senderFor, clock } = host.options;
  const zone = senderFor(tenant).timeZone;
  const now = clock.now();
  const from = simulation.from ?? now;
  const needs = mergeAllNeeds(host, simulation);
  const { goal, cost, data, audience, onProgress } = simulation;
  checkKey(workflow, data !== undefined);
  const dataFor = (contact: ContactRecord) =>
    typeof data === "function" ? data(contact) : (data ?? {});
  const until = from + days * day;
  const sums = forecaster(workflow, { from, until, zone, behavior, goal, cost });
  const judging = createJudge(host, simulation);
  const others = new Map<string, WorkflowDefinition>(
    (host.options.workflows ?? []).map((other) => [other.id, other]),
  );
  // A person has few runs: of one workflow, or of all where it starts others.
  const whose = startedBy(workflow).length === 0 ? { workflow: workflow.id } : {};
  let looked = 0;

  const one = (contact: ContactRecord, facts: ContactFacts, previous: Previous): void => {
    const random = drawnFor(contact.id, seed);
    const entersAt = from + Math.floor((random() * enterOver * day) / 1000) * 1000;
    const seenAt = (at: Instant) => ({ ...facts, memberships: judging.membershipsAt(at, facts) });
    const asked = { trigger: triggerFor(workflow, entersAt, dataFor(contact)), at: entersAt };
    const starts = planned ? judging.startsPlanned(contact, seenAt(from), from, until) : [asked];
    const runs: EnrollmentRecord[] = [];
    let refused: readonly DecisionReason[] = [];
    for (const [index, { trigger, at }] of starts.entries()) {
      const seen = seenAt(at);
      const id = `simulated-${contact.id}`;
      const started = startOne(
        {
          ...{ ...judging.gate, ids: { next: () => (index === 0 ? id : `${id}-${index + 1}`) } },
          // The simulated version may not be published yet, so no pause applies to it.
          standings: { known: () => new Map() },
        },
        workflow,
        seen,
        [...previous, ...runs],
        trigger,
        at,
      );
      const [begun] = started.start;
      if (begun === undefined || started.refused.length > 0) refused = started.refused;
      else {
        const run = {
          ...{ begun, random, ...judging.run, isFirst: runs.length === 0 },
          ...{ workflow: (child: string) => others.get(child), earlier: previous },
        };
        runs.push(sums.run({ ...run, facts: seen }));
      }
    }
    if (runs.length === 0) sums.pass(refused);
  };

  const where = audience === "everyone" ? {} : audience;
  let after: string | null = null;
  do {
    const place: { readonly after?: string } = after === null ? {} : { after };
    const page = await store.readContacts({ tenant, ...where, limit: pageSize, ...place }, call);
    const read = await Promise.all(
      page.items.map(async (contact) => ({
        contact,
        facts: await store.readFacts({ tenant, now, contact: contact.id, needs }, call),
        runs: await store.readEnrollments({ tenant, contact: contact.id, ...whose }, call),
      })),
    );
    for (const { contact, facts, runs } of read) {
      looked++;
      // The contact was erased in the meantime.
      if (facts !== null) one(contact, facts, runs.items);
    }
    onProgress?.(looked);
    after = page.next;
  } while (after !== null);
  return sums.forecast();
}

type Previous = Parameters<typeof startOne>[3];

/** What the engine asks at entry, at each step and before each message leaves. */
function createJudge({ options }: Host, { tenant, workflow }: AudienceSimulation) {
  const { consent, renderer, senderFor, segments = [], email, sms, holidays, bestHours } = options;
  const { timeZone: zone, policy = {} } = senderFor(tenant);
  const processors: Readonly<Record<Channel, string | undefined>> = {
    email: email?.id,
    sms: sms?.id,
  };
  const processorFor = (channel: Channel): string | null => processors[channel] ?? null;
  const gate = { gate: consent, processorFor };
  const ordered = segmentsRead(workflow, segments);
  const isRead = new Set<string>(ordered.map(({ id }) => id));

  const membershipsAt = (now: Instant, facts: ContactFacts): ContactFacts["memberships"] => {
    if (ordered.length === 0) return facts.memberships;
    const before = new Map(facts.memberships.map(({ segment, since }) => [segment, since]));
    const found = facts.memberships.filter(({ segment }) => !isRead.has(segment));
    const isIn = (id: string): boolean => found.some(({ segment }) => segment === id);
    for (const segment of ordered) {
      const context = segmentContext(consent, facts, now, zone, isIn);
      if (evaluateSegment(segment, facts, context).member)
        found.push({ segment: segment.id, since: before.get(segment.id) ?? now });
    }
    return found;
  };
  const contextAt = (now: Instant, facts: ContactFacts, withdrawn: boolean) => {
    const { consentState } = segmentContext(consent, facts, now, zone, () => false);
    const decide = deciderFor(gate, facts, now);
    return {
      ...{ now, zone },
      decide: (question: Parameters<typeof decide>[0]) =>
        withdrawn && question.messageClass === "marketing" ? gone : decide(question),
      mayProfile: (question: Parameters<typeof decide>[0]) => decide(question, "profile").allowed,
      ...(bestHours === undefined ? {} : { bestHours }),
      ...(consentState === undefined ? {} : { consentState }),
    };
  };
  const judge = (due: SimulatedSend): JudgedSend => {
    if (due.withdrawn && due.send.messageClass === "marketing")
      return { verdict: "skip", reasons: gone.reasons };
    const context: JudgeContext = {
      ...{ tenant, now: due.now, gate: consent, renderer, workspaceZone: zone, policy },
      processor: processorFor(due.send.channel),
      templateMissingFor: 0,
    };
    const verdict = judgeClaim({ message: createMessage(due), facts: due.facts }, context);
    if (verdict.verdict === "send") return verdict;
    // A template that is not published yet counts as missing.
    return verdict.verdict === "leave" ? { ...verdict, verdict: "skip" } : verdict;
  };
  /** By whose dates and schedules the contact begins. Who is in a segment is as at the start. */
  const startsPlanned = (
    contact: ContactRecord,
    { memberships }: ContactFacts,
    from: Instant,
    until: Instant,
  ) => {
    const isMember = (id: string) => memberships.some(({ segment }) => segment === id);
    const keeps = holidays === undefined ? {} : { holidays };
    const { due } = plannedEntries(workflow, contact, { from, until, zone, isMember, ...keeps });
    return due.map((trigger) => ({ trigger, at: trigger.at }));
  };
  return { gate, membershipsAt, startsPlanned, run: { contextAt, judge, membershipsAt } };
}

/**
 * The segments that the workflow names anywhere, and those that they refer to: each after its own.
 * The others stay as they are stored.
 */
function segmentsRead(
  workflow: WorkflowDefinition,
  segments: readonly Segment[],
): readonly Segment[] {
  const named = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (isObject(value))
      for (const [name, one] of Object.entries(value)) {
        if (name === "segment" && typeof one === "string") named.add(one);
        else collect(one);
      }
  };
  collect(workflow);
  const ordered = orderSegments(segments);
  for (const segment of ordered.toReversed()) if (named.has(segment.id)) collect(segment.where);
  return ordered.filter(({ id }) => named.has(id));
}

const gone = refusedDecision("WITHDRAWN", "simulated behavior");

function createMessage(due: SimulatedSend): OutboxRecord {
  const { definition, send, facts, now, queuedAt, enrollment } = due;
  const draft = draftMessage(send, definition, { enrollment, facts });
  return {
    ...draft,
    createdAt: queuedAt,
    plannedAt: draft.dueAt,
    dueAt: now,
    triedAt: null,
    status: "claimed",
    attempt: 1,
    tries: 0,
    lost: 0,
    worker: null,
    reasons: [],
    providerMessageId: null,
    settledAt: null,
  };
}

/** The widest that entry, steps, segments and caps read, at once. */
function mergeAllNeeds({ options }: Host, { tenant, workflow }: AudienceSimulation): FactsNeeded {
  const { segments = [], senderFor } = options;
  const base = senderFor(tenant).policy ?? {};
  const caps = [...(base.caps ?? []), ...(workflow.policy.caps ?? [])];
  const all = mergeNeeds([
    ...[workflowNeeds(workflow), claimNeeds([], { ...base, caps })],
    ...segments.map(segmentNeeds),
  ]);
  return { ...all, consent: true, memberships: true, enrolled: true };
}

function checkLengths(days: number, enterOver: number): void {
  const sound = days > 0 && days <= 3_660 && enterOver >= 0 && enterOver <= days;
  if (sound) return;
  throw new InputError("INPUT_SIMULATION", "This is no length of a simulation.", {
    path: enterOver >= 0 && enterOver <= days ? "days" : "enterOver",
    remedy: "Pass from 0 to 3,660 days, and let people enter within them.",
  });
}

/** Without its key nobody would begin, and nothing would say why. */
function checkKey({ entry: { reentry } }: WorkflowDefinition, isGiven: boolean): void {
  if (reentry.mode !== "keyed" || isGiven) return;
  throw new InputError("INPUT_SIMULATION", "The workflow starts once for each value of a key.", {
    path: "data",
    remedy: `Give data that holds ${reentry.key}, for everybody or by contact.`,
  });
}

/** Random numbers of one contact: the same for the same seed, whoever else is in the audience. */
function drawnFor(contact: ContactId, seed: number): SimulatedRandom {
  return mulberry32(murmur3(contact, seed));
}
