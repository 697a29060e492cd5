import type { Schema } from "../../contacts/index.js";
import { listId } from "../../identifiers.js";
import type { JsonObject } from "../../json.js";
import type { NodeId, SendFallback } from "../definition.js";
import { callSteps } from "./call-steps.js";
import { branchCondition, whenWords } from "./condition.js";
import { connect, type Draft, nodeIdFor, type OpenEnd, openEnd } from "./draft.js";
import { jsonValues } from "./json-values.js";
import type { KeptName } from "./kept-event.js";
import type { Laying } from "./laying.js";
import type { StepOptions, TemplateReference } from "./step-parts.js";
import { waitSteps } from "./wait-steps.js";
import type { When } from "./when.js";
import { toGoalValue } from "./where.js";
import type { PathBuilder, WorkflowSteps } from "./workflow-steps.js";

/** The options of a send, for any schema. */
interface AnySendOptions extends StepOptions, Omit<TemplateReference, "id"> {
  readonly data?: JsonObject;
  readonly kept?: KeptName;
  readonly fallbacks?: readonly TemplateReference[];
}

/** Builds steps after some open edges, and returns the edges that are open afterwards. */
export interface StepSequence<S extends Schema, Data> {
  readonly steps: WorkflowSteps<S, Data>;
  readonly open: () => readonly OpenEnd[];
}

export function createStepSequence<S extends Schema, Data>(
  draft: Draft,
  from: readonly OpenEnd[],
): StepSequence<S, Data> {
  let open = from;
  const nodeIds: NodeId[] = [];
  /** Builds a path after one edge. The edges it leaves open stay open after the whole fork. */
  const follow = (end: OpenEnd, way: PathBuilder<S, Data> | undefined): readonly OpenEnd[] => {
    if (way === undefined) return [end];
    const sequence = createStepSequence<S, Data>(draft, [end]);
    nodeIds.push(...way(sequence.steps).nodeIds);
    return sequence.open();
  };
  const laying: Laying<S, Data> = {
    workflow: draft.workflow,
    lay(given, words, ends, make) {
      const id = nodeIdFor(draft, given, words);
      connect(open, id);
      draft.nodes.set(id, () => make(id));
      nodeIds.push(id);
      open = ends;
      return steps;
    },
    layOne(options, words, make) {
      const next = openEnd();
      return laying.lay(options?.id, words, [next], () => make(next));
    },
    fork(given, words, ways, make) {
      laying.lay(given, words, [], make);
      open = ways.flatMap(([end, way]) => follow(end, way));
      return steps;
    },
  };
  const { lay, layOne, fork } = laying;
  const choose = (
    options: StepOptions | undefined,
    words: string,
    cases: readonly {
      readonly name: string;
      readonly when: When<S, Data>;
      readonly way: PathBuilder<S, Data> | undefined;
    }[],
    otherwise: PathBuilder<S, Data> | undefined,
  ) => {
    const ways = cases.map((one) => ({ ...one, end: openEnd() }));
    const last = openEnd();
    return fork(
      options?.id,
      words,
      [...ways.map(({ end, way }) => [end, way] as const), [last, otherwise]],
      () => ({
        kind: "branch",
        cases: ways.map(({ name, when, end }) => ({
          name,
          where: branchCondition(when),
          next: end.to,
        })),
        else: last.to,
      }),
    );
  };

  const steps: WorkflowSteps<S, Data> = {
    nodeIds,
    ...waitSteps(laying),
    ...callSteps(laying),
    send(template: TemplateReference, options: AnySendOptions = {}) {
      const { data, kept, fallbacks } = options;
      const purpose = options.purpose ?? template.purpose ?? "";
      const topic = options.topic ?? template.topic;
      const channel = options.channel ?? template.channel ?? "email";
      const messageClass = options.messageClass ?? template.messageClass;
      return layOne(options, template.id, ({ to }) => ({
        kind: "send",
        channel,
        template: template.id,
        purpose,
        ...(topic === undefined ? {} : { topic }),
        ...(messageClass === undefined ? {} : { messageClass }),
        ...(data === undefined ? {} : { data }),
        ...(kept === undefined ? {} : { kept: kept.as }),
        ...(fallbacks === undefined ? {} : { fallbacks: fallbacks.map(sendFallback) }),
        next: to,
      }));
    },
    branch: (when, ways) => {
      const name = whenWords(when);
      return choose(ways, `if-${name}`, [{ name: "yes", when, way: ways.yes }], ways.no);
    },
    choose: (cases, otherwise, options) =>
      choose(
        options,
        "choose",
        Object.entries(cases).map(([name, { when, do: way }]) => ({ name, when, way })),
        otherwise,
      ),
    split(arms, options) {
      const entries = Object.entries(arms).map(([id, arm]) => ({ id, ...arm, end: openEnd() }));
      return fork(
        options?.id,
        "split",
        entries.map((arm) => [arm.end, arm.do]),
        (id) => ({
          kind: "split",
          arms: entries.map((arm) => ({ id: arm.id, weight: arm.weight, next: arm.end.to })),
          salt: options?.salt ?? `${draft.workflow}/${id}`,
        }),
      );
    },
    experiment(experiment, { metric, arms, holdout, id: given }) {
      const entries = Object.entries(arms).map(([id, arm]) => ({ id, ...arm, end: openEnd() }));
      const out = openEnd();
      return fork(
        given,
        `experiment-${experiment}`,
        [
          ...entries.map((arm) => [arm.end, arm.do] as const),
          ...(holdout === undefined ? [] : [[out, holdout.do] as const]),
        ],
        () => ({
          kind: "experiment",
          experiment,
          arms: entries.map((arm) => ({ id: arm.id, weight: arm.weight, next: arm.end.to })),
          ...(holdout === undefined ? {} : { holdout: { share: holdout.share, next: out.to } }),
          metric,
        }),
      );
    },
    parallel(branches, options) {
      const ways = Object.entries(branches).map(([id, way]) => ({ id, way, end: openEnd() }));
      const join = openEnd();
      fork(
        options?.id,
        "parallel",
        ways.map(({ end, way }) => [end, way]),
        () => ({
          kind: "parallel",
          branches: ways.map(({ id, end }) => ({ id, next: end.to })),
          join: join.to,
        }),
      );
      open = [...open, join];
      const when = options?.join ?? "all";
      const own = options?.id === undefined ? undefined : { id: `${options.id}-join` };
      return layOne(own, "join", ({ to }) => ({ kind: "join", when, next: to }));
    },
    set(attributes, options) {
      const set = jsonValues(attributes, draft.workflow);
      return layOne(options, `set-${Object.keys(set).join("-")}`, ({ to }) => ({
        kind: "update",
        set,
        next: to,
      }));
    },
    unset: (...names) =>
      layOne(undefined, `unset-${names.join("-")}`, ({ to }) => ({
        kind: "update",
        unset: names,
        next: to,
      })),
    addTo: (...lists) =>
      layOne(undefined, `add-to-${lists.join("-")}`, ({ to }) => ({
        kind: "list",
        add: lists.map(listId),
        next: to,
      })),
    removeFrom: (...lists) =>
      layOne(undefined, `remove-from-${lists.join("-")}`, ({ to }) => ({
        kind: "list",
        remove: lists.map(listId),
        next: to,
      })),
    moveTo: (list, options) =>
      layOne(options, `move-to-${list}`, ({ to }) => ({
        kind: "list",
        add: [listId(list)],
        ...(options?.from === undefined ? {} : { remove: options.from.map(listId) }),
        next: to,
      })),
    goal: (name, options) =>
      layOne(options, `goal-${name}`, ({ to }) => ({
        kind: "goal",
        name,
        ...toGoalValue(options?.value),
        next: to,
      })),
    exit: (outcome) => lay(undefined, `exit-${outcome}`, [], () => ({ kind: "exit", outcome })),
    goTo(id) {
      connect(open, id);
      open = [];
      return steps;
    },
  };
  return { steps, open: () => open };
}

function sendFallback(template: TemplateReference): SendFallback {
  const { id, channel, purpose, topic, messageClass } = template;
  return {
    template: id,
    ...(channel === undefined ? {} : { channel }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(topic === undefined ? {} : { topic }),
    ...(messageClass === undefined ? {} : { messageClass }),
  };
}
