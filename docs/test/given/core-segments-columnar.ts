import type { Segment } from "@wellsent/core";
import type { ContactFacts } from "@wellsent/core/ports";

export declare const people: readonly ContactFacts[];
export declare const segment: Segment;
