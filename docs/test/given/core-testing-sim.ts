import type { Engine, EngineOptions } from "@wellsent/core/engine";
import type { Own } from "./names.ts";

export declare const mine: EngineOptions<Own>;
export declare const join: (engine: Engine<Own>, id: string) => Promise<void>;
export declare const buy: (engine: Engine<Own>, id: string) => Promise<void>;
