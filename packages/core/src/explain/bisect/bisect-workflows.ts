import { type JsonValue, sameJson } from "../../json.js";
import type { WorkflowDefinition } from "../../workflows/definition.js";
import { edgeTable, reachableFrom } from "../../workflows/graph.js";
import { type RunHistory, replayRun } from "./replay-run.js";
import { type SendWay, wayToSend } from "./send-way.js";

/** A part in which two versions differ: `nodes.tips`, `exitOn`, `policy`. */
export interface ChangedPart {
  readonly part: string;
  /** As it is in either version, as JSON. */
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** By which change one person gets a message in one version of a workflow and not in the other. */
export interface WorkflowBisection {
  readonly template: string;
  readonly sentBy: "before" | "after" | "both" | "neither";
  /**
   * Together they make the difference, and without any one of them there is none. Empty where both
   * versions send it, or neither.
   */
  readonly causes: readonly ChangedPart[];
  /** How each version comes to send it; `null`: it does not. */
  readonly before: SendWay | null;
  readonly after: SendWay | null;
  /** How many versions in between were tried. */
  readonly tried: number;
}

/**
 * Replays what happened to one person through two versions of a workflow, and through versions in
 * between, until it is known which changed step or rule decides over one message. Pure: writes
 * nothing and sends nothing.
 */
export function bisectWorkflows(
  versions: { readonly before: WorkflowDefinition; readonly after: WorkflowDefinition },
  history: RunHistory,
  template: string,
): WorkflowBisection {
  const way = (definition: WorkflowDefinition): SendWay | null =>
    wayToSend(definition, history, replayRun(definition, history), { template });
  const [before, after] = [way(versions.before), way(versions.after)];
  const told = { template, before, after };
  if ((before === null) === (after === null))
    return { ...told, sentBy: before === null ? "neither" : "both", causes: [], tried: 0 };
  const sentBy = before === null ? "after" : "before";
  // Changes are made to the version that does not send it, until it does.
  const [silent, sending] =
    before === null ? [versions.before, versions.after] : [versions.after, versions.before];
  let needed = changedParts(silent, sending);
  let tried = 0;
  // The part that is met first is kept longest, since what follows often only follows from it.
  for (const part of needed.toReversed()) {
    const fewer = needed.filter((one) => one !== part);
    tried += 1;
    if (way(between(silent, sending, fewer)) !== null) needed = fewer;
  }
  const causes = needed.map((part) => ({
    part,
    before: partIn(versions.before, part),
    after: partIn(versions.after, part),
  }));
  return { ...told, sentBy, causes, tried };
}

const rules = ["exitOn", "goals", "policy", "start", "zone", "entry"] as const;

type Rule = (typeof rules)[number];

/**
 * In the order in which a run meets them. A step that only one version has is no part: it does
 * nothing until another part leads to it.
 */
function changedParts(silent: WorkflowDefinition, sending: WorkflowDefinition): readonly string[] {
  const order = [
    ...new Set([...reachableFrom(edgeTable(sending.nodes), sending.start), sending.start]),
  ];
  const rest = Object.keys(sending.nodes).filter((id) => !order.includes(id));
  const parts = [...rules, ...[sending.start, ...order, ...rest].map((id) => `nodes.${id}`)];
  return [...new Set(parts)].filter((part) => {
    if (part.startsWith("nodes.") && !Object.hasOwn(silent.nodes, part.slice(6))) return false;
    return !sameJson(partIn(silent, part), partIn(sending, part));
  });
}

function partIn(definition: WorkflowDefinition, part: string): JsonValue {
  const id = part.slice("nodes.".length);
  const found = part.startsWith("nodes.")
    ? Object.hasOwn(definition.nodes, id)
      ? definition.nodes[id]
      : undefined
    : definition[ruleNamed(part)];
  return found === undefined ? null : JSON.parse(JSON.stringify(found));
}

function ruleNamed(part: string): Rule {
  return rules.find((rule) => rule === part) ?? "entry";
}

/** The silent version with some parts of the one that sends. */
function between(
  silent: WorkflowDefinition,
  sending: WorkflowDefinition,
  parts: readonly string[],
): WorkflowDefinition {
  const taken = Object.entries(sending.nodes).filter(
    ([id]) => parts.includes(`nodes.${id}`) || !Object.hasOwn(silent.nodes, id),
  );
  const { goals, ...plain } = silent;
  const has = (rule: Rule): boolean => parts.includes(rule);
  const ends = has("goals") ? sending.goals : goals;
  return {
    ...plain,
    nodes: { ...silent.nodes, ...Object.fromEntries(taken) },
    exitOn: (has("exitOn") ? sending : silent).exitOn,
    policy: (has("policy") ? sending : silent).policy,
    start: (has("start") ? sending : silent).start,
    zone: (has("zone") ? sending : silent).zone,
    entry: (has("entry") ? sending : silent).entry,
    ...(ends === undefined ? {} : { goals: ends }),
  };
}
