import type { SendKey } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import { workflowSendKey } from "../../messages/send-key.js";
import { durationPattern } from "../../timing/duration.js";
import { addDuration, durationLength } from "../../timing/index.js";
import { answerTo, noteAnswer } from "../answers.js";
import { checkDuration, type Report } from "../check-parts.js";
import type { AnswerShape, WebhookNode } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import type { Pass } from "../pass.js";
import type { Asked, Left, WaitBegun, WaitQuestion } from "../waiting.js";
import { callFault } from "../webhook-url.js";
import type { WorkflowInput } from "../workflow-input.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

const defaultTimeout = "10s";
const defaultWithin = "1d";
/** A lease of the store has to outlast a call. */
const longestTimeout = 60_000;

export function webhookEdges({ next, onFailed }: WebhookNode): readonly WorkflowEdge[] {
  // An answer may come at once: a loop over a webhook needs a wait of its own.
  return [edge(next, "answered"), edge(onFailed, "failed", "onFailed")];
}

export const checkWebhook: Check<WebhookNode> = (node, path, _, report) => {
  const { url, event, timeout = defaultTimeout, within = defaultWithin, answer } = node;
  const fault = callFault(url);
  if (fault !== null) report("WEBHOOK", `${path}.url`, fault);
  if (event === "") report("WEBHOOK", `${path}.event`, "The request needs a type.");
  if (answer !== undefined) checkAnswer(answer, `${path}.answer`, report);
  checkDuration(timeout, `${path}.timeout`, report);
  checkDuration(within, `${path}.within`, report);
  const tooLong = durationPattern.test(timeout) && durationLength(timeout) > longestTimeout;
  if (tooLong) report("WEBHOOK", `${path}.timeout`, "One call takes a minute at most.");
};

function checkAnswer({ as, members }: AnswerShape, path: string, report: Report): void {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(as))
    report("WEBHOOK", `${path}.as`, "An answer has a name of letters and digits.");
  const names = Object.keys(members);
  if (names.length === 0)
    report("WEBHOOK", `${path}.members`, "Name what is answered, or nothing.");
  for (const name of names) {
    if (!/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name))
      report("WEBHOOK", `${path}.members.${name}`, "A member has a name of letters and digits.");
  }
}

/** Makes the call. Its key is the same if a crash takes the step back and it is done again. */
export function beginWebhook(question: WaitQuestion, node: WebhookNode): WaitBegun {
  const since = question.pass.context.now;
  const until = deadline(node, since, question.zone);
  return { since, until, call: makeCall(question, node, until) };
}

/** The answer ends the wait, or the time without one. A late answer changes nothing any more. */
export function askWebhook(question: WaitQuestion, node: WebhookNode, wait: WaitState): Asked {
  const { pass, heard, zone } = question;
  if (wait.call === undefined) {
    // A migration put the run here.
    const until = deadline(node, pass.context.now, zone);
    return { ...wait, zone, since: pass.context.now, until, call: makeCall(question, node, until) };
  }
  const until = wait.kept === true ? wait.until : deadline(node, wait.since, zone);
  const answer = answerTo(wait.call, heard.inputs);
  if (answer !== undefined && answer.at <= until) {
    noteAnswer(question, answer);
    return answer.outcome === "answered"
      ? answered(pass, node, answer.data, answer)
      : { next: node.onFailed, took: "failed", at: answer.at, by: answer };
  }
  if (pass.context.now < until)
    return until === wait.until && zone === wait.zone ? wait : { ...wait, zone, until };
  noteAnswer(question, { call: wait.call, outcome: "failed", reason: "NO_ANSWER" });
  return { next: node.onFailed, took: "failed", at: until, by: null };
}

function answered(
  pass: Pass,
  { answer, next }: WebhookNode,
  data: JsonObject | null,
  by: WorkflowInput,
): Left {
  if (answer !== undefined && data !== null) {
    const { state } = pass;
    pass.state = { ...state, data: { ...state.data, [answer.as]: data } };
  }
  return { next, took: "answered", at: by.at, by };
}

function deadline({ within = defaultWithin }: WebhookNode, since: Instant, zone: string): Instant {
  return addDuration(since, within, zone);
}

function makeCall({ pass, id }: WaitQuestion, node: WebhookNode, until: Instant): SendKey {
  const { enrollment, effects, state, facts, context } = pass;
  const key = workflowSendKey(enrollment.id, enrollment.revision, effects.length);
  const { url, event, data, attributes = [], answer, timeout = defaultTimeout } = node;
  const own = facts.contact.attributes;
  effects.push({
    ...{ kind: "webhook", node: id, key, url, event, until },
    data: { ...state.data, ...data },
    attributes: Object.fromEntries(
      attributes.flatMap((name) => {
        const value = Object.hasOwn(own, name) ? own[name] : undefined;
        return value === undefined ? [] : [[name, value] as const];
      }),
    ),
    answer: answer?.members ?? null,
    at: context.now,
    timeoutMs: durationLength(timeout),
  });
  return key;
}
