import { StoreError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type {
  Migrator,
  MovedRuns,
  Page,
  StoreScope,
  WorkflowVersion,
} from "../ports/store/store.js";
import { corrupt } from "./decode-row.js";
import { contactRows } from "./facts.js";
import type { Io } from "./io.js";
import { pageOfRows } from "./page.js";
import { readContactId } from "./quarantine-rows.js";
import { mismatch, revisionConflict, sameTenant } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { decodeEnrollment, stepRows } from "./run-codec.js";
import { type RunsOfOne, runsOfOne, runWrites } from "./runs-of-one.js";
import { definitionTable, enrollmentTable } from "./tables.js";
import { type DamagedUnit, refusePromise, runUnits, tried } from "./units.js";

/**
 * See `Store.migrateRuns`. Walks the runs of the workflow in the order in which they began: there
 * is no index by version, because moving is rare and starting is not.
 */
export function* migrateRuns(
  call: StoreScope & WorkflowVersion & Page,
  migrator: Migrator,
): Io<MovedRuns> {
  const { rows, next } = yield* pageOfRows(enrollmentTable, "workflow", [call.workflow], call);
  const found = rows.filter((row) => isMeant(row, call));
  if (found.length === 0) return { moved: 0, failed: [], next };
  const contacts = yield* contactRows(
    call,
    found.flatMap((row) => readContactId(row) ?? []),
    migrator.needs,
    {
      ...{ lock: true, runs: true },
    },
  );
  // As they stand now that their contacts are locked: a step may have come in between.
  const current = new Map(
    [...contacts.values()].flatMap(({ runs }) => runs.map((row) => [row["id"], row] as const)),
  );
  const all = new Map([...contacts].map(([id, { runs }]) => [id, runsOfOne(runs)] as const));
  const units = found.flatMap((row) => {
    const now = current.get(row["id"]);
    if (now === undefined) return [{ id: String(row["id"]), unit: damaged(row) }];
    return isMeant(now, call)
      ? [{ id: String(row["id"]), unit: runIn(now, readContactId(now), contacts, all) }]
      : [];
  });
  const { results } = runUnits<Unit, Moved | null>(
    units.map(({ unit }) => unit),
    (unit) => movedRun(call, unit, migrator),
    () => false,
    ({ enrollment }) => enrollment.contact,
  );
  const moved = results.flatMap((one) => (one.ok && one.value !== null ? [one.value] : []));
  const failed = results.flatMap((one, index) => {
    const id = units[index]?.id;
    return one.ok || id === undefined ? [] : [{ enrollment: id, code: one.code }];
  });
  if (moved.length > 0) {
    const target = yield* missingTarget(migrator);
    yield [
      ...target,
      ...runWrites(
        [...all.values()],
        moved.flatMap(({ log }) => log),
      ),
    ];
  }
  return { moved: moved.length, failed, next };
}

/** Adds the version that runs move to where it was removed, because none was on it. */
function* missingTarget({ to }: Migrator): Io<readonly RowRequest[]> {
  if (to === undefined) return [];
  const { kind, id, version, body } = to;
  const keys = [[kind, id, version]];
  const [found = []] = yield [
    { op: "get", table: definitionTable, path: "key", keys, columns: ["id"], lock: true },
  ];
  if (found.length > 0) return [];
  const rows = [{ kind, id, version, body: JSON.stringify(body) }];
  return [{ op: "add", table: definitionTable, rows }];
}

interface Unit {
  readonly enrollment: EnrollmentRecord;
  readonly facts: ContactFacts;
  readonly runs: RunsOfOne;
}

interface Moved {
  readonly log: readonly RawRow[];
}

function isMeant(row: RawRow, { workflow, version }: WorkflowVersion): boolean {
  return row["workflow"] === workflow && row["version"] === version && row["status"] === "active";
}

function damaged(row: RawRow): DamagedUnit {
  return { damaged: corrupt(enrollmentTable, row, "contact") };
}

function runIn(
  row: RawRow,
  contact: ContactId | null,
  contacts: ReadonlyMap<ContactId, { readonly facts: ContactFacts | StoreError }>,
  all: ReadonlyMap<ContactId, RunsOfOne>,
): Unit | DamagedUnit {
  const enrollment = tried(() => decodeEnrollment(row));
  if (enrollment instanceof StoreError) return { damaged: enrollment };
  const facts = contact === null ? undefined : contacts.get(contact)?.facts;
  const runs = contact === null ? undefined : all.get(contact);
  if (facts === undefined || runs === undefined) return damaged(row);
  return facts instanceof StoreError ? { damaged: facts } : { enrollment, facts, runs };
}

function movedRun(
  { now }: StoreScope,
  { enrollment: found, facts, runs }: Unit,
  migrator: Migrator,
): Moved | null {
  const read = runs.left(found.id) ?? found;
  const answer = migrator.move({ enrollment: read, facts });
  refusePromise(answer);
  if (answer === null) return null;
  const { enrollment, log, wake } = answer;
  const same =
    enrollment.id === read.id &&
    enrollment.contact === read.contact &&
    enrollment.workflow === read.workflow &&
    enrollment.entryKey === read.entryKey;
  if (!same) throw mismatch("A move must answer the enrolment it was given.", "enrollment");
  if (enrollment.revision !== read.revision + 1) throw revisionConflict("enrollment.revision");
  sameTenant(read.tenant, enrollment.tenant, "enrollment.tenant");
  const foreign = log.findIndex(
    (entry) => entry.enrollment !== read.id || entry.contact !== read.contact,
  );
  if (foreign !== -1) throw mismatch("A move logs about its own run only.", `log[${foreign}]`);
  const unit = runs.unit({ own: enrollment, wake }, now);
  const moved = { log: stepRows(read.tenant, log, "step") };
  unit.keep();
  return moved;
}
