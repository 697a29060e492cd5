import { InputError } from "../errors/index.js";
import type { SegmentId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import { compileSegment, type Segment } from "../segments/index.js";
import { type AudienceHost, audienceFacts } from "./audience-facts.js";
import { type SampledContact, type StableSample, stableSample } from "./stable-sample.js";

export interface SegmentOverlapQuestion {
  readonly tenant: TenantId;
  /** From 2 to 8. A list or a newsletter's consent is a segment of one clause. */
  readonly segments: readonly Segment[];
  /** How many examples of each region, from 0 to 100. 5 by default. */
  readonly examples?: number;
  /** The engine's present by default. */
  readonly at?: Instant;
}

/** Contacts that are in exactly these segments of those compared. */
export interface OverlapRegion {
  readonly in: readonly SegmentId[];
  readonly contacts: number;
  /** By key. */
  readonly examples: readonly SampledContact[];
}

export interface SegmentOverlap {
  readonly at: Instant;
  /** In the order of the question. */
  readonly segments: readonly {
    readonly segment: SegmentId;
    readonly members: number;
    /**
     * In no other one of those compared. If the segments are all that is written to, this is who
     * hears nothing more when this one ends.
     */
    readonly alone: number;
  }[];
  /** Each combination that somebody is in, the largest first. */
  readonly regions: readonly OverlapRegion[];
  /** Contacts in none of them. */
  readonly none: number;
}

/**
 * Counts who is in which of several segments at once. Reads every contact of the tenant, a page in
 * memory. Segments that they refer to are as of the last tick.
 *
 * @throws InputError `INPUT_OVERLAP`, `INPUT_EXAMPLES`
 * @example
 * const { segments } = await overlapSegments(engine, { tenant, segments: [lapsed, subscribers] });
 * console.log(segments[0]?.alone, "hear nothing more without the news");
 */
export async function overlapSegments(
  engine: AudienceHost,
  question: SegmentOverlapQuestion,
  call: CallOptions = {},
): Promise<SegmentOverlap> {
  const { tenant, segments, examples = 5 } = question;
  checkQuestion(segments, examples);
  const at = question.at ?? engine.options.clock.now();
  const compiled = segments.map(compileSegment);
  const found = new Map<number, { contacts: number; sample: StableSample<SampledContact> }>();
  let none = 0;
  const scan = audienceFacts(engine, { tenant, at, segments }, call);
  for await (const { facts, context } of scan) {
    const bits = compiled.reduce(
      (all, one, index) => (one.matches(facts, context) ? all | (1 << index) : all),
      0,
    );
    if (bits === 0) {
      none++;
      continue;
    }
    const region = found.get(bits) ?? { contacts: 0, sample: stableSample(examples) };
    found.set(bits, region);
    region.contacts++;
    const { id, key } = facts.contact;
    region.sample.offer(id, () => ({ contact: id, key }));
  }
  const ids = segments.map(({ id }) => id);
  const count = (has: (bits: number) => boolean): number =>
    [...found].reduce((sum, [bits, { contacts }]) => (has(bits) ? sum + contacts : sum), 0);
  return {
    at,
    segments: ids.map((segment, index) => ({
      segment,
      members: count((bits) => (bits & (1 << index)) !== 0),
      alone: count((bits) => bits === 1 << index),
    })),
    regions: [...found]
      .sort(([a, { contacts: few }], [b, { contacts: many }]) => many - few || a - b)
      .map(([bits, { contacts, sample }]) => ({
        in: ids.filter((_, index) => (bits & (1 << index)) !== 0),
        contacts,
        examples: sample.items(),
      })),
    none,
  };
}

function checkQuestion(segments: readonly Segment[], examples: number): void {
  if (!Number.isInteger(examples) || examples < 0 || examples > 100)
    throw new InputError("INPUT_EXAMPLES", "An overlap shows from 0 to 100 examples.", {
      path: "examples",
      remedy: "Pass a whole number from 0 to 100, or leave it out for 5.",
    });
  const isEach = new Set(segments.map(({ id }) => id)).size === segments.length;
  if (segments.length < 2 || segments.length > 8 || !isEach)
    throw new InputError("INPUT_OVERLAP", "From 2 to 8 segments are compared, each once.", {
      path: "segments",
      remedy: "Pass from 2 to 8 segments with ids of their own.",
    });
}
