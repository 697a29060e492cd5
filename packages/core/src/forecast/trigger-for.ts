import { sendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { WorkflowDefinition } from "../workflows/definition.js";
import type { WorkflowTrigger } from "../workflows/enrollment.js";
import type { EntryTrigger } from "../workflows/entry-trigger.js";

type Kind = EntryTrigger["on"];
type TriggerOf<K extends Kind> = Extract<EntryTrigger, { readonly on: K }>;

/** A new kind of trigger does not compile before it says how a simulation begins by it. */
const begins: {
  readonly [K in Kind]: (rule: TriggerOf<K>, at: Instant, data: JsonObject) => WorkflowTrigger;
} = {
  segment: ({ segment, when }, at) => ({
    ...{ type: "member", segment, at },
    entered: when === "enter",
  }),
  event: ({ event: name }, at, data) => ({
    type: "event",
    event: { id: "simulated-trigger", name, at, data },
  }),
  list: ({ list, when }, at) => ({
    ...{ type: "list", list, at, revision: 0 },
    joined: when === "join",
  }),
  consent: ({ when, purpose, topic, channel }, at) => ({
    type: "event",
    event: {
      // As stores name the events that they make of news.
      ...{ id: "consent:simulated", name: `consent.${when}`, at },
      data: {
        purposes: purpose === undefined ? [] : [purpose],
        ...(topic === undefined ? {} : { topic }),
        ...(channel === undefined ? {} : { channel }),
      },
    },
  }),
  delivery: ({ event, template = "simulated-template" }, at) => ({
    ...{ type: "delivery", event, template, at },
    ...{ message: sendKey("simulated-message"), workflow: null, machine: false },
  }),
  date: (rule, at) => ({ type: "planned", rule, key: "date:simulated", at }),
  schedule: (rule, at) => ({ type: "planned", rule, key: "schedule:simulated", at }),
  manual: (_, __, data) => ({ type: "manual", id: "simulated-trigger", data }),
};

/** What begins a simulated run, as the first of the workflow's own triggers would. */
export function triggerFor(
  { entry }: WorkflowDefinition,
  at: Instant,
  data: JsonObject,
): WorkflowTrigger {
  const [first = { on: "manual" }] = entry.triggers;
  return triggerBy(first, at, data);
}

function triggerBy<K extends Kind>(
  rule: { readonly [P in K]: TriggerOf<P> & { readonly on: P } }[K],
  at: Instant,
  data: JsonObject,
): WorkflowTrigger {
  return begins[rule.on](rule, at, data);
}
