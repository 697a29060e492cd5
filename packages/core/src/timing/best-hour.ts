import { DefinitionError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import type { MessageFact } from "../ports/store/facts.js";
import type { HourCounts } from "../ports/store/hour-counts.js";
import { dayLength, localDay, wallTime } from "./wall-clock.js";

export interface BestHourOptions {
  /** Own sends that the population's curve counts as. Default 40. */
  readonly pseudoSends?: number;
  /** With fewer clicks of one's own, the population's curve alone decides. Default 20. */
  readonly leastClicks?: number;
  /** Part of the choices that try out an hour, so that curves stay true. Default 0.1. */
  readonly explore?: number;
}

export interface BestHour {
  /** From 0 to 23; one of those allowed. */
  readonly hour: number;
  /**
   * `own`: the contact's history says so. `population`: it says nothing better than everybody's
   * does. `explored`: tried out. `flat`: nothing is known, so the first hour allowed is as good.
   */
  readonly why: "own" | "population" | "explored" | "flat";
}

/** Every `why` of a best hour. */
export const hourReasons: readonly BestHour["why"][] = ["own", "population", "explored", "flat"];

const hours = 24;
const hourLength = dayLength / hours;
/** How near hours of a day count for each other: the standard deviation of the kernel, in hours. */
const kernelWidth = 1.5;
/** So many sends count as much as what is assumed of an hour of the population. */
const priorSends = 40;
/** An own hour is chosen only if it is better by so many standard errors. */
const surely = 0.5;

const kernel: readonly number[] = Array.from({ length: hours }, (_, distance) => {
  const apart = Math.min(distance, hours - distance);
  return Math.exp(-(apart ** 2) / (2 * kernelWidth ** 2));
});

/**
 * The local hour at which a contact most likely clicks, by empirical Bayes: its own history,
 * smoothed around the clock and shrunk to the population's curve at its own level. It leaves the
 * population's best hour only on evidence, so that it is not worse than that.
 * @param own `null`: may not be used, or there is none.
 * @param allowed Hours from 0 to 23, at least one.
 * @param draw From 0, below 1, the same for the same choice: below `explore` it tries an hour out.
 * @throws DefinitionError `DEFINITION_TIME` without an hour that is allowed.
 * @example
 * const everybody = await acme.hours();
 * bestHour(null, everybody, [9, 10, 11, 17], 0.7); // { hour: 10, why: "population" }
 */
export function bestHour(
  own: HourCounts | null,
  population: HourCounts,
  allowed: readonly number[],
  draw: number,
  { pseudoSends = 40, leastClicks = 20, explore = 0.1 }: BestHourOptions = {},
): BestHour {
  const [first] = allowed;
  if (
    first === undefined ||
    allowed.some((hour) => !(Number.isInteger(hour) && hour >= 0 && hour < hours))
  )
    throw new DefinitionError("DEFINITION_TIME", "No hour of the day is allowed, or one is none.", {
      path: "allowed",
      remedy: "Give at least one hour, from 0 to 23.",
    });
  if (draw < explore) {
    const place = Math.floor((draw / explore) * allowed.length);
    return { hour: allowed[place] ?? first, why: "explored" };
  }
  if (sum(population.clicks) === 0) return { hour: first, why: "flat" };
  const curve = populationCurve(population);
  const common = best(allowed, (hour) => curve[hour] ?? 0);
  if (own === null || sum(own.clicks) < leastClicks) return { hour: common, why: "population" };
  const { rate, evidence } = posterior(own, curve, pseudoSends);
  const hour = best(allowed, (one) => rate[one] ?? 0);
  const gain = (rate[hour] ?? 0) - (rate[common] ?? 0);
  const error = Math.sqrt((evidence[hour] ?? 0) + (evidence[common] ?? 0));
  return gain > surely * error ? { hour, why: "own" } : { hour: common, why: "population" };
}

/**
 * Counts messages by the local hour at which they were handed over. Where they are somebody's,
 * profiling has to be permitted (`profile`).
 * @example
 * const own = hourCounts([{ sentAt: Date.UTC(2026, 2, 2, 8), clickedAt: null }], "Europe/Berlin");
 * own.sends[9]; // 1
 */
export function hourCounts(
  messages: readonly Pick<MessageFact, "sentAt" | "clickedAt">[],
  zone: string,
): HourCounts {
  const sends = Array.from({ length: hours }, () => 0);
  const clicks = Array.from({ length: hours }, () => 0);
  for (const { sentAt, clickedAt } of messages) {
    if (sentAt === null) continue;
    const hour = localHour(zone, sentAt);
    sends[hour] = (sends[hour] ?? 0) + 1;
    if (clickedAt !== null) clicks[hour] = (clicks[hour] ?? 0) + 1;
  }
  return { sends, clicks };
}

/** The hour of a zone's clock, from 0 to 23. @throws InputError `INPUT_TIME_ZONE` */
export function localHour(zone: string, at: Instant): number {
  const wall = wallTime(zone, at);
  return Math.floor((wall - localDay(wall) * dayLength) / hourLength);
}

/**
 * The rate of each hour: few sends count as if they had the rate of the hours around, and those the
 * rate of the day.
 */
function populationCurve({ sends, clicks }: HourCounts): readonly number[] {
  const overall = sum(clicks) / Math.max(1, sum(sends));
  const shrunk = (clicked: number, sent: number, to: number): number =>
    (clicked + priorSends * to) / (sent + priorSends);
  const [sent, clicked] = [smooth(sends), smooth(clicks)];
  return sent.map((count, hour) =>
    shrunk(clicks[hour] ?? 0, sends[hour] ?? 0, shrunk(clicked[hour] ?? 0, count, overall)),
  );
}

/** The contact's rate of each hour, and the variance that its own few sends leave in it. */
function posterior(
  own: HourCounts,
  curve: readonly number[],
  pseudoSends: number,
): { readonly rate: readonly number[]; readonly evidence: readonly number[] } {
  const expected = own.sends.reduce((all, count, hour) => all + count * (curve[hour] ?? 0), 0);
  const level = (sum(own.clicks) + 1) / (expected + 1);
  const [sent, clicked] = [smooth(own.sends), smooth(own.clicks)];
  const prior = curve.map((rate) => Math.min(0.99, level * rate));
  const rate = sent.map(
    (count, hour) =>
      ((clicked[hour] ?? 0) + pseudoSends * (prior[hour] ?? 0)) / (count + pseudoSends),
  );
  const squared = smooth(own.sends, 2);
  const evidence = sent.map((count, hour) => {
    const p = prior[hour] ?? 0;
    return (p * (1 - p) * (squared[hour] ?? 0)) / (count + pseudoSends) ** 2;
  });
  return { rate, evidence };
}

/** Around the clock: 23 and 0 are neighbors. */
function smooth(counts: readonly number[], power = 1): readonly number[] {
  return Array.from({ length: hours }, (_, hour) =>
    counts.reduce((all, count, at) => all + count * (kernel[Math.abs(at - hour)] ?? 0) ** power, 0),
  );
}

function best(allowed: readonly number[], value: (hour: number) => number): number {
  return allowed.reduce(
    (found, hour) => (value(hour) > value(found) ? hour : found),
    allowed[0] ?? 0,
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
