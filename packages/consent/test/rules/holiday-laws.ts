/*
 * The laws that the holidays written out in the rule packs follow from. Where a holiday falls on a
 * weekend both the day itself and the one kept for it are named.
 */

const years = [2026, 2027, 2028, 2029, 2030, 2031] as const;
const day = 86_400_000;

/** Days since 1970-01-01. */
type Day = number;
/** The days a holiday falls on in a year, those kept instead of it with them. */
type Holiday = (year: number) => readonly Day[];

function createDay(year: number, month: number, date: number): Day {
  return Date.UTC(year, month - 1, date) / day;
}
/** 0 for Sunday. */
function findWeekday(on: Day): number {
  return (((on + 4) % 7) + 7) % 7;
}

function isSaturday(on: Day): boolean {
  return findWeekday(on) === 6;
}
function isSunday(on: Day): boolean {
  return findWeekday(on) === 0;
}

/** The same date each year, and no other day for it. */
function on(month: number, date: number): Holiday {
  return (year) => [createDay(year, month, date)];
}

/** Kept on Friday where it is a Saturday, on Monday where it is a Sunday. */
function nearest(month: number, date: number): Holiday {
  return (year) => {
    const own = createDay(year, month, date);
    return [own, ...(isSaturday(own) ? [own - 1] : []), ...(isSunday(own) ? [own + 1] : [])];
  };
}

/** Kept on Monday where it falls on a weekend. */
function following(month: number, date: number): Holiday {
  return (year) => {
    const own = createDay(year, month, date);
    return [own, ...(isSaturday(own) ? [own + 2] : []), ...(isSunday(own) ? [own + 1] : [])];
  };
}

/** The n-th such weekday of a month. */
function nth(n: number, weekday: number, month: number): Holiday {
  return (year) => {
    const first = createDay(year, month, 1);
    return [first + ((weekday - findWeekday(first) + 7) % 7) + 7 * (n - 1)];
  };
}

function lastMonday(month: number): Holiday {
  return (year) => {
    const last = createDay(year, month + 1, 1) - 1;
    return [last - ((findWeekday(last) + 6) % 7)];
  };
}

/** So many days from Easter Sunday, by the Gregorian computus. */
function fromEaster(days: number): Holiday {
  return (year) => {
    const a = year % 19;
    const b = Math.floor(year / 100);
    const c = year % 100;
    const d = (19 * a + b - Math.floor(b / 4) - Math.floor((8 * b + 13) / 25) + 15) % 30;
    const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
    const f = Math.floor((a + 11 * d + 22 * e) / 451);
    const month = Math.floor((d + e - 7 * f + 114) / 31);
    return [createDay(year, month, ((d + e - 7 * f + 114) % 31) + 1) + days];
  };
}

/** The Tuesday after the first Monday of November. */
function electionDay(isHeld: (year: number) => boolean): Holiday {
  return (year) => (isHeld(year) ? nth(1, 1, 11)(year).map((monday) => monday + 1) : []);
}

const monday = 1;
const thursday = 4;

/** 5 U.S.C. 6103(a) and (b). */
const federal: readonly Holiday[] = [
  nearest(1, 1),
  nth(3, monday, 1),
  nth(3, monday, 2),
  lastMonday(5),
  nearest(6, 19),
  nearest(7, 4),
  nth(1, monday, 9),
  nth(2, monday, 10),
  nearest(11, 11),
  nth(4, thursday, 11),
  nearest(12, 25),
];

function listDates(...holidays: readonly Holiday[]): readonly string[] {
  return [...new Set(years.flatMap((year) => holidays.flatMap((holiday) => holiday(year))))]
    .sort((a, b) => a - b)
    .map((each) => new Date(each * day).toISOString().slice(0, 10));
}

/** By the row that holds the dates. */
export const holidaysByRow: Readonly<Record<string, readonly string[]>> = {
  // Ala. Code 1-3-8.
  "US-ST-QUIET-AL": listDates(...federal, nth(4, monday, 4), nth(1, monday, 6)),
  // La. R.S. 1:55(A)(1).
  "US-ST-QUIET-LA": listDates(
    nearest(1, 1),
    on(1, 8),
    nth(3, monday, 1),
    nth(3, monday, 2),
    fromEaster(-47),
    fromEaster(-2),
    lastMonday(5),
    nearest(7, 4),
    on(8, 30),
    nth(1, monday, 9),
    nth(2, monday, 10),
    on(11, 1),
    on(11, 11),
    nth(4, thursday, 11),
    nearest(12, 25),
  ),
  // 44 P.S. 11.
  "US-ST-QUIET-PA": listDates(
    ...federal,
    fromEaster(-2),
    on(6, 14),
    electionDay(() => true),
  ),
  // R.I. Gen. Laws 25-1-1 and 5-61-2.
  "US-ST-QUIET-RI": listDates(
    ...federal,
    following(1, 1),
    following(5, 4),
    following(7, 4),
    following(11, 11),
    following(12, 25),
    nth(2, monday, 8),
    electionDay((year) => year % 2 === 0),
  ),
};
