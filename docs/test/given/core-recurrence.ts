import type { nextOccurrence, nextOpenTime } from "@wellsent/core/recurrence";

export declare const rule: Parameters<typeof nextOccurrence>[0];
export declare const night: Parameters<typeof nextOpenTime>[0]["quiet"];
export declare const zone: string;
export declare const holidays: Parameters<typeof nextOpenTime>[3];
