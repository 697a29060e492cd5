import { compileSegment as compile, type Segment, type SegmentContext } from "@wellsent/core";
import type { ContactFacts } from "@wellsent/core/ports";

export const compileSegment = compile;
export declare const people: readonly ContactFacts[];
export declare const context: SegmentContext;
export declare const segment: Segment;
