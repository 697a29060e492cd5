import { type ContactId, contactId, enrollmentId, sendKey, type TenantId } from "../identifiers.js";
import type { JsonObject } from "../json.js";
import { workflowQueue } from "../messages/queue.js";
import type { CallDraft, CallEnd, CallKind, DueCall, OpenCall } from "../ports/store/calls.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { StoreScope } from "../ports/store/store.js";
import { callTable } from "./call-tables.js";
import { corrupt, decoded, parsedBody } from "./decode-row.js";
import { checkInstant } from "./drafted-message.js";
import { loadGates } from "./gates.js";
import { all, type Io } from "./io.js";
import { atLeastOne } from "./page.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { patches } from "./row-writes.js";
import { awake } from "./run-changes.js";
import { decodeEnrollment, enrollmentChange } from "./run-codec.js";
import { enrollmentTable } from "./tables.js";
import { taskTable } from "./task-tables.js";
import { readable } from "./units.js";

/** The row of a call that a step makes. @throws StoreError `STORE_RESULT_MISMATCH` */
export function callRow(
  { now }: StoreScope,
  { id, contact }: Pick<EnrollmentRecord, "id" | "contact">,
  { key, kind, body, until }: CallDraft,
): RawRow {
  checkInstant(until, "calls.until");
  const to = { contact, run: id };
  return {
    key,
    kind,
    ...to,
    attempts: 0,
    until,
    dueAt: now,
    body: JSON.stringify(body),
    failure: null,
  };
}

/** How often a call whose workflow is paused is looked at. */
const pauseLookMs = 60_000;

/** See `StoreCalls.claimCalls`. */
export function* claimCalls(
  call: StoreScope & {
    readonly kinds: readonly CallKind[];
    readonly limit: number;
    readonly leaseMs: number;
  },
): Io<{ readonly calls: readonly DueCall[]; readonly more: boolean }> {
  const { now, leaseMs } = call;
  const limit = atLeastOne(call.limit, "limit");
  checkInstant(now + leaseMs, "leaseMs");
  const { due } = yield* all({
    due: {
      ...{ op: "due", table: callTable, path: "due", on: [], now, limit, lock: true },
      except: otherKinds(call.kinds),
    },
  });
  if (due.length === 0) return { calls: [], more: false };
  const { runs } = yield* all({
    runs: {
      ...{ op: "get", table: enrollmentTable, path: "key", columns: ["id", "status", "workflow"] },
      keys: sortedKeys(due.flatMap(({ run }) => (typeof run === "string" ? [run] : []))),
    },
  });
  const active = new Set(runs.flatMap(({ id, status }) => (status === "active" ? [id] : [])));
  const queues = runs.map(({ id = null, workflow }) => ({
    id,
    queue: workflowQueue(String(workflow)),
  }));
  const gates = yield* loadGates(queues);
  const shut = new Set(queues.flatMap((row) => (gates.isOpen(row) ? [] : [row.id])));
  const calls = readable(due, decodeCall);
  const wanted = calls.filter(
    ({ kind, run, until }) => now < until && (kind === "notice" || active.has(run)),
  );
  const kept = wanted.filter(({ run }) => !shut.has(run));
  const held = wanted.filter(({ run }) => shut.has(run));
  const keys = new Set<unknown>(calls.map(({ key }) => key));
  const gone = calls.filter((one) => !wanted.includes(one));
  yield [
    ...patches(
      callTable,
      held.map(({ key }) => ({ key, dueAt: now + pauseLookMs })),
    ),
    ...patches(
      callTable,
      kept.map(({ key, attempt }) => ({ key, attempts: attempt, dueAt: now + leaseMs })),
    ),
    // What cannot be read is nobody's to repeat: its run goes on when its time is over.
    ...patches(
      callTable,
      due.flatMap(({ key = null }) => (keys.has(key) ? [] : [{ key, dueAt: null }])),
    ),
    ...(gone.length === 0
      ? []
      : [
          {
            ...({ op: "drop", table: callTable, path: "key" } as const),
            keys: gone.map(({ key }) => [key]),
          },
          ...mailMarks(
            gone.flatMap(({ kind, key }) => (kind === "notice" ? [key] : [])),
            "EXPIRED",
          ),
        ]),
  ];
  return { calls: kept, more: due.length === limit };
}

/** The calls that are passed over, as `except` names them. */
function otherKinds(kinds: readonly CallKind[]): {
  readonly columns: readonly string[];
  readonly values: readonly (readonly string[])[];
} {
  const others = callKinds.filter((kind) => !kinds.includes(kind));
  return { columns: ["kind"], values: others.map((kind) => [kind]) };
}

const callKinds: readonly CallKind[] = ["webhook", "notice"];

/** What tasks say of their mails. */
function mailMarks(keys: readonly string[], mail: string): readonly RowRequest[] {
  return patches(
    taskTable,
    keys.map((key) => ({ key, mail })),
  );
}

/** See `StoreCalls.settleCall`. */
export function* settleCall(call: StoreScope & CallEnd): Io<void> {
  const { now, key, attempt, end } = call;
  if ("again" in end) checkInstant(end.again, "end.again");
  const { rows } = yield* all({
    rows: { op: "get", table: callTable, path: "key", keys: [[key]], lock: true },
  });
  const [row] = rows;
  if (row === undefined) return;
  const { run, attempts } = decoded(callTable, row);
  if ("again" in end) {
    if (attempts === attempt) {
      const failure = end.reason ?? null;
      yield [...patches(callTable, [{ key, dueAt: end.again, failure }])];
    }
    return;
  }
  if ("told" in end) {
    yield [
      { op: "drop", table: callTable, path: "key", keys: [[key]] },
      ...mailMarks([key], end.told),
    ];
    return;
  }
  const { runs } = yield* all({
    runs: { op: "get", table: enrollmentTable, path: "key", keys: [[run]], lock: true },
  });
  const woken = runs
    .map(decodeEnrollment)
    .flatMap((one) => (one.status === "active" ? [awake(one, end.input, now)] : []));
  yield [
    { op: "drop", table: callTable, path: "key", keys: [[key]] },
    ...patches(enrollmentTable, woken.map(enrollmentChange)),
  ];
}

/** See `StoreCalls.readCalls`. */
export function* readCalls({
  contact,
}: {
  readonly tenant: TenantId;
  readonly contact: ContactId;
}): Io<readonly OpenCall[]> {
  const { found } = yield* all({
    found: { op: "get", table: callTable, path: "contact", keys: [[contact]] },
  });
  return readable(found, (row): OpenCall => {
    const { contact: _, attempt, ...call } = decodeCall(row);
    const { failure, dueAt: nextAt } = decoded(callTable, row);
    return { ...call, attempts: attempt - 1, failure, nextAt };
  });
}

/** The call as its next attempt. @throws StoreError `STORE_CORRUPT` */
export function decodeCall(row: RawRow): DueCall {
  const { key, kind: said, contact, run, attempts, until } = decoded(callTable, row);
  const kind = callKinds.find((one) => one === said);
  if (kind === undefined) throw corrupt(callTable, row, "kind");
  return {
    kind,
    ...{ key: sendKey(key), contact: contactId(contact), run: enrollmentId(run), until },
    attempt: attempts + 1,
    body: parsedBody<JsonObject>(callTable, row),
  };
}
