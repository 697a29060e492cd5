import { withOrigins } from "../contacts/index.js";
import { StoreError } from "../errors/index.js";
import { type WorkflowId, workflowId } from "../identifiers.js";
import { isPendingStart } from "../pending-start.js";
import type { TurnDraft } from "../ports/store/calls.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts, FactsNeeded } from "../ports/store/facts.js";
import type {
  Advancer,
  Definition,
  DueEnrollment,
  StepResult,
  StoreScope,
} from "../ports/store/store.js";
import { callRow } from "./calls.js";
import { changeRows } from "./contact-changes.js";
import { changedContact, contactRow } from "./contact-codec.js";
import type { ContactChange } from "./contact-writes.js";
import { decoded } from "./decode-row.js";
import { draftedMessage } from "./drafted-message.js";
import type { ContactRows } from "./facts.js";
import { decodeMessageFact, messageRow } from "./message-codec.js";
import { mismatch, revisionConflict, sameTenant } from "./refusals.js";
import type { RawRow } from "./row-request.js";
import { stepRows } from "./run-codec.js";
import { type RunsOfOne, runsOfOne } from "./runs-of-one.js";
import { enrollmentTable } from "./tables.js";
import { taskRow } from "./tasks.js";
import { checkedTurn } from "./turns.js";
import { refusePromise } from "./units.js";

/**
 * A contact as the steps of one call have left it so far: two runs of one contact see each other.
 */
export interface ContactState {
  readonly before: ContactRecord;
  facts: ContactFacts;
  /** Workflows of its runs that have not ended, by run. */
  readonly active: Map<string, WorkflowId>;
  readonly runs: RunsOfOne;
}

/** @throws StoreError `STORE_CORRUPT` */
export function contactState({ facts, runs }: ContactRows): ContactState {
  if (facts instanceof StoreError) throw facts;
  const active = runs
    .map((row) => decoded(enrollmentTable, row))
    .filter((run) => run.status === "active" && !isPendingStart(run))
    .map(({ id, workflow }) => [id, workflowId(workflow)] as const);
  return { before: facts.contact, facts, active: new Map(active), runs: runsOfOne(runs) };
}

/** What became of a contact; nothing where no step changed it. */
export function contactChange({ before, facts }: ContactState): readonly ContactChange[] {
  return facts.contact === before ? [] : [{ before, after: facts.contact }];
}

/** A run that is due. */
export interface DueRun {
  readonly enrollment: EnrollmentRecord;
  readonly definition: Definition | null;
  readonly standing: Definition | null;
  readonly latest: DueEnrollment["latest"];
  readonly state: ContactState;
}

/** What a step writes, checked. */
export interface StepPlan {
  /** What the step and the starts of other runs leave in the log. */
  readonly log: readonly RawRow[];
  readonly messages: readonly RawRow[];
  readonly calls: readonly RawRow[];
  readonly tasks: readonly RawRow[];
  /** The history of the contact that the step changes. */
  readonly history: readonly RawRow[];
  /**
   * The run as the step left it, where it asks for turns: they are given when all steps are
   * known.
   */
  readonly turns: {
    readonly after: EnrollmentRecord;
    readonly drafts: readonly TurnDraft[];
    readonly runs: RunsOfOne;
  } | null;
}

/**
 * Takes one run a step on; `null` where this engine cannot run it. The state of its contact is
 * changed only if all of the step can be written.
 */
export function stepPlan(
  scope: StoreScope,
  advancer: Pick<Advancer, "step">,
  { enrollment: read, definition, standing, latest, state }: DueRun,
  needs: FactsNeeded,
): StepPlan | null {
  const { facts, runs } = state;
  const enrollment = runs.left(read.id) ?? read;
  const due = { enrollment, facts, definition, standing, latest, runs: runs.all };
  const step = advancer.step(due);
  refusePromise(step);
  if (step === null) return null;
  checkStep(enrollment, step);
  const messages = step.outbox.map((draft, index) => {
    if (draft.contact !== enrollment.contact)
      throw mismatch("A run writes to its own contact only.", `outbox[${index}].contact`);
    return messageRow(draftedMessage(scope, draft));
  });
  const { contact } = state.facts;
  const cause = { source: `workflow:${enrollment.workflow}`, run: enrollment.id };
  const after =
    step.contact === undefined
      ? contact
      : withOrigins(contact, changedContact(contact, step.contact, scope.now), cause, scope.now);
  // A result that cannot be written ends only this run, whose own state can be written as it was
  // read.
  if (after !== contact) contactRow(after, scope.now);
  const { start, startLog, wake } = step;
  const unit = runs.unit({ own: step.enrollment, start, log: startLog, wake }, scope.now);
  const plan = {
    log: [...unit.log, ...stepRows(enrollment.tenant, step.log, "step")],
    messages,
    calls: (step.calls ?? []).map((draft) => callRow(scope, enrollment, draft)),
    history: after === contact ? [] : changeRows({ before: contact, after }, cause, scope.now),
    tasks: (step.tasks ?? []).map((draft) => taskRow(scope, enrollment, draft)),
    turns:
      step.turns === undefined || step.turns.length === 0
        ? null
        : { after: step.enrollment, drafts: step.turns.map(checkedTurn), runs },
  };
  unit.keep();
  for (const run of unit.started)
    if (run.status === "active") state.active.set(run.id, run.workflow);
  if (step.enrollment.status === "ended") state.active.delete(enrollment.id);
  const queued =
    needs.messages === 0 ? [] : messages.map((row) => decodeMessageFact({ ...row, seq: 0 }));
  state.facts = {
    ...state.facts,
    contact: after,
    lists: after.lists,
    messages: [...queued.reverse(), ...state.facts.messages],
    enrolled: [...new Set(state.active.values())],
  };
  return plan;
}

/** Throws unless a step answers the enrolment it was given, one revision on or untouched. */
function checkStep(read: EnrollmentRecord, { enrollment, log }: StepResult): void {
  const same =
    enrollment.id === read.id &&
    enrollment.contact === read.contact &&
    enrollment.workflow === read.workflow &&
    enrollment.entryKey === read.entryKey;
  if (!same) throw mismatch("A step must answer the enrolment it was given.", "enrollment");
  if (enrollment.revision !== read.revision && enrollment.revision !== read.revision + 1)
    throw revisionConflict("enrollment.revision");
  sameTenant(read.tenant, enrollment.tenant, "enrollment.tenant");
  const foreign = log.findIndex(
    (entry) => entry.enrollment !== read.id || entry.contact !== read.contact,
  );
  if (foreign !== -1) throw mismatch("A step logs about its own run only.", `log[${foreign}]`);
}
