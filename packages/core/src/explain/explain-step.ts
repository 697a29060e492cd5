import type { Schema } from "../contacts/index.js";
import type { EngineOptions } from "../engine/engine-options.js";
import type { TenantId, WorkflowId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { OutboxStatus } from "../ports/store/facts.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import { readState } from "../workflows/enrollment-state.js";
import { allPages, eachItem } from "./all-pages.js";
import { type Passage, passageFor } from "./message-trace.js";
import { effectsIn, reasonsIn } from "./read-detail.js";
import { reasonWords } from "./reason-words.js";
import { runState } from "./run-state.js";

export interface StepQuestion {
  readonly tenant: TenantId;
  readonly workflow: WorkflowId;
  /** The id of the step. */
  readonly node: string;
  /** Absent: runs of all versions. */
  readonly version?: number;
}

/** How many there are for one reason. */
export interface ReasonCount {
  readonly code: string;
  /** The clause of the policy, the article of law, or what ended a run. */
  readonly rule: string;
  readonly count: number;
}

/** What became of all runs at one step. */
export interface StepExplanation {
  /** Runs that have gone through it. */
  readonly passed: number;
  /** Runs that wait in it, as it says. */
  readonly waiting: number;
  /** Runs that would send in it, and are held back for now. */
  readonly held: readonly ReasonCount[];
  /** Runs that were ended while they waited in it. */
  readonly cutShort: readonly ReasonCount[];
  /** Runs that stand before it and could not be judged: they are tried again. */
  readonly aside: readonly ReasonCount[];
  /** Sends that were refused before they became messages. */
  readonly refused: readonly ReasonCount[];
  /** Its messages, by what became of them, and why. */
  readonly messages: readonly {
    readonly status: OutboxStatus;
    /** Where they wait or ended; `null`: they were handed over, or are not due yet. */
    readonly stoppedAt: Passage | null;
    readonly code: string | null;
    readonly rule: string | null;
    readonly count: number;
  }[];
  /** The same in plain English, one fact a sentence. */
  readonly sentences: readonly string[];
}

/**
 * Why did it stop here? Counts what became of all runs of a workflow at one step, and of the
 * messages it sent, by reason. Reads every run, its contact's log and messages: for a look, not for
 * a screen that refreshes.
 *
 * @example
 * const step = await explainStep(engine, { tenant, workflow: welcome.id, node: "tips" });
 * console.log(step.sentences.join("\n"));
 */
export async function explainStep(
  engine: { readonly options: Pick<EngineOptions<Schema>, "store"> },
  { tenant, workflow, node, version }: StepQuestion,
  options: CallOptions = {},
): Promise<StepExplanation> {
  const { store } = engine.options;
  const put = await allPages((page) => store.readQuarantine({ tenant, ...page }, options));
  const codes = new Map(put.flatMap(({ kind, id, code }) => (kind === "run" ? [[id, code]] : [])));
  const tally = newTally();
  const runs = eachItem<EnrollmentRecord>((page) =>
    store.readEnrollments({ tenant, workflow, ...page }, options),
  );
  for await (const run of runs) {
    if (version !== undefined && run.version !== version) continue;
    const { contact, id } = run;
    const log = await allPages((page) => store.readStepLog({ tenant, contact, ...page }, options));
    const own = log.filter(({ enrollment }) => enrollment === id);
    countRun(tally, run, own, node, codes.get(id));
    const sent = await allPages((page) => store.readOutbox({ tenant, contact, ...page }, options));
    for (const message of sent)
      if (message.origin.enrollment === id && message.origin.step === node)
        countMessage(tally, message);
  }
  const explanation = {
    ...{ passed: tally.passed, waiting: tally.waiting },
    held: counted(tally.held),
    cutShort: counted(tally.cutShort),
    aside: counted(tally.aside),
    refused: counted(tally.refused),
    messages: [...tally.messages.values()].sort((a, b) => b.count - a.count),
  };
  return { ...explanation, sentences: stepSentences(explanation) };
}

type Counts = Map<string, ReasonCount>;
type MessageCount = StepExplanation["messages"][number];

interface Tally {
  passed: number;
  waiting: number;
  readonly held: Counts;
  readonly cutShort: Counts;
  readonly aside: Counts;
  readonly refused: Counts;
  readonly messages: Map<string, MessageCount>;
}

function newTally(): Tally {
  const counts = { held: new Map(), cutShort: new Map(), aside: new Map(), refused: new Map() };
  return { passed: 0, waiting: 0, ...counts, messages: new Map() };
}

function countRun(
  tally: Tally,
  run: EnrollmentRecord,
  log: readonly StepLogEntry[],
  node: string,
  asideFor: string | undefined,
): void {
  for (const { detail } of log)
    for (const skip of effectsIn(detail, "skip"))
      if (skip["node"] === node)
        for (const { code, rule } of reasonsIn(skip["reasons"]).slice(0, 1))
          add(tally.refused, code, rule);
  const state = runState(run, log);
  if (log.some(({ path }) => path.includes(node))) tally.passed += 1;
  if (asideFor !== undefined && readState(run.state)?.node === node)
    add(tally.aside, asideFor, "it could not be judged");
  else if (state.kind === "waiting" && state.in === node) tally.waiting += 1;
  else if (state.kind === "held" && state.in === node)
    for (const { code, rule } of state.reasons.slice(0, 1)) add(tally.held, code, rule);
  else if (state.kind === "ended" && state.waitedIn === node)
    add(tally.cutShort, state.as ?? "ended", state.signal ?? state.by);
}

function countMessage(tally: Tally, message: OutboxRecord): void {
  const { status } = message;
  const [first] = status === "accepted" || status === "claimed" ? [] : message.reasons;
  const [code, rule] = [first?.code ?? null, first?.rule ?? null];
  const stoppedAt = first === undefined ? null : passageFor(first, message);
  const name = JSON.stringify([status, code, rule]);
  const count = (tally.messages.get(name)?.count ?? 0) + 1;
  tally.messages.set(name, { status, stoppedAt, code, rule, count });
}

function add(counts: Counts, code: string, rule: string): void {
  const name = JSON.stringify([code, rule]);
  counts.set(name, { code, rule, count: (counts.get(name)?.count ?? 0) + 1 });
}

function counted(counts: Counts): readonly ReasonCount[] {
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

function stepSentences(step: Omit<StepExplanation, "sentences">): readonly string[] {
  const runs = (count: number): string => (count === 1 ? "1 run" : `${count} runs`);
  const because = ({ code, rule }: Pick<ReasonCount, "code" | "rule">): string => {
    const words = reasonWords(code);
    return words === null ? `${code} (${rule})` : `${code} (${words}; ${rule})`;
  };
  return [
    `Went through: ${runs(step.passed)}.`,
    ...(step.waiting === 0 ? [] : [`Waiting in it: ${runs(step.waiting)}.`]),
    ...step.held.map((one) => `Held back: ${runs(one.count)}, ${because(one)}.`),
    ...step.cutShort.map((one) => `Ended while waiting: ${runs(one.count)}, ${because(one)}.`),
    ...step.aside.map((one) => `Put aside: ${runs(one.count)}, ${because(one)}.`),
    ...step.refused.map((one) => `Refused to send: ${runs(one.count)}, ${because(one)}.`),
    ...step.messages.map(({ status, code, rule, count }) => {
      const messages = count === 1 ? "1 message" : `${count} messages`;
      const why = code === null ? "" : `, ${because({ code, rule: rule ?? "" })}`;
      return `Messages ${status}: ${messages}${why}.`;
    }),
  ];
}
