import type {
  CallOptions,
  Publication,
  TenantId,
  WorkflowDefinition,
  WorkflowDraft,
} from "@wellsent/core";
import type {
  CheckOptions,
  CheckOutcome,
  DefinitionChange,
  DiscardOptions,
  DiscardOutcome,
  PruneOptions,
  PruneReport,
  PublishOptions,
  PublishOutcome,
  SaveOptions,
  SaveOutcome,
} from "@wellsent/core/engine/authoring";
import type { AppEngine } from "./app-engine.js";

/** A workflow, or its id. */
export type WorkflowReference = string | { readonly id: string };

export function idIn(workflow: WorkflowReference): string {
  return typeof workflow === "string" ? workflow : workflow.id;
}

/** Workflows that the tenant writes as data, from the draft to its versions. */
export interface TenantAuthoring {
  /**
   * Keeps a definition, as JSON of the published schema, as the tenant's draft. One that is not
   * finished is kept as well, and what is wrong with it comes back as findings. `version` may be
   * absent: publishing gives it. With `after`, the revision that it was made from, nobody's work is
   * overwritten. Saving the same again changes nothing.
   * @throws DefinitionError `DEFINITION_WORKFLOW` for another shape, `DEFINITION_SIZE` beyond a
   * million characters, `DEFINITION_DEPTH`, `DEFINITION_FORMAT`, `DEFINITION_DUPLICATE` for the id
   * of a workflow that code gives
   * @throws InputError `INPUT_WORKFLOW_COUNT` beyond a thousand workflows
   * @example
   * const outcome = await acme.workflows.save(JSON.parse(text), { after: 3, by: "ann" });
   * if (!outcome.saved) console.warn(`Somebody saved revision ${outcome.revision} meanwhile.`);
   */
  save(definition: unknown, saving?: SaveOptions, options?: CallOptions): Promise<SaveOutcome>;
  /**
   * Checks the draft with the app's templates, segments and schema, and the tenant's policy.
   * Without faults it is `checked`, and its digest stands for all of them until one changes.
   * @throws InputError `INPUT_WORKFLOW` where there is no draft
   * @example
   * const report = await acme.workflows.checkDraft("tips", { retention: "90d", by: "ann" });
   * if (!report.checked && report.code === "WORKFLOW_FAULTS") console.warn(report.findings);
   */
  checkDraft(
    workflow: WorkflowReference,
    checking?: CheckOptions,
    options?: CallOptions,
  ): Promise<CheckOutcome>;
  /**
   * Makes the checked draft the next version. New runs begin on it, here at once and in other
   * processes within ten seconds. Runs under way finish on theirs, or move by `migrate`: a node
   * with live runs that leads nowhere is counted in `unmapped`, and then nothing is published. A
   * paused or retired workflow stays so.
   * @throws InputError `INPUT_WORKFLOW`, `INPUT_PACE`, `INPUT_WORKFLOW_VERSION`,
   * `INPUT_WORKFLOW_STATE` to migrate while it is being resumed
   * @throws DefinitionError `DEFINITION_DUPLICATE` for the id of a workflow that code gives
   * @example
   * const report = await acme.workflows.checkDraft("tips");
   * if (report.checked) {
   *   const { digest } = report;
   *   const outcome = await acme.workflows.publish("tips", { digest, by: "bob", why: "summer" });
   *   if (!outcome.published) console.warn(outcome.code);
   * }
   */
  publish(
    workflow: WorkflowReference,
    publishing?: PublishOptions,
    options?: CallOptions,
  ): Promise<PublishOutcome>;
  /**
   * Throws away what was saved and not published. What is published stays as it is, and the id of a
   * workflow that was never published is free again. With `after`, the revision that was shown,
   * nobody's newer work is lost.
   * @example
   * const outcome = await acme.workflows.discard("tips", { after: 7, by: "ann", why: "not now" });
   * if (!outcome.discarded) console.warn(outcome.code);
   */
  discard(
    workflow: WorkflowReference,
    discarding?: DiscardOptions,
    options?: CallOptions,
  ): Promise<DiscardOutcome>;
  /**
   * Removes the definitions of old versions, and old revisions of drafts, of all workflows that the
   * tenant has as data. Kept are the newest versions, all with active runs, all that were replaced
   * within the last hour, and of drafts the latest and those that the kept versions were made of.
   * `versions` still tells who published what, when and why. Reads all runs of these workflows.
   * @throws InputError `INPUT_KEEP` unless 1 to 100 versions are kept
   * @example
   * const { versions, drafts } = await acme.workflows.prune({ keep: 5 });
   */
  prune(pruning?: PruneOptions, options?: CallOptions): Promise<PruneReport>;
  /**
   * The latest draft, published or not. `null`: there is none, or it was discarded.
   * @example
   * const draft = await acme.workflows.draft("tips");
   * console.log(draft?.revision, draft?.state, draft?.findings);
   */
  draft(workflow: WorkflowReference, options?: CallOptions): Promise<WorkflowDraft | null>;
  /**
   * What was published, the newest first: who, when and why. At most 100.
   * @example
   * for (const { version, by, why } of await acme.workflows.versions("tips"))
   *   console.log(version, by, why);
   */
  versions(workflow: WorkflowReference, options?: CallOptions): Promise<readonly Publication[]>;
  /**
   * A version that is in the tenant's store. `null`: it has none such.
   * @example
   * const first = await acme.workflows.version("tips", 1);
   */
  version(
    workflow: WorkflowReference,
    version: number,
    options?: CallOptions,
  ): Promise<WorkflowDefinition | null>;
  /**
   * What is another between two versions, or, without `to`, between a version and the draft.
   * @throws InputError `INPUT_WORKFLOW_VERSION`, `INPUT_WORKFLOW` where there is no draft
   * @example
   * for (const { path, before, after } of await acme.workflows.diff("tips", { from: 1 }))
   *   console.log(path, before, after);
   */
  diff(
    workflow: WorkflowReference,
    between: { readonly from: number; readonly to?: number },
    options?: CallOptions,
  ): Promise<readonly DefinitionChange[]>;
}

/** `ready` puts the tenant's wordings and rules into its store first. */
export function authoringFace(
  { authoring: verbs }: Pick<AppEngine, "authoring">,
  tenant: TenantId,
  ready: () => Promise<void>,
): TenantAuthoring {
  return {
    save: async (definition, saving, call) => {
      await ready();
      return verbs.save(tenant, definition, saving, call);
    },
    checkDraft: (workflow, checking, call) => verbs.check(tenant, idIn(workflow), checking, call),
    publish: async (workflow, publishing, call) => {
      await ready();
      return verbs.publish(tenant, idIn(workflow), publishing, call);
    },
    discard: async (workflow, discarding, call) => {
      await ready();
      return verbs.discard(tenant, idIn(workflow), discarding, call);
    },
    prune: async (pruning, call) => {
      await ready();
      return verbs.prune(tenant, pruning, call);
    },
    draft: (workflow, call) => verbs.draft(tenant, idIn(workflow), call),
    versions: (workflow, call) => verbs.versions(tenant, idIn(workflow), call),
    version: (workflow, version, call) => verbs.version(tenant, idIn(workflow), version, call),
    diff: (workflow, between, call) => verbs.diff(tenant, idIn(workflow), between, call),
  };
}
