import { eventNames } from "../needs.js";
import type { SegmentLeaf, ZoneRule } from "../segment.js";

/** What a clause reads, so that a change of anything else leaves it as it is. */
export type Signal =
  /** An attribute by the first name of its path, or a field of the contact with its `$`. */
  | `attribute ${string}`
  | `event ${string}`
  | `list ${string}`
  | `member ${string}`
  | "messages"
  | "zone"
  /** Not told apart: such a clause may turn with any change. */
  | "anything";

export function leafSignals(node: SegmentLeaf, outer: ZoneRule): readonly Signal[] {
  switch (node.op) {
    case "const":
    case "sample":
      return [];
    case "attr":
      return [attributeSignal(node.path)];
    case "date":
      return [attributeSignal(node.path), ...zoneSignal(node.zone ?? outer)];
    case "event":
    case "message":
      return [
        ...("since" in node.window ? [attributeSignal(node.window.since)] : []),
        ...(node.op === "message" ? (["messages"] as const) : eventSignals(node)),
        ...zoneSignal(node.zone ?? outer),
      ];
    case "sequence":
    case "rfm":
      return [
        ...("since" in node.window ? [attributeSignal(node.window.since)] : []),
        ...eventSignals(node),
        ...zoneSignal(node.zone ?? outer),
      ];
    case "regular":
    case "lapsed":
    case "returned":
      return eventSignals(node);
    case "engagement":
      return ["messages"];
    case "geo":
      return [attributeSignal(node.latitude), attributeSignal(node.longitude)];
    case "region":
    case "postal":
      return [attributeSignal(node.path)];
    case "list":
      return [`list ${node.list}`];
    case "member":
      return [`member ${node.segment}`];
    default:
      return ["anything"];
  }
}

function eventSignals(node: SegmentLeaf): readonly Signal[] {
  return eventNames(node).map((name): Signal => `event ${name}`);
}

function attributeSignal(path: string): Signal {
  return `attribute ${path.split(".")[0] ?? ""}`;
}

function zoneSignal(rule: ZoneRule): readonly Signal[] {
  return rule === "contact" ? ["zone"] : [];
}
