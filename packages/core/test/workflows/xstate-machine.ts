// A workflow as an XState 5 machine, written from the definition's own words and not from the
// engine: guards, delays and bookkeeping are XState's. Zones are those without clock changes.
import { type AnyStateMachine, assign, createMachine } from "xstate";
import type { WorkflowDefinition } from "../../src/index.js";
import type { DeliveryCondition, WorkflowNode } from "../../src/workflows/index.js";

/** What a run did, and when. */
export interface Deed {
  readonly at: number;
  readonly kind: "send" | "skip" | "update" | "list";
  readonly node: string;
}

export interface Memory {
  readonly deeds: readonly Deed[];
  /** The templates sent, each with what was reported about it, and by whom. */
  readonly reports: readonly { readonly template: string; readonly seen: readonly string[] }[];
}

export interface Happening {
  readonly type: string;
  readonly template?: string;
  readonly machine?: boolean;
}

export interface World {
  readonly now: () => number;
  readonly refuses: (node: WorkflowNode & { kind: "send" }) => boolean;
  /** The arm of a split, by its salt. */
  readonly armFor: (node: WorkflowNode & { kind: "split" }) => string;
}

const minute = 60_000;
const units: Readonly<Record<string, number>> = {
  m: minute,
  h: 60 * minute,
  d: 1440 * minute,
  w: 10_080 * minute,
};
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

function readLength(text: string): number {
  return [...text.matchAll(/(\d+)([mhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? Number.NaN),
    0,
  );
}

/** The next instant at which the clocks of the zone show the time, later than `now`. */
function untilTime(node: WorkflowNode & { kind: "waitUntil" }, now: number): number {
  const offset = node.zone === "fixed:Asia/Tokyo" ? 9 * 60 * minute : 0;
  const [hours = 0, minutes = 0] = node.time.split(":").map(Number);
  const day = Math.floor((now + offset) / (1440 * minute));
  for (let ahead = 0; ; ahead++) {
    const at = (day + ahead) * 1440 * minute + (hours * 60 + minutes) * minute - offset;
    const name = weekdays[new Date(at + offset).getUTCDay()];
    if (at > now && (node.days?.some((one) => one === name) ?? true)) return at;
  }
}

function reported(condition: DeliveryCondition, { reports }: Memory): boolean {
  const machines = condition.humanOnly === false && /opened|clicked/.test(condition.event);
  return reports.some(
    ({ template, seen }) =>
      template === condition.template &&
      (seen.includes(condition.event) || (machines && seen.includes(`machine ${condition.event}`))),
  );
}

type Args = { readonly context: Memory; readonly event: Happening };

export function machineFor(definition: WorkflowDefinition, world: World): AnyStateMachine {
  const to = (id: string): string => `#${id}`;
  const does = (kind: Deed["kind"], node: string) =>
    assign({
      deeds: ({ context }: Args) => [...context.deeds, { at: world.now(), kind, node }],
    });
  const sends = (template: string) =>
    assign({
      reports: ({ context }: Args) => [{ template, seen: [] }, ...context.reports],
    });
  const createStateNode = (id: string, node: WorkflowNode): Record<string, unknown> => {
    switch (node.kind) {
      case "send":
        return world.refuses(node)
          ? { entry: does("skip", id), always: to(node.next) }
          : { entry: [does("send", id), sends(node.template)], always: to(node.next) };
      case "update":
      case "list":
        return { entry: does(node.kind, id), always: to(node.next) };
      case "wait":
        return { after: { [readLength(node.for)]: to(node.next) } };
      case "waitUntil":
        return { after: { [id]: to(node.next) } };
      case "waitFor": {
        const on: Record<string, string> = {};
        for (const one of node.any) if (one.op === "event") on[one.event] = to(node.onMatch);
        const already = node.any.flatMap((one) =>
          one.op === "delivery"
            ? [{ guard: ({ context }: Args) => reported(one, context), target: to(node.onMatch) }]
            : [],
        );
        return { on, always: already, after: { [readLength(node.timeout)]: to(node.onTimeout) } };
      }
      case "branch":
        return {
          always: [
            ...node.cases.map(({ where, next }) => ({
              guard: ({ context }: Args) => where.op === "delivery" && reported(where, context),
              target: to(next),
            })),
            { target: to(node.else) },
          ],
        };
      case "split": {
        const arm = node.arms.find((one) => one.id === world.armFor(node));
        return { always: to(arm?.next ?? "") };
      }
      case "exit":
        return { type: "final" };
      default:
        throw new Error(`No machine is drawn for ${node.kind}.`);
    }
  };
  const states = Object.fromEntries(
    Object.entries(definition.nodes).map(([id, node]) => [
      id,
      { id, ...createStateNode(id, node) },
    ]),
  );
  const delays = Object.fromEntries(
    Object.entries(definition.nodes).flatMap(([id, node]) =>
      node.kind === "waitUntil" ? [[id, () => untilTime(node, world.now()) - world.now()]] : [],
    ),
  );
  const exits = definition.exitOn.flatMap((rule, index) =>
    rule.on === "event" ? [[rule.event, { target: `#exit-${index}` }] as const] : [],
  );
  const notes = {
    actions: assign({
      reports: ({ context, event }: Args) => {
        const newest = context.reports.findIndex(({ template }) => template === event.template);
        const what = event.type.replace("delivery:", "");
        return context.reports.map((one, index) =>
          index === newest
            ? { ...one, seen: [...one.seen, event.machine === true ? `machine ${what}` : what] }
            : one,
        );
      },
    }),
  };
  const finals = definition.exitOn.map(
    (_, index) => [`exit-${index}`, { id: `exit-${index}`, type: "final" }] as const,
  );
  return createMachine(
    {
      id: "workflow",
      context: { deeds: [], reports: [] },
      initial: definition.start,
      on: {
        ...Object.fromEntries(
          ["delivered", "opened", "clicked", "bounced"].map((what) => [`delivery:${what}`, notes]),
        ),
        ...Object.fromEntries(exits),
      },
      states: { ...states, ...Object.fromEntries(finals) },
    },
    { delays },
  );
}
