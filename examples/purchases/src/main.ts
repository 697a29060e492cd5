// Eighteen months of real purchases, replayed: who comes into which workflow when, and who gets
// which mail. Then the same is computed from the orders alone, and every difference is a fault.
import { parseArgs } from "node:util";
import { computed } from "./expected.ts";
import { readOrders } from "./orders.ts";
import { differences } from "./outcome.ts";
import { monthStart, peopleFrom } from "./people.ts";
import { replay } from "./replay.ts";
import { forbidden, reportLines } from "./report.ts";

const { values: options } = parseArgs({
  options: {
    months: { type: "string", default: "18" }, // from January 2025 on
    people: { type: "string", default: "100000" }, // only the first so many
    generated: { type: "boolean", default: false }, // made-up purchases, also where real ones are
  },
});
const months = countIn(options.months);
const end = monthStart(months);
const { orders, from } = readOrders(options.generated);
const people = peopleFrom(orders, countIn(options.people), end);

const looks = Array.from({ length: months - 1 }, (_, month) => monthStart(month + 1));
const found = await replay(people, looks, end);
const expected = computed(people, looks, end);
const faults = [...differences(found, expected), ...forbidden(people, found.mails)];
console.log(from);
for (const line of reportLines(people, found)) console.log(line);
for (const line of faults.slice(0, 50)) console.log(line);
console.log(`differences: ${faults.length}`);
process.exitCode = faults.length === 0 ? 0 : 1;

function countIn(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new RangeError("--people and --months take whole numbers from 1 on.");
}
