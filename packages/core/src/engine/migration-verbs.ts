import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { PartDependencies } from "./engine-part.js";
import {
  type MigrationInput,
  type MigrationPreview,
  type MigrationReport,
  migrateWorkflow,
  previewMigration,
} from "./migrate-workflow.js";
import { said, wrongState } from "./pausing-verbs.js";
import type { ChangedBy } from "./workflow-verbs.js";

/** Moving runs that are under way to another version of their workflow. */
export interface Migrations {
  /**
   * Moves the live runs of one version to another, a thousand in a transaction; both versions run
   * meanwhile. Repeat it where it broke off: it moves those that are left.
   * @throws InputError `INPUT_MIGRATION` where a node with live runs leads nowhere, with the number
   * of runs of each; `INPUT_WORKFLOW_VERSION`, `INPUT_PACE`, `INPUT_WORKFLOW_STATE`
   */
  run(
    tenant: TenantId,
    migration: MigrationInput & ChangedBy,
    options?: CallOptions,
  ): Promise<MigrationReport>;
  /** What {@link Migrations.run} would do now: who goes where, and gets what next. */
  dryRun(
    tenant: TenantId,
    migration: MigrationInput,
    options?: CallOptions,
  ): Promise<MigrationPreview>;
}

export function migrationVerbs(deps: PartDependencies): Migrations {
  const { catalog, clock, standings, publisher } = deps;
  const migrating = async (tenant: TenantId, input: MigrationInput, options?: CallOptions) => {
    await publisher.publish(tenant, options);
    const state = (await standings.read(tenant, options)).get(input.workflow)?.state;
    if (state === "resuming") throw wrongState("It is being resumed. Repeat resume first.");
  };
  return {
    run: async (tenant, migration, options) => {
      await migrating(tenant, migration, options);
      const report = await migrateWorkflow(deps, tenant, migration, options);
      const { workflow, from } = migration;
      const { to = catalog.forTenant(tenant).current.get(workflow)?.version ?? from } = migration;
      const change = { workflow, did: "migrate", at: clock.now(), from, to } as const;
      await standings.change(tenant, { ...change, ...said(migration) }, () => null, options);
      return report;
    },
    dryRun: async (tenant, migration, options) => {
      await migrating(tenant, migration, options);
      return previewMigration(deps, tenant, migration, options);
    },
  };
}
