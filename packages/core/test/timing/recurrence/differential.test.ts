import { expect, it } from "vitest";
import {
  checkRecurrence,
  fromRRule,
  nextOccurrence,
  occurrencesBetween,
  type Recurrence,
  toRRule,
} from "../../../src/timing/recurrence/index.js";
import { Draw, type DrawnCase, dateText, drawCase } from "./draw-rule.js";
import { datesByRRule, datesByWalk, instantByTemporal } from "./oracles.js";

const seed = Number(process.env["FUZZ_SEED"] ?? 20_261_129);
/** `FUZZ_CASES=500000` is the long form: in every zone, where the short one takes each seventh. */
const cases = Number(process.env["FUZZ_CASES"] ?? 1_000);
const day = 86_400_000;
const zones = Intl.supportedValuesOf("timeZone").filter(
  (_, index) => cases > 10_000 || index % 7 === 0,
);
const asked = 3;

/** What may be drawn that nothing comes of. */
function comes(rule: Recurrence): boolean {
  try {
    checkRecurrence(rule);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "DEFINITION_RECURRENCE_NEVER" });
    expect(datesByWalk(rule, 0, 1)).toEqual([]);
    return false;
  }
}

/** Nothing where all agree; otherwise what they say. */
function difference({ rule, zone, after }: DrawnCase): object | null {
  const from = Math.floor(after / day) * day - 3 * day;
  // Days before `after` are among them, of a year only one.
  const number = asked + (rule.every === "year" ? 1 : 5);
  const dates = datesByWalk(rule, from, number);
  const byRRule = datesByRRule(rule, from, number);
  if (dates.join() !== byRRule.join()) return { rule, dates, byRRule };
  const expected = dates
    .map((date) => ({ at: instantByTemporal(date, rule.time, zone), date: dateText(date) }))
    .filter(({ at }) => at > after)
    .slice(0, asked);
  const context = { zone };
  const found: { at: number; date: string }[] = [];
  let next = nextOccurrence(rule, after, context);
  while (next !== null && found.length < asked) {
    found.push({ at: next.at, date: next.date });
    next = nextOccurrence(rule, next.at, context);
  }
  const last = expected.at(-1)?.at ?? after;
  const between = occurrencesBetween(rule, after, last, context).map(({ at, date }) => ({
    at,
    date,
  }));
  // Whoever asks in between gets the rest of the same sequence.
  const split = expected.findIndex(({ at }) => nextOccurrence(rule, at - 1, context)?.at !== at);
  const same = JSON.stringify(found) === JSON.stringify(expected);
  return same && JSON.stringify(between) === JSON.stringify(expected) && split === -1
    ? null
    : { rule, zone, after, found, expected, between, split };
}

function lossy(rule: Recurrence): object | null {
  const normal = checkRecurrence(rule);
  const again = checkRecurrence(JSON.parse(JSON.stringify(normal)));
  const text = toRRule(rule);
  const read = fromRRule(text);
  const start = dateText(datesByWalk(withoutEnds(rule), 0, 1)[0] ?? 0);
  const expected = JSON.stringify({ ...normal, start });
  return JSON.stringify(again) === JSON.stringify(normal) &&
    JSON.stringify(read) === expected &&
    toRRule(read) === text
    ? null
    : { normal, again, text, read, expected };
}

function withoutEnds({ until: _, count: __, except: ___, ...rule }: Recurrence): Recurrence {
  return rule;
}

it(`agrees with rrule, a walk over days and Temporal on ${cases} rules in ${zones.length} zones, and with itself after JSON and RRULE`, () => {
  const draw = new Draw(seed);
  const wrong: object[] = [];
  let compared = 0;
  for (let index = 0; compared < cases; index++) {
    const drawn = drawCase(draw, zones[index % zones.length] ?? "UTC");
    if (!comes(drawn.rule)) continue;
    compared++;
    const fault = difference(drawn) ?? lossy(drawn.rule);
    if (fault !== null) wrong.push(fault);
  }
  expect(wrong.length, JSON.stringify(wrong.slice(0, 3), null, 1)).toBe(0);
}, 7_200_000);
