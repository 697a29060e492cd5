import type { CampaignId, ContactId, SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { campaignSendKey } from "../messages/index.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type {
  CampaignRecord,
  RecipientHour,
  RecipientRecord,
  RecipientState,
} from "../ports/store/campaign.js";
import type { OutboxStatus } from "../ports/store/facts.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { QueueGate } from "../ports/store/queue-gate.js";
import { type Passage, passages, type TraceStep, traceMessage } from "./message-trace.js";
import { moment, why } from "./reason-words.js";

/** `plan`: whether a message is made for them, and when. Then what a message has to pass. */
export type CampaignPassage = "plan" | Passage;

export interface RecipientStep extends Omit<TraceStep, "passage"> {
  readonly passage: CampaignPassage;
}

/** One person of a campaign, sent to or not, from the plan to the hand-over. */
export interface RecipientTrace {
  readonly campaign: CampaignId;
  readonly contact: ContactId;
  /** The id of its variant. */
  readonly variant: string;
  readonly state: RecipientState;
  /** Of the message; `null`: none was made, or it is no longer there. */
  readonly status: OutboxStatus | null;
  readonly key: SendKey;
  /** When it is, or was, to leave; `null`: nothing is planned for them. */
  readonly dueAt: Instant | null;
  /** Of a campaign at the best hour: which it is, and why; `null`: it is not chosen, or refused. */
  readonly best: RecipientHour | null;
  readonly steps: readonly RecipientStep[];
  /** Where it waits or ended; `null`: it was handed over, or is not due yet. */
  readonly stoppedAt: CampaignPassage | null;
  /** The same in plain English. */
  readonly sentence: string;
}

/** What a recipient is traced by, as read from the store. */
export interface RecipientRecords {
  readonly campaign: Pick<CampaignRecord, "id" | "state" | "why" | "definition">;
  readonly recipient: RecipientRecord;
  readonly message: OutboxRecord | null;
  /** Of the campaign's queue; `undefined`: it was never moved. */
  readonly gate: QueueGate | undefined;
  /** Why they could not be judged, and are tried again. */
  readonly aside: string | undefined;
}

export function traceRecipient(records: RecipientRecords): RecipientTrace {
  const { campaign, recipient, message, gate } = records;
  const { contact, variant, state } = recipient;
  const plan = planStep(records);
  const told = message === null ? null : traceMessage(message, gate);
  const later = told?.steps ?? passages.map((passage) => ({ passage, ...unreached }));
  const isStopped = plan.result === "waits" || plan.result === "stopped";
  const trace = {
    ...{ campaign: campaign.id, contact, variant, state },
    status: message?.status ?? null,
    key: campaignSendKey(campaign.id, contact),
    dueAt: message?.dueAt ?? recipient.due,
    best: recipient.best ?? null,
    steps: [plan, ...later],
    stoppedAt: isStopped ? plan.passage : (told?.stoppedAt ?? null),
  };
  const hour = trace.best === null ? "" : ` ${hourSentence(trace.best)}`;
  return { ...trace, sentence: `${sentenceFor(trace, message)}${hour}` };
}

const unreached = { result: "not_reached", reasons: [], events: [] } as const;

/** The reasons at the place where it waits or ended; empty: it is not due yet, or has left. */
export function stoppedBy({
  steps,
  stoppedAt,
}: Pick<RecipientTrace, "steps" | "stoppedAt">): readonly DecisionReason[] {
  return steps.find(({ passage }) => passage === stoppedAt)?.reasons ?? [];
}

function planStep({ campaign, recipient, aside }: RecipientRecords): RecipientStep {
  const { state, reason } = recipient;
  const step = { passage: "plan", events: [] } as const;
  if (state === "out") return { ...step, result: "passed", reasons: [] };
  if (state === "refused") {
    const code = reason ?? "UNKNOWN";
    const rule = ruleFor(code, campaign);
    return { ...step, result: "stopped", reasons: [{ code, effect: "deny", rule }] };
  }
  const held = waitsFor(campaign, aside);
  if (held === null) return { ...step, result: "not_reached", reasons: [] };
  return campaign.state === "cancelled"
    ? { ...step, result: "stopped", reasons: [{ ...held, effect: "deny" }] }
    : { ...step, result: "waits", reasons: [{ ...held, effect: "defer" }] };
}

/** What keeps somebody in the plan who would be due otherwise. */
function waitsFor(
  { state, why: heldFor }: RecipientRecords["campaign"],
  aside: string | undefined,
): Pick<DecisionReason, "code" | "rule"> | null {
  if (state === "cancelled") return { code: "CANCELLED", rule: "the campaign" };
  if (aside !== undefined) return { code: aside, rule: "it could not be judged" };
  if (state === "paused") return { code: "CAMPAIGN_PAUSED", rule: "the campaign" };
  return state === "held" ? { code: heldFor ?? "CAMPAIGN_HELD", rule: "the campaign" } : null;
}

/** The clause by which nothing was made for them. */
function ruleFor(code: string, { definition }: RecipientRecords["campaign"]): string {
  if (code === "TOO_LATE") return "campaign policy: lateAfter";
  if (code !== "HOUR_PASSED") return code === "CONTACT_GONE" ? "the contact" : "the campaign";
  const { schedule } = definition;
  return "passed" in schedule && schedule.passed === "send"
    ? "campaign policy: lateAfter"
    : "campaign schedule: passed";
}

const hourWords: Readonly<Record<RecipientHour["why"], string>> = {
  own: "by their own clicks",
  population: "by everybody's clicks",
  explored: "which is tried out",
  flat: "as nothing was counted yet",
  passed: "as the campaign began after the hours of that day",
};

function hourSentence({ hour, why: reason, clicks }: RecipientHour): string {
  const time = `${String(hour).padStart(2, "0")}:00`;
  const own = clicks === 1 ? "1 click" : `${clicks} clicks`;
  return `Their hour is ${time}, ${hourWords[reason]} (${own} of their own).`;
}

/** Codes only, and no personal data. */
function sentenceFor(
  trace: Pick<RecipientTrace, "state" | "dueAt" | "steps" | "stoppedAt">,
  message: OutboxRecord | null,
): string {
  const { state, dueAt } = trace;
  const due = dueAt === null ? "no time" : moment(dueAt);
  const because = why(stoppedBy(trace));
  const reason = because === "" ? "" : `: ${because}`;
  if (state === "refused") return `Nothing was made for this contact${reason}.`;
  if (state === "waiting") return `Planned for ${due}; not in the outbox yet${reason}.`;
  if (message === null) return "A message was made, and is no longer there.";
  const { status, settledAt } = message;
  const at = settledAt === null ? "" : ` at ${moment(settledAt)}`;
  if (status === "queued") return `In the outbox, due at ${due}${reason}.`;
  if (status === "claimed") return "About to be handed over.";
  if (status === "accepted") return `Handed over${at}.`;
  if (status === "unknown") return `Handed over, and nobody knows whether it arrived${reason}.`;
  return `Not sent (${status})${reason}.`;
}
