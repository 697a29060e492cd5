import type { NodeId, WorkflowDefinition } from "../definition.js";
import { nodeAt } from "../graph.js";
import { type PlaceFault, placeFor } from "./place.js";
import type { MigrationRules } from "./rules.js";

/** How many runs are in one node; `null`: they have not begun. */
export interface NodeRuns {
  readonly node: NodeId | null;
  readonly runs: number;
}

export interface MigrationFinding {
  readonly code: PlaceFault | "MIGRATION_SOURCE";
  /** The node of the version that is left. `null`: runs that have not begun. */
  readonly node: NodeId | null;
  /** The number of runs that cannot be moved because of it. */
  readonly runs: number;
  /** For people. Ids only. */
  readonly message: string;
}

/**
 * What prevents a migration: nodes with live runs that go nowhere, and names that neither version
 * has. Empty: every run can be moved.
 */
export function checkMigration(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
  rules: MigrationRules,
  live: readonly NodeRuns[],
): readonly MigrationFinding[] {
  const named = Object.keys(rules.nodes ?? {});
  const unknown = named
    .filter((node) => nodeAt(from.nodes, node) === undefined)
    .map((node) => ({
      ...{ code: "MIGRATION_SOURCE" as const, node, runs: 0 },
      message: `Version ${from.version} has no node ${node}.`,
    }));
  const counted = new Map(live.map(({ node, runs }) => [node, runs]));
  const asked = new Set([
    ...counted.keys(),
    ...named.filter((node) => nodeAt(from.nodes, node) !== undefined),
  ]);
  const lost = [...asked].flatMap((node): readonly MigrationFinding[] => {
    const place = placeFor(from, to, node, rules);
    if (place.goes !== "nowhere") return [];
    const { fault: code, message } = place;
    return [{ code, node, runs: counted.get(node) ?? 0, message }];
  });
  return [...unknown, ...lost];
}
