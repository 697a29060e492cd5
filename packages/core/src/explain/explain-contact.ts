import type { Schema } from "../contacts/index.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { segmentContext } from "../engine/refresh-segments.js";
import type { ContactId, SegmentId, SendKey, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonValue } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Decision, DecisionReason } from "../ports/consent-gate.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { OutboxRecord, OutboxStatus } from "../ports/store/outbox.js";
import type { Paged } from "../ports/store/store.js";
import { evaluateSegment, mergeNeeds, segmentNeeds } from "../segments/index.js";
import { explainSegment, type SegmentExplanation } from "./explain-segment.js";

export interface Explanation {
  readonly contact: ContactId;
  /** Whether a message in question was handed over and taken. */
  readonly sent: boolean;
  readonly messages: readonly {
    readonly key: SendKey;
    readonly template: string;
    readonly status: OutboxStatus;
    readonly at: Instant;
    readonly reasons: readonly DecisionReason[];
    /** What allowed it in: with the evidence it rested on. */
    readonly decision: Decision;
  }[];
  /** Messages a workflow wanted to send and was refused. */
  readonly skipped: readonly {
    readonly template: string;
    readonly at: Instant;
    readonly reasons: readonly DecisionReason[];
  }[];
  readonly runs: readonly {
    readonly workflow: string;
    readonly version: number;
    readonly path: readonly string[];
    readonly outcome: string | null;
  }[];
  readonly segments: readonly {
    readonly segment: SegmentId;
    readonly member: boolean;
    readonly trace: SegmentExplanation;
  }[];
  /** The same in plain English, one fact a sentence. */
  readonly sentences: readonly string[];
}

export interface ExplainQuestion {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  /** Absent: everything. */
  readonly template?: string;
}

/**
 * Why did, or didn't, this person get this? From the ledger, the segments' clauses, the workflow's path and the policy.
 * `null`: the store has no such contact.
 */
export const explainContact = async (
  engine: {
    readonly options: Pick<
      EngineOptions<Schema>,
      "store" | "consent" | "segments" | "senderOf" | "clock"
    >;
  },
  question: ExplainQuestion,
  options: CallOptions = {},
): Promise<Explanation | null> => {
  const { store, consent, segments: definitions = [], senderOf, clock } = engine.options;
  const { tenant, contact, template } = question;
  const now = clock.now();
  const needs = mergeNeeds(definitions.map(segmentNeeds));
  const facts = await store.readFacts({ tenant, now, contact, needs }, options);
  if (!facts) return null;
  const asked = (name: string): boolean => template === undefined || name === template;
  const messages = (
    await all<OutboxRecord>((after) => store.readOutbox({ tenant, contact, ...after }, options))
  ).filter((m) => asked(m.template));
  const log = await all<StepLogEntry>((after) =>
    store.readStepLog({ tenant, contact, ...after }, options),
  );
  const runs = await all<EnrollmentRecord>((after) =>
    store.readEnrollments({ tenant, contact, ...after }, options),
  );
  const skipped = log.flatMap((entry) => skips(entry).filter((skip) => asked(skip.template)));
  const isMember = (id: string): boolean => facts.memberships.some(({ segment }) => segment === id);
  const context = segmentContext(consent, facts, now, senderOf(tenant).timeZone, isMember);
  const segments = definitions.map((segment) => ({
    segment: segment.id,
    member: evaluateSegment(segment, facts, context).member,
    trace: explainSegment(segment, facts, context),
  }));
  const told = runs.map((run) => ({
    workflow: run.workflow,
    version: run.version,
    path: log.filter(({ enrollment }) => enrollment === run.id).flatMap(({ path }) => path),
    outcome: run.status === "ended" ? run.outcome : null,
  }));
  const explanation = {
    contact,
    sent: messages.some(({ status }) => status === "accepted"),
    messages: messages.map((m) => ({
      key: m.key,
      template: m.template,
      status: m.status,
      at: m.settledAt ?? m.dueAt,
      reasons: m.reasons,
      decision: m.decision,
    })),
    skipped,
    runs: told,
    segments,
  };
  return { ...explanation, sentences: sentencesOf(explanation) };
};

const skips = ({ at, detail }: StepLogEntry): Explanation["skipped"] => {
  const effects: JsonValue = detail["effects"] ?? [];
  if (!Array.isArray(effects)) return [];
  return effects.flatMap((effect: JsonValue) => {
    if (!isRecord(effect) || effect["kind"] !== "skip" || typeof effect["template"] !== "string")
      return [];
    const reasons = Array.isArray(effect["reasons"]) ? effect["reasons"].filter(isReason) : [];
    return [{ template: effect["template"], at, reasons }];
  });
};

const isRecord = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isReason = (value: unknown): value is DecisionReason =>
  typeof value === "object" &&
  value !== null &&
  "code" in value &&
  "effect" in value &&
  "rule" in value;

const sentencesOf = (told: Omit<Explanation, "sentences">): readonly string[] => {
  const day = (at: Instant): string =>
    `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const why = (reasons: readonly DecisionReason[]): string =>
    reasons
      .filter(({ effect }) => effect === "deny" || effect === "defer")
      .map(({ code, rule }) => `${code} (${rule})`)
      .join(", ");
  const sentences: string[] = [];
  for (const { segment, member } of told.segments)
    sentences.push(`${member ? "Is" : "Is not"} in segment ${segment}.`);
  for (const { workflow, path, outcome } of told.runs) {
    const way = path.length > 0 ? `went through ${path.join(" → ")}` : "has not begun";
    sentences.push(
      `Workflow ${workflow}: ${way}${outcome === null ? ", and is under way" : `, and ended as ${outcome}`}.`,
    );
  }
  for (const { template, status, at, reasons, decision } of told.messages) {
    const basis = decision.basis === undefined ? "" : ` on the basis of ${decision.basis}`;
    if (status === "accepted") sentences.push(`Was sent ${template} on ${day(at)}${basis}.`);
    else
      sentences.push(
        `Message ${template} is ${status} since ${day(at)}${reasons.length > 0 ? `: ${why(reasons)}` : ""}.`,
      );
  }
  for (const { template, at, reasons } of told.skipped)
    sentences.push(`Was not sent ${template} on ${day(at)}: ${why(reasons)}.`);
  if (told.runs.length === 0 && told.messages.length === 0)
    sentences.push("Nothing was ever meant to be sent.");
  return sentences;
};

const all = async <T>(
  read: (page: { readonly after?: string }) => Promise<Paged<T>>,
): Promise<readonly T[]> => {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Paged<T> = await read(after === null ? {} : { after });
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
};
