import { contactId, enrollmentId, sendKey, type TenantId } from "../identifiers.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { Page, Paged, StoreScope } from "../ports/store/store.js";
import type {
  TaskChange,
  TaskDraft,
  TaskQuery,
  TaskRecord,
  TaskState,
} from "../ports/store/tasks.js";
import { corrupt, decoded, parsedBody } from "./decode-row.js";
import { checkInstant } from "./drafted-message.js";
import { all, type Io } from "./io.js";
import { cursorPlace, pageLimit, pageOfRows } from "./page.js";
import { mismatch } from "./refusals.js";
import type { RawRow } from "./row-request.js";
import { patches } from "./row-writes.js";
import { taskTable } from "./task-tables.js";
import { readable } from "./units.js";

/** What nothing looks for. */
type Body = Pick<TaskRecord, "node" | "title" | "text" | "details" | "dueAt" | "doneAt" | "doneBy">;

/** The row of a task that a step writes. @throws StoreError `STORE_RESULT_MISMATCH` */
export function taskRow(
  { now }: StoreScope,
  { id, contact, workflow }: Pick<EnrollmentRecord, "id" | "contact" | "workflow">,
  { key, owner, mail, node, title, text, details, dueAt }: TaskDraft,
): RawRow {
  if (dueAt !== null) checkInstant(dueAt, "tasks.dueAt");
  if (owner === "") throw mismatch("An owner has a name, or is null.", "tasks.owner");
  const body: Body = { node, title, text, details, dueAt, doneAt: null, doneBy: null };
  return {
    ...{ key, contact, run: id, workflow, owner: owner ?? "", state: "open", at: now },
    ...{ mail: mail ? "WAITING" : null, body: JSON.stringify(body) },
  };
}

/** See `StoreTasks.readTasks`. Tasks that cannot be read are left out. */
export function* readTasks(
  call: { readonly tenant: TenantId } & TaskQuery & Page,
): Io<Paged<TaskRecord>> {
  const { contact, owner, state = "open" } = call;
  if (contact === undefined) {
    const { rows, next } =
      owner === undefined
        ? yield* pageOfRows(taskTable, "state", [state], call)
        : yield* pageOfRows(taskTable, "owner", [owner ?? "", state], call);
    return { items: readable(rows, decodeTask), next };
  }
  // A person has few tasks: all of them are read, and those in question are kept.
  const limit = pageLimit(call);
  const after = cursorPlace(call) ?? -1;
  const { found } = yield* all({
    found: { op: "get", table: taskTable, path: "contact", keys: [[contact]] },
  });
  const kept = found.filter(
    (row) =>
      row["state"] === state &&
      Number(row["seq"]) > after &&
      (owner === undefined || row["owner"] === (owner ?? "")),
  );
  const rows = kept.slice(0, limit);
  const next = kept.length > limit ? String(rows.at(-1)?.["seq"]) : null;
  return { items: readable(rows, decodeTask), next };
}

/** See `StoreTasks.changeTask`. */
export function* changeTask({
  now,
  key,
  change: { done, owner },
}: StoreScope & { readonly key: string; readonly change: TaskChange }): Io<TaskRecord | null> {
  if (owner === "") throw mismatch("An owner has a name, or is null.", "change.owner");
  const { rows } = yield* all({
    rows: { op: "get", table: taskTable, path: "key", keys: [[key]], lock: true },
  });
  const [row] = rows;
  if (row === undefined) return null;
  const task = decodeTask(row);
  const state: TaskState = done === undefined ? task.state : done === null ? "open" : "done";
  const end =
    state === task.state
      ? { doneAt: task.doneAt, doneBy: task.doneBy }
      : { doneAt: done == null ? null : now, doneBy: done?.by ?? null };
  const after: TaskRecord = {
    ...{ ...task, state, ...end },
    ...(owner === undefined ? {} : { owner }),
  };
  const { node, title, text, details, dueAt } = task;
  const body: Body = { node, title, text, details, dueAt, ...end };
  yield [
    ...patches(taskTable, [{ key, state, owner: after.owner ?? "", body: JSON.stringify(body) }]),
  ];
  return after;
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeTask(row: RawRow): TaskRecord {
  const { key, contact, run, workflow, owner, state, at, mail } = decoded(taskTable, row);
  if (state !== "open" && state !== "done") throw corrupt(taskTable, row, "state");
  return {
    ...parsedBody<Body>(taskTable, row),
    ...{ key: sendKey(key), contact: contactId(contact), run: enrollmentId(run), workflow },
    ...{ owner: owner === "" ? null : owner, state, at, mail },
  };
}
