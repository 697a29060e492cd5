import { StoreError } from "../errors/index.js";
import { isPendingStart } from "../pending-start.js";
import type {
  Advancer,
  Definition,
  DueEnrollment,
  StoreScope,
  TickReport,
  WorkflowVersion,
} from "../ports/store/store.js";
import { callTable } from "./call-tables.js";
import { historyWrites } from "./contact-changes.js";
import { contactRow } from "./contact-codec.js";
import { type ContactChange, listWrites } from "./contact-writes.js";
import { corrupt } from "./decode-row.js";
import { decodeDefinition, latestRead, standingId } from "./definitions.js";
import { contactRows } from "./facts.js";
import { all, type Io } from "./io.js";
import { routeLists } from "./list-news.js";
import { atLeastOne } from "./page.js";
import {
  quarantinedIds,
  quarantineRead,
  quarantineWrites,
  readContactId,
} from "./quarantine-rows.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { decodeEnrollment } from "./run-codec.js";
import { runWrites } from "./runs-of-one.js";
import {
  type ContactState,
  contactChange,
  contactState,
  type DueRun,
  type StepPlan,
  stepPlan,
} from "./step-plan.js";
import { contactTable, definitionTable, enrollmentTable, messageTable } from "./tables.js";
import { taskTable } from "./task-tables.js";
import { giveTurns } from "./turns.js";
import { type DamagedUnit, runUnits, tried } from "./units.js";

/** See `Store.advance`: six trips, and those of what begins by lists. */
export function* advance(
  call: StoreScope & { readonly limit: number; readonly except: readonly WorkflowVersion[] },
  advancer: Advancer,
): Io<TickReport & { readonly left: readonly WorkflowVersion[] }> {
  const limit = atLeastOne(call.limit, "limit");
  const { due } = yield* all({
    due: {
      op: "due",
      table: enrollmentTable,
      path: "due",
      on: [],
      now: call.now,
      limit,
      except: {
        columns: ["workflow", "version"],
        values: call.except.map(({ workflow, version }) => [workflow, version]),
      },
      lock: true,
    },
  });
  if (due.length === 0) return { processed: 0, quarantined: 0, more: false, left: [] };
  const versions = new Map(due.map((row) => [versionKey(row), row]));
  const read = yield* all({
    definitions: {
      op: "get",
      table: definitionTable,
      path: "key",
      keys: [...versions.values()].map(({ workflow = null, version = null }) => [
        "workflow",
        workflow,
        version,
      ]),
    },
    standing: latestRead("standing", standingId),
    known: quarantineRead("run", due.map(readId)),
  });
  const definitions = new Map(
    read.definitions.map((row) => [definedAs(row), tried(() => decodeDefinition(row))]),
  );
  const [row] = read.standing;
  const standing = row === undefined ? null : tried(() => decodeDefinition(row));
  const readable = [...definitions.values()].flatMap((one) =>
    one instanceof StoreError ? [] : [one],
  );
  const needs = advancer.needs(readable);
  const latest = yield* latestOf(advancer.starts?.(readable) ?? []);
  const contacts = yield* contactRows(
    call,
    due.flatMap((row) => readContactId(row) ?? []),
    needs,
    { lock: true, runs: true },
  );
  const states = new Map<unknown, ContactState | StoreError>(
    [...contacts].map(([id, rows]) => [id, tried(() => contactState(rows))]),
  );
  const units = due.map((row) => dueRun(row, { definitions, standing, latest }, states));
  const again = quarantinedIds(read.known);
  const { results } = runUnits<DueRun, Stepped>(
    units,
    (unit) => ({ plan: stepPlan(call, advancer, unit, needs) }),
    ({ enrollment }) => again.has(enrollment.id),
    ({ enrollment }) => enrollment.contact,
  );
  const plans = results.flatMap((one) =>
    one.ok && one.value.plan !== null ? [one.value.plan] : [],
  );
  const left = results.flatMap((one, index) => {
    const run = units[index];
    if (!one.ok || one.value.plan !== null || run === undefined || "damaged" in run) return [];
    return [run.enrollment];
  });
  const ends = results.flatMap((one, index) => {
    const row = due[index];
    if (row === undefined || (one.ok && one.value.plan === null)) return [];
    return [{ id: readId(row), contact: readContactId(row), code: one.ok ? null : one.code }];
  });
  const aside = quarantineWrites(call, "run", read.known, ends);
  const turns = yield* giveTurns(call, plans);
  yield [
    ...stepWrites(call, plans, states),
    ...turns,
    {
      op: "patch",
      table: enrollmentTable,
      rows: [...aside.nextAt].map(([id, dueAt]) => ({ id, dueAt })),
    },
    ...aside.writes,
  ];
  yield* routeLists(call, listChanges(states), advancer.lists);
  return {
    processed: plans.length,
    quarantined: results.filter((one) => !one.ok).length,
    more: due.length === limit,
    left: [
      ...new Map(
        left.map(({ workflow, version }) => [
          JSON.stringify([workflow, version]),
          { workflow, version },
        ]),
      ).values(),
    ],
  };
}

/** The latest versions of workflows that steps may start. A damaged one fails who asks for it. */
function* latestOf(ids: readonly string[]): Io<DueEnrollment["latest"]> {
  if (ids.length === 0) return () => null;
  const found = yield ids.map((id) => latestRead("workflow", id));
  const known = new Map(
    found.flatMap(([row], index) =>
      row === undefined ? [] : [[ids[index], tried(() => decodeDefinition(row))] as const],
    ),
  );
  return (workflow) => {
    const one = known.get(workflow) ?? null;
    if (one instanceof StoreError) throw one;
    return one;
  };
}

interface Stepped {
  readonly plan: StepPlan | null;
}

function dueRun(
  row: RawRow,
  {
    definitions,
    standing,
    latest,
  }: {
    readonly definitions: ReadonlyMap<string, Definition | StoreError>;
    readonly standing: Definition | StoreError | null;
    readonly latest: DueEnrollment["latest"];
  },
  states: ReadonlyMap<unknown, ContactState | StoreError>,
): DueRun | DamagedUnit {
  const enrollment = tried(() => decodeEnrollment(row));
  const definition = definitions.get(versionKey(row)) ?? null;
  const state = states.get(row["contact"]) ?? corrupt(enrollmentTable, row, "contact");
  if (enrollment instanceof StoreError) return { damaged: enrollment };
  const isDamaged = definition instanceof StoreError;
  // What has not begun needs no version to be left for the next one.
  if (isDamaged && !isPendingStart(enrollment)) return { damaged: definition };
  if (state instanceof StoreError) return { damaged: state };
  // A pause must hold, so a run whose workflow state cannot be read does not go on.
  if (standing instanceof StoreError) return { damaged: standing };
  return { enrollment, definition: isDamaged ? null : definition, standing, latest, state };
}

function stepWrites(
  { now }: StoreScope,
  plans: readonly StepPlan[],
  states: ReadonlyMap<unknown, ContactState | StoreError>,
): readonly RowRequest[] {
  const changes = listChanges(states);
  const runs = [...states.values()].flatMap((one) => (one instanceof StoreError ? [] : [one.runs]));
  const calls = plans.flatMap((plan) => plan.calls);
  const tasks = plans.flatMap((plan) => plan.tasks);
  const messages = new Map<RawRow[string], RawRow>();
  for (const row of plans.flatMap((plan) => plan.messages)) {
    const { key = null } = row;
    if (!messages.has(key)) messages.set(key, row);
  }
  return [
    ...runWrites(
      runs,
      plans.flatMap(({ log }) => log),
    ),
    { op: "add", table: messageTable, rows: [...messages.values()] },
    ...(calls.length === 0 ? [] : [{ op: "add" as const, table: callTable, rows: calls }]),
    ...(tasks.length === 0 ? [] : [{ op: "add" as const, table: taskTable, rows: tasks }]),
    ...historyWrites(plans.flatMap((plan) => plan.history)),
    {
      op: "patch",
      table: contactTable,
      rows: changes.map(({ after }) => contactRow(after, now)),
      least: ["segmentsDueAt"],
    },
    ...listWrites(changes),
  ];
}

function listChanges(
  states: ReadonlyMap<unknown, ContactState | StoreError>,
): readonly ContactChange[] {
  return [...states.values()].flatMap((state) =>
    state instanceof StoreError ? [] : contactChange(state),
  );
}

function readId({ id }: RawRow): string {
  return String(id);
}

function versionKey({ workflow, version }: RawRow): string {
  return JSON.stringify([workflow, version]);
}

function definedAs({ id, version }: RawRow): string {
  return JSON.stringify([id, version]);
}
