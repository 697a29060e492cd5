import { wallTime } from "./calendar.ts";
import type { Mail, Outcome } from "./outcome.ts";
import { type Person, shop } from "./people.ts";

/** Who came, month by month: what a person reads. */
export function reportLines(people: readonly Person[], found: Outcome): readonly string[] {
  const all = people.flatMap(({ happenings }) => happenings);
  const count = (kind: string) => all.filter((one) => one.kind === kind).length;
  const entered = found.runs.filter(({ outcome }) => outcome !== "refused");
  const table = new Map<string, number[]>();
  const add = (at: number, column: number) => {
    const month = new Date(wallTime(shop, at)).toISOString().slice(0, 7);
    const cells = table.get(month) ?? [0, 0, 0, 0];
    cells[column] = (cells[column] ?? 0) + 1;
    table.set(month, cells);
  };
  for (const { workflow, startedAt } of entered) add(startedAt, workflow === "win-back" ? 0 : 1);
  for (const { template, at } of found.mails) add(at, template === "weekly" ? 2 : 3);
  return [
    `${people.length} people, ${count("order")} orders, ${count("return")} of them returned`,
    row("entered", ["win-back", "best", "weekly mails", "other mails"]),
    ...[...table].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, cells]) => row(month, cells)),
    `not let in without consent: ${found.runs.length - entered.length}`,
  ];
}

/** What holds whatever was computed: a line for each mail that must not be. */
export function forbidden(people: readonly Person[], mails: readonly Mail[]): readonly string[] {
  const zones = new Map(people.map((person) => [person.id, person]));
  const weeks = new Set<string>();
  return mails.flatMap(({ person, template, at }) => {
    const known = zones.get(person);
    const move = known?.happenings.findLast((one) => one.kind === "move" && one.at <= at);
    const wall = new Date(wallTime(move?.zone ?? known?.zone ?? shop, at));
    const faults: string[] = [];
    if (wall.getUTCHours() < 8 || wall.getUTCHours() >= 20)
      faults.push(`${person}  ${template} at night, ${wall.toISOString().slice(0, 16)}`);
    if (template !== "weekly") return faults;
    const week = `${person} ${weekAt(wall.getTime())}`;
    if (weeks.has(week)) faults.push(`${person}  weekly twice in one week, ${week}`);
    weeks.add(week);
    return faults;
  });
}

/** From Monday to Sunday. 5 January 1970 was a Monday. */
function weekAt(wall: number): number {
  return Math.floor((wall / 86_400_000 - 4) / 7);
}

function row(first: string, cells: readonly (string | number)[]): string {
  return [first.padEnd(9), ...cells.map((cell) => String(cell).padStart(13))].join("");
}
