import type { TenantId } from "@wellsent/core";
import type { EngineOptions } from "@wellsent/core/engine";
import type { Own } from "./names.ts";

export declare const mine: Omit<EngineOptions<Own>, "parts">;
export declare const tenant: TenantId;
export declare const text: string;
