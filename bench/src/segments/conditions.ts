import { type Segment, segmentId } from "@wellsent/core";
import type { Person } from "./shoppers.ts";

/** One condition that every contender can say with the same meaning for missing values. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly path: string; readonly equals: string | boolean }
  | { readonly path: string; readonly among: readonly string[] }
  | { readonly path: string; readonly atLeast: number }
  | { readonly path: string; readonly from: number; readonly to: number }
  | { readonly path: string; readonly has: string };

export interface Case {
  readonly leaves: number;
  readonly condition: Condition;
  readonly byHand: (person: Person) => boolean;
}

const country = { path: "country", among: ["DE", "AT", "CH"] };
const pro = { path: "plan", equals: "pro" };
const points = { path: "points", atLeast: 40 };
const visits = { path: "visits", from: 5, to: 60 };
const vip = { path: "tags", has: "vip" };
const berlin = { path: "address.city", equals: "Berlin" };
const active = { path: "status", among: ["active", "new"] };
const spent = { path: "spent", atLeast: 250 };
const age = { path: "age", from: 25, to: 49 };
const score = { path: "score", atLeast: 300 };
const newsletter = { path: "newsletter", equals: true };
const free = { path: "plan", equals: "free" };
const abroad = { path: "country", among: ["FR", "US", "GB", "IT", "NL"] };
const beta = { path: "tags", has: "beta" };
const south = { path: "address.city", among: ["Rome", "Wien", "Bern"] };
const rich = { path: "spent", from: 500, to: 900 };
const old = { path: "age", atLeast: 60 };
const press = { path: "tags", has: "press" };
const idle = { path: "status", equals: "idle" };
const top = { path: "score", from: 800, to: 950 };
const often = { path: "visits", atLeast: 30 };
const team = { path: "plan", equals: "team" };
const leeds = { path: "address.city", equals: "Leeds" };
const few = { path: "points", from: 1, to: 20 };
const britain = { path: "country", equals: "GB" };

export const cases: readonly Case[] = [
  {
    leaves: 2,
    condition: { all: [country, points] },
    byHand: ({ contact: { attributes: a } }) =>
      (a.country === "DE" || a.country === "AT" || a.country === "CH") &&
      a.points !== undefined &&
      a.points >= 40,
  },
  {
    leaves: 8,
    condition: {
      all: [
        { any: [country, berlin] },
        { any: [pro, points] },
        active,
        { any: [visits, vip] },
        spent,
      ],
    },
    byHand: ({ contact: { attributes: a } }) =>
      (a.country === "DE" ||
        a.country === "AT" ||
        a.country === "CH" ||
        a.address.city === "Berlin") &&
      (a.plan === "pro" || (a.points !== undefined && a.points >= 40)) &&
      (a.status === "active" || a.status === "new") &&
      ((a.visits !== undefined && a.visits >= 5 && a.visits <= 60) || a.tags.includes("vip")) &&
      a.spent >= 250,
  },
  {
    leaves: 25,
    condition: {
      any: [
        { all: [country, pro, points, visits, { any: [vip, berlin] }, active, age] },
        { all: [abroad, newsletter, { any: [beta, south] }, rich, { any: [old, press] }] },
        { all: [idle, top, { any: [often, team] }, { any: [leeds, few, britain] }] },
        { all: [free, spent, score, { any: [vip, age] }] },
      ],
    },
    byHand: ({ contact: { attributes: a } }) =>
      ((a.country === "DE" || a.country === "AT" || a.country === "CH") &&
        a.plan === "pro" &&
        a.points !== undefined &&
        a.points >= 40 &&
        a.visits !== undefined &&
        a.visits >= 5 &&
        a.visits <= 60 &&
        (a.tags.includes("vip") || a.address.city === "Berlin") &&
        (a.status === "active" || a.status === "new") &&
        a.age !== undefined &&
        a.age >= 25 &&
        a.age <= 49) ||
      ((a.country === "FR" ||
        a.country === "US" ||
        a.country === "GB" ||
        a.country === "IT" ||
        a.country === "NL") &&
        a.newsletter === true &&
        (a.tags.includes("beta") ||
          a.address.city === "Rome" ||
          a.address.city === "Wien" ||
          a.address.city === "Bern") &&
        a.spent >= 500 &&
        a.spent <= 900 &&
        ((a.age !== undefined && a.age >= 60) || a.tags.includes("press"))) ||
      (a.status === "idle" &&
        a.score >= 800 &&
        a.score <= 950 &&
        ((a.visits !== undefined && a.visits >= 30) || a.plan === "team") &&
        (a.address.city === "Leeds" ||
          (a.points !== undefined && a.points >= 1 && a.points <= 20) ||
          a.country === "GB")) ||
      (a.plan === "free" &&
        a.spent >= 250 &&
        a.score >= 300 &&
        (a.tags.includes("vip") || (a.age !== undefined && a.age >= 25 && a.age <= 49))),
  },
];

export function segmentOf(condition: Condition, name = "bench"): Segment {
  return { v: 1, id: segmentId(name), where: nodeOf(condition) };
}

function nodeOf(condition: Condition): Segment["where"] {
  if ("all" in condition) return { op: "and", of: condition.all.map(nodeOf) };
  if ("any" in condition) return { op: "or", of: condition.any.map(nodeOf) };
  const { path } = condition;
  if ("equals" in condition) return { op: "attr", path, is: { eq: condition.equals } };
  if ("among" in condition) return { op: "attr", path, is: { in: condition.among } };
  if ("atLeast" in condition) return { op: "attr", path, is: { gte: condition.atLeast } };
  if ("has" in condition) return { op: "attr", path, is: { has: condition.has } };
  return { op: "attr", path, is: { between: [condition.from, condition.to] } };
}
