import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { murmur3 } from "../../src/hash/murmur3.js";
import { bestHour, type HourCounts, hourCounts } from "../../src/timing/index.js";

const day = Array.from({ length: 24 }, (_, hour) => hour);
const allowed = day.filter((hour) => hour >= 7 && hour <= 20);
/** A draw that tries nothing out. */
const settled = 0.9;

function peak(at: number, width: number): readonly number[] {
  return day.map((hour) => {
    const apart = Math.min(Math.abs(hour - at), 24 - Math.abs(hour - at));
    return Math.exp(-(apart ** 2) / (2 * width ** 2));
  });
}

type Numbers = () => number;

/** Mulberry32, from 0, below 1: the same for the same seed. */
function numbersFrom(seed: string): Numbers {
  let state = murmur3(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How willing a person is to click at each hour, at best 1. */
const regimes: Readonly<Record<string, (random: Numbers) => readonly number[]>> = {
  "no signal": () => day.map(() => 0),
  "flat with noise": () => day.map(() => 0.5),
  "one common peak": () => peak(19, 2.5),
  "a peak that differs a little": (random) => peak(16 + Math.round(6 * random()), 2.5),
  "two groups": (random) => peak(random() < 0.5 ? 9 : 19, 2),
  "an hour of one's own": (random) => {
    const own = random() < 0.4 ? 12 : 7 + Math.floor(14 * random());
    return peak(own, 1.8).map((one) => 0.15 + 0.85 * one);
  },
};

interface Person {
  readonly rates: readonly number[];
  readonly own: HourCounts;
  /** The same with clicks of machines counted: each mail is clicked at once by one in three. */
  readonly scanned: HourCounts;
}

function people(regime: string, sends: number, count: number): readonly Person[] {
  const random = numbersFrom(`${regime}/${sends}`);
  return Array.from({ length: count }, () => {
    const level = 0.05 + 0.9 * random() ** 2;
    const rates = (regimes[regime]?.(random) ?? []).map((rate) => rate * level);
    const isScanned = random() < 1 / 3;
    const [sent, clicks, any] = [day.map(() => 0), day.map(() => 0), day.map(() => 0)];
    for (let n = 0; n < sends; n += 1) {
      const hour = allowed[Math.floor(random() ** 1.3 * allowed.length)] ?? 0;
      const isClicked = random() < (rates[hour] ?? 0);
      sent[hour] = (sent[hour] ?? 0) + 1;
      if (isClicked) clicks[hour] = (clicks[hour] ?? 0) + 1;
      if (isClicked || isScanned) any[hour] = (any[hour] ?? 0) + 1;
    }
    return { rates, own: { sends: sent, clicks }, scanned: { sends: sent, clicks: any } };
  });
}

function total(histories: readonly HourCounts[]): HourCounts {
  const add = (pick: (one: HourCounts) => readonly number[]) =>
    day.map((hour) => histories.reduce((sum, one) => sum + (pick(one)[hour] ?? 0), 0));
  return { sends: add(({ sends }) => sends), clicks: add(({ clicks }) => clicks) };
}

/** What share of what their best hours would bring is had, by each rule. */
function outcome(all: readonly Person[], leastClicks?: number) {
  const options = leastClicks === undefined ? {} : { leastClicks };
  const population = total(all.map(({ own }) => own));
  const common = bestHour(null, population, allowed, settled).hour;
  let [possible, fixed, byPopulation, byOwn, byMode, squares] = [0, 0, 0, 0, 0, 0];
  for (const { rates, own, scanned } of all) {
    const at = (hour: number): number => rates[hour] ?? 0;
    const chosen = at(bestHour(own, population, allowed, settled, options).hour);
    possible += Math.max(...allowed.map(at));
    fixed += at(10);
    byPopulation += at(common);
    byOwn += chosen;
    byMode += at(scanned.clicks.indexOf(Math.max(...scanned.clicks)));
    squares += (chosen - at(common)) ** 2;
  }
  return { possible, fixed, byPopulation, byOwn, byMode, error: Math.sqrt(squares) };
}

describe("the best hour of a contact", () => {
  const histories = [5, 20, 60] as const;
  const cases = Object.keys(regimes).flatMap((regime) =>
    histories.flatMap((sends) => [undefined, 0].map((least) => [regime, sends, least] as const)),
  );

  it.each(cases)("is never worse than the population's: %s, %i sends, least %s", (...given) => {
    const [regime, sends, least] = given;
    const { byPopulation, byOwn, error } = outcome(people(regime, sends, 3_000), least);
    expect(byOwn).toBeGreaterThanOrEqual(byPopulation - 2 * error);
    expect(byOwn).toBeGreaterThanOrEqual(0.998 * byPopulation);
  });

  it("is worth more than the population's where people differ, and than their most clicked hour", () => {
    const all = people("an hour of one's own", 60, 3_000);
    const { possible, fixed, byPopulation, byOwn, byMode } = outcome(all, 0);
    const shares = [fixed, byPopulation, byOwn, byMode].map((one) => one / possible);
    const [fixedShare = 0, populationShare = 0, ownShare = 0, modeShare = 0] = shares;
    expect(populationShare).toBeGreaterThan(fixedShare);
    expect(ownShare).toBeGreaterThan(1.01 * populationShare);
    // Clicks of machines, by the hours at which mail happened to be sent.
    expect(modeShare).toBeLessThan(ownShare);
  });

  const counts = fc.array(fc.nat(50), { minLength: 24, maxLength: 24 }).map((sends) => ({
    sends,
    clicks: sends.map((count) => Math.floor(count / 3)),
  }));
  const windows = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1 });
  const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it("is always allowed, and the same for the same arguments", () => {
    fc.assert(
      fc.property(fc.option(counts), counts, windows, draws, (own, everybody, hours, draw) => {
        const chosen = bestHour(own, everybody, hours, draw);
        expect(hours).toContain(chosen.hour);
        expect(bestHour(own, everybody, hours, draw)).toEqual(chosen);
        expect(chosen.why === "explored").toBe(draw < 0.1);
        if (own === null) expect(chosen.why).not.toBe("own");
      }),
    );
  });

  it("is tried out at every hour alike, for a tenth of the choices", () => {
    const everybody = { sends: day.map(() => 100), clicks: peak(12, 2).map(Math.round) };
    const tried = new Map<number, number>();
    for (let n = 0; n < 20_000; n += 1) {
      const draw = murmur3(`campaign/${n}`) / 2 ** 32;
      const { hour, why } = bestHour(null, everybody, allowed, draw);
      if (why === "explored") tried.set(hour, (tried.get(hour) ?? 0) + 1);
      else expect(hour).toBe(12);
    }
    const each = [...tried.values()];
    expect(each).toHaveLength(allowed.length);
    expect(each.reduce((sum, one) => sum + one, 0) / 20_000).toBeCloseTo(0.1, 2);
    expect(Math.max(...each)).toBeLessThan(1.5 * Math.min(...each));
  });

  it("needs twenty clicks of one's own, and knows nothing without anybody's", () => {
    const everybody = { sends: day.map(() => 1_000), clicks: peak(9, 2).map((x) => 100 * x) };
    const own = (count: number): HourCounts => ({
      sends: day.map((hour) => (hour === 19 || hour === 9 ? 60 : 0)),
      clicks: day.map((hour) => (hour === 19 ? count : 0)),
    });
    const choose = (count: number) => bestHour(own(count), everybody, allowed, settled);
    expect(choose(19)).toEqual({ hour: 9, why: "population" });
    expect(choose(20)).toEqual({ hour: 19, why: "own" });
    const nobody = { sends: day.map(() => 0), clicks: day.map(() => 0) };
    expect(bestHour(own(60), nobody, allowed, settled)).toEqual({ hour: 7, why: "flat" });
  });

  it("is counted by the local hour of sending, from what people clicked", () => {
    const sent = Date.UTC(2026, 6, 1, 7, 59);
    const message = { sentAt: sent, clickedAt: null };
    const later = { sentAt: sent + 60_000, clickedAt: sent + 9 * 3_600_000 };
    const unsent = { sentAt: null, clickedAt: null };
    const { sends, clicks } = hourCounts([message, later, unsent], "Europe/Berlin");
    expect([sends[9], sends[10], clicks[9], clicks[10]]).toEqual([1, 1, 0, 1]);
    expect([...sends, ...clicks].reduce((sum, one) => sum + one, 0)).toBe(3);
  });
});
