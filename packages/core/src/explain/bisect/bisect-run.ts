import type { Schema } from "../../contacts/index.js";
import type { EngineOptions } from "../../engine/engine-options.js";
import { segmentContext } from "../../engine/refresh-segments.js";
import { InputError } from "../../errors/index.js";
import { type ContactId, enrollmentId, type SendKey, type TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { EnrollmentRecord, StepLogEntry } from "../../ports/store/enrollment.js";
import type { FactsNeeded } from "../../ports/store/facts.js";
import { mergeNeeds } from "../../segments/index.js";
import type { WorkflowDefinition } from "../../workflows/definition.js";
import { waitingFor } from "../../workflows/definition-plan.js";
import { readState } from "../../workflows/enrollment-state.js";
import { readStoredWorkflow, workflowNeeds } from "../../workflows/index.js";
import { allPages } from "../all-pages.js";
import { bisectWorkflows, type WorkflowBisection } from "./bisect-workflows.js";
import { chosenHours, factsAt, type RunHistory, replayRun } from "./replay-run.js";
import { type SendWay, wayToSend } from "./send-way.js";

type Host = {
  readonly options: Pick<EngineOptions<Schema>, "store" | "consent" | "senderFor" | "clock">;
};

/** How a run of a workflow came to send one message. */
export interface MessageBisection extends SendWay {
  /**
   * Whether a replay of the contact's events through the definition takes the same steps. If not,
   * what is known of the contact has changed since, and what was compared may be as it is now.
   */
  readonly replayed: boolean;
}

/**
 * Which transition sent this message: the event that set the run going, the steps it went through,
 * and at each branch which cases were asked, by which values. From the step log, with what is known
 * of the contact cut at each step's time; attributes and segments are as they are now. `null`:
 * there is no such message, or its run is gone.
 *
 * @throws InputError `INPUT_BISECT` for a message that no workflow sent
 * @example
 * const way = await bisectMessage(engine, { tenant, key });
 * console.log(way?.sentence, way?.decision?.asked);
 */
export async function bisectMessage(
  host: Host,
  { tenant, key }: { readonly tenant: TenantId; readonly key: SendKey },
  options: CallOptions = {},
): Promise<MessageBisection | null> {
  const { store } = host.options;
  const message = await store.readMessage({ tenant, key }, options);
  if (message === null) return null;
  const { contact, template, origin } = message;
  if (origin.enrollment === undefined)
    throw refused("key", "No workflow sent this message.", "Explain it: explainMessage.");
  const runs = await readRuns(host, tenant, contact, options);
  const run = runs.find(({ id }) => id === origin.enrollment);
  const found =
    run &&
    (await store.readDefinition(
      { tenant, kind: "workflow", id: run.workflow, version: origin.version ?? run.version },
      options,
    ));
  if (run === undefined || found === undefined || found === null) return null;
  const definition = readStoredWorkflow(found.body, found.id, found.version);
  const history = await readHistory(host, tenant, { run, versions: [definition] }, options);
  const own = await readLog(host, tenant, run, options);
  const replay = replayRun(definition, history);
  const steps = own.map((entry, index) => {
    const same = replay[index];
    const heard = same !== undefined && isSameStep(entry, same.log) ? same.heard : [];
    return { log: entry, heard, facts: factsAt(history.facts, entry.at) };
  });
  const way = wayToSend(definition, history, steps, { template, key });
  if (way === null) return null;
  const until = own.findIndex(({ at }) => at === way.at);
  const replayed = own
    .slice(0, until + 1)
    .every((entry, index) => isSameStep(entry, replay[index]?.log));
  return { ...way, replayed };
}

export interface BisectQuestion {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  /** Whose message. */
  readonly template: string;
  readonly before: WorkflowDefinition;
  readonly after: WorkflowDefinition;
  /**
   * A made-up start. Default: the contact's last run of this workflow, in whatever version.
   */
  readonly start?: { readonly at: Instant; readonly data?: JsonObject };
  /** How long time goes on after the start. Default: 366. */
  readonly days?: number;
}

/**
 * By which changed step or rule this person gets the message in one version and not in the other.
 * What happened to them is replayed through both, and through versions in between. Writes nothing
 * and sends nothing.
 *
 * @throws InputError `INPUT_BISECT` where there is no run and no `start`, or no such contact
 * @example
 * const before = defineWorkflow(schema, "tips", (w) => w.onRequest().send(news).send(missYou));
 * const after = defineWorkflow(schema, "tips", (w) => w.onRequest().send(news));
 * const { sentBy, causes } = await bisectVersions(engine, {
 *   ...{ tenant, contact, template: "miss-you", before, after },
 * });
 */
export async function bisectVersions(
  host: Host,
  question: BisectQuestion,
  options: CallOptions = {},
): Promise<WorkflowBisection> {
  const { tenant, contact, template, before, after, start, days = 366 } = question;
  if (!(days > 0 && days <= 3_660))
    throw refused("days", "The length is no number of days up to 3,660.", "Ask for 366.");
  const made = start === undefined ? undefined : startedAt(question, start.at);
  const runs = made === undefined ? await readRuns(host, tenant, contact, options) : [];
  const run = made ?? runs.findLast(({ workflow }) => workflow === before.id);
  if (run === undefined)
    throw refused("contact", "The contact has no run of this workflow.", "Give a start.");
  const asked = { run, versions: [before, after] };
  const history = await readHistory(host, tenant, asked, options);
  const until = run.startedAt + days * 86_400_000;
  const data = start?.data ?? history.data;
  return bisectWorkflows({ before, after }, { ...history, until, data }, template);
}

function startedAt({ tenant, contact, before }: BisectQuestion, at: Instant): EnrollmentRecord {
  return {
    ...{ tenant, contact, id: enrollmentId("simulated"), workflow: before.id },
    ...{ version: before.version, revision: 0, state: {}, status: "active", wakeAt: at },
    ...{ waitingFor: [], pending: [], entryKey: "simulated", startedAt: at },
    ...{ endedAt: null, outcome: null },
  };
}

function readRuns(
  { options: { store } }: Host,
  tenant: TenantId,
  contact: ContactId,
  options: CallOptions,
): Promise<readonly EnrollmentRecord[]> {
  return allPages((page) => store.readEnrollments({ tenant, contact, ...page }, options));
}

async function readLog(
  { options: { store } }: Host,
  tenant: TenantId,
  { id, contact }: Pick<EnrollmentRecord, "id" | "contact">,
  options: CallOptions,
): Promise<readonly StepLogEntry[]> {
  const log = await allPages((page) => store.readStepLog({ tenant, contact, ...page }, options));
  return log.filter(({ enrollment }) => enrollment === id);
}

async function readHistory(
  host: Host,
  tenant: TenantId,
  asked: { readonly run: EnrollmentRecord; readonly versions: readonly WorkflowDefinition[] },
  options: CallOptions,
): Promise<RunHistory> {
  const { store, consent, senderFor, clock } = host.options;
  const { run, versions } = asked;
  const now = clock.now();
  const needs = mergeNeeds(versions.flatMap((one) => [workflowNeeds(one), heardNeeds(one)]));
  const facts = await store.readFacts({ tenant, now, contact: run.contact, needs }, options);
  if (facts === null)
    throw refused("contact", "This tenant has no such contact.", "Ids never cross tenants.");
  const { timeZone: zone } = senderFor(tenant);
  const { consentState } = segmentContext(consent, facts, now, zone, () => false);
  const { trigger = null, data = null } = readState(run.state) ?? {};
  // A run that has ended no longer keeps its data; the event that began it does.
  const began = facts.events.find(({ id }) => id === trigger);
  return {
    ...{ run, trigger, facts, zone, until: now },
    hours: chosenHours(await readLog(host, tenant, run, options)),
    data: data ?? began?.data ?? null,
    ...(consentState === undefined ? {} : { consentState }),
  };
}

/** Every event that may begin a run of the version or that one listens to. */
function heardNeeds(definition: WorkflowDefinition): FactsNeeded {
  const begins = definition.entry.triggers.flatMap((one) => (one.on === "event" ? one.event : []));
  const heard = Object.keys(definition.nodes).flatMap((node) => waitingFor(definition, node));
  const names = [...begins, ...heard.map((name) => name.replace(/^due:/, ""))];
  const events = Object.fromEntries(names.map((name) => [name, null]));
  return { events, messages: null, consent: true, memberships: true, enrolled: false };
}

function isSameStep(
  entry: Pick<StepLogEntry, "path">,
  other: Pick<StepLogEntry, "path"> | undefined,
): boolean {
  return other !== undefined && entry.path.join("\n") === other.path.join("\n");
}

function refused(path: string, message: string, remedy: string): InputError {
  return new InputError("INPUT_BISECT", message, { path, remedy });
}
