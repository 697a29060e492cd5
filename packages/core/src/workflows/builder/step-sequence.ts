import type { Schema } from "../../contacts/index.js";
import { DefinitionError } from "../../errors/index.js";
import { listId } from "../../identifiers.js";
import type { JsonObject, JsonValue } from "../../json.js";
import { deepestData, isDeeper } from "../../json-depth.js";
import { toSameKey, type ZoneRule } from "../../segments/index.js";
import type { DurationText } from "../../timing/index.js";
import type { NodeId, WorkflowNode } from "../node.js";
import type { BranchCondition, DeliveryCondition } from "../node-condition.js";
import { connect, type Draft, nodeIdFor, type OpenEnd, openEnd } from "./draft.js";
import { toCondition, toSameKeys, toSegmentNode } from "./where.js";
import type {
  DatePaths,
  DeliveryOption,
  PathBuilder,
  StepOptions,
  TemplateReference,
  When,
  WorkflowSteps,
} from "./workflow-steps.js";

/** The options of a send, for any schema. */
interface AnySendOptions extends StepOptions, Omit<TemplateReference, "id"> {
  readonly data?: JsonObject;
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

  /** Connects the open edges to a new node; its own edges are open afterwards. */
  const lay = (
    given: NodeId | undefined,
    words: string,
    ends: readonly OpenEnd[],
    make: (id: NodeId) => WorkflowNode,
  ) => {
    const id = nodeIdFor(draft, given, words);
    connect(open, id);
    draft.nodes.set(id, () => make(id));
    nodeIds.push(id);
    open = ends;
    return steps;
  };
  const layOne = (
    options: StepOptions | undefined,
    words: string,
    make: (next: OpenEnd) => WorkflowNode,
  ) => {
    const next = openEnd();
    return lay(options?.id, words, [next], () => make(next));
  };
  /** Builds a path after one edge. The edges it leaves open stay open after the whole fork. */
  const follow = (end: OpenEnd, way: PathBuilder<S, Data> | undefined): readonly OpenEnd[] => {
    if (way === undefined) return [end];
    const laying = createStepSequence<S, Data>(draft, [end]);
    nodeIds.push(...way(laying.steps).nodeIds);
    return laying.open();
  };
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
    const ends = cases.map(openEnd);
    const last = openEnd();
    lay(options?.id, words, [], () => ({
      kind: "branch",
      cases: cases.map(({ name, when }, index) => ({
        name,
        where: conditionOf(when),
        next: ends[index]?.to ?? "",
      })),
      else: last.to,
    }));
    open = [
      ...ends.flatMap((end, index) => follow(end, cases[index]?.way)),
      ...follow(last, otherwise),
    ];
    return steps;
  };

  const steps: WorkflowSteps<S, Data> = {
    nodeIds,
    send(template: TemplateReference, options: AnySendOptions = {}) {
      const { data } = options;
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
        next: to,
      }));
    },
    wait: (duration, options) =>
      layOne(options, `wait-${duration}`, ({ to }) => ({ kind: "wait", for: duration, next: to })),
    waitUntil: ({ time, days, zone, id }) =>
      layOne(
        id === undefined ? {} : { id },
        ["until", ...(days ?? []), time].join("-"),
        ({ to }) => ({
          kind: "waitUntil",
          time,
          ...(days === undefined ? {} : { days }),
          ...(zone === undefined ? {} : { zone }),
          next: to,
        }),
      ),
    waitUntilDate(
      {
        attribute,
        trigger,
        before,
        after,
        time,
        zone,
        id,
      }: StepOptions & {
        readonly attribute?: string;
        readonly trigger?: string;
        readonly before?: DurationText;
        readonly after?: DurationText;
        readonly time?: string;
        readonly zone?: ZoneRule;
      },
      ways: DatePaths<S, Data> = {},
    ) {
      const [next, passed, missing] = [openEnd(), openEnd(), openEnd()];
      const source = attribute ?? trigger ?? "";
      lay(id, `until-${source}`, [], () => ({
        kind: "waitUntilDate",
        date: attribute === undefined ? { trigger: source } : { attribute },
        ...(before === undefined ? {} : { offset: { before } }),
        ...(after === undefined ? {} : { offset: { after } }),
        ...(time === undefined ? {} : { time }),
        ...(zone === undefined ? {} : { zone }),
        next: next.to,
        onPassed: passed.to,
        onMissing: missing.to,
      }));
      open = [next, ...follow(passed, ways.passed), ...follow(missing, ways.missing)];
      return steps;
    },
    waitFor(what, ways = {}) {
      const { event, where, same, timeout } = what;
      const deliveries = deliveriesOf(what);
      const any = [
        ...(event === undefined
          ? []
          : [{ op: "event" as const, event, ...toCondition(where), ...toSameKeys(same) }]),
        ...deliveries,
      ];
      const match = openEnd();
      const late = openEnd();
      lay(what.id ?? ways.id, `wait-for-${event ?? wordsOf(deliveries)}`, [], () => ({
        kind: "waitFor",
        any,
        timeout,
        onMatch: match.to,
        onTimeout: late.to,
      }));
      open = [...follow(match, ways.yes), ...follow(late, ways.no)];
      return steps;
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
      const entries = Object.entries(arms);
      const ends = entries.map(openEnd);
      lay(options?.id, "split", [], (id) => ({
        kind: "split",
        arms: entries.map(([arm, { weight }], index) => ({
          id: arm,
          weight,
          next: ends[index]?.to ?? "",
        })),
        salt: options?.salt ?? `${draft.workflow}/${id}`,
      }));
      open = ends.flatMap((end, index) => follow(end, entries[index]?.[1].do));
      return steps;
    },
    set(attributes, options) {
      const set = jsonOf(attributes, draft.workflow);
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
    exit: (outcome) => lay(undefined, `exit-${outcome}`, [], () => ({ kind: "exit", outcome })),
    goTo(id) {
      connect(open, id);
      open = [];
      return steps;
    },
  };
  return { steps, open: () => open };
}

const reports = ["delivered", "opened", "clicked", "bounced"] as const;

function deliveriesOf(option: DeliveryOption): readonly DeliveryCondition[] {
  const { humanOnly } = option;
  return reports.flatMap((event) => {
    const template = option[event];
    if (template === undefined) return [];
    return [
      {
        op: "delivery" as const,
        event,
        template: template.id,
        ...(humanOnly === undefined ? {} : { humanOnly }),
      },
    ];
  });
}

function wordsOf([first]: readonly DeliveryCondition[]): string {
  return first === undefined ? "nothing" : `${first.event}-${first.template}`;
}

function conditionOf<S extends Schema, Data>(when: When<S, Data>): BranchCondition {
  if (typeof when === "function") return toSegmentNode(when);
  if ("in" in when) return { op: "member", segment: when.in.id };
  if ("happened" in when) {
    const { happened: event, window, same } = when;
    return {
      ...{ op: "happened", event, ...toCondition(when.where) },
      same: toSameKey(same),
      ...(window === undefined ? {} : { window }),
    };
  }
  if ("trigger" in when) {
    const { where } = toCondition(when.trigger);
    return where === undefined ? { op: "const", value: true } : { op: "trigger", where };
  }
  const [first, second] = deliveriesOf(when);
  if (first !== undefined && second === undefined) return first;
  throw new DefinitionError(
    "DEFINITION_BRANCH",
    "A case of a branch asks for exactly one report.",
    {
      remedy: "Name one of clicked, opened, delivered or bounced.",
    },
  );
}

function whenWords<S extends Schema, Data>(when: When<S, Data>): string {
  if (typeof when === "function") return "contact";
  if ("in" in when) return `in-${when.in.id}`;
  if ("happened" in when) return when.happened;
  return "trigger" in when ? "trigger" : wordsOf(deliveriesOf(when));
}

function jsonOf(values: object, workflow: string): JsonObject {
  if (isDeeper(values, deepestData)) {
    throw new DefinitionError(
      "DEFINITION_DEPTH",
      `${workflow}: a value is nested deeper than ${deepestData} levels.`,
    );
  }
  const set: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(values)) {
    const given: unknown = value;
    if (!isJson(given)) {
      throw new DefinitionError(
        "DEFINITION_NOT_JSON",
        `${workflow}: an attribute is set to something JSON cannot hold.`,
        {
          path: name,
        },
      );
    }
    set[name] = given;
  }
  return set;
}

function isJson(value: unknown): value is JsonValue {
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    Number.isFinite(value)
  )
    return true;
  if (typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  return plain && Object.values(value).every(isJson);
}
