import { InputError } from "../errors/index.js";
import type { ContactId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonValue } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import { compileSegment, type Segment } from "../segments/index.js";
import { type AudienceHost, audienceFacts } from "./audience-facts.js";
import type { Language } from "./describe-segment.js";
import { explainSegment, type SegmentTrace } from "./explain-segment.js";
import { stableSample } from "./stable-sample.js";

export interface SegmentPreviewQuestion {
  readonly tenant: TenantId;
  readonly segment: Segment;
  /** How many examples of each kind, from 0 to 100. 5 by default. */
  readonly examples?: number;
  /** Of the reasons. `en` by default. */
  readonly language?: Language;
  /** The engine's present by default. */
  readonly at?: Instant;
  /** Is told how many contacts were looked at, a hundred at a time. */
  readonly onProgress?: (looked: number) => void;
}

/** A clause that kept somebody out. Shows the contact's data: keep it out of logs. */
export interface PreviewReason {
  /** Into the segment: `where.of[1]`. */
  readonly path: string;
  readonly words: string;
  readonly truth: "no" | "unknown";
  readonly actual?: JsonValue;
}

export interface PreviewedContact {
  readonly contact: ContactId;
  readonly key: string | null;
  /** Empty for members. */
  readonly reasons: readonly PreviewReason[];
}

/** What a segment would hold, computed from what is stored, without keeping it. */
export interface SegmentPreview {
  readonly at: Instant;
  readonly members: number;
  /** Definitely none. */
  readonly others: number;
  /** Neither: something that the segment asks is not known of them. They are no members. */
  readonly unknown: number;
  /** The same contacts at every look, as long as they are there, by key. */
  readonly examples: {
    readonly members: readonly PreviewedContact[];
    readonly others: readonly PreviewedContact[];
    readonly unknown: readonly PreviewedContact[];
  };
}

/**
 * Counts who is in a segment and shows some of them, and some of the others with the clauses that
 * kept them out. Reads every contact of the tenant, a page in memory. Segments that it refers to
 * are as of the last tick.
 *
 * @throws InputError `INPUT_EXAMPLES`
 * @example
 * const { members, examples } = await previewSegment(engine, { tenant, segment: lapsed });
 * for (const { key, reasons } of examples.others) console.log(key, reasons[0]?.words);
 */
export async function previewSegment(
  engine: AudienceHost,
  question: SegmentPreviewQuestion,
  call: CallOptions = {},
): Promise<SegmentPreview> {
  const { tenant, segment, examples = 5, language = "en", onProgress } = question;
  if (!Number.isInteger(examples) || examples < 0 || examples > 100)
    throw new InputError("INPUT_EXAMPLES", "A preview shows from 0 to 100 examples.", {
      path: "examples",
      remedy: "Pass a whole number from 0 to 100, or leave it out for 5.",
    });
  const at = question.at ?? engine.options.clock.now();
  const isIn = compileSegment(segment);
  const isOut = compileSegment({ ...segment, where: { op: "not", of: segment.where } });
  const counts = { members: 0, others: 0, unknown: 0 };
  const samples = {
    members: stableSample<PreviewedContact>(examples),
    others: stableSample<PreviewedContact>(examples),
    unknown: stableSample<PreviewedContact>(examples),
  };
  let looked = 0;
  for await (const { facts, context } of audienceFacts(
    engine,
    { tenant, at, segments: [segment] },
    call,
  )) {
    const kind = isIn.matches(facts, context)
      ? "members"
      : isOut.matches(facts, context)
        ? "others"
        : "unknown";
    counts[kind]++;
    const { id, key } = facts.contact;
    samples[kind].offer(id, () => {
      const { trace } = explainSegment(segment, facts, context, { language });
      return { contact: id, key, reasons: blockers(trace) };
    });
    if (++looked % 100 === 0) onProgress?.(looked);
  }
  return {
    at,
    ...counts,
    examples: {
      members: samples.members.items(),
      others: samples.others.items(),
      unknown: samples.unknown.items(),
    },
  };
}

/** The clauses because of which a condition does not hold: of a group, those that do not hold. */
function blockers(trace: SegmentTrace): readonly PreviewReason[] {
  const { op, path, words, truth, of } = trace;
  if (truth === "yes") return [];
  if (op === "and" || op === "or") return of.flatMap(blockers);
  const actual = trace.actual ?? (op === "not" ? of[0]?.actual : undefined);
  return [{ path, words, truth, ...(actual === undefined ? {} : { actual }) }];
}
