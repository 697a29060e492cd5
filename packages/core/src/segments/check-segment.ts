import { readCalendarDate, readDate } from "../dates/index.js";
import { DefinitionError } from "../errors/index.js";
import { type CalendarPeriod, unitDays } from "../timing/calendar-period.js";
import { durationLength, parseDuration } from "../timing/duration.js";
import { dayLength } from "../timing/wall-clock.js";
import { isTimeZone } from "../timing/zone-table.js";
import { isContactField } from "./attribute-reader.js";
import { type BehaviorNode, checkBehavior, checkPlace, type PartChecks } from "./check-behavior.js";
import type { Comparison, NumberComparison } from "./comparison.js";
import type { DateComparison, DateRef, DayRange } from "./date-comparison.js";
import { isDateComparison } from "./date-comparison.js";
import type { GeoNode, PostalNode, RegionNode } from "./place-nodes.js";
import type {
  EventNode,
  EventPredicate,
  Segment,
  SegmentLeaf,
  SegmentNode,
  ZoneRule,
} from "./segment.js";
import { readVersion } from "./semantic-version.js";
import type { Window } from "./window.js";

export interface SegmentLimits {
  /** Levels of `and`, `or` and `not`, counting the clause itself. */
  readonly depth: number;
  readonly leaves: number;
}

export const defaultLimits: SegmentLimits = { depth: 16, leaves: 500 };

/**
 * Refuses what the types cannot refuse: malformed durations, dates, time zones and versions, empty
 * ranges, and conditions beyond the limits.
 *
 * @throws DefinitionError `DEFINITION_SEGMENT_DEPTH`, `DEFINITION_SEGMENT_LEAVES`,
 * `DEFINITION_SEGMENT_VALUE`, `DEFINITION_DURATION`, each with the path
 */
export function checkSegment(segment: Segment, limits: SegmentLimits): void {
  checkZone(segment.zone, "zone");
  let leaves = 0;
  const visit = (node: SegmentNode | EventPredicate, depth: number, path: string): void => {
    if (depth > limits.depth) {
      throw new DefinitionError(
        "DEFINITION_SEGMENT_DEPTH",
        `The condition is nested deeper than ${limits.depth}.`,
        {
          path,
          remedy: "Move the inner part into a segment of its own and refer to it.",
        },
      );
    }
    if (node.op === "not") {
      visit(node.of, depth + 1, `${path}.of`);
    } else if (node.op === "and" || node.op === "or") {
      if (node.of.length === 0)
        refuse("an `and` or `or` without conditions has no meaning", `${path}.of`);
      for (const [index, child] of node.of.entries())
        visit(child, depth + 1, `${path}.of[${index}]`);
    } else {
      if (++leaves > limits.leaves) {
        throw new DefinitionError(
          "DEFINITION_SEGMENT_LEAVES",
          `The condition has more than ${limits.leaves} clauses.`,
          {
            path,
            remedy:
              "Put several values into one clause, or move parts into segments and refer to them.",
          },
        );
      }
      checkLeaf(node, path);
      if (node.op === "sequence") {
        for (const [index, step] of node.steps.entries())
          if (step.where !== undefined)
            visit(step.where, depth + 1, `${path}.steps[${index}].where`);
      } else if ("where" in node && node.where !== undefined) {
        visit(node.where, depth + 1, `${path}.where`);
      }
      if (node.op === "event" && node.paired?.where !== undefined)
        visit(node.paired.where, depth + 1, `${path}.paired.where`);
    }
  };
  visit(segment.where, 1, "where");
}

function refuse(message: string, path: string): never {
  throw new DefinitionError(
    "DEFINITION_SEGMENT_VALUE",
    `This segment has an invalid value: ${message}.`,
    { path },
  );
}

function checkLeaf(node: SegmentLeaf, path: string): void {
  if (node.op === "attr" || node.op === "date") checkPath(node.path, `${path}.path`);
  if (node.op === "attr") checkComparison(node.is, `${path}.is`);
  if (node.op === "date") checkDates(node.is, `${path}.is`);
  if (node.op === "event") checkEvent(node, path);
  if (node.op === "message") checkComparison(node.is, `${path}.is`);
  if (node.op === "region" || node.op === "postal") checkPath(node.path, `${path}.path`);
  if (node.op === "geo") {
    checkPath(node.latitude, `${path}.latitude`);
    checkPath(node.longitude, `${path}.longitude`);
  }
  if (isPlace(node)) checkPlace(node, path, partChecks);
  if (isBehavior(node)) checkBehavior(node, path, partChecks);
  if (node.op === "rfm" || node.op === "engagement") checkComparison(node.is, `${path}.is`);
  if ("window" in node) checkWindow(node.window, `${path}.window`);
  if ("zone" in node) checkZone(node.zone, `${path}.zone`);
  if (node.op === "sample" && !(node.from >= 0 && node.from <= node.to && node.to <= 1)) {
    refuse("a sample is a range between 0 and 1", path);
  }
}

const partChecks: PartChecks = { refuse, duration: checkDuration };

function isPlace(node: SegmentLeaf): node is GeoNode | RegionNode | PostalNode {
  return node.op === "geo" || node.op === "region" || node.op === "postal";
}

const behaviors = ["sequence", "regular", "lapsed", "returned", "rfm", "engagement"];

function isBehavior(node: SegmentLeaf): node is BehaviorNode {
  return behaviors.includes(node.op);
}

function checkPath(path: string, at: string): void {
  if (path.startsWith("$") && !isContactField(path.slice(1)))
    refuse("contacts have no field with this name", at);
}

function checkEvent({ event, agg, is }: EventNode, path: string): void {
  if (event.length === 0) refuse("it needs the name of an event", `${path}.event`);
  const comparesDates = agg === "first" || agg === "last";
  if (isDateComparison(is) !== comparesDates) {
    refuse("first and last compare dates, all other aggregates compare numbers", `${path}.is`);
  }
  if (isDateComparison(is)) checkDates(is, `${path}.is`);
  else checkComparison(is, `${path}.is`);
}

function checkComparison(is: Comparison | NumberComparison, path: string): void {
  for (const value of Object.values(is).flat()) {
    if (typeof value === "number" && !Number.isFinite(value))
      refuse("numbers must be finite", path);
  }
  if ("between" in is && is.between[0] > is.between[1])
    refuse("the range ends before it begins", path);
  if ("version" in is) {
    const bounds = [is.version.gte, is.version.lt].filter((bound) => bound !== undefined);
    if (bounds.length === 0 || bounds.some((bound) => readVersion(bound) === null))
      refuse("this is not a semantic version", path);
  }
}

function checkDates(is: DateComparison, path: string): void {
  if ("before" in is) checkRef(is.before, path);
  else if ("since" in is) checkRef(is.since, path);
  else if ("between" in is) for (const ref of is.between) checkRef(ref, path);
  else if ("last" in is) checkDuration(is.last, path);
  else if ("next" in is) checkDuration(is.next, path);
  else if ("day" in is) checkDays(is.day, furthest, path);
  else if ("period" in is) checkPeriod(is.period, path);
  else if ("anniversary" in is) checkDays(is.anniversary, 366, path);
  else if (readCalendarDate(is.on) === null) refuse("a day must be written as YYYY-MM-DD", path);
}

/** Days: a century in either direction. */
const furthest = 36_525;

function checkPeriod({ unit, from, to }: CalendarPeriod, path: string): void {
  const most = Math.floor(furthest / unitDays[unit]);
  if (![from, to].every(Number.isInteger) || from > to || from < -most || to > most)
    refuse(
      `periods must be whole numbers, in order, and within ${most} of the current ${unit}`,
      path,
    );
}

function checkDays({ from, to }: DayRange, furthest: number, path: string): void {
  if (![from, to].every(Number.isInteger) || from > to || from < -furthest || to > furthest) {
    refuse(`days must be whole numbers, in order, and within ${furthest} of today`, path);
  }
}

function checkWindow(window: Window, path: string): void {
  if ("last" in window) {
    checkDuration(window.last, `${path}.last`);
    if (window.calendar === true && parseDuration(window.last).milliseconds > 0) {
      refuse("calendar windows must be whole days", `${path}.last`);
    }
  } else if ("period" in window) {
    checkPeriod(window.period, `${path}.period`);
    if (window.period.to > 0)
      refuse("the window must not end in a future period", `${path}.period`);
  } else if ("since" in window) {
    checkPath(window.since, `${path}.since`);
  } else if ("from" in window) {
    checkRef(window.from, `${path}.from`);
    if (window.to !== undefined) checkRef(window.to, `${path}.to`);
  }
}

function checkRef(ref: DateRef, path: string): void {
  if (typeof ref !== "string") checkDuration("ago" in ref ? ref.ago : ref.ahead, path);
  else if (readDate(ref) === null) {
    refuse("a point in time must be YYYY-MM-DD or ISO 8601", path);
  }
}

const longest = furthest * dayLength;

function checkDuration(text: string, path: string): void {
  const length = durationLength(parseDuration(text, path));
  if (length === 0 || length > longest)
    refuse("a duration must be more than zero and at most a century", path);
}

function checkZone(rule: ZoneRule | undefined, path: string): void {
  if (rule?.startsWith("fixed:") && !isTimeZone(rule.slice("fixed:".length)))
    refuse("this is not a known time zone", path);
}
