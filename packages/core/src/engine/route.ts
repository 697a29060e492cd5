import { type SegmentId, sendKey } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { IdSource } from "../ports/sources.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { Routed, RouteUnit, Wake, WakeUnit } from "../ports/store/store.js";
import { durationLength } from "../timing/index.js";
import {
  closedBy,
  enrollmentFor,
  happenedAt,
  type LeftTrigger,
  mayStart,
  pendingStart,
  reentryAllowed,
  refusedAtEntry,
  refusedRun,
  startsWith,
  type WorkflowDefinition,
  type WorkflowInput,
  type WorkflowTrigger,
  wakes,
} from "../workflows/index.js";
import { deciderFor, type GateDependencies } from "./decider.js";
import type { DefinitionCatalog } from "./definition-catalog.js";
import type { UnusableCode } from "./definitions.js";
import type { ForeignWorkflow } from "./published-workflows.js";
import type { Publisher } from "./publisher.js";
import type { TenantStandings } from "./tenant-standings.js";

export interface RouteDependencies extends GateDependencies {
  readonly catalog: DefinitionCatalog;
  readonly publisher: Pick<Publisher, "unusable">;
  readonly standings: Pick<TenantStandings, "known">;
  readonly ids: IdSource;
  /** Workflows of the tenant that only other processes can read. Absent: none. */
  readonly foreign?: readonly ForeignWorkflow[];
}

/** The runs that start, the runs that were refused, and the log entries about them. */
export interface Started {
  readonly start: readonly EnrollmentRecord[];
  readonly log: readonly StepLogEntry[];
}

/** An event older than this starts no run unless the workflow says otherwise. */
const fresh: Milliseconds = 86_400_000;

/**
 * Finds the runs that a contact's inputs wake. Pure: it runs inside the store's transaction. An old
 * event wakes only runs that had begun when it happened.
 */
export function wakeRuns(
  { catalog }: Pick<RouteDependencies, "catalog">,
  { inputs, enrollments }: WakeUnit,
  now: Instant,
): readonly Wake[] {
  return inputs.flatMap((input) => {
    if (input.kind === "list") return [];
    if (input.kind === "sent") {
      const { message, template, at } = input;
      const told = { event: "sent", message, template, at, machine: null } as const;
      return wakeAll(enrollments, { type: "delivery", ...told });
    }
    if (input.kind === "delivery") {
      const { event, message } = input;
      return wakeAll(enrollments, {
        type: "delivery",
        event: event.type,
        template: message?.template ?? "",
        message: event.message,
        at: event.at,
        machine: event.engagement?.machine ?? null,
      });
    }
    const { event } = input;
    const heard = enrollments.filter(
      ({ workflow, startedAt }) =>
        event.at >= startedAt || isFresh(catalog.current.get(workflow), event.at, now),
    );
    const woken = wakeAll(heard, { type: "event", ...event });
    return event.name === "consent.withdrawn"
      ? [...woken, ...wakeAll(enrollments, unsubscribed(event.at))]
      : woken;
  });
}

/**
 * Finds the runs that a contact's inputs start. An event older than the workflow's `lateAfter`, or
 * than a day, starts none. A run receives the inputs after the one that started it as if they came
 * with the next call.
 */
export function routeInputs(deps: RouteDependencies, unit: RouteUnit, now: Instant): Routed {
  let start: readonly EnrollmentRecord[] = [];
  const log: StepLogEntry[] = [];
  for (const input of unit.inputs) {
    start = start.map((run) => {
      const wakes = wakeRuns(deps, { inputs: [input], enrollments: [run] }, now);
      const heard = wakes.map((wake) => wake.input);
      return heard.length === 0 ? run : { ...run, pending: [...run.pending, ...heard] };
    });
    const trigger = triggerBy(input);
    if (trigger === null) continue;
    const begun = [...unit.enrollments, ...start];
    const started = startAll(deps, unit.facts, begun, trigger, now);
    start = [...start, ...started.start];
    log.push(...started.log);
  }
  return { start, log, dirty: true };
}

/** What an input can start; `null`: nothing. */
function triggerBy(input: RouteUnit["inputs"][number]): LeftTrigger | null {
  if (input.kind === "event") return { type: "event", event: input.event };
  if (input.kind === "list") {
    const { list, joined, at, revision } = input;
    return { type: "list", list, joined, at, revision };
  }
  const { event, message } = input;
  const { type: said } = event;
  if (said !== "opened" && said !== "clicked" && said !== "bounced" && said !== "replied")
    return null;
  return {
    type: "delivery",
    event: said,
    message: event.message,
    template: message?.template ?? "",
    workflow: message === undefined ? null : sentBy(message),
    at: event.at,
    machine: event.engagement?.machine ?? null,
  };
}

function sentBy({ origin }: OutboxRecord): string | null {
  return origin.kind === "workflow" ? (origin.workflow ?? null) : null;
}

/** Any withdrawal ends the runs that exit on "unsubscribed", not only one through a link. */
function unsubscribed(at: Instant): WorkflowInput {
  return {
    type: "delivery",
    event: "unsubscribed",
    template: "",
    message: sendKey(""),
    at,
    machine: null,
  };
}

export function routeMember(
  deps: RouteDependencies,
  facts: ContactFacts,
  enrollments: readonly EnrollmentRecord[],
  change: { readonly segment: SegmentId; readonly entered: boolean; readonly at: Instant },
): Started & { readonly wake: readonly Wake[] } {
  return {
    wake: wakeAll(enrollments, { type: "member", ...change }),
    ...startAll(deps, facts, enrollments, { type: "member", ...change }, change.at),
  };
}

function wakeAll(enrollments: readonly EnrollmentRecord[], input: WorkflowInput): readonly Wake[] {
  return enrollments
    .filter((enrollment) => wakes(enrollment, input))
    .map(({ id }) => ({ enrollment: id, input }));
}

export function isFresh(
  definition: WorkflowDefinition | undefined,
  at: Instant,
  now: Instant,
): boolean {
  const lateAfter = definition?.policy.lateAfter;
  return now - at <= (lateAfter === undefined ? fresh : durationLength(lateAfter));
}

/**
 * Every current workflow that this input starts, or would start if any of its messages were
 * permitted.
 */
function startAll(
  deps: RouteDependencies,
  facts: ContactFacts,
  previous: readonly EnrollmentRecord[],
  trigger: LeftTrigger,
  now: Instant,
): Started {
  const start = (deps.foreign ?? [])
    .filter(({ triggers }) => mayStart(triggers, trigger))
    .map((one) => pendingStart(one, facts.contact, trigger, now, deps.ids));
  const log: StepLogEntry[] = [];
  const unusable = deps.publisher.unusable(facts.contact.tenant);
  for (const definition of deps.catalog.current.values()) {
    if (!isFresh(definition, happenedAt(trigger) ?? now, now)) continue;
    const known = explainFault(unusable.get(definition.id));
    const one = startOne(deps, definition, facts, previous, trigger, now, known);
    start.push(...one.start);
    log.push(...one.log);
  }
  return { start, log };
}

/** Why no run of the workflow may begin on this engine. */
export function knownFaults(
  { publisher }: Pick<RouteDependencies, "publisher">,
  { contact }: ContactFacts,
  { id }: WorkflowDefinition,
): readonly DecisionReason[] {
  return explainFault(publisher.unusable(contact.tenant).get(id));
}

function explainFault(fault: UnusableCode | undefined): readonly DecisionReason[] {
  return fault === undefined ? [] : [notToBegin[fault]];
}

/** A run would start on this engine's content and continue on the store's. */
const notToBegin: Readonly<Record<UnusableCode, DecisionReason>> = {
  DEFINITION_VERSION_REUSED: {
    ...{ code: "DEFINITION_VERSION_REUSED", effect: "deny" },
    rule: "this version has another content in the store",
  },
  STORE_CORRUPT: {
    ...{ code: "STORE_CORRUPT", effect: "deny" },
    rule: "the store's copy of this version cannot be read",
  },
};

/** One workflow's start. `refused` says why the contact was not let in. */
export function startOne(
  deps: GateDependencies & Pick<RouteDependencies, "ids" | "standings">,
  definition: WorkflowDefinition,
  facts: ContactFacts,
  previous: readonly EnrollmentRecord[],
  trigger: WorkflowTrigger,
  now: Instant,
  known: readonly DecisionReason[] = [],
): Started & { readonly refused: readonly DecisionReason[] } {
  if (!startsWith(definition, trigger) || !reentryAllowed(definition, previous, trigger, now))
    return nothing;
  const { contact } = facts;
  const run = enrollmentFor(definition, contact, trigger, now, deps.ids);
  if (run === null) return nothing;
  const closed = closedBy(deps.standings.known(contact.tenant).get(definition.id));
  const certain = [...known, ...closed];
  const refused =
    certain.length > 0
      ? certain
      : refusedAtEntry(definition, contact, now, deciderFor(deps, facts, now));
  if (refused.length === 0) return { start: [run], log: [], refused };
  const { enrollment, log } = refusedRun(run, refused, now);
  return { start: [enrollment], log: [log], refused };
}

const nothing = { start: [], log: [], refused: [] } as const;
