import type { Instant } from "../../instant.js";
import type { FactsNeeded } from "../../ports/store/facts.js";
import { addDuration } from "../../timing/index.js";
import { checkDuration, checkEvent, checkSame, checkSent, checkWhere } from "../check-parts.js";
import { deliveredAt, meets } from "../condition.js";
import type { WaitForNode } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import type { Asked, WaitBegun, WaitQuestion } from "../waiting.js";
import type { WorkflowInput } from "../workflow-input.js";
import { type Check, edge, ownMessages, type WorkflowEdge } from "./node-kind.js";

export function waitForEdges({ any, onMatch, onTimeout }: WaitForNode): readonly WorkflowEdge[] {
  // A report that has already arrived lets the run through at once.
  const waits = any.every(({ op }) => op === "event");
  return [edge(onMatch, "match", "onMatch", waits), edge(onTimeout, "timeout", "onTimeout", true)];
}

export function waitForNeeds({ any }: WaitForNode): readonly FactsNeeded[] {
  return any.some(({ op }) => op === "delivery") ? [ownMessages] : [];
}

export function waitForHears({ any }: WaitForNode): readonly string[] {
  return any.map((condition) =>
    condition.op === "event" ? condition.event : `delivery:${condition.event}`,
  );
}

export const checkWaitFor: Check<WaitForNode> = (node, path, known, report) => {
  checkDuration(node.timeout, `${path}.timeout`, report);
  if (node.any.length === 0)
    report("WAITS_FOR_NOTHING", `${path}.any`, "Nothing is waited for: use a wait.");
  node.any.forEach((condition, index) => {
    if (condition.op === "event") {
      checkEvent(condition.event, `${path}.any[${index}].event`, known, report);
      checkWhere(condition.where, `${path}.any[${index}].where`, report);
      checkSame(condition.same, `${path}.any[${index}].same`, known, report);
    } else checkSent(condition.template, `${path}.any[${index}].template`, known, report);
  });
};

/** Listens from the time at which the step before it was due. */
export function beginWaitFor(question: WaitQuestion, node: WaitForNode): Asked<WaitBegun> {
  const { pass, heard, zone } = question;
  const until = addDuration(pass.context.now, node.timeout, zone);
  return whenMet(question, node, { since: heard.since, until });
}

export function askWaitFor(question: WaitQuestion, node: WaitForNode, wait: WaitState): Asked {
  const { zone, pass } = question;
  const moved =
    wait.zone === zone
      ? wait
      : { ...wait, zone, until: addDuration(wait.since, node.timeout, zone) };
  const asked = whenMet(question, node, moved);
  if ("next" in asked || pass.context.now < moved.until) return asked;
  return { next: node.onTimeout, at: moved.until, took: "timeout", by: null };
}

function whenMet<Wait extends WaitBegun>(
  question: WaitQuestion,
  node: WaitForNode,
  wait: Wait,
): Asked<Wait> {
  const met = metBy(question, node, wait);
  if (met === null) return wait;
  keep(question, node, met.by);
  return { next: node.onMatch, at: met.at, took: "match", by: met.by };
}

function keep({ pass }: WaitQuestion, { as }: WaitForNode, by: WorkflowInput | null): void {
  if (as === undefined || by?.type !== "event") return;
  pass.state = { ...pass.state, data: { ...pass.state.data, [as]: by.data } };
}

interface Met {
  readonly at: Instant;
  /** The input that met the wait; `null` if the facts alone show that it is met. */
  readonly by: WorkflowInput | null;
}

/** What met the wait first, before it ran out; `null` if nothing did. */
function metBy(
  { pass: { enrollment, facts, context, state }, heard: { inputs } }: WaitQuestion,
  node: WaitForNode,
  wait: WaitBegun,
): Met | null {
  let first: Met | null = null;
  for (const condition of node.any) {
    for (const input of inputs) {
      if (!meets(condition, input, enrollment.id, state.data)) continue;
      if (condition.op === "delivery" || input.at >= wait.since)
        first = earlier(first, input.at, input, wait.until, context.now);
    }
    if (condition.op === "delivery") {
      const at = deliveredAt(condition, enrollment.id, facts.messages);
      if (at !== null) first = earlier(first, at, null, wait.until, context.now);
    }
  }
  return first;
}

/** The earlier of the two, where what came at `at` came before the wait ran out. */
function earlier(
  first: Met | null,
  at: Instant,
  by: WorkflowInput | null,
  until: Instant,
  now: Instant,
): Met | null {
  const wins = at < until && (first === null || at < first.at);
  return wins ? { at: Math.min(at, now), by } : first;
}
