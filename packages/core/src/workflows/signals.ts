import type { ExitRule, NodeId, WorkflowDefinition } from "./definition.js";
import { type EdgeTable, edgeTable, nodeAt, reachableFrom } from "./graph.js";
import { heardIn } from "./nodes/index.js";
import type { StepPlan } from "./pass.js";
import { restartEvents } from "./restart.js";
import { dueSignal, memberSignal } from "./workflow-input.js";

/** The signal that this rule ends a run by. */
export function exitSignal(rule: ExitRule): string {
  return rule.on === "event" ? rule.event : memberSignal(rule.segment, rule.is === "in");
}

/**
 * Every signal that an enrollment in a node listens to, worked out for each node when a run first
 * comes there.
 */
export function signalsOf(definition: WorkflowDefinition): StepPlan["signals"] {
  const known = new Map<NodeId, readonly string[]>();
  let edges: EdgeTable | undefined;
  return (node) => {
    const before = known.get(node);
    if (before !== undefined) return before;
    edges ??= edgeTable(definition.nodes);
    const names = signalsIn(definition, edges, node);
    known.set(node, names);
    return names;
  };
}

function signalsIn(
  definition: WorkflowDefinition,
  edges: EdgeTable,
  node: NodeId,
): readonly string[] {
  const { nodes, exitOn, goals = [], start } = definition;
  const names = new Set<string>();
  for (const rule of exitOn) names.add(exitSignal(rule));
  const again = restartEvents(definition);
  for (const { event } of [...goals, ...again]) names.add(event);
  const at = nodeAt(nodes, node);
  for (const name of at === undefined ? [] : heardIn(at)) names.add(name);
  // Reports about messages are read from the facts, so only events need listening while a step is
  // due.
  const ahead = [...reachableFrom(edges, again.length === 0 ? node : start)].flatMap((id) => {
    const one = nodeAt(nodes, id);
    return one?.kind === "waitFor" ? one.any.flatMap((c) => (c.op === "event" ? c.event : [])) : [];
  });
  const due = ahead.filter((name) => !names.has(name)).map(dueSignal);
  return [...new Set([...names, ...due])].sort();
}
