import type { Weekday } from "../../../src/timing/index.js";
import type {
  MonthDay,
  NthWeekday,
  Recurrence,
  RecurrencePattern,
} from "../../../src/timing/recurrence/index.js";
import { nextTransition } from "../../../src/timing/zone-table.js";

const day = 86_400_000;
const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const begin = Date.UTC(2020, 0, 1);
const end = Date.UTC(2040, 0, 1);

/** Reproducible, and quick enough for half a million rules. */
export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  one<const Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.below(values.length)] ?? values[0];
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

const changes = new Map<string, readonly number[]>();

/** Where interesting questions are asked; that they are changes is nothing the tests rely on. */
function listChanges(zone: string): readonly number[] {
  const known = changes.get(zone);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let at = nextTransition(zone, begin, end); at !== null; at = nextTransition(zone, at, end)) {
    found.push(at);
  }
  changes.set(zone, found);
  return found;
}

export interface DrawnCase {
  readonly rule: Recurrence;
  readonly zone: string;
  readonly after: number;
}

/** Three in five are asked within 20 days of a clock change, half of the times are at night. */
export function drawCase(draw: Draw, zone: string): DrawnCase {
  const near = listChanges(zone);
  const anchor = near.length > 0 && draw.chance(60) ? near[draw.below(near.length)] : undefined;
  const after =
    anchor === undefined
      ? begin + draw.below((end - begin) / 1000) * 1000
      : anchor + (draw.below(40 * 1440) - 20 * 1440) * 60_000;
  const start = new Date(
    after - draw.below(draw.chance(70) ? 900 : 20) * day + draw.below(9) * day,
  );
  const minutes = draw.chance(50) ? draw.below(8) * 30 : draw.below(1440);
  const time = new Date(minutes * 60_000).toISOString().slice(11, 16);
  const interval = draw.chance(50) ? 1 : 1 + draw.below(4);
  const frame = {
    v: 1,
    start: dateText(start.getTime()),
    time,
    zone: draw.chance(10) ? "contact" : zone,
    ...(interval === 1 ? {} : { interval }),
  } as const;
  const around = (): string => dateText(after + (draw.below(120) - 30) * day);
  const except = draw.chance(20) ? { except: [...new Set([around(), around(), around()])] } : {};
  const ending = draw.below(10);
  const shape = { ...frame, ...pattern(draw), ...except };
  if (ending === 0) {
    const until = dateText(Math.max(start.getTime(), after) + draw.below(90) * day);
    return { rule: { ...shape, until }, zone, after };
  }
  if (ending > 1) return { rule: shape, zone, after };
  const count = 1 + draw.below(draw.chance(50) ? 500 : 20);
  return { rule: { ...shape, count }, zone, after };
}

function pattern(draw: Draw): RecurrencePattern {
  switch (draw.below(6)) {
    case 0:
      return { every: "day" } as const;
    case 1: {
      const on = weekdays.filter(() => draw.chance(35));
      const weekStarts = draw.chance(30)
        ? { weekStarts: draw.one<Weekday>(["sun", "sat", "thu"]) }
        : {};
      return { every: "week", on: on.length === 0 ? ["wed" as const] : on, ...weekStarts } as const;
    }
    case 2:
      return { every: "month", on: monthDay(draw) } as const;
    case 3:
      return { every: "month", on: nth(draw) } as const;
    case 4:
      return { every: "year", month: 1 + draw.below(12), on: nth(draw) } as const;
    default: {
      if (draw.chance(50)) {
        const missing = draw.one(["feb28", "mar1", "skip"] as const);
        return { every: "year", month: 2, on: { day: 29, missing } } as const;
      }
      const month = 1 + draw.below(12);
      const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
      const day = draw.chance(20) ? -1 : 1 + draw.below(lengths[month - 1] ?? 28);
      return { every: "year", month, on: { day } } as const;
    }
  }
}

function monthDay(draw: Draw): MonthDay {
  if (draw.chance(15)) return { day: -1 };
  if (draw.chance(40)) return { day: 1 + draw.below(28) };
  return { day: 29 + draw.below(3), missing: draw.one(["skip", "last"] as const) };
}

function nth(draw: Draw): NthWeekday {
  return { nth: draw.one([1, 2, 3, 4, 5, -1]), weekday: weekdays[draw.below(7)] ?? "mon" };
}

export function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
