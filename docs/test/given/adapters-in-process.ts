import type { EngineOptions } from "@wellsent/core/engine";
import type { Own } from "./names.ts";

export declare const others: Omit<EngineOptions<Own>, "rates" | "pause">;
