import { templateMisuse } from "../../messages/template-use.js";
import type { FactsNeeded } from "../../ports/store/facts.js";
import { thereAre } from "../../there-are.js";
import type { KnownNames, Report } from "../check-parts.js";
import type { SendNode } from "../definition.js";
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
