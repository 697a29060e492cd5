import type { Instant } from "../instant.js";
import { pendingPrefix } from "../pending-start.js";
import type { Decision, DecisionReason } from "../ports/consent-gate.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { WorkflowDefinition } from "./definition.js";
import { type SendVariant, sendVariants } from "./send-variants.js";
import { chooseTarget, heldUntil } from "./target.js";
import type { SendQuestion } from "./transition-context.js";

/** The outcome of a run that did not begin because none of its messages is permitted. */
export const refusedEntry = "refused";

/** Whether entry depends on permission, so that the facts must include consent. */
export function asksPermission(definition: WorkflowDefinition): boolean {
  return (
    (definition.entry.admit ?? "permitted") === "permitted" &&
    questionsOf(definition).some(({ messageClass }) => messageClass === "marketing")
  );
}

/**
 * The reasons against entry. Empty if at least one of the workflow's messages is permitted, now or
 * after quiet hours. Otherwise all reasons, and the run must not begin. A workflow without
 * marketing, or one that admits anyone, always gets an empty list.
 */
export function refusedAtEntry(
  definition: WorkflowDefinition,
  contact: ContactRecord,
  now: Instant,
  decide: (question: SendQuestion) => Decision,
): readonly DecisionReason[] {
  if (!asksPermission(definition)) return [];
  const reasons = new Map<string, DecisionReason>();
  for (const { channel, purpose, topic, messageClass } of questionsOf(definition)) {
    const { decision } = chooseTarget(contact, { channel, purpose }, now, (contactPoint) =>
      decide({
        ...{ contactPoint, channel, purpose, messageClass },
        ...(topic === null ? {} : { topic }),
      }),
    );
    if (decision.allowed || heldUntil(decision, now) !== null) return [];
    for (const reason of decision.reasons) reasons.set(JSON.stringify(reason), reason);
  }
  return [...reasons.values()];
}

/** What is asked about a message. */
type Asked = Pick<SendVariant, "channel" | "purpose" | "topic" | "messageClass">;

const questions = new WeakMap<WorkflowDefinition, readonly Asked[]>();

/** What the workflow's messages ask, each once. Worked out once, because every entry asks it. */
function questionsOf(definition: WorkflowDefinition): readonly Asked[] {
  const known = questions.get(definition);
  if (known !== undefined) return known;
  const found = new Map<string, Asked>();
  for (const node of Object.values(definition.nodes)) {
    if (node.kind !== "send") continue;
    for (const { channel, purpose, topic, messageClass } of sendVariants(node)) {
      const cell = JSON.stringify([channel, purpose, topic, messageClass]);
      found.set(cell, { channel, purpose, topic, messageClass });
    }
  }
  const asked = [...found.values()];
  questions.set(definition, asked);
  return asked;
}

/** Whether it records a run that did not begin. */
export function isRefusal({ entryKey }: Pick<EnrollmentRecord, "entryKey">): boolean {
  return (
    entryKey === refusedEntry ||
    entryKey.startsWith(latePrefix) ||
    entryKey.startsWith(pendingPrefix)
  );
}

/** Whether it records that this occurrence came too late. */
export function isLateRun({ entryKey }: Pick<EnrollmentRecord, "entryKey">, key: string): boolean {
  return entryKey === `${latePrefix}${key}`;
}

const latePrefix = "late:";

/**
 * The record of a run that did not begin because its time had passed by more than the workflow
 * allows. Each occurrence is recorded once.
 */
export function lateRun(
  run: EnrollmentRecord,
  key: string,
  now: Instant,
): { readonly enrollment: EnrollmentRecord; readonly log: StepLogEntry } {
  const { enrollment, log } = refusedRun(run, [late], now);
  return { enrollment: { ...enrollment, entryKey: `${latePrefix}${key}` }, log };
}

const late: DecisionReason = { code: "LATE", effect: "deny", rule: "workflow policy: lateAfter" };

/**
 * The record of a run that did not begin. It is ended at once and has a key of its own, so that it
 * is recorded only once and does not block a later entry.
 */
export function refusedRun(
  run: EnrollmentRecord,
  reasons: readonly DecisionReason[],
  now: Instant,
): { readonly enrollment: EnrollmentRecord; readonly log: StepLogEntry } {
  const { tenant, id, workflow, contact, revision } = run;
  return {
    enrollment: {
      ...run,
      status: "ended",
      wakeAt: null,
      waitingFor: [],
      entryKey: refusedEntry,
      endedAt: now,
      outcome: refusedEntry,
    },
    log: {
      ...{ tenant, enrollment: id, workflow, contact, revision, at: now, path: [] },
      detail: { refused: reasons.map((reason) => ({ ...reason })) },
    },
  };
}
