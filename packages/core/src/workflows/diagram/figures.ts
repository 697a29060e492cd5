import { isObject, type JsonObject, type JsonValue } from "../../json.js";
import type { StepLogEntry } from "../../ports/store/enrollment.js";
import type { MessageFact } from "../../ports/store/facts.js";
import type { NodeId } from "../definition.js";
import { type Activity, copies, stepCounter, type WorkflowCounts } from "./count-steps.js";

/**
 * What became of the messages of one step. `opened` and `clicked` count messages that anything
 * opened or clicked, scanners and proxies among them; `…ByPeople` leaves known machines out.
 */
export interface SendFigures {
  /** Accepted by the provider. */
  readonly accepted: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly complained: number;
  readonly opened: number;
  readonly openedByPeople: number;
  readonly clicked: number;
  readonly clickedByPeople: number;
}

/** What the log and the messages say beyond plain counts. */
export interface FigureParts {
  /** When runs passed each node. At a node with one way on, this holds for that edge as well. */
  readonly nodes: Readonly<Record<NodeId, Activity>>;
  /** By edge, at nodes with more than one: `edges["wait"]?.["timeout"]`. */
  readonly edges: Readonly<Record<NodeId, Readonly<Record<string, Activity>>>>;
  readonly messages: Readonly<Record<NodeId, SendFigures>>;
  /**
   * Where runs ended, and by what: an exit node's outcome, or the event, segment or request that
   * ended the run while it was there. `(entry)` is before the first node.
   */
  readonly leaves: Readonly<Record<NodeId, Readonly<Record<string, number>>>>;
  /** Runs that did not begin, by the codes of the reasons against them, each once a run. */
  readonly refused: Readonly<Record<string, number>>;
}

/** The figures of a workflow's runs, from the step log and the messages. */
export interface WorkflowFigures extends WorkflowCounts, FigureParts {}

/** What a drawing can show: counts alone, or all figures. */
export interface DrawnCounts extends WorkflowCounts, Partial<FigureParts> {}

export interface FigureCounter {
  /** One contact's steps of the workflow, in any order, and all of its messages. */
  add(log: Iterable<StepLogEntry>, messages?: Iterable<MessageFact>): void;
  /** A message of this step, for those who know it without the log. */
  addMessage(step: NodeId, message: MessageFact): void;
  figures(): WorkflowFigures;
}

/** Sums that are still added to. */
type Counting<Figures> = { -readonly [Name in keyof Figures]: Figures[Name] };

/** Before the first node. Cannot clash with a node's id, which begins with a letter or digit. */
export const beforeFirst = "(entry)";

/** Adds up one contact at a time, for workflows whose runs do not fit in memory. */
export function figureCounter(): FigureCounter {
  const steps = stepCounter();
  const messages = new Map<string, Counting<SendFigures>>();
  const leaves = new Map<string, Map<string, number>>();
  const refused = new Map<string, number>();

  const addMessage = (id: NodeId, message: MessageFact): void => {
    const sum = messages.get(id);
    if (sum !== undefined) {
      count(sum, message);
      return;
    }
    const first = { ...none };
    messages.set(id, first);
    count(first, message);
  };
  const addStep = (entry: StepLogEntry, stepOf: Map<string, NodeId> | undefined): void => {
    steps.add(entry);
    const { detail } = entry;
    if (detail["refused"] !== undefined) {
      const against = asObjects(detail["refused"]).filter(({ effect }) => effect === "deny");
      for (const code of new Set(against.map((reason) => asText(reason["code"]))))
        tell(refused, code);
    }
    const effects = detail["effects"];
    for (const one of Array.isArray(effects) ? effects : []) {
      const effect = asObject(one);
      if (effect["kind"] === "send") stepOf?.set(asText(effect["key"]), asText(effect["node"]));
      if (effect["kind"] !== "exited") continue;
      tell(within(leaves, findPlace(effect, entry)), findCause(effect));
    }
  };
  return {
    add(log, sent) {
      const stepOf = sent === undefined ? undefined : new Map<string, NodeId>();
      for (const entry of log) addStep(entry, stepOf);
      for (const message of sent ?? []) {
        // A copy that was sent again has its first one's key, and a number.
        const id = stepOf?.get(message.key) ?? stepOf?.get(message.key.replace(/~\d+$/, ""));
        if (id !== undefined) addMessage(id, message);
      }
    },
    addMessage,
    figures: () => ({
      ...steps.counts(),
      ...steps.activities(),
      messages: copies(messages),
      leaves: Object.fromEntries([...leaves].map(([id, own]) => [id, Object.fromEntries(own)])),
      refused: Object.fromEntries(refused),
    }),
  };
}

/** The exit node, the node where the run waited, or the last one it passed. */
function findPlace({ by, node }: JsonObject, { path, detail }: StepLogEntry): NodeId {
  if (by === "node" && typeof node === "string") return node;
  const { left } = detail;
  return path.at(-1) ?? (typeof left === "string" ? left : beforeFirst);
}

function findCause({ by, outcome, signal }: JsonObject): string {
  if (typeof signal === "string") return signal;
  return by === "fault" ? "fault" : asText(outcome);
}

const none: SendFigures = {
  ...{ accepted: 0, delivered: 0, bounced: 0, complained: 0 },
  ...{ opened: 0, openedByPeople: 0, clicked: 0, clickedByPeople: 0 },
};

function count(sum: Counting<SendFigures>, message: MessageFact): void {
  if (message.sentAt !== null) sum.accepted++;
  if (message.deliveredAt !== null) sum.delivered++;
  if (message.bouncedAt !== null) sum.bounced++;
  if (message.complainedAt !== null) sum.complained++;
  if (message.openedAt !== null || message.machineOpenedAt !== null) sum.opened++;
  if (message.openedAt !== null) sum.openedByPeople++;
  if (message.clickedAt !== null || message.machineClickedAt !== null) sum.clicked++;
  if (message.clickedAt !== null) sum.clickedByPeople++;
}

function tell(tally: Map<string, number>, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1);
}

function within<V>(all: Map<string, Map<string, V>>, id: string): Map<string, V> {
  const found = all.get(id);
  if (found !== undefined) return found;
  const made = new Map<string, V>();
  all.set(id, made);
  return made;
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function asObjects(value: JsonValue | undefined): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.map((one: JsonValue) => asObject(one));
}

function asText(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
