import type { JsonObject, JsonValue } from "../json.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { WorkflowEffect } from "./workflow-effect.js";

/** An effect as recorded in the log, without the data of the message. */
export function summarizeEffects(effect: WorkflowEffect): JsonObject {
  switch (effect.kind) {
    case "send":
      return { kind: "send", node: effect.node, key: effect.key, template: effect.template };
    case "skip":
      return {
        kind: "skip",
        node: effect.node,
        key: effect.key,
        template: effect.template,
        reasons: plain(effect.reasons),
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
    case "exited":
      return { ...effect };
  }
}

function plain(reasons: readonly DecisionReason[]): JsonValue {
  return reasons.map((reason) => ({ ...reason }));
}
