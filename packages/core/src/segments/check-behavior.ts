import type { DurationText } from "../timing/duration-text.js";
import type {
  EngagementNode,
  EventSubject,
  LapsedNode,
  RegularNode,
  ReturnedNode,
  RfmNode,
  SequenceNode,
} from "./behavior-nodes.js";
import type { GeoNode, PostalNode, RegionNode } from "./place-nodes.js";
import { plainCode, regionPattern } from "./place-tests.js";

/** What the checks of a clause's parts need from the check of the whole. */
export interface PartChecks {
  /** @throws DefinitionError `DEFINITION_SEGMENT_VALUE` */
  refuse(message: string, path: string): never;
  /** @throws DefinitionError `DEFINITION_DURATION`, `DEFINITION_SEGMENT_VALUE` */
  duration(text: DurationText, path: string): void;
}

export type BehaviorNode =
  | SequenceNode
  | RegularNode
  | LapsedNode
  | ReturnedNode
  | RfmNode
  | EngagementNode;

/** Refuses what the types of a clause about behavior cannot. */
export function checkBehavior(node: BehaviorNode, path: string, checks: PartChecks): void {
  const { refuse, duration } = checks;
  if (node.op === "sequence") {
    if (node.steps.length < 2 || node.steps.length > 10)
      refuse("a sequence has from 2 to 10 steps", `${path}.steps`);
    for (const [index, step] of node.steps.entries())
      checkSubject(step, `${path}.steps[${index}]`, checks);
    duration(node.within, `${path}.within`);
    return;
  }
  if (node.op === "engagement") {
    checkEngagement(node, path, checks);
    return;
  }
  checkSubject(node, path, checks);
  if (node.op === "rfm") {
    checkRfm(node, path, checks);
  } else if (node.op === "regular") {
    duration(node.every, `${path}.every`);
    const { times, tolerance = 0 } = node;
    if (!Number.isInteger(times) || times < 2 || times > 100)
      refuse("the number of stretches is a whole number from 2 to 100", `${path}.times`);
    if (!Number.isInteger(tolerance) || tolerance < 0 || tolerance >= times)
      refuse("the tolerance is a whole number below the number of stretches", `${path}.tolerance`);
  } else {
    duration(node.gap, `${path}.gap`);
    if (node.active !== undefined) duration(node.active, `${path}.active`);
  }
}

function checkSubject({ event }: EventSubject, path: string, { refuse }: PartChecks): void {
  if (event.length === 0) refuse("it needs the name of an event", `${path}.event`);
}

function checkRfm({ dim, value, cuts }: RfmNode, path: string, { refuse }: PartChecks): void {
  if ((dim === "m" || dim === "cell") && value === undefined)
    refuse("the monetary score needs the path of the amount", `${path}.value`);
  for (const part of ["r", "f", "m"] as const) {
    const points = cuts[part];
    const isSorted = points.every((point, index) => point >= (points[index - 1] ?? point));
    if (points.length < 1 || points.length > 8 || !isSorted || !points.every(Number.isFinite))
      refuse("cut points are from 1 to 8 numbers in ascending order", `${path}.cuts.${part}`);
  }
}

function checkEngagement(
  { halfLife, weights, is }: EngagementNode,
  path: string,
  { refuse, duration }: PartChecks,
): void {
  duration(halfLife, `${path}.halfLife`);
  for (const [name, weight] of Object.entries(weights ?? {})) {
    if (!(weight >= 0 && weight <= 1_000_000))
      refuse("a weight is a number from 0 to a million", `${path}.weights.${name}`);
  }
  if ("eq" in is || "ne" in is)
    refuse("a score decays all the time, so it is compared with bounds only", `${path}.is`);
}

/** Refuses what the types of a clause about places cannot. */
export function checkPlace(
  node: GeoNode | RegionNode | PostalNode,
  path: string,
  { refuse }: PartChecks,
): void {
  if (node.op === "geo") {
    const area = node.in;
    if ("center" in area) {
      const { center, km } = area;
      if (!isDegrees(center.latitude, 90) || !isDegrees(center.longitude, 180))
        refuse("a position is in degrees", `${path}.in.center`);
      if (!(km > 0 && km <= 20_038))
        refuse("a radius is more than 0 km and at most half the way round", `${path}.in.km`);
    } else {
      const { south, north, west, east } = area;
      if (![south, north].every((one) => isDegrees(one, 90)) || south > north)
        refuse("a box has its south below its north, in degrees", `${path}.in`);
      if (![west, east].every((one) => isDegrees(one, 180)))
        refuse("a box has its west and east in degrees", `${path}.in`);
    }
    return;
  }
  if (node.in.length === 0) refuse("it needs a value to compare with", `${path}.in`);
  if (node.op === "region") {
    for (const [index, region] of node.in.entries()) {
      if (!regionPattern.test(region.toUpperCase()))
        refuse("a region is a code such as DE or DE-BY", `${path}.in[${index}]`);
    }
    return;
  }
  for (const [index, range] of node.in.entries()) {
    const [from, to] = [plainCode(range[0]), plainCode(range[1])];
    const isCode = [from, to].every((code) => /^[A-Z0-9]{1,16}$/.test(code));
    if (!isCode || from.length !== to.length || from > to)
      refuse(
        "the ends of a range of postal codes are as long as each other and in order",
        `${path}.in[${index}]`,
      );
  }
}

function isDegrees(value: number, most: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= most;
}
