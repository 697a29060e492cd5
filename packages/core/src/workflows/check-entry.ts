import { nextLocalTime } from "../timing/index.js";
import { checkRecurrence } from "../timing/recurrence/index.js";
import {
  checkDuration,
  checkEvent,
  checkSegment,
  checkWhere,
  checkZone,
  type KnownNames,
  type Report,
  reportThrown,
} from "./check-parts.js";
import type { WorkflowDefinition } from "./definition.js";
import {
  bringsData,
  type ConsentTrigger,
  type DateTrigger,
  dateName,
  type EntryTrigger,
} from "./entry-trigger.js";

/** Checks what starts a workflow, and how often one contact may enter. */
export function checkEntry(
  { triggers, reentry }: WorkflowDefinition["entry"],
  known: KnownNames,
  report: Report,
): void {
  if (triggers.length === 0)
    report("TRIGGER", "entry.triggers", "The workflow has no trigger: name at least one.");
  const seen = new Set<string>();
  triggers.forEach((trigger, index) => {
    const path = `entry.triggers[${index}]`;
    const same = sameness(trigger);
    if (seen.has(same)) report("TRIGGER_TWICE", path, "This trigger is there twice: remove one.");
    seen.add(same);
    checkTrigger(trigger, path, known, report);
  });
  if (reentry.mode === "afterExit" && reentry.cooldown !== undefined)
    checkDuration(reentry.cooldown, "entry.reentry.cooldown", report);
  if (reentry.mode !== "keyed") return;
  if (!triggers.every(bringsData))
    report(
      "KEY",
      "entry.reentry.key",
      "Each trigger must bring data: segments, lists, dates and schedules bring none.",
    );
  if (reentry.again === "restart" && !triggers.every(({ on }) => on === "event"))
    report(
      "KEY",
      "entry.reentry.again",
      "Only events restart a run: remove restart, or the other triggers.",
    );
}

/** Equal for triggers that start the same. A date starts once, at whatever hour. */
function sameness(trigger: EntryTrigger): string {
  if (trigger.on === "date") return `${trigger.every} ${dateName(trigger)}`;
  return JSON.stringify(Object.entries(trigger).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function checkTrigger(
  trigger: EntryTrigger,
  path: string,
  known: KnownNames,
  report: Report,
): void {
  switch (trigger.on) {
    case "segment":
      checkSegment(trigger.segment, `${path}.segment`, known, report);
      break;
    case "event":
      checkEvent(trigger.event, `${path}.event`, known, report);
      checkWhere(trigger.where, `${path}.where`, report);
      break;
    case "consent":
      checkConsent(trigger, path, known, report);
      break;
    case "delivery":
      if (trigger.template !== undefined && known.templates?.has(trigger.template) === false)
        report(
          "UNKNOWN_TEMPLATE",
          `${path}.template`,
          `There is no template “${trigger.template}”.`,
        );
      break;
    case "date":
      checkDate(trigger, path, known, report);
      break;
    case "schedule":
      if (trigger.segment !== undefined)
        checkSegment(trigger.segment, `${path}.segment`, known, report);
      reportThrown(
        () => checkRecurrence(trigger.recurrence),
        "RECURRENCE",
        `${path}.recurrence`,
        report,
      );
      break;
    case "list":
    case "manual":
      break;
  }
}

function checkConsent(
  { purpose, topic }: ConsentTrigger,
  path: string,
  { purposes }: KnownNames,
  report: Report,
): void {
  if (purpose === undefined) {
    if (topic !== undefined)
      report("PURPOSE_MISSING", `${path}.purpose`, "Name the purpose that this topic belongs to.");
    return;
  }
  if (purposes === undefined) return;
  const found = Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined;
  if (found === undefined)
    report("UNKNOWN_PURPOSE", `${path}.purpose`, `There is no purpose “${purpose}”.`);
  else if (topic !== undefined && found.topics?.includes(topic) !== true)
    report("UNKNOWN_TOPIC", `${path}.topic`, `There is no topic “${topic}”.`);
}

function checkDate(
  { attribute, offset, time, zone, every, leap }: DateTrigger,
  path: string,
  { dateAttribute }: KnownNames,
  report: Report,
): void {
  const known = dateAttribute?.(attribute) ?? "date";
  const at = `${path}.attribute`;
  if (known === "unknown") report("ATTRIBUTE", at, `There is no attribute “${attribute}”.`);
  if (known === "other") report("ATTRIBUTE", at, `The attribute “${attribute}” is no date.`);
  if (offset !== undefined)
    checkDuration(
      "before" in offset ? offset.before : offset.after,
      `${path}.offset.${"before" in offset ? "before" : "after"}`,
      report,
    );
  reportThrown(() => nextLocalTime({ time }, "UTC", 0), "TIME", `${path}.time`, report);
  if (zone !== undefined) checkZone(zone, `${path}.zone`, report);
  if (leap !== undefined && every === "once")
    report(
      "TRIGGER",
      `${path}.leap`,
      "leap is for dates that return each year, not for every: once.",
    );
}
