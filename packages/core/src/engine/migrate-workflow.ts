import { InputError } from "../errors/index.js";
import type { ContactId, EnrollmentId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import type { Definition, MovedRuns } from "../ports/store/store.js";
import {
  checkMigration,
  type MigratedRun,
  type MigrationFinding,
  type MigrationRules,
  migrateRun,
  type NextMessage,
  nextMessage,
  type WorkflowDefinition,
} from "../workflows/index.js";
import type { SenderFor } from "./sender-settings.js";
import {
  countRuns,
  definitionFor,
  nodeIn,
  type Pace,
  paced,
  storedVersion,
  type WalkDependencies,
  walkRuns,
} from "./walk-runs.js";

export interface MigrationInput extends MigrationRules {
  readonly workflow: string;
  /** The version whose runs are moved. */
  readonly from: number;
  /** Default: the engine's current version. */
  readonly to?: number;
  /** Spreads runs that are overdue. Without it they are all due at once. */
  readonly pace?: Pace;
}

export interface MigrationReport {
  /** Runs that are on the new version now, or were ended by the map or by an exit rule. */
  readonly moved: number;
  /** Of these, the runs that ended. */
  readonly ended: number;
  /** Runs that could not be read or moved. They stay on their version, and go on there. */
  readonly failed: MovedRuns["failed"];
}

/** How many runs go from one node to another. */
export interface MigrationStream {
  /** `null`: they have not begun. */
  readonly from: string | null;
  /** `null`: they begin, or end. */
  readonly to: string | null;
  /** As what they end; `null`: they go on. */
  readonly outcome: string | null;
  readonly runs: number;
}

export interface MigrationPreview {
  /** What prevents the migration. Empty: nothing does. */
  readonly findings: readonly MigrationFinding[];
  readonly streams: readonly MigrationStream[];
  /** The first runs, with what each would send next on either version. */
  readonly sample: readonly {
    readonly enrollment: EnrollmentId;
    readonly contact: ContactId;
    readonly before: NextMessage | null;
    readonly after: NextMessage | null;
  }[];
  readonly failed: MovedRuns["failed"];
}

export interface MigrateDependencies extends WalkDependencies {
  readonly senderFor: SenderFor;
}

interface Prepared {
  readonly from: WorkflowDefinition;
  readonly to: WorkflowDefinition;
  /** `to` as the store has it. */
  readonly target: Definition;
  readonly findings: readonly MigrationFinding[];
}

async function prepare(
  deps: MigrateDependencies,
  tenant: TenantId,
  input: MigrationInput,
  options: CallOptions,
): Promise<Prepared> {
  const { workflow, from: old } = input;
  const version = input.to ?? deps.catalog.forTenant(tenant).current.get(workflow)?.version;
  if (version === undefined || version === old)
    throw new InputError("INPUT_WORKFLOW_VERSION", "Runs are moved to another version.", {
      path: "to",
      remedy: "Publish the next version, and name the one that runs leave as from.",
    });
  const from = await definitionFor(deps, tenant, { workflow, version: old }, options);
  const next = await storedVersion(deps, tenant, { workflow, version }, options);
  const { definition: to, stored: target } = next;
  const counts = await countRuns(deps, tenant, workflow, options);
  const live = counts.filter((one) => one.version === old);
  return { from, to, target, findings: checkMigration(from, to, input, live) };
}

/**
 * Moves the live runs of one version. Refused as a whole where a node with live runs leads nowhere.
 * @throws InputError `INPUT_MIGRATION` with the number of runs of each node, `INPUT_PACE`,
 * `INPUT_WORKFLOW_VERSION`
 */
export async function migrateWorkflow(
  deps: MigrateDependencies,
  tenant: TenantId,
  input: MigrationInput,
  options: CallOptions = {},
): Promise<MigrationReport> {
  const overdueAt = paced(input.pace);
  const prepared = await prepare(deps, tenant, input, options);
  refuse(prepared.findings);
  let ended = 0;
  const { moved, failed } = await walk(deps, tenant, input, prepared, options, (run, now) => {
    const result = run(() => overdueAt(now));
    if (result.enrollment.status === "ended") ended += 1;
    return result;
  });
  return { moved, ended, failed };
}

/** What {@link migrateWorkflow} would do now. Writes nothing. */
export async function previewMigration(
  deps: MigrateDependencies,
  tenant: TenantId,
  input: MigrationInput,
  options: CallOptions = {},
): Promise<MigrationPreview> {
  const overdueAt = paced(input.pace);
  const prepared = await prepare(deps, tenant, input, options);
  const streams = new Map<string, MigrationStream>();
  const sample: MigrationPreview["sample"][number][] = [];
  const { from, to, findings } = prepared;
  const { failed } = await walk(deps, tenant, input, prepared, options, (run, now, before) => {
    const { enrollment, node } = run(() => overdueAt(now));
    const { outcome } = enrollment;
    const ends = { from: nodeIn(before), to: node, outcome };
    const key = JSON.stringify(ends);
    streams.set(key, { ...ends, runs: (streams.get(key)?.runs ?? 0) + 1 });
    if (sample.length < sampled) {
      const { id, contact } = before;
      const after = nextMessage(to, enrollment, now);
      sample.push({ enrollment: id, contact, before: nextMessage(from, before, now), after });
    }
    return null;
  });
  return { findings, streams: [...streams.values()], sample, failed };
}

const sampled = 20;

type Judged = (
  run: (overdueAt: () => Instant) => MigratedRun,
  now: Instant,
  before: Parameters<typeof migrateRun>[2],
) => MigratedRun | null;

async function walk(
  { store, clock, senderFor }: MigrateDependencies,
  tenant: TenantId,
  input: MigrationInput,
  { from, to, target, findings }: Prepared,
  options: CallOptions,
  judge: Judged,
) {
  const { timeZone: zone } = senderFor(tenant);
  const lost = new Set(findings.map(({ node }) => node));
  const call = { tenant, workflow: input.workflow, version: input.from };
  return walkRuns(
    { store, clock },
    call,
    (now) => ({
      needs: needsToMove(to),
      to: target,
      move: ({ enrollment, facts }) => {
        // A preview of what is refused tells of all others.
        if (lost.has(nodeIn(enrollment))) return null;
        const run = (overdueAt: () => Instant) =>
          migrateRun(from, to, enrollment, input, { now, zone, facts, overdueAt });
        const result = judge(run, now, enrollment);
        return result === null
          ? null
          : { enrollment: result.enrollment, log: [result.log], wake: result.wake };
      },
    }),
    options,
  );
}

/** Events that new waits listen for, which may have happened before the move. */
function needsToMove({ nodes }: WorkflowDefinition): FactsNeeded {
  const names = Object.values(nodes).flatMap((node) =>
    node.kind === "waitFor" ? node.any.flatMap((one) => (one.op === "event" ? one.event : [])) : [],
  );
  const events = Object.fromEntries(names.map((name) => [name, null]));
  return { events, messages: 0, consent: false };
}

function refuse(findings: readonly MigrationFinding[]): void {
  const [first] = findings;
  if (first === undefined) return;
  const counts = findings.map(({ node, runs }) => `${node ?? "not begun"}: ${runs}`);
  throw new InputError(
    "INPUT_MIGRATION",
    `${first.message} Runs that lead nowhere, by node: ${counts.join(", ")}.`,
    {
      path: `nodes.${first.node ?? "start"}`,
      remedy: "Nothing was moved. Map each of these nodes to another, or to an exit.",
    },
  );
}
