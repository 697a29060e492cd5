import type { CallOptions } from "../../ports/call-options.js";
import {
  checkMigration,
  type MigrationRules,
  type WorkflowDefinition,
} from "../../workflows/index.js";
import type { PartDependencies } from "../engine-part.js";
import { wrongState } from "../pausing-verbs.js";
import { countRuns, definitionFor, type RunCount } from "../walk-runs.js";
import type { TenantWorkflow } from "./authored.js";
import type { UnmappedRuns } from "./authoring-face.js";

/** A version with runs under way, and how many are in which of its nodes. */
export interface LiveVersion {
  readonly definition: WorkflowDefinition;
  readonly runs: readonly RunCount[];
}

/**
 * The versions with live runs. Reads all runs of the workflow.
 * @throws InputError `INPUT_WORKFLOW_VERSION` for one that this engine cannot read,
 * `INPUT_WORKFLOW_STATE` while the workflow is being resumed
 */
export async function liveVersions(
  deps: PartDependencies,
  { tenant, workflow }: TenantWorkflow,
  options: CallOptions,
): Promise<readonly LiveVersion[]> {
  const state = (await deps.standings.read(tenant, options)).get(workflow)?.state;
  if (state === "resuming") throw wrongState("It is being resumed. Repeat resume first.");
  const counts = await countRuns(deps, tenant, workflow, options);
  const live: LiveVersion[] = [];
  for (const version of new Set(counts.map((one) => one.version))) {
    const definition = await definitionFor(deps, tenant, { workflow, version }, options);
    live.push({ definition, runs: counts.filter((one) => one.version === version) });
  }
  return live;
}

/**
 * What the rules say of one version. A node that only another live version has is not its concern;
 * one that none has stays, and is refused.
 */
export function rulesFor(
  { definition: { nodes } }: LiveVersion,
  rules: MigrationRules,
  live: readonly LiveVersion[],
): MigrationRules {
  if (rules.nodes === undefined) return rules;
  const own = Object.entries(rules.nodes).filter(
    ([node]) =>
      Object.hasOwn(nodes, node) ||
      !live.some(({ definition }) => Object.hasOwn(definition.nodes, node)),
  );
  return { ...rules, nodes: Object.fromEntries(own) };
}

/** What prevents the runs of every live version from moving to the next. */
export function unmappedRuns(
  live: readonly LiveVersion[],
  to: WorkflowDefinition,
  rules: MigrationRules,
): readonly UnmappedRuns[] {
  return live.flatMap((one) =>
    checkMigration(one.definition, to, rulesFor(one, rules, live), one.runs).map((finding) => ({
      ...finding,
      version: one.definition.version,
    })),
  );
}
