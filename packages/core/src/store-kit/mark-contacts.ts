import { contactId } from "../identifiers.js";
import type { Page, StoreScope } from "../ports/store/store.js";
import { dirtyRows } from "./contact-codec.js";
import { all, type Io } from "./io.js";
import { pageOfRows } from "./page.js";
import { decodePlanMarks, type PlanMark, planMarksRead, writePlanMarks } from "./plan-marks.js";
import { contactTable } from "./tables.js";

/** What others have planned for longer than that is too old to be started now. */
const longestBack = 86_400_000;

/** See `Store.markContacts`: three trips, and one or two more on a first and a last page. */
export function* markContacts(
  call: StoreScope & { readonly name: string } & Page,
): Io<{ readonly marked: number; readonly next: string | null }> {
  const { name, now } = call;
  const { found } = yield* all({ found: planMarksRead(true) });
  const marks = decodePlanMarks(found);
  const known = marks.get(name);
  if (known?.is === "whole") return { marked: 0, next: null };
  const from = Math.max(known?.from ?? now, now - longestBack);
  const { rows, next } = yield* pageOfRows(contactTable, "all", [], call);
  const ids = rows.map((row) => contactId(String(row["id"])));
  yield [
    {
      op: "patch",
      table: contactTable,
      rows: dirtyRows(ids, Math.min(from, now)),
      least: ["segmentsDueAt"],
    },
  ];
  const isFirst = call.after === undefined;
  const before: PlanMark = isFirst ? { is: "marking", from } : (known ?? { is: "broken", from });
  // Where somebody has looked at contacts since the first page, not all of them are planned.
  const is = next === null && before.is === "marking" ? "whole" : before.is;
  if (is !== known?.is) yield* writePlanMarks(new Map([...marks, [name, { ...before, is }]]));
  return { marked: ids.length, next };
}
