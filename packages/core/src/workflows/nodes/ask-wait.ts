import type { ZoneRule } from "../../segments/index.js";
import type { NodeId } from "../definition.js";
import type { WaitState, Written } from "../enrollment-state.js";
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

/** Written out rather than spread, because most steps end with a wait. */
function inZone(begun: WaitBegun, zone: string, rule: ZoneRule): WaitState {
  const { since, until, kept, from, counted, call, best } = begun;
  const wait: Written<WaitState> = { since, until, zone, rule };
  if (kept !== undefined) wait.kept = kept;
  if (from !== undefined) wait.from = from;
  if (counted !== undefined) wait.counted = counted;
  if (call !== undefined) wait.call = call;
  if (best !== undefined) wait.best = best;
  return wait;
}

/** A node in which runs wait, with its kind and its rule for the zone looked up. */
export interface PlannedWait {
  readonly does: "wait";
  /** Begins to wait, or leaves at once. */
  readonly begin: (pass: Pass, heard: Heard) => Asked;
  /** Whether a wait is over. It is computed anew where what it depends on has changed. */
  readonly ask: (pass: Pass, heard: Heard, wait: WaitState) => Asked;
}

/** `fallback`: the rule of a node that names none. */
export function planWait<K extends WaitingKind>(
  id: NodeId,
  node: NodeOf<K>,
  fallback: ZoneRule,
): PlannedWait {
  const rule = waitZoneRule(node, fallback);
  const beginOne = begins[node.kind];
  const askOne = asks[node.kind];
  return {
    does: "wait",
    begin(pass, heard) {
      const { facts, context } = pass;
      const zone = waitZone(rule, facts.contact, context.zone);
      const begun = beginOne({ pass, id, heard, zone }, node);
      return isLeft(begun) ? begun : inZone(begun, zone, rule);
    },
    ask(pass, heard, wait) {
      const { facts, context } = pass;
      // What was kept through a migration follows no zone any more.
      const zone = wait.kept === true ? wait.zone : waitZone(rule, facts.contact, context.zone);
      return askOne({ pass, id, heard, zone }, node, wait);
    },
  };
}
