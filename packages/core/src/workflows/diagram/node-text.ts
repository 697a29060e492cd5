import { english } from "../../explain/words/english.js";
import { nodeWords } from "../../explain/words/node-words.js";
import type { JsonValue } from "../../json.js";
import { channelNouns } from "../../messages/channels.js";
import type { SameKey } from "../../segments/index.js";
import type {
  BranchCondition,
  DeliveryCondition,
  EventCondition,
  ExitRule,
  NotifyNode,
  RunNode,
  SendNode,
  WaitForNode,
  WaitUntilDateNode,
  WaitUntilNode,
  WebhookNode,
  WorkflowDefinition,
  WorkflowNode,
} from "../definition.js";
import type {
  ConsentTrigger,
  DateTrigger,
  EntryTrigger,
  ScheduleTrigger,
} from "../entry-trigger.js";
import { happenedClause } from "../happened.js";

/** The text of a node in a drawing: its kind, and what it does. */
export interface NodeText {
  readonly caption: string;
  readonly title: string;
}

export function nodeText(node: WorkflowNode): NodeText {
  switch (node.kind) {
    case "send":
      return { caption: `Send ${channelNouns[node.channel]}`, title: sendText(node) };
    case "wait":
      return { caption: "Wait", title: node.for };
    case "waitUntil":
      return {
        caption: "Wait until",
        title: [node.days?.join(", "), clockText(node)].filter(Boolean).join(" "),
      };
    case "waitUntilDate":
      return { caption: "Wait until", title: dateText(node) };
    case "waitSince": {
      const { event, template } = node.report;
      return {
        caption: `Wait · ${node.timeout} at most`,
        title: `${node.for} after ${template} was ${event}`,
      };
    }
    case "waitFor":
      return {
        caption: `Wait for · ${node.timeout}`,
        title: `${node.any.map(signalText).join(" or ")}${keptText(node)}`,
      };
    case "branch":
      return {
        caption: "Branch",
        title: node.cases.map(({ where }) => conditionText(where)).join(" or "),
      };
    case "split":
      return { caption: "Split", title: node.arms.map(({ weight }) => weight).join(" : ") };
    case "experiment":
      return {
        caption: `Experiment · ${node.metric}`,
        title: `${node.experiment}: ${node.arms.map(({ weight }) => weight).join(" : ")}`,
      };
    case "parallel":
      return {
        caption: "At the same time",
        title: node.branches.map((branch) => branch.id).join(", "),
      };
    case "join":
      return {
        caption: "Join",
        title: node.when === "all" ? "when all arrived" : "with the first",
      };
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
    case "throttle":
      return { caption: `Throttle · ${node.key}`, title: `${node.max} per ${node.per}` };
    case "run":
      return { caption: runText(node), title: node.workflow };
    case "webhook":
      return { caption: "Webhook", title: webhookText(node) };
    case "notify":
      return { caption: notifyText(node), title: node.title };
    case "goal":
      return { caption: "Goal", title: node.name };
    case "exit":
      return { caption: "End", title: node.outcome };
  }
}

export function entryText({ entry: { triggers, reentry } }: WorkflowDefinition): NodeText {
  const title = triggers.map(triggerText).join(" or ");
  if (reentry.mode !== "keyed") return { caption: "Start", title };
  const again = reentry.again === "restart" ? ", begins anew when it comes again" : "";
  return { caption: `Start · per ${reentry.key}`, title: `${title}${again}` };
}

export function exitTexts({ exitOn }: WorkflowDefinition): readonly string[] {
  return exitOn.map(exitText);
}

function triggerText(trigger: EntryTrigger): string {
  switch (trigger.on) {
    case "segment":
      return `${trigger.when === "enter" ? "Enters" : "Leaves"} ${trigger.segment}`;
    case "event":
      return trigger.event;
    case "list":
      return `${trigger.when === "join" ? "Joins" : "Leaves"} list ${trigger.list}`;
    case "consent":
      return consentText(trigger);
    case "delivery":
      return `${trigger.event} ${trigger.template ?? "a message"}`;
    case "date":
      return dateTriggerText(trigger);
    case "schedule":
      return scheduleText(trigger);
    case "manual":
      return "On request";
  }
}

function dateTriggerText({ attribute, offset, time, every }: DateTrigger): string {
  const which = every === "year" ? `Anniversary of ${attribute}` : attribute;
  if (offset === undefined) return `${which} · ${time}`;
  const distance = "before" in offset ? `${offset.before} before` : `${offset.after} after`;
  return `${distance} ${which} · ${time}`;
}

function scheduleText({ recurrence, segment }: ScheduleTrigger): string {
  const { every, interval = 1, time } = recurrence;
  const period = interval === 1 ? every : `${interval} ${every}s`;
  return [`Every ${period}`, time, segment].filter((part) => part !== undefined).join(" · ");
}

function consentText({ when, purpose, topic, channel }: ConsentTrigger): string {
  const scope = [purpose, topic, channel].filter((part) => part !== undefined);
  return [`Consent ${when}`, ...scope].join(" · ");
}

function exitText(rule: ExitRule): string {
  return rule.on === "event"
    ? `${rule.event.replace(/^delivery:/, "")}${sameText(rule.same)}`
    : `${rule.is} ${rule.segment}`;
}

function sameText(same: SameKey | undefined): string {
  return same === undefined ? "" : ` ${english.same(same)}`;
}

function sendText({ template, fallbacks = [] }: SendNode): string {
  return [template, ...fallbacks.map((one) => one.template)].join(", else ");
}

/** Where the query may hold what nobody else is to read, it is left out. */
function notifyText({ owner }: NotifyNode): string {
  if (owner === undefined) return "Task";
  return `Task · ${typeof owner === "object" ? owner.attribute : owner}`;
}

function runText({ wait }: RunNode): string {
  return wait === undefined ? "Run" : `Run · ${wait.within} at most`;
}

function webhookText({ event, url, answer }: WebhookNode): string {
  const asked = answer === undefined ? "" : `, answers ${answer.as}`;
  return `${event} to ${url.replace(/[?#].*$/, "")}${asked}`;
}

function clockText({ time, between }: WaitUntilNode): string {
  if (time !== "best") return time;
  return between === undefined ? "the best hour" : `the best hour, ${between.join("–")}`;
}

function dateText({ date, offset, time }: WaitUntilDateNode): string {
  const source = "attribute" in date ? date.attribute : `${date.trigger} of the trigger`;
  const [side, length] = Object.entries(offset ?? {})[0] ?? [];
  const words = length === undefined ? source : `${length} ${side} ${source}`;
  return time === undefined ? words : `${words}, ${time}`;
}

function signalText(condition: EventCondition | DeliveryCondition): string {
  return condition.op === "event"
    ? `${condition.event}${sameText(condition.same)}`
    : `${condition.event} ${condition.template}`;
}

function keptText({ as }: WaitForNode): string {
  return as === undefined ? "" : `, kept as ${as}`;
}

function conditionText(condition: BranchCondition): string {
  if (condition.op === "delivery") return signalText(condition);
  if (condition.op === "happened") {
    const { where, same } = condition;
    const met = where === undefined ? "" : ` where ${nodeWords(english, where)}`;
    return `${nodeWords(english, happenedClause(condition))}${met}${sameText(same)}`;
  }
  return nodeWords(english, condition.op === "trigger" ? condition.where : condition);
}

function setTexts(set: Readonly<Record<string, JsonValue>>): readonly string[] {
  return Object.entries(set).map(
    ([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
}
