import { describeSegment } from "../../explain/describe-segment.js";
import type { JsonValue } from "../../json.js";
import { channelNouns } from "../../messages/channels.js";
import { segmentOf } from "../branch.js";
import type {
  BranchCondition,
  DeliveryCondition,
  EntryTrigger,
  EventCondition,
  ExitRule,
  WorkflowDefinition,
  WorkflowNode,
} from "../definition.js";

/** What a node says in a drawing: what kind it is, and what it does. */
export interface NodeText {
  readonly caption: string;
  readonly title: string;
}

export function nodeText(node: WorkflowNode): NodeText {
  switch (node.kind) {
    case "send":
      return { caption: `Send ${channelNouns[node.channel]}`, title: node.template };
    case "wait":
      return { caption: "Wait", title: node.for };
    case "waitUntil":
      return {
        caption: "Wait until",
        title: [node.days?.join(", "), node.time].filter(Boolean).join(" "),
      };
    case "waitFor":
      return {
        caption: `Wait for · ${node.timeout}`,
        title: node.any.map(signalText).join(" or "),
      };
    case "branch":
      return {
        caption: "Branch",
        title: node.cases.map(({ where }) => conditionText(where)).join(" or "),
      };
    case "split":
      return { caption: "Split", title: node.arms.map(({ weight }) => weight).join(" : ") };
    case "update":
      return {
        caption: "Update",
        title: [
          ...setTexts(node.set ?? {}),
          ...(node.unset ?? []).map((name) => `no ${name}`),
        ].join(", "),
      };
    case "list":
      return {
        caption: "Lists",
        title: [
          ...(node.add ?? []).map((list) => `+${list}`),
          ...(node.remove ?? []).map((list) => `−${list}`),
        ].join(", "),
      };
    case "exit":
      return { caption: "End", title: node.outcome };
  }
}

export function entryText({ entry: { trigger } }: WorkflowDefinition): NodeText {
  return { caption: "Start", title: triggerText(trigger) };
}

export const exitTexts = ({ exitOn }: WorkflowDefinition): readonly string[] =>
  exitOn.map(exitText);

function triggerText(trigger: EntryTrigger): string {
  switch (trigger.on) {
    case "segment":
      return `${trigger.when === "enter" ? "Enters" : "Leaves"} ${trigger.segment}`;
    case "event":
      return trigger.event;
    case "manual":
      return "On request";
  }
}

const exitText = (rule: ExitRule): string =>
  rule.on === "event" ? rule.event.replace(/^delivery:/, "") : `${rule.is} ${rule.segment}`;

function signalText(condition: EventCondition | DeliveryCondition): string {
  return condition.op === "event" ? condition.event : `${condition.event} ${condition.template}`;
}

function conditionText(condition: BranchCondition): string {
  if (condition.op === "delivery") return signalText(condition);
  return describeSegment(segmentOf(condition.op === "trigger" ? condition.where : condition));
}

const setTexts = (set: Readonly<Record<string, JsonValue>>): readonly string[] =>
  Object.entries(set).map(
    ([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
