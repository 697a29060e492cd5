import type { Instant } from "../../instant.js";
import type { FactsNeeded } from "../../ports/store/facts.js";
import { addDuration } from "../../timing/index.js";
import { checkDuration, checkSent } from "../check-parts.js";
import { reportedAt, sentBy } from "../condition.js";
import type { WaitSinceNode } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import type { Pass } from "../pass.js";
import { type Asked, onceDue, type WaitBegun, type WaitQuestion } from "../waiting.js";
import { type Check, edge, ownMessages, type WorkflowEdge } from "./node-kind.js";

export function waitSinceEdges({ next, onTimeout }: WaitSinceNode): readonly WorkflowEdge[] {
  // So long after the report may be over already.
  return [edge(next, "report"), edge(onTimeout, "timeout", "onTimeout", true)];
}

export function waitSinceNeeds(): readonly FactsNeeded[] {
  return [ownMessages];
}

export function waitSinceHears({ report: { event } }: WaitSinceNode): readonly string[] {
  return [`delivery:${event}`];
}

export const checkWaitSince: Check<WaitSinceNode> = (node, path, known, report) => {
  checkDuration(node.for, `${path}.for`, report);
  checkDuration(node.timeout, `${path}.timeout`, report);
  checkSent(node.report.template, `${path}.report.template`, known, report);
};

export function beginWaitSince(question: WaitQuestion, node: WaitSinceNode): Asked<WaitBegun> {
  const since = question.pass.context.now;
  return ask(question, node, { since, until: since });
}

export function askWaitSince(question: WaitQuestion, node: WaitSinceNode, wait: WaitState): Asked {
  if (wait.kept === true) return onceDue(question, node, wait, "report");
  const { zone } = question;
  const moved = zone === wait.zone ? wait : { ...wait, zone };
  const asked = ask(question, node, moved);
  if ("next" in asked) return asked;
  const same = moved === wait && asked.until === wait.until && asked.counted === wait.counted;
  return same ? wait : asked;
}

function ask<Wait extends WaitBegun>(
  { pass, zone }: WaitQuestion,
  node: WaitSinceNode,
  wait: Wait,
): Asked<Wait> {
  const { now } = pass.context;
  const deadline = addDuration(wait.since, node.timeout, zone);
  const counted = wait.counted ?? lastReport(pass, node);
  if (counted !== null && counted < deadline) {
    const until = addDuration(counted, node.for, zone);
    if (now < until) return { ...wait, counted, until };
    return { next: node.next, took: "report", at: until, by: null };
  }
  if (now >= deadline) return { next: node.onTimeout, took: "timeout", at: deadline, by: null };
  return { ...wait, until: deadline };
}

/** When the report about the last such message came; `null` if it has not. */
function lastReport(
  { enrollment, facts, effects }: Pass,
  { report }: WaitSinceNode,
): Instant | null {
  const { template, event } = report;
  const isNew = effects.some((effect) => effect.kind === "send" && effect.template === template);
  if (isNew) return null;
  const message = facts.messages.find(
    (one) => one.template === template && sentBy(enrollment.id, one.key),
  );
  if (message === undefined) return null;
  return event === "sent" ? message.sentAt : reportedAt(message, { ...report, event });
}
