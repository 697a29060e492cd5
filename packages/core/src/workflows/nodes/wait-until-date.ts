import { readDate } from "../../dates/index.js";
import type { Instant } from "../../instant.js";
import type { JsonValue } from "../../json.js";
import { readPath } from "../../segments/index.js";
import { type DateRule, dateOccurrence } from "../../timing/index.js";
import { checkDuration, checkZone, reportThrown } from "../check-parts.js";
import type { WaitUntilDateNode } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import type { Pass } from "../pass.js";
import { type Asked, type Left, onceDue, type WaitBegun, type WaitQuestion } from "../waiting.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

export function waitUntilDateEdges(node: WaitUntilDateNode): readonly WorkflowEdge[] {
  return [
    edge(node.next, "date", "next", true),
    edge(node.onPassed, "passed", "onPassed"),
    edge(node.onMissing, "missing", "onMissing"),
  ];
}

export const checkWaitUntilDate: Check<WaitUntilDateNode> = (node, path, known, report) => {
  const { date, offset, time, zone } = node;
  if ("trigger" in date && !known.hasData) {
    report(
      "DATE",
      `${path}.date.trigger`,
      "Whoever enters or leaves a segment brings no date along.",
    );
  }
  if (offset !== undefined && "before" in offset)
    checkDuration(offset.before, `${path}.offset.before`, report);
  if (offset !== undefined && "after" in offset)
    checkDuration(offset.after, `${path}.offset.after`, report);
  if (zone !== undefined) checkZone(zone, `${path}.zone`, report);
  if (time === undefined) return;
  const rule = { date: "2000-01-01", time, every: "once", passed: "send" } as const;
  reportThrown(() => dateOccurrence(rule, "UTC", 0), "TIME", `${path}.time`, report);
};

/** A date that passed before the step was due is never waited for. */
export function beginWaitUntilDate(
  { pass, heard, zone }: WaitQuestion,
  node: WaitUntilDateNode,
): Asked<WaitBegun> {
  const found = findDate(pass, node, zone);
  if (found === null) return missing(node, heard.since);
  if (found.until <= heard.since) return passed(node, heard.since);
  return { since: pass.context.now, ...found };
}

/** Where the date has moved to one that had passed when it was changed, it has passed as well. */
export function askWaitUntilDate(
  question: WaitQuestion,
  node: WaitUntilDateNode,
  wait: WaitState,
): Asked {
  if (wait.kept === true) return onceDue(question, node, wait, "date");
  const { pass, zone } = question;
  const found = findDate(pass, node, zone);
  if (found === null) return missing(node, changedAt(question));
  if (found.until !== wait.until && found.until <= changedAt(question))
    return passed(node, changedAt(question));
  const same =
    found.until === wait.until && zone === wait.zone && found.from?.value === wait.from?.value;
  return onceDue(question, node, same ? wait : { ...wait, ...found, zone }, "date");
}

/** When the contact was last heard to have changed; now, where nobody said. */
function changedAt({ pass: { context }, heard: { inputs } }: WaitQuestion): Instant {
  const changes = inputs.filter(({ type }) => type === "contact").map(({ at }) => at);
  return changes.length === 0 ? context.now : Math.min(context.now, Math.max(...changes));
}

function passed({ onPassed }: WaitUntilDateNode, at: Instant): Left {
  return { next: onPassed, took: "passed", at, by: null };
}

function missing({ onMissing }: WaitUntilDateNode, at: Instant): Left {
  return { next: onMissing, took: "missing", at, by: null };
}

/** The end of the year 9999, like the last date that can be written. */
const last: Instant = 253_402_300_799_999;

/** The instant that the node means, and what it was read from; `null` if there is no such date. */
function findDate(
  { facts, state }: Pass,
  { date, offset, time }: WaitUntilDateNode,
  zone: string,
): Omit<WaitBegun, "since"> | null {
  const written =
    "attribute" in date
      ? readPath(facts.contact.attributes, date.attribute)
      : readPath(state.data ?? {}, date.trigger);
  if (!isDate(written)) return null;
  const rule: DateRule = {
    ...({ date: written, every: "once", passed: "send" } as const),
    ...(offset === undefined ? {} : { offset }),
    ...(time === undefined ? {} : { time }),
  };
  const until = dateOccurrence(rule, zone, 0);
  if (until === null || !(until <= last)) return null;
  return "attribute" in date
    ? { until, from: { attribute: date.attribute, value: written } }
    : { until };
}

function isDate(value: JsonValue | undefined): value is string | number {
  return (typeof value === "number" || typeof value === "string") && readDate(value) !== null;
}
