import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import { parsed } from "./decode-row.js";
import { all, type Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { definitionTable } from "./tables.js";
import { tried } from "./units.js";

/** How far everybody has been looked at for one name, as for a version of a workflow. */
export interface PlanMark {
  /**
   * `marking` while pages of contacts are marked; `whole` once all were. `broken`: somebody who
   * does not know the name has looked at contacts since, whose plans lack it.
   */
  readonly is: "marking" | "whole" | "broken";
  /** From when on plans may lack it. */
  readonly from: Instant;
}

export type PlanMarks = ReadonlyMap<string, PlanMark>;

/** Among the definitions, under a kind of its own: a tenant has one row. */
const kind = "plan";
const id = "marks";

export function planMarksRead(lock: boolean): RowRequest {
  return { op: "get", table: definitionTable, path: "key", keys: [[kind, id, 1]], lock };
}

/** What cannot be read is marked anew. */
export function decodePlanMarks([row]: readonly RawRow[]): PlanMarks {
  const body = row === undefined ? {} : tried(() => parsed<unknown>(definitionTable, row, "body"));
  const marks = new Map<string, PlanMark>();
  for (const [name, mark] of isObject(body) ? Object.entries(body) : []) {
    if (!isObject(mark) || typeof mark["from"] !== "number") continue;
    const { is, from } = mark;
    if (is === "marking" || is === "whole" || is === "broken") marks.set(name, { is, from });
  }
  return marks;
}

export function* writePlanMarks(marks: PlanMarks): Io<void> {
  const body = JSON.stringify(Object.fromEntries(marks));
  const row = { kind, id, version: 1, body };
  const { made } = yield* all({ made: { op: "add", table: definitionTable, rows: [row] } });
  if (made[0]?.["added"] !== true) yield [{ op: "put", table: definitionTable, rows: [row] }];
}

/**
 * Puts on record that contacts are looked at by somebody who plans by these names alone: an engine
 * of another release has to look at them again.
 */
export function* breakMarks(
  found: readonly RawRow[],
  plans: readonly string[],
  now: Instant,
): Io<void> {
  const isBroken = ([name, { is }]: readonly [string, PlanMark]): boolean =>
    is !== "broken" && !plans.includes(name);
  if (![...decodePlanMarks(found)].some(isBroken)) return;
  const { rows } = yield* all({ rows: planMarksRead(true) });
  const marks = new Map(decodePlanMarks(rows));
  for (const [name, mark] of [...marks].filter(isBroken))
    marks.set(name, { is: "broken", from: mark.is === "whole" ? now : mark.from });
  yield* writePlanMarks(marks);
}
