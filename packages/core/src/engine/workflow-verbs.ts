import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type {
  OnResume,
  PausedEntries,
  StandingChange,
  WorkflowCatalog,
  WorkflowDefinition,
  WorkflowDraft,
  WorkflowFinding,
  WorkflowStanding,
} from "../workflows/index.js";
import type { MigrationReport } from "./migrate-workflow.js";
import type { Pace, RunCount } from "./walk-runs.js";

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

/** What an author has written of a workflow and not published yet. */
export type OpenDraft = Omit<WorkflowDraft, "definition">;

export interface WorkflowState extends Omit<WorkflowStanding, "turn" | "since" | "state"> {
  readonly id: string;
  /** `draft`, `checked`: nothing of it was published yet. */
  readonly state: WorkflowStanding["state"] | OpenDraft["state"];
  /** `code`: the engine was given it, and every tenant has it. `stored`: this tenant's own. */
  readonly origin: "code" | "stored";
  /** What is written and not published. Absent: nothing. */
  readonly draft?: OpenDraft;
  /** Why this engine starts nobody on it, as in the `faults` of its ticks. Absent: it does. */
  readonly unread?: string;
  /** The version on which runs begin; `null`: the engine has none any more. */
  readonly version: number | null;
  /** `null`: from the beginning. */
  readonly since: Instant | null;
}

/** Pausing and retiring the workflows of a tenant. */
export interface WorkflowVerbs {
  /**
   * The workflows that the engine has, those that the tenant has as data, and those that were ever
   * paused or retired.
   */
  list(tenant: TenantId, options?: CallOptions): Promise<readonly WorkflowState[]>;
  /** The version on which runs begin in the tenant. `null`: the engine starts none of this name. */
  current(
    tenant: TenantId,
    workflow: string,
    options?: CallOptions,
  ): Promise<WorkflowDefinition | null>;
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
  /** What was done to workflows of the tenant, by whom and why: the newest first, at most 100. */
  changes(tenant: TenantId, options?: CallOptions): Promise<readonly StandingChange[]>;
}
