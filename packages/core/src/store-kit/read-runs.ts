import type { ContactId, TenantId, WorkflowId } from "../identifiers.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { Page, Paged } from "../ports/store/store.js";
import { all, type Io } from "./io.js";
import { cursorPlace, pageLimit, pageOfRows } from "./page.js";
import { decodeEnrollment, decodeStep } from "./run-codec.js";
import { enrollmentTable, stepTable } from "./tables.js";
import { readable } from "./units.js";

/**
 * See `Store.readEnrollments`, oldest first. Runs that cannot be read are left out: `integrity()`
 * names them.
 */
export function* readEnrollments(
  call: {
    readonly tenant: TenantId;
    readonly contact?: ContactId;
    readonly workflow?: WorkflowId;
  } & Page,
): Io<Paged<EnrollmentRecord>> {
  const { contact, workflow } = call;
  if (contact !== undefined && workflow !== undefined)
    return yield* runsOfOne(contact, workflow, call);
  const { rows, next } =
    contact !== undefined
      ? yield* pageOfRows(enrollmentTable, "contact", [contact], call)
      : workflow !== undefined
        ? yield* pageOfRows(enrollmentTable, "workflow", [workflow], call)
        : yield* pageOfRows(enrollmentTable, "all", [], call);
  return { items: readable(rows, decodeEnrollment), next };
}

/** A person has few runs: all of them are read, and those of the workflow are kept. */
function* runsOfOne(
  contact: ContactId,
  workflow: WorkflowId,
  page: Page,
): Io<Paged<EnrollmentRecord>> {
  const limit = pageLimit(page);
  const after = cursorPlace(page) ?? -1;
  const { found } = yield* all({
    found: { op: "get", table: enrollmentTable, path: "contact", keys: [[contact]] },
  });
  const kept = found.filter((row) => row["workflow"] === workflow && Number(row["seq"]) > after);
  const rows = kept.slice(0, limit);
  const next = kept.length > limit ? String(rows.at(-1)?.["seq"]) : null;
  return { items: readable(rows, decodeEnrollment), next };
}

/** See `Store.readStepLog`, oldest first. Entries that cannot be read are left out. */
export function* readStepLog(
  call: { readonly tenant: TenantId; readonly contact: ContactId } & Page,
): Io<Paged<StepLogEntry>> {
  const { rows, next } = yield* pageOfRows(stepTable, "contact", [call.contact], call);
  return { items: readable(rows, decodeStep), next };
}
