import { type EnrollmentId, sendKey } from "../identifiers.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { Reactions, SentInput, StoreScope } from "../ports/store/store.js";
import { all, type Io } from "./io.js";
import { decodeOrigin } from "./message-codec.js";
import type { RawRow } from "./row-request.js";
import { awake } from "./run-changes.js";
import { decodeEnrollment, enrollmentChange } from "./run-codec.js";
import { enrollmentTable } from "./tables.js";
import { readable } from "./units.js";

/**
 * Tells runs that a message of theirs has left, in the transaction that records it. The runs are
 * locked, as a step locks its own: a step that has read the message as waiting is written first, so
 * the wait that it begins is told as well. No trip where no run made any of the messages.
 */
export function* wakeSenders(
  { now }: StoreScope,
  accepted: readonly { readonly row: RawRow }[],
  { wake }: Pick<Reactions, "wake">,
): Io<void> {
  const news = new Map<EnrollmentId, SentInput[]>();
  // A row that cannot be read wakes nobody: its outcome is recorded all the same.
  for (const { from, input } of readable(accepted, ({ row }) => sentInput(row, now))) {
    if (from !== undefined) news.set(from, [...(news.get(from) ?? []), input]);
  }
  if (news.size === 0) return;
  const keys = [...news.keys()].sort().map((id) => [id]);
  const { rows } = yield* all({
    rows: { op: "get", table: enrollmentTable, path: "key", keys, lock: true },
  });
  const woken = readable(rows, decodeEnrollment).flatMap((run) => {
    const after = told(run, news.get(run.id) ?? []);
    return after === run ? [] : [enrollmentChange(after)];
  });
  if (woken.length > 0) yield [{ op: "patch", table: enrollmentTable, rows: woken }];

  function told(run: EnrollmentRecord, inputs: readonly SentInput[]): EnrollmentRecord {
    if (run.status === "ended") return run;
    const said = wake({ inputs, enrollments: [run] });
    return said.reduce((one, { input }) => awake(one, input, now), run);
  }
}

function sentInput(
  row: RawRow,
  at: number,
): { readonly from: EnrollmentId | undefined; readonly input: SentInput } {
  const message = sendKey(String(row["key"]));
  return {
    from: decodeOrigin(row).enrollment,
    input: { kind: "sent", message, template: String(row["template"]), at },
  };
}
