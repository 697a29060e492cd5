// The same computed from the orders alone, by plain loops: nothing of Wellsent is asked.
import { addDays, day, dayNumber, hour, instantAt, nextHour, wallTime } from "./calendar.ts";
import type { Mail, Member, Outcome, Run } from "./outcome.ts";
import { type Happening, type Person, shop } from "./people.ts";

/**
 * `looks`: when it is asked who is in the segments. `end`: what comes then or later is left
 * out.
 */
export function computed(
  people: readonly Person[],
  looks: readonly number[],
  end: number,
): Outcome {
  const each = people.map((person) => {
    const life = deriveLife(person, end);
    const ways = [...winBack(life), ...bestCustomers(life)];
    return {
      runs: ways.map(({ run }) => run),
      mails: [...ways.flatMap(({ mails }) => mails), ...weekly(life)],
      members: membersAt(life, looks),
    };
  });
  return {
    runs: each.flatMap(({ runs }) => runs),
    mails: each.flatMap(({ mails }) => mails).filter(({ at }) => at < end),
    members: each.flatMap(({ members }) => members),
  };
}

/** What is known of a person at any time. */
interface Life {
  readonly id: string;
  /** Nothing is known of what comes then. */
  readonly end: number;
  readonly happenings: readonly Happening[];
  readonly zoneAt: (at: number) => string;
  readonly mayBeWritten: (at: number) => boolean;
  /** Since when they have been known. */
  readonly since: number;
  readonly isIn: Readonly<Record<"lapsed" | "best" | "recent", (at: number) => boolean>>;
  /** When any of that may change, in order. */
  readonly turns: readonly number[];
}

function deriveLife({ id, zone, happenings }: Person, end: number): Life {
  const paid = happenings.flatMap((one) => {
    if (one.kind !== "order" || one.cents === 0) return [];
    const back = happenings.find((other) => other.kind === "return" && other.id === one.id);
    return [{ at: one.at, cents: one.cents, until: back?.at ?? Number.POSITIVE_INFINITY }];
  });
  const known = (at: number) => paid.filter((one) => one.at <= at && at < one.until);
  /** On so many days of the shop, today among them. */
  const onDays = (at: number, days: number) =>
    known(at).filter((one) => dayNumber(shop, one.at) > dayNumber(shop, at) - days);
  const within = (at: number, days: number) => known(at).filter((one) => at - one.at < days * day);
  const wishes = happenings.filter(({ kind }) => isWish(kind));
  const mayBeWritten = (at: number) => {
    const last = wishes.findLast((one) => one.at <= at);
    return last !== undefined && last.kind !== "withdraw";
  };
  const lastDay = (at: number, days: number) => instantAt(shop, (dayNumber(shop, at) + days) * day);
  const turns = new Set(happenings.map(({ at }) => at));
  for (const { at } of paid) {
    for (const days of [14, 90]) turns.add(at + days * day);
    for (const days of [120, 365]) turns.add(lastDay(at, days));
  }
  return {
    ...{ id, end, happenings, mayBeWritten },
    since: Math.min(...happenings.map(({ at }) => at)),
    turns: [...turns].filter((at) => at < end).sort((a, b) => a - b),
    zoneAt(at) {
      const move = happenings.findLast((one) => one.kind === "move" && one.at <= at);
      return move?.zone ?? zone;
    },
    isIn: {
      lapsed: (at) => known(at).length > 0 && within(at, 90).length === 0,
      best(at) {
        const year = onDays(at, 365);
        const sum = year.reduce((total, { cents }) => total + cents, 0);
        return year.length >= 3 && sum >= 12_000 && onDays(at, 120).length > 0;
      },
      recent: (at) => mayBeWritten(at) && within(at, 14).length > 0,
    },
  };
}

function isWish(kind: Happening["kind"]): boolean {
  return kind === "grant" || kind === "withdraw" || kind === "come back";
}

function membersAt({ id: person, isIn, since }: Life, looks: readonly number[]): Member[] {
  return looks.flatMap((at) =>
    Object.entries(isIn)
      .filter(([, is]) => since <= at && is(at))
      .map(([segment]) => ({ segment, person, at })),
  );
}

interface Way {
  readonly run: Run;
  readonly mails: readonly Mail[];
}

/** One person's runs: who enters, how long it takes, and what they get. */
function deriveRuns(
  life: Life,
  workflow: "win-back" | "best-customers",
  enters: (at: number) => boolean,
  pause: number,
  goThrough: (startedAt: number) => Way,
): readonly Way[] {
  const ways: Way[] = [];
  let wasIn = false;
  let hasBeenRefused = false;
  let openAgain = 0;
  for (const at of life.turns) {
    const isIn = enters(at);
    const hasEntered = isIn && !wasIn;
    wasIn = isIn;
    if (!hasEntered || at < openAgain) continue;
    if (life.mayBeWritten(at)) {
      const way = goThrough(at);
      ways.push(way);
      openAgain = way.run.endedAt === null ? life.end : way.run.endedAt + pause;
    } else if (!hasBeenRefused) {
      hasBeenRefused = true;
      const refused = { startedAt: at, endedAt: at, outcome: "refused" };
      ways.push({ run: { workflow, person: life.id, ...refused }, mails: [] });
    }
  }
  return ways;
}

function winBack(life: Life): readonly Way[] {
  return deriveRuns(life, "win-back", life.isIn.lapsed, 180 * day, (startedAt) => {
    const second = waitOver(life, startedAt, 10);
    const third = waitOver(life, second, 14);
    const left = firstAfter(life, startedAt, ({ kind }) => kind === "withdraw");
    const ordered = firstAfter(life, startedAt, (one) => one.kind === "order" && one.cents > 0);
    const exit =
      ordered <= left ? { at: ordered, why: "ordered" } : { at: left, why: "unsubscribed" };
    const steps = [
      { template: "missed", at: startedAt },
      { template: "offer", at: second },
      { template: "last", at: third },
    ];
    return deriveWay(life, "win-back", steps, exit, third);
  });
}

function bestCustomers(life: Life): readonly Way[] {
  return deriveRuns(life, "best-customers", life.isIn.best, 365 * day, (startedAt) => {
    const week = waitOver(life, startedAt, 7);
    const early = tenOver(life, week);
    const left = firstAfter(life, startedAt, ({ kind }) => kind === "withdraw");
    const out =
      life.turns.find((at) => at > startedAt && !life.isIn.best(at)) ?? Number.POSITIVE_INFINITY;
    const exit = out <= left ? { at: out, why: "left" } : { at: left, why: "unsubscribed" };
    const steps = [
      { template: "thanks", at: startedAt },
      { template: "early", at: early },
    ];
    return deriveWay(life, "best-customers", steps, exit, early);
  });
}

/** An exit comes before a step of the same instant. */
function deriveWay(
  life: Life,
  workflow: string,
  steps: readonly { readonly template: string; readonly at: number }[],
  exit: { readonly at: number; readonly why: string },
  done: number,
): Way {
  const [first] = steps;
  const startedAt = first?.at ?? 0;
  const reached = steps.filter(({ at }) => at === startedAt || at < exit.at);
  const [endedAt, outcome] = exit.at <= done ? [exit.at, exit.why] : [done, "completed"];
  const over = endedAt < life.end ? { endedAt, outcome } : { endedAt: null, outcome: null };
  return {
    run: { workflow, person: life.id, startedAt, ...over },
    mails: reached.flatMap(({ template, at }) => {
      const leaves = afterQuiet(life, at);
      return life.mayBeWritten(leaves) ? [{ person: life.id, template, at: leaves }] : [];
    }),
  };
}

function firstAfter(life: Life, at: number, is: (one: Happening) => boolean): number {
  return life.happenings.find((one) => one.at > at && is(one))?.at ?? Number.POSITIVE_INFINITY;
}

/** Where a person moves meanwhile, their days end by the clocks of the new place. */
function waitOver(life: Life, since: number, days: number): number {
  const until = addDays(life.zoneAt(since), since, days);
  const move = life.happenings.find(
    (one) => one.kind === "move" && one.at > since && one.at < until,
  );
  if (move === undefined) return until;
  return Math.max(move.at, addDays(life.zoneAt(move.at), since, days));
}

/** Where a person moves meanwhile to a place in which it has been ten, it is ten there tomorrow. */
function tenOver(life: Life, since: number): number {
  const until = nextHour(life.zoneAt(since), since, 10);
  const move = life.happenings.find(
    (one) => one.kind === "move" && one.at > since && one.at < until,
  );
  if (move === undefined) return until;
  const there = life.zoneAt(move.at);
  const moved = nextHour(there, since, 10);
  return moved < move.at ? nextHour(there, move.at, 10) : moved;
}

/** From 20:00 to 08:00 on their own clock nothing leaves. */
function afterQuiet(life: Life, at: number): number {
  for (let leaves = at; ; ) {
    const zone = life.zoneAt(leaves);
    const clock = (wallTime(zone, leaves) % day) / hour;
    if (clock >= 8 && clock < 20) return leaves;
    leaves = nextHour(zone, leaves, 8);
  }
}

/**
 * One a Tuesday, at the first nine o'clock that it was where they lived, if they were in it
 * then.
 */
function weekly(life: Life): readonly Mail[] {
  const mails: Mail[] = [];
  for (let tuesday = Date.UTC(2025, 0, 7); tuesday < life.end; tuesday += 7 * day) {
    const homes = new Set([life.zoneAt(0), life.zoneAt(life.end)]);
    const own = [...homes]
      .map((zone) => ({ zone, at: instantAt(zone, tuesday + 9 * hour) }))
      .filter(({ zone, at }) => life.zoneAt(at) === zone)
      .sort((a, b) => a.at - b.at)
      .find(({ at }) => life.isIn.recent(at));
    if (own !== undefined) mails.push({ person: life.id, template: "weekly", at: own.at });
  }
  return mails;
}
