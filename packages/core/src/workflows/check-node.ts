import { nextLocalTime } from "../timing/index.js";
import {
  checkCondition,
  checkDuration,
  checkEvent,
  checkSent,
  checkWhere,
  checkZone,
  type Known,
  type Report,
  reportThrown,
} from "./check-parts.js";
import type { WorkflowNode } from "./definition.js";

/** What a step by itself can have wrong. */
export function checkNode(node: WorkflowNode, path: string, known: Known, report: Report): void {
  switch (node.kind) {
    case "send":
      checkPurpose(node.purpose, node.topic, path, known, report);
      if (known.templates?.has(node.template) === false) {
        report("UNKNOWN_TEMPLATE", `${path}.template`, `There is no template ${node.template}.`);
      }
      break;
    case "wait":
      checkDuration(node.for, `${path}.for`, report);
      break;
    case "waitUntil": {
      const { time, days } = node;
      if (node.zone !== undefined) checkZone(node.zone, `${path}.zone`, report);
      const rule = { time, ...(days === undefined ? {} : { days }) };
      reportThrown(() => nextLocalTime(rule, "UTC", 0), "TIME", path, report);
      break;
    }
    case "waitFor":
      checkDuration(node.timeout, `${path}.timeout`, report);
      if (node.any.length === 0)
        report("WAITS_FOR_NOTHING", `${path}.any`, "Nothing is waited for: use a wait.");
      node.any.forEach((condition, index) => {
        if (condition.op === "event") {
          checkEvent(condition.event, `${path}.any[${index}].event`, known, report);
          checkWhere(condition.where, `${path}.any[${index}].where`, report);
        } else checkSent(condition.template, `${path}.any[${index}].template`, known, report);
      });
      break;
    case "branch":
      if (node.cases.length === 0)
        report("DOES_NOTHING", `${path}.cases`, "A branch needs at least one case.");
      node.cases.forEach(({ where }, index) => {
        const at = `${path}.cases[${index}].where`;
        if (where.op === "delivery") checkSent(where.template, `${at}.template`, known, report);
        else if (where.op === "trigger") checkWhere(where.where, `${at}.where`, report);
        else checkCondition(where, at, known, report);
      });
      break;
    case "split":
      checkSplit(node, path, report);
      break;
    case "update":
      if (Object.keys(node.set ?? {}).length + (node.unset ?? []).length === 0) {
        report("DOES_NOTHING", path, "The step sets nothing and unsets nothing.");
      }
      break;
    case "list":
      if ((node.add ?? []).length + (node.remove ?? []).length === 0) {
        report("DOES_NOTHING", path, "The step adds to no list and removes from none.");
      }
      break;
    case "exit":
      break;
  }
}

function checkSplit(
  { arms }: WorkflowNode & { kind: "split" },
  path: string,
  report: Report,
): void {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  const whole = arms.every(({ weight }) => Number.isSafeInteger(weight) && weight >= 0);
  // Above this the shares are no longer exact on a circle of 32 bits.
  if (!whole || total < 1 || total > 1_000_000) {
    report(
      "SPLIT_WEIGHTS",
      `${path}.arms`,
      "Weights are integers from 0 on, with a sum from 1 to 1,000,000.",
    );
  }
  if (new Set(arms.map(({ id }) => id)).size < arms.length) {
    report("SPLIT_ARM_TWICE", `${path}.arms`, "Two arms have the same id.");
  }
}

function checkPurpose(
  purpose: string,
  topic: string | undefined,
  path: string,
  { purposes }: Known,
  report: Report,
): void {
  if (purpose === "")
    report("PURPOSE_MISSING", `${path}.purpose`, "Nobody can be asked without a purpose.");
  if (purpose === "" || purposes === undefined) return;
  const found = Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined;
  if (found === undefined)
    report("UNKNOWN_PURPOSE", `${path}.purpose`, `There is no purpose ${purpose}.`);
  else if (topic !== undefined && !(found.topics ?? []).includes(topic)) {
    report("UNKNOWN_TOPIC", `${path}.topic`, `The purpose ${purpose} has no topic ${topic}.`);
  }
}
