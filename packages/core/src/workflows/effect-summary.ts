import type { JsonObject, JsonValue } from "../json.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { RefusedSend, WorkflowEffect } from "./workflow-effect.js";

/** An effect as recorded in the log, without the data of the message. */
export function summarizeEffects(effect: WorkflowEffect): JsonObject {
  switch (effect.kind) {
    case "send": {
      const { kind, node, key, template, refused } = effect;
      return withRefusals({ kind, node, key, template }, refused);
    }
    case "skip": {
      const { kind, node, key, template, reasons, refused } = effect;
      return withRefusals({ kind, node, key, template, reasons: plain(reasons) }, refused);
    }
    case "defer": {
      const { kind, node, template, until, reasons } = effect;
      return { kind, node, template, until, reasons: plain(reasons) };
    }
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

function withRefusals(
  summary: JsonObject,
  refused: readonly RefusedSend[] | undefined,
): JsonObject {
  if (refused === undefined) return summary;
  return {
    ...summary,
    refused: refused.map((one) => ({ ...one, reasons: plain(one.reasons) })),
  };
}

function plain(reasons: readonly DecisionReason[]): JsonValue {
  return reasons.map((reason) => ({ ...reason }));
}
