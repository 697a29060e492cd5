/** A date on the proleptic Gregorian calendar. */
export interface CalendarDate {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
}

/**
 * Days since 1970-01-01. The calendar repeats after 400 years, which keeps away from the years 0 to
 * 99, that `Date.UTC` takes for 1900 to 1999.
 */
export function dayNumber({ year, month, day }: CalendarDate): number {
  const era = Math.floor(year / 400);
  return Date.UTC(2000 + year - era * 400, month - 1, day) / 86_400_000 + (era - 5) * 146_097;
}

/** The date of a day that is counted from 1970-01-01. */
export function calendarDate(number: number): CalendarDate {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  // From here on nothing is negative, and `| 0` divides integers where `Math.floor` would divide
  // floating-point numbers, at several times the cost.
  const dayOfEra = (shifted - era * 146_097) | 0;
  const leapDays = ((dayOfEra / 1460) | 0) - ((dayOfEra / 36_524) | 0) + ((dayOfEra / 146_096) | 0);
  const yearOfEra = ((dayOfEra - leapDays) / 365) | 0;
  const dayOfYear = dayOfEra - 365 * yearOfEra - (yearOfEra >> 2) + ((yearOfEra / 100) | 0);
  const marchMonth = ((5 * dayOfYear + 2) / 153) | 0;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - (((153 * marchMonth + 2) / 5) | 0) + 1,
  };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Whether the calendar has such a day: no 30 February, no month 13. */
export function isCalendarDate({ year, month, day }: CalendarDate): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const first = { year, month, day: 1 };
  return day <= dayNumber({ ...first, month: month + 1 }) - dayNumber(first);
}
