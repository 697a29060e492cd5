import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { EntryTrigger, WorkflowDefinition } from "../workflows/definition.js";
import type { WorkflowTrigger } from "../workflows/enrollment.js";

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
  manual: (_, __, data) => ({ type: "manual", id: "simulated-trigger", data }),
};

/** What begins a simulated run, as the workflow's own trigger would. */
export function triggerFor(
  { entry }: WorkflowDefinition,
  at: Instant,
  data: JsonObject,
): WorkflowTrigger {
  return triggerBy(entry.trigger, at, data);
}

function triggerBy<K extends Kind>(
  rule: { readonly [P in K]: TriggerOf<P> & { readonly on: P } }[K],
  at: Instant,
  data: JsonObject,
): WorkflowTrigger {
  return begins[rule.on](rule, at, data);
}
