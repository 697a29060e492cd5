import type { Channel } from "../ports/consent-gate.js";
import type { Comparison, NumberComparison, Scalar } from "../segments/comparison.js";
import type { DateComparison, DateRef, DayRange } from "../segments/date-comparison.js";
import { isDateComparison } from "../segments/date-comparison.js";
import type { SameKey } from "../segments/same-key.js";
import type {
  Aggregate,
  AttributeNode,
  DateNode,
  EventNode,
  EventPredicate,
  MessageNode,
  Pairing,
  Segment,
  SegmentLeaf,
  SegmentNode,
} from "../segments/segment.js";
import type { Window } from "../segments/window.js";
import type { CalendarPeriod } from "../timing/calendar-period.js";

const nouns: Readonly<Record<Channel, string>> = { email: "email", sms: "SMS" };

/**
 * The segment in plain English, for reviews, logs and user interfaces.
 * @example
 * console.log(describeSegment(lapsed));
 */
export function describeSegment(segment: Segment): string {
  return describeNode(segment.where);
}

export function describeNode(node: SegmentNode): string {
  if (node.op === "not") return `not (${describeNode(node.of)})`;
  if (node.op === "and" || node.op === "or") return joined(node.op, node.of, describeNode);
  return describeLeaf(node);
}

function joined<N extends { readonly op: string }>(
  op: "and" | "or",
  nodes: readonly N[],
  describe: (node: N) => string,
) {
  return nodes
    .map((node) => (node.op === "and" || node.op === "or" ? `(${describe(node)})` : describe(node)))
    .join(op === "and" ? ", and " : ", or ");
}

function describeLeaf(node: SegmentLeaf): string {
  switch (node.op) {
    case "const":
      return node.value ? "everyone" : "no one";
    case "attr":
      return describeAttribute(node);
    case "date":
      return `${subject(node.path)} ${dates(node.is)}${missing(node)}`;
    case "event":
      return describeEvent(node);
    case "message":
      return describeMessage(node);
    case "consent":
      return `consent to ${node.purpose}${node.topic === undefined ? "" : ` (${node.topic})`} by ${node.channel} is ${node.state}`;
    case "member":
      return `in segment ${node.segment}`;
    case "list":
      return `on list ${node.list}`;
    case "sample":
      return `in the sample from ${percent(node.from)} to ${percent(node.to)} of ${quoted(node.salt)}`;
  }
}

function describeAttribute(node: AttributeNode): string {
  return `${subject(node.path)} ${comparison(node.is)}${missing(node)}`;
}

function subject(path: string): string {
  return path.startsWith("$") ? `the contact's ${path.slice(1)}` : path;
}

function missing(node: AttributeNode | DateNode): string {
  if (node.missing === "match") return " or is not known";
  return node.missing === "nomatch" ? " and is known" : "";
}

function comparison(is: Comparison): string {
  if ("ne" in is) return `is not ${quoted(is.ne)}`;
  if ("in" in is) return `is one of ${list(is.in)}`;
  if ("nin" in is) return `is none of ${list(is.nin)}`;
  if ("has" in is) return `has ${quoted(is.has)}`;
  if ("hasAny" in is) return `has any of ${list(is.hasAny)}`;
  if ("hasAll" in is) return `has all of ${list(is.hasAll)}`;
  if ("hasNone" in is) return `has none of ${list(is.hasNone)}`;
  if ("starts" in is) return `starts with ${quoted(is.starts)}`;
  if ("ends" in is) return `ends with ${quoted(is.ends)}`;
  if ("contains" in is) return `contains ${quoted(is.contains)}`;
  if ("eqFold" in is) return `is ${quoted(is.eqFold)} in any case`;
  if ("matches" in is) return `matches ${quoted(is.matches)}`;
  if ("exists" in is) return is.exists ? "is known" : "is not known";
  if ("empty" in is) return is.empty ? "is empty" : "is not empty";
  if ("version" in is) {
    const { gte, lt } = is.version;
    const parts = [
      gte === undefined ? "" : `at least ${gte}`,
      lt === undefined ? "" : `below ${lt}`,
    ];
    return `is version ${parts.filter((part) => part !== "").join(" and ")}`;
  }
  return `is ${"eq" in is ? quoted(is.eq) : amount(is)}`;
}

function amount(is: NumberComparison): string {
  if ("eq" in is) return `${is.eq}`;
  if ("ne" in is) return `not ${is.ne}`;
  if ("gt" in is) return `more than ${is.gt}`;
  if ("gte" in is) return `at least ${is.gte}`;
  if ("lt" in is) return `less than ${is.lt}`;
  if ("lte" in is) return `at most ${is.lte}`;
  return `from ${is.between[0]} to ${is.between[1]}`;
}

function describeEvent(node: EventNode): string {
  const names = typeof node.event === "string" ? node.event : node.event.join(" or ");
  const where = [
    node.where === undefined ? "" : ` where ${describePredicate(node.where)}`,
    node.paired === undefined ? "" : describePairing(node.paired),
  ].join("");
  const when = describeWindow(node.window);
  if (isDateComparison(node.is)) {
    return `${node.agg === "first" ? "first" : "latest"} ${names}${where}${when} ${dates(node.is)}`;
  }
  if (node.agg !== "count")
    return `${aggregateName(node.agg)} of ${names}${where}${when} is ${amount(node.is)}`;
  return `${names}${where} ${times(node.is)}${when}`;
}

/** ` without order.placed of the same cart`, ` with refund whose order is its id`. */
function describePairing({ is, event, where, same, later }: Pairing): string {
  const met = where === undefined ? "" : ` where ${describePredicate(where)}`;
  return ` ${is} ${later === true ? "a later " : ""}${event}${met} ${describeSame(same)}`;
}

/** `of the same cart`, `whose order is its id`. */
export function describeSame({ own, other }: SameKey): string {
  return own === other ? `of the same ${own}` : `whose ${other} is its ${own}`;
}

function describeMessage(node: MessageNode): string {
  const { template, channel, purpose, kind } = node;
  const what = [
    channel === undefined ? "message" : nouns[channel],
    template === undefined ? "" : ` ${template}`,
    purpose === undefined ? "" : ` for ${purpose}`,
  ].join("");
  const machines = node.humanOnly === false ? " by person or machine" : "";
  return `${what} ${kind}${machines} ${times(node.is)}${describeWindow(node.window)}`;
}

export function describePredicate(node: EventPredicate): string {
  if (node.op === "attr") return describeAttribute(node);
  if (node.op === "not") return `not (${describePredicate(node.of)})`;
  return joined(node.op, node.of, describePredicate);
}

function aggregateName(agg: Exclude<Aggregate, "count">): string {
  if (typeof agg === "string") return agg;
  if ("sum" in agg) return `sum of ${agg.sum}`;
  if ("min" in agg) return `least ${agg.min}`;
  if ("max" in agg) return `greatest ${agg.max}`;
  return "avg" in agg ? `average ${agg.avg}` : `number of different ${agg.distinct}`;
}

function times(is: NumberComparison): string {
  if (("eq" in is && is.eq === 0) || ("lt" in is && is.lt === 1) || ("lte" in is && is.lte === 0))
    return "never";
  if (("gte" in is && is.gte === 1) || ("gt" in is && is.gt === 0)) return "at least once";
  return `${"eq" in is ? "exactly " : ""}${amount(is)} times`;
}

function describeWindow(window: Window): string {
  if ("ever" in window) return "";
  if ("since" in window) return ` since ${subject(window.since)}`;
  if ("from" in window) {
    return ` from ${reference(window.from)}${window.to === undefined ? "" : ` until before ${reference(window.to)}`}`;
  }
  if ("period" in window) return ` ${periods(window.period)}`;
  return window.calendar === true
    ? ` on the last ${window.last} of days, today included`
    : ` in the last ${window.last}`;
}

function dates(is: DateComparison): string {
  if ("before" in is) return `is before ${reference(is.before)}`;
  if ("since" in is) return `is on or after ${reference(is.since)}`;
  if ("between" in is)
    return `is from ${reference(is.between[0])} until before ${reference(is.between[1])}`;
  if ("on" in is) return `is on ${is.on}`;
  if ("last" in is) return `is in the last ${is.last}`;
  if ("next" in is) return `is in the next ${is.next}`;
  if ("day" in is) return `is ${days(is.day)}`;
  if ("period" in is) return `is ${periods(is.period)}`;
  return `has its anniversary ${days(is.anniversary)}`;
}

/** `this month`, `last week (from mon)`, `from 2 months ago to this month`. */
function periods(period: CalendarPeriod): string {
  const { unit, from, to } = period;
  const name = (number: number): string => {
    if (unit === "day" && number === 0) return "today";
    if (unit === "day" && Math.abs(number) === 1) return number < 0 ? "yesterday" : "tomorrow";
    if (Math.abs(number) <= 1) return `${["last", "this", "next"][number + 1]} ${unit}`;
    return `${Math.abs(number)} ${unit}s ${number < 0 ? "ago" : "from now"}`;
  };
  const words = from === to ? name(from) : `from ${name(from)} to ${name(to)}`;
  return unit === "week" ? `${words} (weeks begin on ${period.weekStart})` : words;
}

function reference(ref: DateRef): string {
  if (typeof ref === "string") return ref;
  return "ago" in ref ? `${ref.ago} ago` : `${ref.ahead} from now`;
}

function days({ from, to }: DayRange): string {
  const name = (offset: number): string => {
    if (offset === 0) return "today";
    const size = Math.abs(offset);
    return `${size} ${size === 1 ? "day" : "days"} ${offset < 0 ? "ago" : "from today"}`;
  };
  return from === to ? name(from) : `from ${name(from)} to ${name(to)}`;
}

function quoted(value: Scalar): string {
  return JSON.stringify(value);
}

function list(values: readonly Scalar[]): string {
  return values.map(quoted).join(", ");
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}
