import { isObject, type JsonObject } from "../../json.js";
import { workflowSendKey } from "../../messages/send-key.js";
import { templateMisuse } from "../../messages/template-use.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import type { FactsNeeded } from "../../ports/store/facts.js";
import { thereAre } from "../../there-are.js";
import { addDuration } from "../../timing/index.js";
import type { KnownNames, Report } from "../check-parts.js";
import type { NodeId, SendNode } from "../definition.js";
import type { Pass, Passed } from "../pass.js";
import { type SendVariant, sendVariants } from "../send-variants.js";
import { chooseTarget, type Target } from "../target.js";
import type { RefusedSend, SendEffect } from "../workflow-effect.js";
import { type Check, nothingNeeded } from "./node-kind.js";

export function sendNeeds(): readonly FactsNeeded[] {
  return [{ ...nothingNeeded, consent: true }];
}

export const checkSend: Check<SendNode> = (node, path, known, report) => {
  sendVariants(node).forEach((variant, index) => {
    const at = index === 0 ? path : `${path}.fallbacks[${index - 1}]`;
    checkPurpose(variant, at, known, report);
    const { template } = variant;
    if (known.templates?.has(template) === false) {
      report(
        "UNKNOWN_TEMPLATE",
        `${at}.template`,
        `There is no template “${template}”; ${thereAre(known.templates, template)}`,
      );
    }
    checkTemplate(variant, at, known, report);
  });
};

/** A step may be stricter than its template, but must agree with it in everything else. */
function checkTemplate(
  variant: SendVariant,
  path: string,
  { template }: KnownNames,
  report: Report,
): void {
  const info = template?.(variant.template);
  if (info === undefined) return;
  const fault = templateMisuse(info, variant);
  if (fault !== null) report(fault.code, `${path}.${fault.member}`, fault.message);
}

export function checkPurpose(
  { purpose, topic }: Pick<SendVariant, "purpose" | "topic">,
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
  else if (topic !== null && !(found.topics ?? []).includes(topic)) {
    report(
      "UNKNOWN_TOPIC",
      `${path}.topic`,
      `There is no topic “${topic}” of “${purpose}”; ${thereAre(found.topics ?? [], topic)}`,
    );
  }
}

export function planSend(id: NodeId, node: SendNode): (pass: Pass) => Passed {
  const variants = sendVariants(node);
  return (pass) => passSend(pass, id, node, variants);
}

/** The only place where a `send` is made, and it is made of a decision. */
function passSend(
  pass: Pass,
  id: NodeId,
  node: SendNode,
  variants: readonly SendVariant[],
): Passed {
  const { definition, context, enrollment, due, effects } = pass;
  const key = workflowSendKey(enrollment.id, enrollment.revision, effects.length);
  const { policy } = definition;
  const { lateAfter } = policy;
  const isLate = lateAfter !== undefined && context.now > addDuration(due, lateAfter, context.zone);
  let refused: readonly RefusedSend[] = nobody;
  for (const variant of variants) {
    if (isLate) {
      refused = [...refused, refusal(variant, [late])];
      break;
    }
    const { contactPoint, decision } = ask(pass, variant);
    const { reasons, retryAt } = decision;
    if (contactPoint !== null && decision.allowed) {
      const { channel, template, purpose, topic, messageClass } = variant;
      const sent: SendEffect = {
        kind: "send",
        node: id,
        key,
        channel,
        template,
        purpose,
        topic,
        messageClass,
        contactPoint,
        data: mergeData(withKept(pass.state.data, node), node.data),
        policy,
        dueAt: due,
        decision,
      };
      effects.push(refused.length === 0 ? sent : { ...sent, refused });
      return node.next;
    }
    if (retryAt !== undefined) {
      const { template } = variant;
      effects.push({ kind: "defer", node: id, template, until: retryAt, reasons });
      return { heldUntil: retryAt };
    }
    refused = [...refused, refusal(variant, reasons)];
  }
  const [own, ...fallbacks] = refused;
  if (own !== undefined) {
    const others = fallbacks.length === 0 ? {} : { refused: fallbacks };
    effects.push({ kind: "skip", node: id, key, ...own, ...others });
  }
  return node.next;
}

/** The data of the run, with those of an event that it has kept over them. */
function withKept(data: JsonObject | null, { kept }: SendNode): JsonObject | null {
  if (kept === undefined || data === null || !Object.hasOwn(data, kept)) return data;
  const event = data[kept];
  return event !== undefined && isObject(event) ? { ...data, ...event } : data;
}

/** Most sends have the data of one of the two, or none: a copy is made only of both. */
function mergeData(trigger: JsonObject | null, own: JsonObject | undefined): JsonObject {
  if (own === undefined) return trigger ?? none;
  return trigger === null ? own : { ...trigger, ...own };
}

const none: JsonObject = Object.freeze({});
/** Most sends are allowed at once. */
const nobody: readonly RefusedSend[] = [];

function ask({ facts, context }: Pass, variant: SendVariant): Target {
  const { channel, purpose, topic, messageClass } = variant;
  return chooseTarget(facts.contact, { channel, purpose }, context.now, (contactPoint) => {
    const question = { contactPoint, channel, purpose, messageClass };
    return context.decide(topic === null ? question : { ...question, topic });
  });
}

function refusal(
  { channel, template, purpose, topic }: SendVariant,
  reasons: readonly DecisionReason[],
): RefusedSend {
  return { channel, template, purpose, topic, reasons };
}

const late: DecisionReason = { code: "LATE", effect: "deny", rule: "workflow policy: lateAfter" };
