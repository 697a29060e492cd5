import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { isSame } from "../segments/index.js";
import { holds, sentBy } from "./condition.js";
import type { ExitRule, NodeId, WorkflowDefinition } from "./definition.js";
import type { EnrollmentState } from "./enrollment-state.js";
import { type EdgeTable, edgeTable, nodeAt, reachableFrom } from "./graph.js";
import { heardIn } from "./nodes/index.js";
import type { Exit } from "./pass.js";
import { restartEvents } from "./restart.js";
import { dueSignal, inputName, memberSignal, type WorkflowInput } from "./workflow-input.js";

/** What started the run. */
type Trigger = Pick<EnrollmentState, "trigger" | "data">;

/**
 * The first reason to end the run: a request from outside, then the definition's rules in order.
 */
export function exitBy(
  definition: WorkflowDefinition,
  enrollment: EnrollmentRecord,
  state: Trigger,
  inputs: readonly WorkflowInput[],
  facts: ContactFacts,
): Exit | null {
  for (const input of inputs) {
    if (input.type === "exit") return { outcome: input.reason, by: "request" };
  }
  for (const rule of definition.exitOn) {
    if (rule.on === "segment") {
      const member = facts.memberships.some(({ segment }) => segment === rule.segment);
      if (member === (rule.is === "in"))
        return { outcome: rule.outcome, by: "segment", signal: exitSignal(rule) };
    } else {
      for (const input of inputs)
        if (ends(rule, input, enrollment, state))
          return { outcome: rule.outcome, by: "event", signal: exitSignal(rule) };
    }
  }
  return null;
}

function exitSignal(rule: ExitRule): string {
  return rule.on === "event" ? rule.event : memberSignal(rule.segment, rule.is === "in");
}

function ends(
  rule: ExitRule & { on: "event" },
  input: WorkflowInput,
  enrollment: EnrollmentRecord,
  { trigger, data }: Trigger,
): boolean {
  if (inputName(input) !== rule.event) return false;
  if (input.type === "event")
    return (
      input.id !== trigger && holds(rule.where, input.data) && isSame(rule.same, data, input.data)
    );
  if (input.type !== "delivery") return false;
  const engagement =
    input.event === "opened" || input.event === "clicked" || input.event === "delivered";
  return !engagement || (input.machine !== true && sentBy(enrollment.id, input.message));
}

interface Heard {
  readonly edges: EdgeTable;
  readonly names: Map<NodeId, readonly string[]>;
}

const heard = new WeakMap<WorkflowDefinition, Heard>();

/** Every signal that an enrollment in this node listens to. */
export function waitingFor(definition: WorkflowDefinition, node: NodeId): readonly string[] {
  const before = heard.get(definition)?.names.get(node);
  if (before !== undefined) return before;
  const known = heard.get(definition) ?? { edges: edgeTable(definition.nodes), names: new Map() };
  const names = signalsIn(definition, known.edges, node);
  known.names.set(node, names);
  heard.set(definition, known);
  return names;
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
