import type { ConsentChannel, ConsentState } from "../../ports/consent-gate.js";
import type { EventSubject } from "../../segments/behavior-nodes.js";
import type { Comparison, NumberComparison, Scalar } from "../../segments/comparison.js";
import type { DateComparison, DateRef, DayRange } from "../../segments/date-comparison.js";
import { isDateComparison } from "../../segments/date-comparison.js";
import { engagementWeights } from "../../segments/engagement.js";
import type { GeoArea } from "../../segments/place-nodes.js";
import type { SameKey } from "../../segments/same-key.js";
import type {
  Aggregate,
  AttributeNode,
  EventNode,
  MessageNode,
  MissingPolicy,
  Pairing,
  SegmentLeaf,
} from "../../segments/segment.js";
import type { Window } from "../../segments/window.js";
import type { CalendarPeriod } from "../../timing/calendar-period.js";
import type { DurationText } from "../../timing/duration-text.js";
import type { Weekday } from "../../timing/wall-clock.js";
import {
  durationParts,
  listWords,
  percent,
  predicateWords,
  quoted,
  type SegmentWords,
} from "./node-words.js";

export const english: SegmentWords = {
  and: ", and ",
  or: ", or ",
  not: (inner) => `not (${inner})`,
  leaf,
  attribute,
  same,
};

const nouns: Readonly<Record<ConsentChannel, string>> = {
  email: "email",
  sms: "SMS",
  call: "telephone calls",
};

const states: Readonly<Record<ConsentState, string>> = {
  granted: "granted",
  asserted: "asserted",
  denied: "denied",
  withdrawn: "withdrawn",
  expired: "expired",
  none: "none",
};

function leaf(node: SegmentLeaf): string {
  switch (node.op) {
    case "const":
      return node.value ? "everyone" : "no one";
    case "attr":
      return attribute(node);
    case "date":
      return `${subject(node.path)} ${dates(node.is)}${missing(node)}`;
    case "event":
      return event(node);
    case "message":
      return message(node);
    case "sequence":
      return `${node.steps.map(happening).join(", then ")}, all within ${duration(node.within)}${during(node.window)}`;
    case "regular": {
      const { times, tolerance = 0, every } = node;
      const share = tolerance === 0 ? "each" : `at least ${times - tolerance}`;
      return `${happening(node)} in ${share} of the last ${times} stretches of ${duration(every)}`;
    }
    case "lapsed": {
      const before =
        node.active === undefined ? "before" : `in the ${duration(node.active)} before`;
      return `${happening(node)} never in the last ${duration(node.gap)}, but ${before}`;
    }
    case "returned":
      return `${happening(node)} again${lately(node.active)} after at least ${duration(node.gap)} without`;
    case "rfm":
      return `${rfmNames[node.dim]} of ${happening(node)}${node.value === undefined ? "" : ` by ${node.value}`}${during(node.window)} is ${amount(node.is)}`;
    case "engagement": {
      const by = node.channel === undefined ? "" : ` by ${nouns[node.channel]}`;
      const { opened, clicked } = node.weights ?? engagementWeights;
      return `engagement score${by} (an open counts ${opened}, a click ${clicked}, half as much every ${duration(node.halfLife)}) is ${amount(node.is)}`;
    }
    case "geo":
      return `the position in ${subject(node.latitude)} and ${subject(node.longitude)} is ${area(node.in)}${missing(node)}`;
    case "region":
      return `${subject(node.path)} lies in ${listWords(node.in, " or ", rest)}${missing(node)}`;
    case "postal":
      return `${subject(node.path)} is a postal code ${ranges(node.in)}${missing(node)}`;
    case "consent":
      return `consent to ${node.purpose}${node.topic === undefined ? "" : ` (${node.topic})`} by ${node.channel} is ${states[node.state]}`;
    case "member":
      return `in segment ${node.segment}`;
    case "list":
      return `on list ${node.list}`;
    case "sample":
      return `in the sample from ${percent(node.from)} to ${percent(node.to)} of ${quoted(node.salt)}`;
  }
}

const rfmNames = {
  r: "recency score",
  f: "frequency score",
  m: "monetary score",
  cell: "recency, frequency and monetary scores in a row",
} as const;

function attribute(node: AttributeNode): string {
  // These two have an answer for everybody.
  const isTold = "exists" in node.is || "empty" in node.is;
  return `${subject(node.path)} ${comparison(node.is)}${isTold ? "" : missing(node)}`;
}

const fields: Readonly<Record<string, string>> = {
  $timeZone: "time zone",
  $createdAt: "time of creation",
  $lastOpenDay: "last day of opening",
};

function subject(path: string): string {
  return path.startsWith("$") ? `the contact's ${fields[path] ?? path.slice(1)}` : path;
}

function missing(node: { readonly missing?: MissingPolicy }): string {
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

function happening({ event, where }: EventSubject): string {
  const names = typeof event === "string" ? event : event.join(" or ");
  return where === undefined ? names : `${names} where ${predicateWords(english, where)}`;
}

function event(node: EventNode): string {
  const what = `${happening(node)}${node.paired === undefined ? "" : pairing(node.paired)}`;
  const when = during(node.window);
  if (isDateComparison(node.is))
    return `${node.agg === "first" ? "first" : "latest"} ${what}${when} ${dates(node.is)}`;
  if (node.agg !== "count")
    return `${aggregateName(node.agg)} of ${what}${when} is ${amount(node.is)}`;
  return `${what} ${times(node.is)}${when}`;
}

/** ` without order.placed of the same cart`, ` with refund whose order is its id`. */
function pairing({ is, later, same: key, ...other }: Pairing): string {
  return ` ${is} ${later === true ? "a later " : ""}${happening(other)} ${same(key)}`;
}

function same({ own, other }: SameKey): string {
  return own === other ? `of the same ${own}` : `whose ${other} is its ${own}`;
}

function message(node: MessageNode): string {
  const { template, channel, purpose, kind } = node;
  const what = [
    channel === undefined ? "message" : nouns[channel],
    template === undefined ? "" : ` ${template}`,
    purpose === undefined ? "" : ` for ${purpose}`,
  ].join("");
  const machines = node.humanOnly === false ? " by person or machine" : "";
  return `${what} ${kind}${machines} ${times(node.is)}${during(node.window)}`;
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

function duration(text: DurationText): string {
  const [count, unit] = durationParts(text);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function lately(active: DurationText | undefined): string {
  return active === undefined ? "" : ` in the last ${duration(active)}`;
}

function during(window: Window): string {
  if ("ever" in window) return "";
  if ("since" in window) return ` since ${subject(window.since)}`;
  if ("from" in window) {
    return ` from ${reference(window.from)}${window.to === undefined ? "" : ` until before ${reference(window.to)}`}`;
  }
  if ("period" in window) return ` ${periods(window.period)}`;
  if (window.calendar !== true) return ` in the last ${duration(window.last)}`;
  const [count, unit] = durationParts(window.last);
  return unit === "day" ? ` on the last ${count} days, today included` : " today";
}

function dates(is: DateComparison): string {
  if ("before" in is) return `is before ${reference(is.before)}`;
  if ("since" in is) return `is on or after ${reference(is.since)}`;
  if ("between" in is)
    return `is from ${reference(is.between[0])} until before ${reference(is.between[1])}`;
  if ("on" in is) return `is on ${is.on}`;
  if ("last" in is) return `is in the last ${duration(is.last)}`;
  if ("next" in is) return `is in the next ${duration(is.next)}`;
  if ("day" in is) return `is ${days(is.day)}`;
  if ("period" in is) return `is ${periods(is.period)}`;
  return `has its anniversary ${days(is.anniversary)}`;
}

const weekdays: Readonly<Record<Weekday, string>> = {
  ...{ mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday" },
  ...{ fri: "Friday", sat: "Saturday", sun: "Sunday" },
};

/** `this month`, `last week (weeks begin on Monday)`, `from 2 months ago to this month`. */
function periods(period: CalendarPeriod): string {
  const { unit, from, to } = period;
  const name = (number: number): string => {
    if (unit === "day" && number === 0) return "today";
    if (unit === "day" && Math.abs(number) === 1) return number < 0 ? "yesterday" : "tomorrow";
    if (Math.abs(number) <= 1) return `${["last", "this", "next"][number + 1]} ${unit}`;
    return `${Math.abs(number)} ${unit}s ${number < 0 ? "ago" : "from now"}`;
  };
  const words = from === to ? name(from) : `from ${name(from)} to ${name(to)}`;
  return unit === "week" ? `${words} (weeks begin on ${weekdays[period.weekStart]})` : words;
}

function reference(ref: DateRef): string {
  if (typeof ref === "string") return ref;
  return "ago" in ref ? `${duration(ref.ago)} ago` : `${duration(ref.ahead)} from now`;
}

function days({ from, to }: DayRange): string {
  const name = (offset: number): string => {
    if (offset === 0) return "today";
    const size = Math.abs(offset);
    return `${size} ${size === 1 ? "day" : "days"} ${offset < 0 ? "ago" : "from today"}`;
  };
  return from === to ? name(from) : `from ${name(from)} to ${name(to)}`;
}

function area(of: GeoArea): string {
  if ("center" in of)
    return `at most ${of.km} km from ${of.center.latitude}, ${of.center.longitude}`;
  return `from ${of.south} to ${of.north} degrees of latitude and from ${of.west} to ${of.east} degrees of longitude`;
}

function ranges(all: readonly (readonly [string, string])[]): string {
  const each = all.map(([from, to]) => (from === to ? `of ${from}` : `from ${from} to ${to}`));
  return listWords(each, " or ", rest);
}

function list(values: readonly Scalar[]): string {
  return listWords(values.map(quoted), ", ", rest);
}

function rest(count: number): string {
  return `and ${count} more`;
}
