import type { WorkflowDefinition } from "@wellsent/core";
import type { acme } from "./names.ts";

export declare const first: WorkflowDefinition;
export declare const second: WorkflowDefinition;
export declare const plan: Parameters<typeof acme.simulate>[1];
