import type { NodeId } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import type { Pass } from "../pass.js";
import { type WaitingNode, waitZone, waitZoneRule } from "../wait.js";
import { type Asked, type Heard, isLeft, type WaitBegun, type WaitQuestion } from "../waiting.js";
import type { NodeOf } from "./node-kind.js";
import { askRun, beginRun } from "./run.js";
import { askThrottle, beginThrottle } from "./throttle.js";
import { askWait, beginWait } from "./wait.js";
import { askWaitFor, beginWaitFor } from "./wait-for.js";
import { askWaitSince, beginWaitSince } from "./wait-since.js";
import { askWaitUntil, beginWaitUntil } from "./wait-until.js";
import { askWaitUntilDate, beginWaitUntilDate } from "./wait-until-date.js";
import { askWebhook, beginWebhook } from "./webhook.js";

type WaitingKind = WaitingNode["kind"];

const begins: {
  readonly [K in WaitingKind]: (question: WaitQuestion, node: NodeOf<K>) => Asked<WaitBegun>;
} = {
  wait: beginWait,
  waitUntil: beginWaitUntil,
  waitUntilDate: beginWaitUntilDate,
  waitSince: beginWaitSince,
  waitFor: beginWaitFor,
  webhook: beginWebhook,
  throttle: beginThrottle,
  run: beginRun,
};

const asks: {
  readonly [K in WaitingKind]: (question: WaitQuestion, node: NodeOf<K>, wait: WaitState) => Asked;
} = {
  wait: askWait,
  waitUntil: askWaitUntil,
  waitUntilDate: askWaitUntilDate,
  waitSince: askWaitSince,
  waitFor: askWaitFor,
  webhook: askWebhook,
  throttle: askThrottle,
  run: askRun,
};

/** Begins to wait in a node, or leaves it at once. */
export function beginWaiting<K extends WaitingKind>(
  pass: Pass,
  id: NodeId,
  heard: Heard,
  node: NodeOf<K>,
): Asked {
  const { definition, facts, context } = pass;
  const rule = waitZoneRule(node, definition.zone);
  const zone = waitZone(rule, facts.contact, context.zone);
  const begun = begins[node.kind]({ pass, id, heard, zone }, node);
  return isLeft(begun) ? begun : { ...begun, zone, rule };
}

/** Whether a wait is over. It is computed anew where what it depends on has changed. */
export function askWaiting<K extends WaitingKind>(
  pass: Pass,
  id: NodeId,
  heard: Heard,
  node: NodeOf<K>,
  wait: WaitState,
): Asked {
  const { definition, facts, context } = pass;
  const rule = waitZoneRule(node, definition.zone);
  // What was kept through a migration follows no zone any more.
  const zone = wait.kept === true ? wait.zone : waitZone(rule, facts.contact, context.zone);
  return asks[node.kind]({ pass, id, heard, zone }, node, wait);
}
