import { DefinitionError } from "../errors/index.js";
import { dayLength, timeOfDay } from "./wall-clock.js";

/** When people read mail wherever nothing else is known. */
const usual = 10;

/**
 * The full hours of a day that lie between two times of it, such as 8 to 20 for 08:00 and 21:00.
 * The first of them is 10 where that lies in between, else one in the middle; the others follow in
 * their order.
 * @throws DefinitionError `DEFINITION_TIME` where no full hour lies in between.
 * @example
 * hoursBetween(["17:30", "21:00"]); // [19, 18, 20]
 */
export function hoursBetween([from, until]: readonly [string, string]): readonly number[] {
  const hour = dayLength / 24;
  const first = Math.ceil(timeOfDay(from, "from") / hour);
  const end = Math.floor(timeOfDay(until, "until") / hour);
  if (first >= end)
    throw new DefinitionError("DEFINITION_TIME", "No full hour lies between these times.", {
      path: "between",
      remedy: 'Give a window of one day with a full hour in it: ["08:00", "21:00"].',
    });
  const hours = Array.from({ length: end - first }, (_, index) => first + index);
  const best = hours.includes(usual) ? usual : (hours[Math.floor(hours.length / 2)] ?? first);
  return [best, ...hours.filter((one) => one !== best)];
}
