import type { ContactId } from "@wellsent/core";
import type { DuplicateField, DuplicatePair, DuplicateRecord } from "@wellsent/core/duplicates";
import type { ContactRecord } from "@wellsent/core/ports";

export declare const contacts: readonly ContactRecord[];
export declare const fields: readonly DuplicateField[];
export declare const pair: DuplicatePair<ContactId>;
export declare const records: readonly DuplicateRecord<ContactId>[];
export declare const rows: readonly { readonly id: string; readonly [field: string]: string }[];
export declare const bar: { update(phase: string, done: number, of: number): void };
