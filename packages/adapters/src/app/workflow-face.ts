import type {
  CallOptions,
  StandingChange,
  TenantId,
  WorkflowCatalog,
  WorkflowDefinition,
  WorkflowFinding,
} from "@wellsent/core";
import type {
  ChangedBy,
  MigrationReport,
  PauseOptions,
  ResumeOptions,
  RunCount,
  WorkflowState,
} from "@wellsent/core/engine";
import type { MigrationInput, MigrationPreview } from "@wellsent/core/engine/migrations";
import type { AppEngine } from "./app-engine.js";
import {
  authoringFace,
  idIn,
  type TenantAuthoring,
  type WorkflowReference,
} from "./workflow-authoring.js";

/** Where runs move: as the engine's, with the workflow by id or as defined. */
export interface TenantMigration extends Omit<MigrationInput, "workflow"> {
  readonly workflow: WorkflowReference;
}

/**
 * The workflows of one tenant: those it writes as data, what is paused, and who moves to the next
 * version.
 */
export interface TenantWorkflows extends TenantAuthoring {
  /**
   * The app's workflows, those that the tenant has as data, and those that were ever paused or
   * retired, by id.
   * @example
   * for (const { id, version, state } of await acme.workflows.list()) console.log(id, version, state);
   */
  list(options?: CallOptions): Promise<readonly WorkflowState[]>;
  /**
   * Faults of a definition, and advice, which stops nothing: with the app's own templates, segments
   * and schema, and the tenant's caps. `retention`: how long a contact's data is kept.
   * @example
   * for (const { code, path, message } of acme.workflows.check(welcome, { retention: "90d" }))
   *   console.warn(code, path, message);
   */
  check(
    workflow: WorkflowDefinition,
    given?: Pick<WorkflowCatalog, "retention">,
  ): readonly WorkflowFinding[];
  /**
   * How many runs are in which node of which version. Reads all runs of the workflow.
   * @example
   * for (const { version, node, runs } of await acme.workflows.runs("welcome"))
   *   console.log(version, node, runs);
   */
  runs(workflow: WorkflowReference, options?: CallOptions): Promise<readonly RunCount[]>;
  /**
   * From now on nobody enters, and none of the workflow's messages leaves. `onResume` chooses what
   * becomes of runs: `hold`, the default, `skipLate` or `shift`; `entries: "queue"` lets people in,
   * to wait. Exits are carried out also while it is paused.
   * @throws InputError `INPUT_WORKFLOW`, `INPUT_WORKFLOW_STATE`, `INPUT_ON_RESUME` for `skipLate`
   * where the workflow has no `lateAfter`
   * @example
   * await acme.workflows.pause("welcome", { onResume: "shift", by: "ann", why: "wrong price" });
   */
  pause(workflow: WorkflowReference, pausing?: PauseOptions, options?: CallOptions): Promise<void>;
  /**
   * Lets a paused workflow go on, or opens a retired one again. Repeat it where it broke off: each
   * run is set going once.
   * @throws InputError `INPUT_WORKFLOW`, `INPUT_PACE`
   * @example
   * await acme.workflows.resume("welcome", { pace: { runs: 500, per: "1h" } });
   */
  resume(
    workflow: WorkflowReference,
    resuming?: ResumeOptions,
    options?: CallOptions,
  ): Promise<Pick<MigrationReport, "moved" | "failed">>;
  /**
   * Nobody enters any more. Runs that are under way go on to their end.
   * @throws InputError `INPUT_WORKFLOW`, `INPUT_WORKFLOW_STATE` while it is paused
   * @example
   * await acme.workflows.retire("welcome", { by: "ann", why: "replaced by onboarding" });
   */
  retire(workflow: WorkflowReference, retiring?: ChangedBy, options?: CallOptions): Promise<void>;
  /**
   * Moves the live runs of one version to another: by default the app's current one. Nodes of the
   * same name and kind need no map. Repeat it where it broke off: it moves those that are left.
   * @throws InputError `INPUT_MIGRATION` where a node with live runs leads nowhere, with the number
   * of runs of each; `INPUT_WORKFLOW_VERSION`, `INPUT_PACE`, `INPUT_WORKFLOW_STATE`
   * @example
   * const { moved, failed } = await acme.workflows.migrate({
   *   ...{ workflow: "welcome", from: 1, to: 2, waits: "recount" },
   *   nodes: { "wait-2": { enter: "tips" } },
   * });
   */
  migrate(migration: TenantMigration & ChangedBy, options?: CallOptions): Promise<MigrationReport>;
  /**
   * What {@link TenantWorkflows.migrate} would do now: how many go where, who would leave, and for
   * a sample the next message and its time, before and after. Writes nothing.
   * @example
   * const { findings, streams } = await acme.workflows.migrateDryRun({ workflow: "welcome", from: 1 });
   */
  migrateDryRun(migration: TenantMigration, options?: CallOptions): Promise<MigrationPreview>;
  /** What was done to workflows, by whom and why: the newest first, at most 100. */
  changes(options?: CallOptions): Promise<readonly StandingChange[]>;
}

/** `ready` puts the tenant's wordings and rules into its store first. */
export function workflowFace(
  engine: Pick<AppEngine, "workflows" | "migrations" | "authoring">,
  tenant: TenantId,
  ready: () => Promise<void>,
): TenantWorkflows {
  const { workflows: verbs, migrations } = engine;
  return {
    ...authoringFace(engine, tenant, ready),
    list: (call) => verbs.list(tenant, call),
    check: (workflow, given) => verbs.check(tenant, workflow, given),
    runs: (workflow, call) => verbs.runs(tenant, idIn(workflow), call),
    pause: async (workflow, pausing, call) => {
      await ready();
      return verbs.pause(tenant, idIn(workflow), pausing, call);
    },
    resume: async (workflow, resuming, call) => {
      await ready();
      return verbs.resume(tenant, idIn(workflow), resuming, call);
    },
    retire: async (workflow, retiring, call) => {
      await ready();
      return verbs.retire(tenant, idIn(workflow), retiring, call);
    },
    migrate: async (migration, call) => {
      await ready();
      return migrations.run(tenant, { ...migration, workflow: idIn(migration.workflow) }, call);
    },
    migrateDryRun: (migration, call) =>
      migrations.dryRun(tenant, { ...migration, workflow: idIn(migration.workflow) }, call),
    changes: (call) => verbs.changes(tenant, call),
  };
}
