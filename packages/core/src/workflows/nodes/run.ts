import type { Instant } from "../../instant.js";
import { isObject, type JsonObject, sameJson } from "../../json.js";
import { workflowSendKey } from "../../messages/send-key.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import { addDuration } from "../../timing/index.js";
import { answerTo, noteAnswer } from "../answers.js";
import { runsTo } from "../check-circles.js";
import { checkDuration } from "../check-parts.js";
import type { RunNode } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import { childRunId, deepestRun, type ParentLink } from "../parent-link.js";
import type { ChildStart } from "../transition-context.js";
import type { Asked, WaitBegun, WaitQuestion } from "../waiting.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

export function runEdges({ next, onRefused, wait }: RunNode): readonly WorkflowEdge[] {
  // A child may end at once: a loop over a child needs a wait of its own.
  return [
    edge(next, wait === undefined ? "started" : "ended"),
    ...(wait === undefined ? [] : [edge(wait.onTimeout, "timeout", "wait.onTimeout", true)]),
    edge(onRefused, "refused", "onRefused"),
  ];
}

export const checkRun: Check<RunNode> = ({ workflow, wait }, path, known, report) => {
  if (workflow === known.own)
    report("RUN_CIRCLE", `${path}.workflow`, "A workflow does not start itself.");
  else if (known.workflow !== undefined) {
    const way = runsTo(known.own, workflow, known.workflow);
    if (way !== null)
      report("RUN_CIRCLE", `${path}.workflow`, `Runs go round: ${known.own} → ${way.join(" → ")}.`);
  }
  const child = known.workflow?.(workflow);
  if (child === null)
    report("UNKNOWN_WORKFLOW", `${path}.workflow`, `There is no workflow “${workflow}”.`);
  else if (child !== undefined && !child.entry.triggers.some(({ on }) => on === "manual")) {
    report(
      "UNKNOWN_WORKFLOW",
      `${path}.workflow`,
      `Nobody can start ${workflow}: it does not begin on request.`,
    );
  }
  if (wait === undefined) return;
  checkDuration(wait.within, `${path}.wait.within`, report);
  if (wait.as !== undefined && !/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(wait.as))
    report("RUN", `${path}.wait.as`, "What comes back has a name of letters and digits.");
};

/** Starts the child in the transaction of this step, so that both are there or neither. */
export function beginRun(question: WaitQuestion, node: RunNode): Asked<WaitBegun> {
  return startChild(question, node, question.heard.since);
}

/** The child's end ends the wait, or the time without one. A later end changes nothing any more. */
export function askRun(question: WaitQuestion, node: RunNode, state: WaitState): Asked {
  const { pass, heard, zone } = question;
  const { call, since } = state;
  const { wait, next } = node;
  if (call === undefined) {
    // A migration put the run here.
    const begun = startChild(question, node, pass.context.now);
    return "next" in begun ? begun : { ...state, zone, ...begun };
  }
  if (wait === undefined) return { next, took: "started", at: pass.context.now, by: null };
  const until = state.kept === true ? state.until : addDuration(since, wait.within, zone);
  const answer = answerTo(call, heard.inputs);
  if (answer !== undefined && answer.at <= until) {
    noteAnswer(question, answer);
    learn(question, node, answer.data ?? {});
    return { next, took: "ended", at: answer.at, by: answer };
  }
  if (pass.context.now < until)
    return until === state.until && zone === state.zone ? state : { ...state, zone, until };
  noteAnswer(question, { call, outcome: "failed", reason: "NO_END" });
  return { next: wait.onTimeout, took: "timeout", at: until, by: null };
}

function startChild(question: WaitQuestion, node: RunNode, at: Instant): Asked<WaitBegun> {
  const { pass, id, zone } = question;
  const { enrollment, effects, state, context } = pass;
  const { workflow, wait, next, onRefused } = node;
  const call = workflowSendKey(enrollment.id, enrollment.revision, effects.length);
  const depth = (state.parent?.depth ?? 0) + 1;
  const link = { run: enrollment.id, call, depth, ...heldTo(wait) };
  const asked = { id: childRunId(call), workflow, data: handedOver(question, node), parent: link };
  const said = depth > deepestRun ? refused(tooDeep) : (context.start?.(asked) ?? refused(unknown));
  const { version, reasons } = said;
  const run = version === null ? null : asked.id;
  effects.push({ kind: "run", node: id, key: call, workflow, run, version, reasons });
  if (version === null) return { next: onRefused, took: "refused", at, by: null };
  const { facts } = pass;
  pass.facts = { ...facts, enrolled: [...new Set([...facts.enrolled, workflow])] };
  if (wait === undefined) return { next, took: "started", at, by: null };
  const since = context.now;
  return { since, until: addDuration(since, wait.within, zone), call };
}

/** The data that the child starts with. */
function handedOver({ pass: { state } }: WaitQuestion, { data }: RunNode): JsonObject {
  return { ...state.data, ...data };
}

/** Keeps how the child ended, and what of its data is new. */
function learn(question: WaitQuestion, node: RunNode, said: JsonObject): void {
  const { pass } = question;
  const as = node.wait?.as;
  if (as === undefined) return;
  const { outcome = null, goals = [], data = {} } = said;
  const given = handedOver(question, node);
  const learned = Object.entries(isObject(data) ? data : {}).filter(
    ([name, value]) => !(Object.hasOwn(given, name) && sameJson(given[name] ?? null, value)),
  );
  const back = { outcome, goals, data: Object.fromEntries(learned) };
  pass.state = { ...pass.state, data: { ...pass.state.data, [as]: back } };
}

function refused(reason: DecisionReason): ChildStart {
  return { version: null, reasons: [reason] };
}

function heldTo(wait: RunNode["wait"]): Pick<ParentLink, "told" | "kept"> {
  if (wait === undefined) return {};
  return wait.left === "keep" ? { told: true, kept: true } : { told: true };
}

const tooDeep: DecisionReason = {
  ...{ code: "RUN_DEPTH", effect: "deny" },
  rule: `at most ${deepestRun} runs start one another`,
};

const unknown: DecisionReason = {
  ...{ code: "WORKFLOW_UNKNOWN", effect: "deny" },
  rule: "no engine has published this workflow",
};
