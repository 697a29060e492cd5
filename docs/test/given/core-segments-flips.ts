import type { Segment, SegmentContext } from "@wellsent/core";
import type { ContactFacts } from "@wellsent/core/ports";

export declare const segments: readonly Segment[];
export declare const before: ContactFacts;
export declare const after: ContactFacts;
export declare const context: SegmentContext;
export declare const members: ReadonlySet<string>;
