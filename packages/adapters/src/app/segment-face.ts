import type { CallOptions, Segment, TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type {
  SegmentOverlap,
  SegmentOverlapQuestion,
  SegmentPreview,
  SegmentPreviewQuestion,
} from "@wellsent/core/explain";
import type { AppDependencies } from "./app-dependencies.js";

export interface PreviewOptions
  extends Omit<SegmentPreviewQuestion, "tenant" | "segment">,
    CallOptions {}

export interface OverlapOptions
  extends Omit<SegmentOverlapQuestion, "tenant" | "segments">,
    CallOptions {}

/** Looks at segments of one tenant, those of the app or others, without keeping anything. */
export interface TenantSegments {
  /**
   * Counts who would be in a segment, and shows some members and some others with the clauses that
   * kept them out. Reads every contact.
   * @throws InputError `INPUT_SEGMENT` for an id that the app does not have, `INPUT_EXAMPLES`
   * @example
   * const { members, examples } = await acme.segments.preview(lapsed);
   * for (const { key, reasons } of examples.others) console.log(key, reasons[0]?.words);
   */
  preview(segment: string | Segment, options?: PreviewOptions): Promise<SegmentPreview>;
  /**
   * Counts who is in which of several segments at once: of audiences, lists and newsletters, before
   * one of them ends or is unsubscribed. Reads every contact.
   * @throws InputError `INPUT_SEGMENT`, `INPUT_OVERLAP`, `INPUT_EXAMPLES`
   * @example
   * const { segments, regions } = await acme.segments.overlap([lapsed, subscribers]);
   * console.log(segments[0]?.alone, "hear nothing more without the news");
   */
  overlap(
    segments: readonly (string | Segment)[],
    options?: OverlapOptions,
  ): Promise<SegmentOverlap>;
}

/** Loads what looks only when it is asked. */
export function segmentFace(
  { engine }: Pick<AppDependencies, "engine">,
  tenant: TenantId,
): TenantSegments {
  const known = (segment: string | Segment): Segment => {
    if (typeof segment !== "string") return segment;
    const found = engine.options.segments?.find(({ id }) => id === segment);
    if (found !== undefined) return found;
    throw new InputError("INPUT_SEGMENT", "The app has no segment of this name.", {
      path: "segment",
      remedy: "Pass the segment itself, or the id of one among the app's `segments`.",
    });
  };
  return {
    async preview(segment, options = {}) {
      const { previewSegment } = await import("@wellsent/core/explain");
      return previewSegment(engine, { ...options, tenant, segment: known(segment) }, options);
    },
    async overlap(segments, options = {}) {
      const { overlapSegments } = await import("@wellsent/core/explain");
      return overlapSegments(
        engine,
        { ...options, tenant, segments: segments.map(known) },
        options,
      );
    },
  };
}
