// npm run holidays [-- --write]
// Makes the tables of public holidays in packages/adapters/holidays, a file a country, from
// date-holidays: public and bank days of countries and their states. Half days are left out. Without
// --write it lists the tables that say something else than the library.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Holidays, { type HolidaysTypes } from "date-holidays";

const folder = join(import.meta.dirname, "..", "packages", "adapters", "holidays");
const library = JSON.parse(
  readFileSync(
    join(import.meta.dirname, "..", "node_modules", "date-holidays", "package.json"),
    "utf8",
  ),
);
const firstYear = 2026;
const lastYear = 2036;
const dayLength = 86_400_000;

/** Months of a calendar that looks at the moon: the library only estimates them. */
const islamic =
  /\b(Muharram|Safar|Rabi al-\w+|Jumada al-\w+|Rajab|Shaban|Ramadan|Shawwal|Dhu al-(Qidah|Hijjah))\b/;

/** By year: `0101 0406 1224b 0320~`. */
type Years = Record<string, string>;

export interface Made {
  readonly v: 1;
  readonly country: string;
  readonly source: string;
  readonly license: string;
  readonly from: string;
  readonly until: string;
  readonly closed: Years;
  readonly regions: Record<string, { readonly closed: Years; readonly open: Years }>;
}

export function countries(): readonly string[] {
  return Object.keys(new Holidays().getCountries()).sort();
}

export function makeTable(country: string): Made {
  const own = closedDays(new Holidays(country));
  const regions: Made["regions"] = {};
  for (const state of Object.keys(new Holidays().getStates(country) ?? {}).sort()) {
    const days = closedDays(new Holidays(country, state));
    const closed = new Map([...days].filter(([day, mark]) => own.get(day) !== mark));
    const open = new Map([...own].filter(([day]) => !days.has(day)).map(([day]) => [day, ""]));
    regions[state] = { closed: byYear(closed), open: byYear(open) };
  }
  return {
    v: 1,
    country,
    source: `${library.name} ${library.version}`,
    license: "CC-BY-3.0",
    from: `${firstYear}-01-01`,
    until: `${lastYear}-12-31`,
    closed: byYear(own),
    regions,
  };
}

/** `YYYYMMDD` of each whole day, with its marks: `b` bank days only, `~` estimated. */
function closedDays(holidays: Holidays): Map<string, string> {
  const days = new Map<string, string>();
  // What began in the year before may reach into the first.
  for (let year = firstYear - 1; year <= lastYear; year++) {
    for (const holiday of holidays.getHolidays(year)) {
      if (holiday.type !== "public" && holiday.type !== "bank") continue;
      for (const day of wholeDays(holiday)) {
        if (day < `${firstYear}` || day >= `${lastYear + 1}`) continue;
        const mark = `${holiday.type === "bank" ? "b" : ""}${islamic.test(holiday.rule) ? "~" : ""}`;
        const known = days.get(day);
        // The surest and the most public of several that fall on a day.
        if (known === undefined || mark.length < known.length) days.set(day, mark);
      }
    }
  }
  return new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function wholeDays({ date, start, end }: HolidaysTypes.Holiday): readonly string[] {
  if (date.slice(11, 19) !== "00:00:00") return [];
  const number = Math.floor((end.getTime() - start.getTime()) / dayLength + 0.1);
  const first = Date.parse(date.slice(0, 10));
  return Array.from({ length: number }, (_, index) =>
    new Date(first + index * dayLength).toISOString().slice(0, 10).replaceAll("-", ""),
  );
}

function byYear(days: ReadonlyMap<string, string>): Years {
  const years: Record<string, string[]> = {};
  for (const [day, mark] of days) {
    const year = day.slice(0, 4);
    years[year] ??= [];
    years[year].push(`${day.slice(4)}${mark}`);
  }
  return Object.fromEntries(Object.entries(years).map(([year, list]) => [year, list.join(" ")]));
}

export function readTable(country: string): Made | null {
  const file = join(folder, `${country}.json`);
  if (!existsSync(file)) return null;
  const { madeAt: _, ...made } = JSON.parse(readFileSync(file, "utf8"));
  return made;
}

if (process.argv[1] === import.meta.filename) {
  const write = process.argv.includes("--write");
  mkdirSync(folder, { recursive: true });
  const other: string[] = [];
  for (const country of countries()) {
    const made = makeTable(country);
    if (JSON.stringify(readTable(country)) === JSON.stringify(made)) continue;
    other.push(country);
    if (!write) continue;
    const madeAt = new Date().toISOString().slice(0, 10);
    writeFileSync(join(folder, `${country}.json`), `${JSON.stringify({ madeAt, ...made })}\n`);
  }
  console.log(
    other.length === 0 ? "All tables are current." : `Other than made: ${other.join(" ")}`,
  );
  if (other.length > 0 && !write) process.exit(1);
}
