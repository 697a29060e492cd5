import type { Instant } from "../../instant.js";
import { isObject, type JsonValue } from "../../json.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { SegmentContext } from "../../segments/index.js";
import { asSegment, branchHolds } from "../../workflows/branch.js";
import { deliveredAt, holds } from "../../workflows/condition.js";
import type {
  BranchCondition,
  WorkflowDefinition,
  WorkflowNode,
} from "../../workflows/definition.js";
import { nodeAt } from "../../workflows/graph.js";
import { filterFacts, happenedClause } from "../../workflows/happened.js";
import { inputName } from "../../workflows/workflow-input.js";
import { explainSegment, type SegmentTrace } from "../explain-segment.js";
import { effectsIn } from "../read-detail.js";
import { moment } from "../reason-words.js";
import { english } from "../words/english.js";
import { predicateWords } from "../words/node-words.js";
import type { RunHistory, TakenStep } from "./replay-run.js";

/** One value that a condition compared. Shows the contact's data: keep it out of logs. */
export interface ComparedOperand {
  /** What was asked: `plan is pro`. */
  readonly words: string;
  readonly truth: "yes" | "no" | "unknown";
  /** What was found. */
  readonly actual: JsonValue;
}

/** A case of a branch that was asked, in order, until one held. */
export interface AskedCase {
  /** Its name, as the step log has it. */
  readonly case: string;
  readonly holds: boolean;
  readonly operands: readonly ComparedOperand[];
}

/** A step of the workflow that the run went through. */
export interface WayPart {
  readonly at: Instant;
  readonly node: string;
  readonly kind: WorkflowNode["kind"] | "unknown";
  /** The way it took out of it; `null`: there is only one. */
  readonly took: string | null;
  /** Of a branch. */
  readonly asked: readonly AskedCase[];
}

/** How a run came to send a message. */
export interface SendWay {
  readonly version: number;
  readonly template: string;
  /** The step that sends it, and when. */
  readonly node: string;
  readonly at: Instant;
  /** What set the run going in that step; `null`: time. */
  readonly event: {
    readonly name: string;
    readonly id: string | null;
    readonly at: Instant;
  } | null;
  /** The last place at which it could have gone another way; `null`: there was none. */
  readonly decision: WayPart | null;
  /** Everything it went through, from the beginning to the send. */
  readonly way: readonly WayPart[];
  /** The same in plain English. Names what was compared, so it shows the contact's data. */
  readonly sentence: string;
}

/**
 * The way to the first message of a template, or to the one of a key, through the steps taken.
 * `null`: none of them sends it.
 */
export function wayToSend(
  definition: WorkflowDefinition,
  history: RunHistory,
  steps: readonly TakenStep[],
  wanted: { readonly template: string; readonly key?: string },
): SendWay | null {
  const way: WayPart[] = [];
  for (const [index, step] of steps.entries()) {
    const sent = effectsIn(step.log.detail, "send").find(
      ({ template, key }) =>
        template === wanted.template && (wanted.key === undefined || key === wanted.key),
    );
    const { path } = step.log;
    const node = typeof sent?.["node"] === "string" ? sent["node"] : null;
    const last = node === null ? path.length : path.indexOf(node) + 1;
    for (const id of path.slice(0, last)) way.push(passed(definition, history, step, id));
    if (node === null) continue;
    const { version } = definition;
    const { at } = step.log;
    const decision = way.findLast(({ took }) => took !== null) ?? null;
    const event = eventBehind(history, step, index === 0);
    const told = { version, template: wanted.template, node, at, event, decision, way };
    return { ...told, sentence: waySentence(told) };
  }
  return null;
}

function passed(
  { nodes }: WorkflowDefinition,
  history: RunHistory,
  { log: { at, detail }, facts }: TakenStep,
  id: string,
): WayPart {
  const node = nodeAt(nodes, id);
  const ways = detail["took"];
  const own = ways !== undefined && isObject(ways) && Object.hasOwn(ways, id) ? ways[id] : null;
  return {
    ...{ at, node: id, kind: node?.kind ?? "unknown" },
    took: typeof own === "string" ? own : null,
    asked: node?.kind === "branch" ? askedCases(node.cases, history, facts, at) : [],
  };
}

function askedCases(
  cases: (WorkflowNode & { readonly kind: "branch" })["cases"],
  history: RunHistory,
  facts: ContactFacts,
  now: Instant,
): readonly AskedCase[] {
  const { zone, data, run, consentState } = history;
  const consent = consentState === undefined ? {} : { consentState };
  const asked: AskedCase[] = [];
  for (const [index, { name, where }] of cases.entries()) {
    const holds = branchHolds(where, run, data, facts, { now, zone, ...consent });
    const operands = comparedBy(where, history, facts, { at: now, zone, ...consent });
    asked.push({ case: name ?? `case ${index + 1}`, holds, operands });
    if (holds) break;
  }
  return asked;
}

function comparedBy(
  where: BranchCondition,
  { run, data }: RunHistory,
  facts: ContactFacts,
  context: SegmentContext,
): readonly ComparedOperand[] {
  switch (where.op) {
    case "delivery": {
      const { event, template } = where;
      const at = deliveredAt(where, run.id, facts.messages);
      return [{ words: `${template} was ${event}`, truth: at === null ? "no" : "yes", actual: at }];
    }
    case "trigger": {
      const words = `the trigger's ${predicateWords(english, where.where)}`;
      return [{ words, truth: holds(where.where, data ?? {}) ? "yes" : "no", actual: data }];
    }
    case "happened": {
      const seen = filterFacts(where, data, facts);
      const { trace } = explainSegment(asSegment(happenedClause(where)), seen, context);
      const words = `${where.event} has happened${english.same(where.same)}`;
      return [{ words, truth: trace.truth, actual: trace.actual ?? null }];
    }
    default:
      return leaves(explainSegment(asSegment(where), facts, context).trace);
  }
}

/** The comparisons of a condition, without the words that join them. */
function leaves({ of, words, truth, actual = null }: SegmentTrace): readonly ComparedOperand[] {
  return of.length === 0 ? [{ words, truth, actual }] : of.flatMap(leaves);
}

/** What set the run going in a step: what it heard, or, in its first one, what began it. */
function eventBehind(
  { trigger, facts }: RunHistory,
  { heard }: TakenStep,
  isFirst: boolean,
): SendWay["event"] {
  const [input] = heard;
  if (input !== undefined) {
    const id = input.type === "event" ? input.id : input.type === "delivery" ? input.message : null;
    return { name: inputName(input) ?? input.type, id, at: input.at };
  }
  const began = isFirst ? facts.events.find(({ id }) => id === trigger) : undefined;
  return began === undefined ? null : { name: began.name, id: began.id, at: began.at };
}

function waySentence({
  version,
  template,
  node,
  at,
  event,
  decision,
}: Omit<SendWay, "sentence">): string {
  const by = event === null ? "when its time had come" : `on ${event.name}`;
  const ways =
    decision === null ? "" : `, having gone the way "${decision.took}" out of ${decision.node}`;
  const compared = decision?.asked.flatMap(({ operands }) => operands) ?? [];
  const because = compared.map(({ words, truth, actual }) => {
    return `${words}: ${truth}, found ${JSON.stringify(actual)}`;
  });
  const reasons = because.length === 0 ? "" : ` (${because.join("; ")})`;
  return `Version ${version} sends ${template} in ${node} at ${moment(at)}, ${by}${ways}${reasons}.`;
}
