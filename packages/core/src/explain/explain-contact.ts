import type { Schema } from "../contacts/index.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { segmentContext } from "../engine/refresh-segments.js";
import type { ContactId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isPendingStart } from "../pending-start.js";
import type { CallOptions } from "../ports/call-options.js";
import type { DecisionReason, LedgerEntry, StandingDenial } from "../ports/consent-gate.js";
import type { OpenCall } from "../ports/store/calls.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { QuarantineEntry, Store } from "../ports/store/store.js";
import { evaluateSegment, mergeNeeds, segmentNeeds } from "../segments/index.js";
import { isRefusal, readRunState, readStoredWorkflow } from "../workflows/index.js";
import { allPages } from "./all-pages.js";
import { explainSegment } from "./explain-segment.js";
import type { Explanation } from "./explanation.js";
import { openCallsOf } from "./open-calls.js";
import {
  effectsIn,
  failedCallsIn,
  goalsIn,
  reasonsIn,
  refusalsIn,
  startedRunsIn,
} from "./read-detail.js";
import { isHostsWord } from "./reason-words.js";
import { restartedAt, runState } from "./run-state.js";
import { explanationSentences } from "./sentences.js";

export interface ExplainQuestion {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  /** Absent: everything. */
  readonly template?: string;
}

/**
 * Why did, or didn't, this person get this? From the ledger, the segments' clauses, the workflow's
 * path, the policy and what was put aside. `null`: the store has no such contact.
 */
export async function explainContact(
  engine: {
    readonly options: Pick<
      EngineOptions<Schema>,
      "store" | "consent" | "segments" | "senderFor" | "clock" | "email" | "sms"
    >;
  },
  question: ExplainQuestion,
  options: CallOptions = {},
): Promise<Explanation | null> {
  const { store, consent, segments: definitions = [], senderFor, clock } = engine.options;
  const { tenant, contact, template } = question;
  const now = clock.now();
  const needs = { ...mergeNeeds(definitions.map(segmentNeeds)), consent: true };
  const facts = await store.readFacts({ tenant, now, contact, needs }, options);
  if (!facts) return null;
  const asked = (name: string): boolean => template === undefined || name === template;
  const written = await allPages<OutboxRecord>((after) =>
    store.readOutbox({ tenant, contact, ...after }, options),
  );
  const log = await allPages<StepLogEntry>((after) =>
    store.readStepLog({ tenant, contact, ...after }, options),
  );
  const entered = await allPages<EnrollmentRecord>((after) =>
    store.readEnrollments({ tenant, contact, ...after }, options),
  );
  const aside = await allPages<QuarantineEntry>((after) =>
    store.readQuarantine({ tenant, ...after }, options),
  );
  const own = new Set<string>([
    contact,
    ...written.map(({ key }) => key),
    ...entered.map(({ id }) => id),
  ]);
  const isMember = (id: string): boolean => facts.memberships.some(({ segment }) => segment === id);
  const context = segmentContext(consent, facts, now, senderFor(tenant).timeZone, isMember);
  const messages = written.filter((m) => asked(m.template));
  const explanation = {
    contact,
    denials: await denialsOn(engine.options, tenant, facts, now, options),
    sent: messages.some(({ status }) => status === "accepted"),
    messages: messages.map((m) => ({
      key: m.key,
      template: m.template,
      status: m.status,
      at: m.settledAt ?? m.dueAt,
      reasons: m.reasons,
      withoutTransport: engine.options[m.channel] === undefined ? m.channel : null,
      maybeTwice: maybeTwice(m),
      decision: m.decision,
    })),
    skipped: log.flatMap((entry) => skips(entry).filter((skip) => asked(skip.template))),
    runs: await told(
      store,
      await store.readCalls({ tenant, contact }, options),
      entered.filter((run) => !isRefusal(run)),
      log,
      aside,
      options,
    ),
    refused: entered.filter(isShownAsRefused).map((run) => ({
      workflow: run.workflow,
      at: run.startedAt,
      reasons: isPendingStart(run)
        ? [leftToOthers]
        : log
            .filter(({ enrollment }) => enrollment === run.id)
            .flatMap(({ detail }) => reasonsIn(detail["refused"])),
    })),
    quarantined: aside.filter(({ id }) => own.has(id)),
    segments: definitions.map((segment) => ({
      segment: segment.id,
      member: evaluateSegment(segment, facts, context).member,
      trace: explainSegment(segment, facts, context),
    })),
  };
  const known = [
    ...written.map((message) => message.template),
    ...log.flatMap((entry) => skips(entry).map((skip) => skip.template)),
  ];
  const named = template === undefined ? null : { template, known: [...new Set(known)] };
  return { ...explanation, sentences: explanationSentences(explanation, now, named) };
}

/** What stands against the contact, each refusal once: a person's counts at all their addresses. */
async function denialsOn(
  { store, consent }: Pick<EngineOptions<Schema>, "store" | "consent">,
  tenant: TenantId,
  facts: ContactFacts,
  now: Instant,
  options: CallOptions,
): Promise<readonly StandingDenial[]> {
  const found = new Map<string, StandingDenial>();
  for (const { id: contactPoint } of facts.contact.points) {
    const known = facts.consent.find((each) => each.contactPoint === contactPoint);
    if (known === undefined || consent.listDenials === undefined) continue;
    const entries = await allPages<LedgerEntry>((after) =>
      store.readLedger({ tenant, contactPoint, ...after }, options),
    );
    for (const one of consent.listDenials(known, entries, now)) {
      const key = `${one.code} ${one.eventId ?? one.at}`;
      // The address where it was said knows the road as well.
      if (found.get(key)?.method === undefined) found.set(key, one);
    }
  }
  return [...found.values()].sort((a, b) => b.at - a.at);
}

/** A hand-over in doubt that the host has vouched for is in doubt no more. */
function maybeTwice({ status, attempt, lost, reasons }: OutboxRecord): boolean {
  return status === "accepted" && attempt > 1 && lost > (isHostsWord(reasons) ? 1 : 0);
}

async function told(
  store: Store,
  calls: readonly OpenCall[],
  runs: readonly EnrollmentRecord[],
  log: readonly StepLogEntry[],
  aside: readonly QuarantineEntry[],
  options: CallOptions,
): Promise<Explanation["runs"]> {
  const readable = new Map<string, Promise<boolean>>();
  const canRead = ({ tenant, workflow, version }: EnrollmentRecord): Promise<boolean> => {
    const key = `${version} ${workflow}`;
    const known = readable.get(key) ?? isReadable(store, { tenant, workflow, version }, options);
    readable.set(key, known);
    return known;
  };
  const result: Explanation["runs"][number][] = [];
  for (const run of runs) {
    const active = run.status === "active";
    const own = log.filter(({ enrollment }) => enrollment === run.id);
    result.push({
      workflow: run.workflow,
      version: run.version,
      path: own.flatMap(({ path }) => path),
      outcome: active ? null : run.outcome,
      state: runState(run, own),
      goals: own.flatMap(({ detail }) => goalsIn(detail)),
      failedCalls: own.flatMap(({ detail }) => failedCallsIn(detail)),
      openCalls: openCallsOf(run, calls),
      started: own.flatMap(({ detail }) => startedRunsIn(detail)),
      startedBy: parentIn(run, runs),
      restartedAt: restartedAt(own),
      asideFor: aside.find(({ kind, id }) => kind === "run" && id === run.id)?.code ?? null,
      waitsForDefinition: active && !(await canRead(run)),
    });
  }
  return result;
}

/** The workflow of the run that started this one. */
function parentIn({ state }: EnrollmentRecord, runs: readonly EnrollmentRecord[]): string | null {
  const parent = readRunState(state)?.parent?.run;
  return runs.find(({ id }) => id === parent)?.workflow ?? null;
}

async function isReadable(
  store: Store,
  {
    tenant,
    workflow: id,
    version,
  }: { readonly tenant: TenantId; readonly workflow: string; readonly version: number },
  options: CallOptions,
): Promise<boolean> {
  try {
    const found = await store.readDefinition({ tenant, kind: "workflow", id, version }, options);
    if (found === null) return false;
    readStoredWorkflow(found.body, id, version);
    return true;
  } catch {
    return false;
  }
}

function skips({ at, detail }: StepLogEntry): Explanation["skipped"] {
  const skipped = effectsIn(detail, "skip");
  const refused = [...skipped, ...effectsIn(detail, "send")].flatMap((effect) =>
    refusalsIn(effect),
  );
  return [...skipped, ...refused].flatMap(({ template, reasons }) =>
    typeof template === "string" ? [{ template, at, reasons: reasonsIn(reasons) }] : [],
  );
}

/** What was left to another process and has been judged by it is told by the run that it made. */
function isShownAsRefused(run: EnrollmentRecord): boolean {
  return isRefusal(run) && (run.status === "active" || !isPendingStart(run));
}

const leftToOthers: DecisionReason = {
  ...{ code: "WORKFLOW_UNREAD", effect: "deny" },
  rule: "waits for a process that can read the workflow",
};
