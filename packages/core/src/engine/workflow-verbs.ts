import type { Schema } from "../contacts/index.js";
import { closedNames } from "../contacts/schema-issue.js";
import { InputError, WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Renderer } from "../ports/renderer.js";
import { standingId } from "../store-kit/definitions.js";
import {
  checkWorkflow,
  type OnResume,
  type PausedEntries,
  readChange,
  resumeRun,
  type StandingChange,
  type WorkflowCatalog,
  type WorkflowDefinition,
  type WorkflowFinding,
  type WorkflowStanding,
} from "../workflows/index.js";
import { stepFaults } from "./attribute-faults.js";
import {
  type MigrateDependencies,
  type MigrationInput,
  type MigrationPreview,
  type MigrationReport,
  migrateWorkflow,
  previewMigration,
} from "./migrate-workflow.js";
import type { Publisher } from "./publisher.js";
import type { TenantStandings } from "./tenant-standings.js";
import {
  countRuns,
  definitionFor,
  type Pace,
  paced,
  type RunCount,
  walkRuns,
} from "./walk-runs.js";

/** Who changes a workflow, and why. Kept for good, so no personal data but the one who acts. */
export interface ChangedBy {
  readonly by?: string;
  readonly why?: string;
}

export interface PauseOptions extends ChangedBy {
  /** Default `hold`. */
  readonly onResume?: OnResume;
  /** Default `refuse`. */
  readonly entries?: PausedEntries;
}

export interface ResumeOptions extends ChangedBy {
  /** Spreads runs that are overdue. Without it they are all due at once. */
  readonly pace?: Pace;
}

export interface WorkflowState extends Omit<WorkflowStanding, "turn" | "since"> {
  readonly id: string;
  /** The version on which runs begin; `null`: the engine has none any more. */
  readonly version: number | null;
  /** `null`: from the beginning. */
  readonly since: number | null;
}

/** Pausing, retiring and moving the workflows of a tenant. */
export interface WorkflowVerbs {
  /** The workflows that the engine has, and those that were ever paused or retired. */
  list(tenant: TenantId, options?: CallOptions): Promise<readonly WorkflowState[]>;
  /**
   * Faults of a definition, and advice, which stops nothing: with the engine's own templates,
   * segments and schema, and the tenant's caps. `retention`: how long a contact's data is kept.
   */
  check(
    tenant: TenantId,
    definition: WorkflowDefinition,
    given?: Pick<WorkflowCatalog, "retention">,
  ): readonly WorkflowFinding[];
  /** How many runs are in which node of which version. Reads all runs of the workflow. */
  runs(tenant: TenantId, workflow: string, options?: CallOptions): Promise<readonly RunCount[]>;
  /**
   * From now on nobody enters, and none of its messages leaves. What becomes of runs is chosen by
   * `onResume`. Exits are carried out also while it is paused. Pausing again with the same choice
   * changes nothing.
   * @throws InputError `INPUT_WORKFLOW`, `INPUT_WORKFLOW_STATE`, `INPUT_ON_RESUME`
   */
  pause(
    tenant: TenantId,
    workflow: string,
    pausing?: PauseOptions,
    options?: CallOptions,
  ): Promise<void>;
  /**
   * Lets a paused workflow go on, or opens a retired one again. Repeat it where it broke off: each
   * run is set going once.
   * @throws InputError `INPUT_WORKFLOW`, `INPUT_PACE`
   */
  resume(
    tenant: TenantId,
    workflow: string,
    resuming?: ResumeOptions,
    options?: CallOptions,
  ): Promise<Pick<MigrationReport, "moved" | "failed">>;
  /**
   * Nobody enters any more. Runs that are under way go on to their end.
   * @throws InputError `INPUT_WORKFLOW`, `INPUT_WORKFLOW_STATE` while it is paused
   */
  retire(
    tenant: TenantId,
    workflow: string,
    retiring?: ChangedBy,
    options?: CallOptions,
  ): Promise<void>;
  /**
   * Moves the live runs of one version to another, a thousand in a transaction; both versions run
   * meanwhile. Repeat it where it broke off: it moves those that are left.
   * @throws InputError `INPUT_MIGRATION` where a node with live runs leads nowhere, with the number
   * of runs of each; `INPUT_WORKFLOW_VERSION`, `INPUT_PACE`, `INPUT_WORKFLOW_STATE`
   */
  migrate(
    tenant: TenantId,
    migration: MigrationInput & ChangedBy,
    options?: CallOptions,
  ): Promise<MigrationReport>;
  /** What {@link WorkflowVerbs.migrate} would do now: who goes where, and gets what next. */
  migrateDryRun(
    tenant: TenantId,
    migration: MigrationInput,
    options?: CallOptions,
  ): Promise<MigrationPreview>;
  /** What was done to workflows of the tenant, by whom and why: the newest first, at most 100. */
  changes(tenant: TenantId, options?: CallOptions): Promise<readonly StandingChange[]>;
}

export interface WorkflowVerbDependencies extends MigrateDependencies {
  readonly schema: Schema;
  readonly renderer: Renderer;
  readonly publisher: Pick<Publisher, "publish">;
  readonly standings: TenantStandings;
}

export function workflowVerbs(deps: WorkflowVerbDependencies): WorkflowVerbs {
  const { store, catalog, clock, standings, publisher } = deps;
  const migrating = async (tenant: TenantId, input: MigrationInput, options?: CallOptions) => {
    await publisher.publish(tenant, options);
    const state = (await standings.read(tenant, options)).get(input.workflow)?.state;
    if (state === "resuming") throw wrongState("It is being resumed. Repeat resume first.");
  };
  return {
    list: async (tenant, options) => {
      const known = await standings.read(tenant, options);
      const ids = [...new Set([...catalog.current.keys(), ...known.keys()])].sort();
      return ids.map((id) => {
        const { turn, ...standing } = known.get(id) ?? { turn: 0, state: "active", since: null };
        return { ...standing, id, version: catalog.current.get(id)?.version ?? null };
      });
    },
    check: (tenant, definition, given = {}) =>
      checkWorkflow(definition, { ...catalogFor(deps, tenant), ...given }),
    runs: (tenant, workflow, options) => countRuns(deps, tenant, workflow, options),
    pause: async (tenant, workflow, pausing = {}, options) => {
      const { onResume = "hold", entries = "refuse", by, why } = pausing;
      const definition = catalog.current.get(workflow);
      if (definition === undefined) throw noWorkflow();
      if (onResume === "skipLate" && definition.policy.lateAfter === undefined)
        throw new InputError("INPUT_ON_RESUME", "The workflow does not say what is late.", {
          path: "onResume",
          remedy: "Give it lateAfter, or pause it with hold or shift.",
        });
      const now = clock.now();
      const change = { workflow, did: "pause", at: now, ...said({ by, why }) } as const;
      const asIs = { onResume, entries };
      const state = (await standings.read(tenant, options)).get(workflow);
      if (!isPausedSo(state, asIs))
        await standings.change(
          tenant,
          change,
          (known) => {
            if (
              known?.state === "retired" ||
              known?.state === "resuming" ||
              known?.state === "paused"
            )
              throw wrongState(`It is ${known.state}.`);
            return { state: "paused", since: now, ...asIs, ...said({ by, why }) };
          },
          options,
        );
      await moveGate(deps, tenant, workflow, false, options);
    },
    resume: async (tenant, workflow, resuming = {}, options) => {
      const overdueAt = paced(resuming.pace);
      const now = clock.now();
      const change = { workflow, did: "resume", at: now, ...said(resuming) } as const;
      const before = (await standings.read(tenant, options)).get(workflow);
      if (before === undefined) {
        if (!catalog.current.has(workflow)) throw noWorkflow();
        return { moved: 0, failed: [] };
      }
      let sum: Pick<MigrationReport, "moved" | "failed"> = { moved: 0, failed: [] };
      const { state, onResume = "hold" } = before;
      const stood = onResume !== "hold" && (state === "paused" || state === "resuming");
      if (stood) {
        const after =
          before.state === "resuming"
            ? before
            : (
                await standings.change(
                  tenant,
                  change,
                  (known) =>
                    known?.state === "paused"
                      ? { ...known, state: "resuming", since: now, pausedAt: known.since }
                      : null,
                  options,
                )
              ).get(workflow);
        if (after?.state === "resuming")
          sum = await setGoing(deps, tenant, workflow, after, overdueAt, options);
      }
      if (state !== "active")
        await standings.change(
          tenant,
          { ...change, did: stood ? "resumed" : "resume" },
          () => ({ state: "active", since: now, ...said(resuming) }),
          options,
        );
      await moveGate(deps, tenant, workflow, true, options);
      return sum;
    },
    retire: async (tenant, workflow, retiring = {}, options) => {
      const now = clock.now();
      const known = await standings.read(tenant, options);
      if (!catalog.current.has(workflow) && !known.has(workflow)) throw noWorkflow();
      const change = { workflow, did: "retire", at: now, ...said(retiring) } as const;
      await standings.change(
        tenant,
        change,
        (standing) => {
          if (standing?.state === "paused" || standing?.state === "resuming")
            throw wrongState(`It is ${standing.state}. Resume it first.`);
          return standing?.state === "retired"
            ? null
            : { state: "retired", since: now, ...said(retiring) };
        },
        options,
      );
    },
    migrate: async (tenant, migration, options) => {
      await migrating(tenant, migration, options);
      const report = await migrateWorkflow(deps, tenant, migration, options);
      const { workflow, from, to = catalog.current.get(workflow)?.version ?? from } = migration;
      const change = { workflow, did: "migrate", at: clock.now(), from, to } as const;
      await standings.change(tenant, { ...change, ...said(migration) }, () => null, options);
      return report;
    },
    migrateDryRun: async (tenant, migration, options) => {
      await migrating(tenant, migration, options);
      return previewMigration(deps, tenant, migration, options);
    },
    changes: async (tenant, options) => {
      const named = { tenant, kind: "standing", id: standingId } as const;
      const found: StandingChange[] = [];
      let definition = await store.readDefinition(named, options);
      while (definition !== null && found.length < 100) {
        const change = readChange(definition.body);
        if (change !== null) found.push(change);
        const version = definition.version - 1;
        definition =
          version < 1 ? null : await store.readDefinition({ ...named, version }, options);
      }
      return found;
    },
  };
}

/** Everything that the engine knows of what a definition names. */
function catalogFor(
  { schema, renderer, catalog, senderFor }: WorkflowVerbDependencies,
  tenant: TenantId,
): WorkflowCatalog {
  const { events, attributes, purposes } = schema;
  return {
    template: (id) => renderer.template(id),
    attributes: (set, unset) => stepFaults(schema, set, unset),
    segments: catalog.segments.map(({ id }) => id),
    events: Object.keys(events),
    purposes,
    caps: senderFor(tenant).policy?.caps ?? [],
    contactFields: closedNames(attributes),
    eventFields: (event) => {
      const found = Object.hasOwn(events, event) ? events[event] : undefined;
      return found === undefined ? null : closedNames(found);
    },
  };
}

/** Sets the runs of every version going that stood still. */
async function setGoing(
  deps: WorkflowVerbDependencies,
  tenant: TenantId,
  workflow: string,
  standing: WorkflowStanding,
  overdueAt: (now: number) => number,
  options?: CallOptions,
): Promise<Pick<MigrationReport, "moved" | "failed">> {
  const counts = await countRuns(deps, tenant, workflow, options);
  let moved = 0;
  const failed: MigrationReport["failed"][number][] = [];
  for (const version of new Set(counts.map((one) => one.version))) {
    const definition = await definitionFor(deps, tenant, { workflow, version }, options);
    const done = await walkRuns(
      deps,
      { tenant, workflow, version },
      (now) => ({
        needs: { events: {}, messages: 0, consent: false, memberships: false },
        move: ({ enrollment }) =>
          resumeRun(definition, enrollment, standing, { now, overdueAt: () => overdueAt(now) }),
      }),
      options,
    );
    moved += done.moved;
    failed.push(...done.failed);
  }
  return { moved, failed };
}

const pausedGate = "WORKFLOW_PAUSED";

/** Shuts or opens the queue of the workflow's messages, whoever else moves its gate. */
async function moveGate(
  { store }: WorkflowVerbDependencies,
  tenant: TenantId,
  workflow: string,
  open: boolean,
  options?: CallOptions,
): Promise<void> {
  const queue = `w-${workflow}`;
  for (;;) {
    const [gate] = await store.readGates({ tenant, queues: [queue] }, options);
    // Who shut it for another reason opens it again.
    const paused = gate?.open === false && gate.why === pausedGate;
    if (paused !== open) return;
    try {
      const why = open ? null : pausedGate;
      await store.moveGate({ tenant, queue, epoch: gate?.epoch ?? 0, open, why }, options);
      return;
    } catch (error) {
      if (!WellsentError.isInstance(error) || error.code !== "STORE_REVISION_CONFLICT") throw error;
    }
  }
}

function isPausedSo(
  standing: WorkflowStanding | undefined,
  { onResume, entries }: Required<Pick<PauseOptions, "onResume" | "entries">>,
): boolean {
  return (
    standing?.state === "paused" &&
    standing.onResume === onResume &&
    (standing.entries ?? "refuse") === entries
  );
}

function said({
  by,
  why,
}: {
  readonly by?: string | undefined;
  readonly why?: string | undefined;
}) {
  return { ...(by === undefined ? {} : { by }), ...(why === undefined ? {} : { why }) };
}

function noWorkflow(): InputError {
  return new InputError("INPUT_WORKFLOW", "The engine has no workflow of this name.", {
    path: "workflow",
    remedy: "Name one that list tells.",
  });
}

function wrongState(what: string): InputError {
  return new InputError("INPUT_WORKFLOW_STATE", `The workflow cannot do that now. ${what}`, {
    path: "workflow",
    remedy: "list tells the state of every workflow.",
  });
}
