import { dayNumber } from "../dates/index.js";
import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import type { OpeningHours, Place } from "../ports/places.js";
import { isTimeZone, localDate } from "../timing/index.js";
import {
  dayLength,
  localDay,
  localWeekday,
  timeOfDay,
  wallTime,
  weekdayNames,
} from "../timing/wall-clock.js";

export { kilometersBetween } from "./distance.js";

/** When a place is open on one of its own dates, `YYYY-MM-DD`, earliest first; empty: closed. */
export function openingsOn(
  { hours, closed = [] }: Pick<Place, "hours" | "closed">,
  date: string,
): readonly Pick<OpeningHours, "from" | "to">[] {
  if (closed.includes(date)) return [];
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const weekday = localWeekday(dayNumber({ year, month, day }));
  return hours
    .filter(({ days }) => days.includes(weekday))
    .map(({ from, to }) => ({ from, to }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** Whether a place is open, by its own clock. @throws InputError `INPUT_TIME_ZONE` */
export function isOpenAt(
  place: Pick<Place, "hours" | "closed" | "timeZone">,
  at: Instant,
): boolean {
  const wall = wallTime(place.timeZone, at);
  const time = wall - localDay(wall) * dayLength;
  return openingsOn(place, localDate(place.timeZone, at)).some(
    ({ from, to }) => time >= timeOfDay(from, "from") && time < timeOfDay(to, "to", true),
  );
}

/** Whether a catalog's answer is a place that can be shown. */
export function isPlace(value: unknown): value is Place {
  if (!isObject(value)) return false;
  const { id, name, address, link, latitude, longitude, timeZone, hours, closed = [] } = value;
  const texts = [id, name, address].every((one) => typeof one === "string" && one !== "");
  return (
    texts &&
    String(id).length <= 50 &&
    typeof link === "string" &&
    /^https?:\/\/\S+$/i.test(link) &&
    isWithin(latitude, 90) &&
    isWithin(longitude, 180) &&
    typeof timeZone === "string" &&
    isTimeZone(timeZone) &&
    Array.isArray(hours) &&
    hours.every(isOpening) &&
    Array.isArray(closed) &&
    closed.every((date) => typeof date === "string" && /^\d{4}-\d\d-\d\d$/.test(date)) &&
    Number.isSafeInteger(value["asOf"])
  );
}

function isWithin(value: unknown, most: number): boolean {
  return typeof value === "number" && Math.abs(value) <= most;
}

const clock = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const weekdays: ReadonlySet<unknown> = new Set(weekdayNames);

function isOpening(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { days, from, to } = value;
  return (
    Array.isArray(days) &&
    days.every((day) => weekdays.has(day)) &&
    typeof from === "string" &&
    typeof to === "string" &&
    clock.test(from) &&
    (clock.test(to) || to === "24:00") &&
    from < to
  );
}
