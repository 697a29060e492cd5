import type { TenantId } from "../../identifiers.js";
import type { CallOptions } from "../../ports/call-options.js";
import type {
  MigrationFinding,
  MigrationRules,
  Publication,
  WorkflowCatalog,
  WorkflowDefinition,
  WorkflowDraft,
  WorkflowFinding,
} from "../../workflows/index.js";
import type { MigrationReport } from "../migrate-workflow.js";
import type { Pace } from "../walk-runs.js";
import type { ChangedBy } from "../workflow-verbs.js";
import type { DefinitionChange } from "./version-diff.js";

/** Somebody saved or checked the draft meanwhile. Nothing was written. */
export interface DraftChanged {
  readonly code: "WORKFLOW_DRAFT_CHANGED";
  /** The draft's revision now. */
  readonly revision: number;
}

export interface SaveOptions extends ChangedBy {
  /**
   * The revision that this was made from; 0: there was none. Where it is no longer the latest,
   * nothing is saved. Absent: it replaces whatever is there.
   */
  readonly after?: number;
}

export type SaveOutcome =
  | ({ readonly saved: true } & Pick<WorkflowDraft, "revision" | "findings">)
  | ({ readonly saved: false } & DraftChanged);

export interface CheckOptions extends ChangedBy, Pick<WorkflowCatalog, "retention"> {}

export type CheckOutcome =
  | {
      readonly checked: true;
      readonly revision: number;
      /** What was checked, for {@link PublishOptions.digest}. */
      readonly digest: string;
      /** Advice, which stops nothing. */
      readonly findings: readonly WorkflowFinding[];
    }
  | {
      readonly checked: false;
      readonly code: "WORKFLOW_FAULTS";
      readonly revision: number;
      readonly findings: readonly WorkflowFinding[];
    }
  | ({ readonly checked: false } & DraftChanged);

/** Where live runs of earlier versions go, and how fast. */
export interface PublishedMigration extends MigrationRules {
  /** Spreads runs that are overdue. Without it they are all due at once. */
  readonly pace?: Pace;
}

export interface PublishOptions extends ChangedBy {
  /** What was shown to whoever publishes: the digest of a check. Absent: what was checked last. */
  readonly digest?: string;
  /**
   * Moves the live runs of earlier versions. Absent: they finish on the version they began with.
   */
  readonly migrate?: PublishedMigration;
}

/** Live runs that the new version has no place for. */
export interface UnmappedRuns extends MigrationFinding {
  /** The version that they are on. */
  readonly version: number;
}

export interface PublishedMove extends MigrationReport {
  /** The version that was left. */
  readonly from: number;
  /** Why none of it moved: runs reached a node without a place meanwhile. Repeat `migrate`. */
  readonly code?: string;
}

export type PublishOutcome =
  | {
      readonly published: true;
      readonly version: number;
      readonly digest: string;
      /** One for each earlier version with live runs, where `migrate` was given. */
      readonly moves: readonly PublishedMove[];
    }
  | {
      readonly published: false;
      /**
       * `WORKFLOW_UNCHECKED`: check the draft first. `WORKFLOW_STALE`: the definition, a template,
       * a segment or the policy is another one than was checked; check it again.
       */
      readonly code: "WORKFLOW_UNCHECKED" | "WORKFLOW_STALE";
    }
  | {
      readonly published: false;
      readonly code: "WORKFLOW_FAULTS";
      readonly findings: readonly WorkflowFinding[];
    }
  | {
      readonly published: false;
      /** The draft was published before, or something newer was, and the store still has it. */
      readonly code: "WORKFLOW_ALREADY_PUBLISHED";
      readonly version: number;
      readonly digest: string;
    }
  | {
      readonly published: false;
      readonly code: "WORKFLOW_RUNS_UNMAPPED";
      readonly unmapped: readonly UnmappedRuns[];
    };

export interface DiscardOptions extends ChangedBy {
  /**
   * The revision that was shown to whoever discards it. Where it is no longer the latest, nothing
   * is discarded.
   */
  readonly after?: number;
}

export type DiscardOutcome =
  | {
      readonly discarded: true;
      /** The revision that is thrown away. Earlier ones that were not published go with it. */
      readonly revision: number;
    }
  | {
      readonly discarded: false;
      /** Nothing was saved since the last publication, or it was discarded before. */
      readonly code: "WORKFLOW_NO_DRAFT";
    }
  | ({ readonly discarded: false } & DraftChanged);

export interface PruneOptions {
  /** How many versions of each workflow are kept, the newest first: 1 to 100. Default: 10. */
  readonly keep?: number;
}

export interface PruneReport {
  /** Versions whose definitions are gone. */
  readonly versions: number;
  /** Revisions of drafts that are gone. */
  readonly drafts: number;
}

/** Workflows that a tenant writes as data. */
export interface Authoring {
  /**
   * Keeps a definition as the tenant's draft, also one that is not finished: what its parts say
   * together comes back as findings. Its `version` may be absent, since publishing gives it. The
   * same again changes nothing.
   * @throws DefinitionError `DEFINITION_SIZE` beyond a million characters, `DEFINITION_DEPTH`,
   * `DEFINITION_WORKFLOW` for another shape, `DEFINITION_FORMAT`, `DEFINITION_DUPLICATE` for the id
   * of a workflow that code gives
   * @throws InputError `INPUT_WORKFLOW_COUNT` beyond a thousand workflows
   */
  save(
    tenant: TenantId,
    definition: unknown,
    saving?: SaveOptions,
    options?: CallOptions,
  ): Promise<SaveOutcome>;
  /**
   * Checks the latest draft with the engine's own templates, segments and schema, and the tenant's
   * policy. One without faults is `checked` from now on, until it is saved anew.
   * @throws InputError `INPUT_WORKFLOW`
   */
  check(
    tenant: TenantId,
    workflow: string,
    checking?: CheckOptions,
    options?: CallOptions,
  ): Promise<CheckOutcome>;
  /**
   * Makes the checked draft the next version: new runs begin on it, here at once and in other
   * processes within ten seconds. A paused or retired workflow stays so.
   * @throws InputError `INPUT_WORKFLOW`, `INPUT_PACE`, `INPUT_WORKFLOW_VERSION`,
   * `INPUT_WORKFLOW_STATE` to migrate while it is being resumed
   */
  publish(
    tenant: TenantId,
    workflow: string,
    publishing?: PublishOptions,
    options?: CallOptions,
  ): Promise<PublishOutcome>;
  /**
   * Throws away what was saved and not published. What is published stays as it is. The id of a
   * workflow that was never published is free again.
   */
  discard(
    tenant: TenantId,
    workflow: string,
    discarding?: DiscardOptions,
    options?: CallOptions,
  ): Promise<DiscardOutcome>;
  /**
   * Removes the definitions of old versions and old revisions of drafts. Kept are the newest
   * versions, all with active runs, all that were replaced within the last hour, and of drafts the
   * latest and those that the kept versions were made of. Who published what, when and why stays.
   * Counts the runs of each workflow. Workflows that code gives are left alone.
   * @throws InputError `INPUT_KEEP`
   */
  prune(tenant: TenantId, pruning?: PruneOptions, options?: CallOptions): Promise<PruneReport>;
  /** The latest draft, published or not. `null`: there is none, or it was discarded. */
  draft(tenant: TenantId, workflow: string, options?: CallOptions): Promise<WorkflowDraft | null>;
  /** What was published, the newest first: who, when and why. At most 100. */
  versions(
    tenant: TenantId,
    workflow: string,
    options?: CallOptions,
  ): Promise<readonly Publication[]>;
  /** A version that is in the tenant's store. `null`: it has none such. */
  version(
    tenant: TenantId,
    workflow: string,
    version: number,
    options?: CallOptions,
  ): Promise<WorkflowDefinition | null>;
  /**
   * What is another between two versions, or a version and the latest draft, by path.
   * @throws InputError `INPUT_WORKFLOW_VERSION`
   */
  diff(
    tenant: TenantId,
    workflow: string,
    between: { readonly from: number; readonly to?: number },
    options?: CallOptions,
  ): Promise<readonly DefinitionChange[]>;
}
