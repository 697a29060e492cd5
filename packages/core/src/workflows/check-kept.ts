import type { EventPredicate } from "../segments/index.js";
import type { Report } from "./check-parts.js";
import type {
  BranchNode,
  NodeId,
  SendNode,
  WaitForNode,
  WorkflowDefinition,
} from "./definition.js";
import type { WorkflowCatalog } from "./finding.js";
import { type EdgeTable, nodeAt, reachableFrom } from "./graph.js";
import { keptEvents, keptNames } from "./kept-names.js";
import type { WorkflowNode } from "./node.js";

/**
 * Reports steps that read the data of an event which a wait keeps, where a run may come without
 * them: before the wait, on the way of its timeout, behind a join that waits for one way only.
 */
export function checkKept(
  definition: WorkflowDefinition,
  edges: EdgeTable,
  catalog: WorkflowCatalog,
  report: Report,
): void {
  const { nodes } = definition;
  const events = keptEvents(nodes);
  const others = new Set(Object.values(nodes).flatMap(answerName));
  const kept = keptNames(definition, edges);
  for (const [id, node] of Object.entries(nodes)) {
    if (node.kind === "waitFor") checkKeeps(definition, node, `nodes.${id}`, catalog, report);
    const has = kept(id);
    for (const { name, path } of readsOf(node)) {
      if (has.has(name) || others.has(name)) continue;
      if (events.has(name))
        report(
          "KEPT",
          `nodes.${id}.${path}`,
          `A run may come to ${id} before “${name}” has happened, or without it.`,
        );
      else if (path === "kept")
        report("KEPT", `nodes.${id}.${path}`, `No wait of this workflow keeps “${name}”.`);
    }
  }
}

/** The names of the run's data that are read from a node on. */
export function keptReads(
  { nodes }: WorkflowDefinition,
  edges: EdgeTable,
  from: NodeId,
): ReadonlySet<string> {
  const ahead = [...reachableFrom(edges, from)].flatMap((id) => nodeAt(nodes, id) ?? []);
  return new Set(ahead.flatMap((node) => readsOf(node).map(({ name }) => name)));
}

function checkKeeps(
  { entry }: WorkflowDefinition,
  { as, any }: WaitForNode,
  path: string,
  { eventFields }: WorkflowCatalog,
  report: Report,
): void {
  if (as === undefined) return;
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(as))
    report("KEPT", `${path}.as`, "What is kept has a name of letters and digits.");
  if (any.some(({ op }) => op === "delivery"))
    report("KEPT", `${path}.as`, "A report has no data to keep: wait for events alone.");
  const taken = entry.triggers.find(
    (trigger) => trigger.on === "event" && eventFields?.(trigger.event)?.includes(as),
  );
  if (taken?.on === "event")
    report("KEPT", `${path}.as`, `${taken.event} has data of the name “${as}”: take another.`);
}

/** The name under which another step's answer stands. */
function answerName(node: WorkflowNode): readonly string[] {
  const as = node.kind === "webhook" ? node.answer?.as : node.kind === "run" ? node.wait?.as : null;
  return as == null ? [] : [as];
}

interface Read {
  /** The first part of a path into the run's data. */
  readonly name: string;
  readonly path: string;
}

/** What a step takes from the run's data. A wait for a date has a way for what is missing. */
function readsOf(node: WorkflowNode): readonly Read[] {
  switch (node.kind) {
    case "send":
      return sendReads(node);
    case "branch":
      return branchReads(node);
    case "waitFor":
      return node.any.flatMap((one, index) =>
        one.op === "event" && one.same !== undefined
          ? [{ name: topName(one.same.own), path: `any[${index}].same` }]
          : [],
      );
    case "goal":
      return typeof node.value === "object"
        ? [{ name: topName(node.value.path), path: "value.path" }]
        : [];
    case "notify":
      return (node.data ?? []).map((name, index) => ({ name, path: `data[${index}]` }));
    default:
      return [];
  }
}

function sendReads({ kept }: SendNode): readonly Read[] {
  return kept === undefined ? [] : [{ name: kept, path: "kept" }];
}

function branchReads({ cases }: BranchNode): readonly Read[] {
  return cases.flatMap(({ where }, index) => {
    const path = `cases[${index}].where`;
    if (where.op === "happened") return [{ name: topName(where.same.own), path }];
    if (where.op !== "trigger") return [];
    return [...new Set(pathsIn(where.where).map(topName))].map((name) => ({ name, path }));
  });
}

function pathsIn(where: EventPredicate): readonly string[] {
  if (where.op === "attr") return [where.path];
  return where.op === "not" ? pathsIn(where.of) : where.of.flatMap(pathsIn);
}

function topName(path: string): string {
  return path.split(".", 1)[0] ?? path;
}
