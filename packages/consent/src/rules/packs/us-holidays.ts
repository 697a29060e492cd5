/*
 * Days on which a state lets nobody solicit, for the years a pack is likely to be used in. Where a
 * holiday falls on a weekend both the day itself and the one kept for it are named: statutes differ
 * on which of them is the holiday, and a day too many costs a day.
 *
 * They are written out, because to compute them was most of what it took to load the rules. The
 * laws they follow from are in `test/rules/holiday-laws.ts`, which the tests compare them with.
 */

/** By year, each day as `MM-DD`. */
type Days = Readonly<Record<number, string>>;

function listDates(...parts: readonly Days[]): readonly string[] {
  const dates = parts.flatMap((days) =>
    Object.entries(days).flatMap(([year, list]) => list.split(" ").map((day) => `${year}-${day}`)),
  );
  return dates.sort();
}

/** What the United States and Louisiana keep. */
const common: Days = {
  2026: "01-01 01-19 02-16 05-25 07-03 07-04 09-07 10-12 11-11 11-26 12-25",
  2027: "01-01 01-18 02-15 05-31 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31",
  2028: "01-01 01-17 02-21 05-29 07-04 09-04 10-09 11-11 11-23 12-25",
  2029: "01-01 01-15 02-19 05-28 07-04 09-03 10-08 11-11 11-22 12-25",
  2030: "01-01 01-21 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25",
  2031: "01-01 01-20 02-17 05-26 07-04 09-01 10-13 11-11 11-27 12-25",
};

/** With {@link common}, 5 U.S.C. 6103(a) and (b): Juneteenth, and what is kept for Veterans Day. */
const federal: Days = {
  2026: "06-19",
  2027: "06-18 06-19",
  2028: "06-19 11-10",
  2029: "06-19 11-12",
  2030: "06-19",
  2031: "06-19",
};

/**
 * Ala. Code 1-3-8: the federal days, Confederate Memorial Day and the birthday of Jefferson Davis.
 * Of Mardi Gras only two counties make a holiday; the governor may name more.
 */
export const alabamaHolidays: readonly string[] = listDates(common, federal, {
  2026: "04-27 06-01",
  2027: "04-26 06-07",
  2028: "04-24 06-05",
  2029: "04-23 06-04",
  2030: "04-22 06-03",
  2031: "04-28 06-02",
});

/**
 * La. R.S. 1:55(A)(1), with the Battle of New Orleans, Mardi Gras, Good Friday, Huey P. Long Day
 * and All Saints' Day. The Public Service Commission is said to mind fewer of them; the governor
 * names more by proclamation.
 */
export const louisianaHolidays: readonly string[] = listDates(common, {
  2026: "01-08 02-17 04-03 08-30 11-01",
  2027: "01-08 02-09 03-26 08-30 11-01",
  2028: "01-08 02-29 04-14 08-30 11-01",
  2029: "01-08 02-13 03-30 08-30 11-01",
  2030: "01-08 03-05 04-19 08-30 11-01",
  2031: "01-08 02-25 04-11 08-30 11-01",
});

/**
 * 44 P.S. 11: the federal days, Good Friday, Flag Day and the Tuesday in November on which
 * elections are held each year.
 */
export const pennsylvaniaHolidays: readonly string[] = listDates(common, federal, {
  2026: "04-03 06-14 11-03",
  2027: "03-26 06-14 11-02",
  2028: "04-14 06-14 11-07",
  2029: "03-30 06-14 11-06",
  2030: "04-19 06-14 11-05",
  2031: "04-11 06-14 11-04",
});

/**
 * R.I. Gen. Laws 25-1-1, and as 5-61-2 says "a state or federal holiday", the federal days: with
 * Rhode Island Independence Day, Victory Day, and the day of general elections in even years. What
 * falls on a weekend is kept on Monday by the state.
 */
export const rhodeIslandHolidays: readonly string[] = listDates(common, federal, {
  2026: "05-04 07-06 08-10 11-03",
  2027: "05-04 08-09 12-27",
  2028: "01-03 05-04 08-14 11-07 11-13",
  2029: "05-04 08-13",
  2030: "05-04 05-06 08-12 11-05",
  2031: "05-04 05-05 08-11",
});
