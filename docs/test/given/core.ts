import type { CampaignDefinition, JsonObject, sourcedCodes, WorkflowBuilder } from "@wellsent/core";
import type { ContactFacts } from "@wellsent/core/ports";
import type { news, Own } from "./names.ts";

export declare const w: WorkflowBuilder<Own, { readonly cartId: string }>;
export declare const bold: typeof news;
export declare const tips: typeof news;
export declare const missYouAgain: typeof news;
export declare const definition: CampaignDefinition;
export declare const person: { readonly data: JsonObject };
export declare const shop: Parameters<typeof sourcedCodes>[0]["sources"][string];
export declare const people: readonly ContactFacts[];
