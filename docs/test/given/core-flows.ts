import type { HostTable } from "@wellsent/core/flows";

export declare const customers: HostTable;
