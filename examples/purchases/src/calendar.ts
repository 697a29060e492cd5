/** Wall clocks by the platform's own table of zones: nothing of Wellsent is asked. */

export const hour = 3_600_000;
export const day = 24 * hour;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** By the hour since 1970. No zone here changes its clock within one. */
  readonly offsets: Map<number, number>;
}
const zones = new Map<string, Zone>();

/** What the clock of that zone shows, as if it were UTC. */
export function wallTime(zone: string, at: number): number {
  return at + offset(zone, at);
}

/** When the clock of that zone shows it. Not asked for what it skips or shows twice. */
export function instantAt(zone: string, wall: number): number {
  const about = wall - offset(zone, wall);
  return wall - offset(zone, about);
}

/** Days of 23 to 25 hours, as calendars have them. */
export function addDays(zone: string, at: number, days: number): number {
  return instantAt(zone, wallTime(zone, at) + days * day);
}

/** How many days since 1970 the date there is. */
export function dayNumber(zone: string, at: number): number {
  return Math.floor(wallTime(zone, at) / day);
}

/** The next time that the clock shows this hour, not the very minute itself. */
export function nextHour(zone: string, at: number, wanted: number): number {
  const midnight = dayNumber(zone, at) * day;
  const today = instantAt(zone, midnight + wanted * hour);
  return today > at ? today : instantAt(zone, midnight + day + wanted * hour);
}

function offset(name: string, at: number): number {
  const zone = zones.get(name) ?? openZone(name);
  const since = Math.floor(at / hour);
  const known = zone.offsets.get(since);
  if (known !== undefined) return known;
  const parts = zone.format.formatToParts(since * hour);
  const {
    year = 0,
    month = 1,
    day: date = 1,
    ...time
  } = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  const shown = Date.UTC(year, month - 1, date, time["hour"], time["minute"]);
  zone.offsets.set(since, shown - since * hour);
  return shown - since * hour;
}

function openZone(timeZone: string): Zone {
  const style = { dateStyle: "short", timeStyle: "medium" } as const;
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, ...style });
  const zone = { format, offsets: new Map<number, number>() };
  zones.set(timeZone, zone);
  return zone;
}
