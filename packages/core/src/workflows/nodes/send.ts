import { workflowSendKey } from "../../messages/send-key.js";
import { templateMisuse } from "../../messages/template-use.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import type { FactsNeeded } from "../../ports/store/facts.js";
import { thereAre } from "../../there-are.js";
import { addDuration } from "../../timing/index.js";
import type { KnownNames, Report } from "../check-parts.js";
import type { NodeId, SendNode } from "../node.js";
import type { Pass, Passed } from "../pass.js";
import { chooseTarget } from "../target.js";
import { type Check, nothingNeeded } from "./node-kind.js";

export function sendNeeds(): readonly FactsNeeded[] {
  return [{ ...nothingNeeded, consent: true }];
}

export const checkSend: Check<SendNode> = (node, path, known, report) => {
  checkPurpose(node, path, known, report);
  if (known.templates?.has(node.template) === false) {
    report(
      "UNKNOWN_TEMPLATE",
      `${path}.template`,
      `There is no template “${node.template}”; ${thereAre(known.templates, node.template)}`,
    );
  }
  checkTemplate(node, path, known, report);
};

/** A step may be stricter than its template, but must agree with it in everything else. */
function checkTemplate(
  node: SendNode,
  path: string,
  { template }: KnownNames,
  report: Report,
): void {
  const info = template?.(node.template);
  if (info === undefined) return;
  const fault = templateMisuse(info, { ...node, messageClass: node.messageClass ?? "marketing" });
  if (fault !== null) report(fault.code, `${path}.${fault.member}`, fault.message);
}

function checkPurpose(
  { purpose, topic }: SendNode,
  path: string,
  { purposes }: KnownNames,
  report: Report,
): void {
  if (purpose === "")
    report("PURPOSE_MISSING", `${path}.purpose`, "Nobody can be asked without a purpose.");
  if (purpose === "" || purposes === undefined) return;
  const found = Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined;
  if (found === undefined)
    report(
      "UNKNOWN_PURPOSE",
      `${path}.purpose`,
      `There is no purpose “${purpose}”; ${thereAre(Object.keys(purposes), purpose)}`,
    );
  else if (topic !== undefined && !(found.topics ?? []).includes(topic)) {
    report(
      "UNKNOWN_TOPIC",
      `${path}.topic`,
      `There is no topic “${topic}” of “${purpose}”; ${thereAre(found.topics ?? [], topic)}`,
    );
  }
}

/** The only place where a `send` is made, and it is made of a decision. */
export function passSend(pass: Pass, id: NodeId, node: SendNode): Passed {
  const { definition, context, enrollment, due, effects, state } = pass;
  const { channel, template, purpose, messageClass = "marketing" } = node;
  const topic = node.topic ?? null;
  const key = workflowSendKey(enrollment.id, enrollment.revision, effects.length);
  const skip = (reasons: readonly DecisionReason[]): Passed => {
    effects.push({ kind: "skip", node: id, key, channel, template, purpose, topic, reasons });
    return node.next;
  };
  const { lateAfter } = definition.policy;
  if (lateAfter !== undefined && context.now > addDuration(due, lateAfter, context.zone))
    return skip([late]);

  const { contactPoint, decision } = chooseTarget(
    pass.facts.contact,
    channel,
    context.now,
    (point) =>
      context.decide({
        ...{ contactPoint: point, channel, purpose, messageClass },
        ...(topic === null ? {} : { topic }),
      }),
  );
  const { reasons, retryAt } = decision;
  if (contactPoint !== null && decision.allowed) {
    const data = { ...state.data, ...node.data };
    const { policy } = definition;
    const message = { channel, template, purpose, topic, messageClass, data, policy };
    effects.push({ kind: "send", node: id, key, contactPoint, ...message, dueAt: due, decision });
    return node.next;
  }
  if (retryAt !== undefined) {
    effects.push({ kind: "defer", node: id, template, until: retryAt, reasons });
    return { heldUntil: retryAt };
  }
  return skip(reasons);
}

const late: DecisionReason = { code: "LATE", effect: "deny", rule: "workflow policy: lateAfter" };
