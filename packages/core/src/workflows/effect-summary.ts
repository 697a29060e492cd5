import type { JsonObject, JsonValue } from "../json.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { RefusedSend, WorkflowEffect } from "./workflow-effect.js";

/** An effect as recorded in the log, without the data of the message. */
export function summarizeEffects(effect: WorkflowEffect): JsonObject {
  switch (effect.kind) {
    case "send":
      return {
        ...{ kind: "send", node: effect.node, key: effect.key, template: effect.template },
        ...refusals(effect.refused),
      };
    case "skip":
      return {
        kind: "skip",
        node: effect.node,
        key: effect.key,
        template: effect.template,
        reasons: plain(effect.reasons),
        ...refusals(effect.refused),
      };
    case "defer":
      return {
        kind: "defer",
        node: effect.node,
        template: effect.template,
        until: effect.until,
        reasons: plain(effect.reasons),
      };
    case "update":
      return { kind: "update", node: effect.node, names: Object.keys(effect.attributes) };
    case "list":
      return { kind: "list", node: effect.node, add: effect.add, remove: effect.remove };
    case "webhook": {
      const { kind, node, key, until } = effect;
      return { kind, node, key, until };
    }
    case "notify": {
      const { kind, node, key, owner, dueAt } = effect;
      return { kind, node, key, owner, dueAt };
    }
    case "run":
      return { ...effect, reasons: plain(effect.reasons) };
    case "told": {
      const { kind, node, run, call, outcome, goals } = effect;
      return { kind, node, run, call, outcome, goals };
    }
    case "goal":
    case "answer":
    case "turn":
    case "exposure":
    case "endRun":
    case "exited":
      return { ...effect };
  }
}

function refusals(refused: readonly RefusedSend[] | undefined): JsonObject {
  if (refused === undefined) return {};
  return { refused: refused.map((one) => ({ ...one, reasons: plain(one.reasons) })) };
}

function plain(reasons: readonly DecisionReason[]): JsonValue {
  return reasons.map((reason) => ({ ...reason }));
}
