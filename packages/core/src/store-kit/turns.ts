import type { Instant } from "../instant.js";
import type { TurnDraft } from "../ports/store/calls.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { StoreScope } from "../ports/store/store.js";
import { throttleTable } from "./call-tables.js";
import { parsedList } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { mismatch } from "./refusals.js";
import { sortedKeys } from "./row-keys.js";
import type { RowRequest } from "./row-request.js";
import { awake } from "./run-changes.js";
import { enrollmentChange } from "./run-codec.js";
import type { RunsOfOne } from "./runs-of-one.js";
import { enrollmentTable } from "./tables.js";
import { readable } from "./units.js";

/** A row holds the instants of so many turns. */
const most = 1000;

/** @throws StoreError `STORE_RESULT_MISMATCH` */
export function checkedTurn(draft: TurnDraft): TurnDraft {
  const { max, perMs } = draft;
  if (!Number.isSafeInteger(max) || max < 1 || max > most)
    throw mismatch(`A throttle has 1 to ${most} turns.`, "turns.max");
  if (!Number.isSafeInteger(perMs) || perMs < 1)
    throw mismatch("A throttle's time must be a whole number above 0.", "turns.perMs");
  return draft;
}

/**
 * Gives the turns that steps ask for, in the order of the steps, and says when to write what. One
 * trip where any is asked for. The rows are locked, so two calls never give one turn twice.
 */
export function* giveTurns(
  { now }: StoreScope,
  plans: readonly {
    readonly turns: {
      readonly after: EnrollmentRecord;
      readonly drafts: readonly TurnDraft[];
      readonly runs: Pick<RunsOfOne, "left">;
    } | null;
  }[],
): Io<readonly RowRequest[]> {
  const asked = plans.flatMap(({ turns }) => turns ?? []);
  if (asked.length === 0) return [];
  const keys = sortedKeys(asked.flatMap(({ drafts }) => drafts.map(({ throttle }) => throttle)));
  const { rows } = yield* all({
    rows: { op: "get", table: throttleTable, path: "key", keys, lock: true },
  });
  // What cannot be read is begun anew: a throttle that stood still would hold every run.
  const known = new Map<string, readonly Instant[]>(
    readable(rows, (row) => [
      String(row["key"]),
      parsedList<Instant>(throttleTable, row, "turns", Number.isSafeInteger),
    ]),
  );
  const woken = asked.map(({ after, drafts, runs }) => {
    // A later step of the same call may have had news for the run.
    let run = runs.left(after.id) ?? after;
    for (const draft of drafts) {
      const turns = known.get(draft.throttle) ?? [];
      const at = turnAt(turns, draft, now);
      const taken = draft.over === "wait" || at <= now;
      if (taken) known.set(draft.throttle, [...turns, at].slice(-most));
      const answer = taken
        ? { outcome: "answered", reason: null, at }
        : { outcome: "failed", reason: "OVER", at: now };
      run = awake(run, { type: "answer", call: draft.key, data: null, ...answer }, now);
    }
    return enrollmentChange(run);
  });
  return [
    { op: "patch", table: enrollmentTable, rows: woken },
    {
      op: "put",
      table: throttleTable,
      rows: [...known].map(([key, turns]) => ({ key, turns: JSON.stringify(turns) })),
    },
  ];
}

/**
 * The earliest turn: so long after the turn that stands `max` places before it, and never before
 * the last one.
 */
function turnAt(turns: readonly Instant[], { max, perMs }: TurnDraft, now: Instant): Instant {
  const before = turns[turns.length - max];
  const last = turns.at(-1) ?? now;
  return Math.max(now, last, before === undefined ? now : before + perMs);
}
