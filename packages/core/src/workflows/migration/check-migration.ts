import { keptReads } from "../check-kept.js";
import type { NodeId, WorkflowDefinition } from "../definition.js";
import { edgeTable, nodeAt } from "../graph.js";
import { keptEvents, keptNames } from "../kept-names.js";
import { type PlaceFault, placeFor } from "./place.js";
import type { MigrationRules } from "./rules.js";

/** How many runs are in one node; `null`: they have not begun. */
export interface NodeRuns {
  readonly node: NodeId | null;
  readonly runs: number;
}

export interface MigrationFinding {
  readonly code: PlaceFault | "MIGRATION_SOURCE" | "MIGRATION_KEPT";
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
  const lacks = lackedKept(from, to);
  const counted = new Map(live.map(({ node, runs }) => [node, runs]));
  const asked = new Set([
    ...counted.keys(),
    ...named.filter((node) => nodeAt(from.nodes, node) !== undefined),
  ]);
  const lost = [...asked].flatMap((node): readonly MigrationFinding[] => {
    const place = placeFor(from, to, node, rules);
    const runs = counted.get(node) ?? 0;
    if (place.goes === "nowhere")
      return [{ code: place.fault, node, runs, message: place.message }];
    if (place.goes === "exit") return [];
    const name = lacks(node, place.node);
    const message = `Behind ${place.node} “${name}” is read, which runs of the old version have not kept.`;
    return name === undefined ? [] : [{ code: "MIGRATION_KEPT", node, runs, message }];
  });
  return [...unknown, ...lost];
}

/** The event of a wait that the new version reads behind a node, and the old one has not kept. */
function lackedKept(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
): (old: NodeId | null, target: NodeId) => string | undefined {
  if (keptEvents(to.nodes).size === 0) return () => undefined;
  const edges = edgeTable(to.nodes);
  const [before, after] = [keptNames(from, edgeTable(from.nodes)), keptNames(to, edges)];
  return (old, target) => {
    const has = before(old ?? from.start);
    return [...keptReads(to, edges, target)].find(
      (name) => after(target).has(name) && !has.has(name),
    );
  };
}
