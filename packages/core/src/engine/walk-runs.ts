import { InputError } from "../errors/index.js";
import { type TenantId, workflowId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isPendingStart } from "../pending-start.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type {
  Definition,
  Migrator,
  MovedRuns,
  Store,
  WorkflowVersion,
} from "../ports/store/store.js";
import { type DurationText, durationLength } from "../timing/index.js";
import type { NodeRuns, WorkflowDefinition } from "../workflows/index.js";
import { readRunState } from "../workflows/index.js";
import { storedWorkflows } from "./definitions.js";
import type { LiveCatalog } from "./live-catalog.js";

/** How many runs that are overdue are due at once: the first now, and so many more each `per`. */
export interface Pace {
  readonly runs: number;
  readonly per: DurationText;
}

export interface RunCount extends NodeRuns {
  readonly version: number;
}

/** Runs taken in one transaction. */
const chunk = 1000;

export interface WalkDependencies {
  readonly store: Store;
  readonly catalog: LiveCatalog;
  readonly clock: Clock;
}

/** How many active runs are in which node of which version. Reads every run of the workflow. */
export async function countRuns(
  { store }: Pick<WalkDependencies, "store">,
  tenant: TenantId,
  workflow: string,
  options: CallOptions = {},
): Promise<readonly RunCount[]> {
  const counts = new Map<string, RunCount>();
  const page = { tenant, workflow: workflowId(workflow), limit: chunk };
  for (let after: string | null = ""; after !== null; ) {
    const read = await store.readEnrollments(
      { ...page, ...(after === "" ? {} : { after }) },
      options,
    );
    for (const run of read.items) {
      if (run.status !== "active" || isPendingStart(run)) continue;
      const node = nodeIn(run);
      const key = JSON.stringify([run.version, node]);
      const runs = (counts.get(key)?.runs ?? 0) + 1;
      counts.set(key, { version: run.version, node, runs });
    }
    after = read.next;
  }
  return [...counts.values()].sort((a, b) => a.version - b.version);
}

/** `null` for a run that has not begun. */
export function nodeIn({ state }: Pick<EnrollmentRecord, "state">): string | null {
  const read = readRunState(state);
  return read === null || read.wait === null ? null : read.node;
}

/** Walks all active runs of a version, a thousand in a transaction. */
export async function walkRuns(
  { store, clock }: Pick<WalkDependencies, "store" | "clock">,
  call: WorkflowVersion & { readonly tenant: TenantId },
  migratorAt: (now: Instant) => Migrator,
  options: CallOptions = {},
): Promise<Pick<MovedRuns, "moved" | "failed">> {
  let moved = 0;
  const failed: MovedRuns["failed"][number][] = [];
  for (let after: string | null = ""; after !== null; ) {
    options.signal?.throwIfAborted();
    const now = clock.now();
    const page = { limit: chunk, ...(after === "" ? {} : { after }) };
    const done: MovedRuns = await store.migrateRuns(
      { ...call, now, ...page },
      migratorAt(now),
      options,
    );
    moved += done.moved;
    failed.push(...done.failed);
    after = done.next;
  }
  return { moved, failed };
}

/** @throws InputError `INPUT_PACE` */
export function paced(pace: Pace | undefined): (now: Instant) => Instant {
  if (pace === undefined) return (now) => now;
  const length = durationLength(pace.per);
  if (!Number.isSafeInteger(pace.runs) || pace.runs < 1 || length < 1)
    throw new InputError("INPUT_PACE", "A pace is a number of runs in a time.", {
      path: "pace",
      remedy: 'Say { runs: 500, per: "1h" }.',
    });
  let count = 0;
  return (now) => now + Math.floor((count++ * length) / pace.runs);
}

/** @throws InputError `INPUT_WORKFLOW_VERSION` where the store or this engine lacks it. */
export async function definitionFor(
  deps: Pick<WalkDependencies, "store" | "catalog">,
  tenant: TenantId,
  version: WorkflowVersion,
  options: CallOptions = {},
): Promise<WorkflowDefinition> {
  return (await storedVersion(deps, tenant, version, options)).definition;
}

interface StoredVersion {
  readonly definition: WorkflowDefinition;
  readonly stored: Definition;
}

/** {@link definitionFor}, with what the store has. */
export async function storedVersion(
  { store, catalog }: Pick<WalkDependencies, "store" | "catalog">,
  tenant: TenantId,
  { workflow, version }: WorkflowVersion,
  options: CallOptions = {},
): Promise<StoredVersion> {
  const named = { tenant, kind: "workflow" as const, id: workflow, version };
  const stored = await store.readDefinition(named, options);
  const read = stored === null ? null : storedWorkflows(catalog.forTenant(tenant))(stored);
  if (stored !== null && read !== null) return { definition: read, stored };
  throw new InputError(
    "INPUT_WORKFLOW_VERSION",
    "There is no such version that this engine knows.",
    {
      path: "version",
      remedy: "Name a version that was published to this tenant: runs tells those with runs.",
    },
  );
}
