import type { Instant } from "../instant.js";
import type { Decision, DecisionReason } from "../ports/consent-gate.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import { refusedAtEntry, refusedRun } from "./admission.js";
import type { WorkflowDefinition } from "./definition.js";
import { enrollmentFor, reentryAllowed, startsWith, type WorkflowTrigger } from "./enrollment.js";
import type { ChildQuestion, ChildStart, SendQuestion } from "./transition-context.js";

export interface ChildEntryContext {
  readonly contact: ContactRecord;
  /** The contact's runs, those that this step has begun among them. */
  readonly runs: readonly EnrollmentRecord[];
  readonly now: Instant;
  /** Why nobody may enter the workflow now. */
  readonly closed: readonly DecisionReason[];
  readonly decide: (question: SendQuestion) => Decision;
}

export interface ChildEntry {
  readonly said: ChildStart;
  /** The run that begins, or the record of one that was refused; `null`: there is none. */
  readonly run: EnrollmentRecord | null;
  readonly log: readonly StepLogEntry[];
}

/** Whether a run of the workflow begins because another run asks for it. */
export function enterChild(
  definition: WorkflowDefinition,
  { id, data, parent }: ChildQuestion,
  { contact, runs, now, closed, decide }: ChildEntryContext,
): ChildEntry {
  const trigger: WorkflowTrigger = { type: "manual", id: parent.call, data, parent };
  if (!startsWith(definition, trigger)) return nobody(notOnRequest);
  const run = enrollmentFor(definition, contact, trigger, now, { next: () => id });
  if (run === null) return nobody(keyMissing);
  const isTaken = runs.some(
    ({ workflow, entryKey }) => workflow === run.workflow && entryKey === run.entryKey,
  );
  if (isTaken || !reentryAllowed(definition, runs, trigger, now)) return nobody(reentry);
  const reasons = closed.length > 0 ? closed : refusedAtEntry(definition, contact, now, decide);
  if (reasons.length === 0)
    return { said: { version: definition.version, reasons: [] }, run, log: [] };
  const { enrollment, log } = refusedRun(run, reasons, now);
  return { said: { version: null, reasons }, run: enrollment, log: [log] };
}

function nobody(reason: DecisionReason): ChildEntry {
  return { said: { version: null, reasons: [reason] }, run: null, log: [] };
}

const notOnRequest: DecisionReason = {
  ...{ code: "WORKFLOW_NOT_ON_REQUEST", effect: "deny" },
  rule: "only a workflow that begins on request is started by another",
};

const keyMissing: DecisionReason = {
  ...{ code: "WORKFLOW_KEY_MISSING", effect: "deny" },
  rule: "the workflow is entered once per key, and what it is handed has none",
};

const reentry: DecisionReason = {
  ...{ code: "WORKFLOW_REENTRY", effect: "deny" },
  rule: "the contact may not enter the workflow again",
};
