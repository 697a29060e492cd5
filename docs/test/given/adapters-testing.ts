import type { Person, TestApp, VisitedPage } from "@wellsent/adapters/testing";
import { defineSchema, type WorkflowDefinition } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ plan: z.string().optional() }),
  purposes: { "marketing.news": { topics: ["offers"] } },
});

const base = { purpose: "marketing.news", messageClass: "marketing", subject: "News" } as const;
const mjml = "<mjml><mj-body></mj-body></mjml>";
export const news = defineTemplate(schema, { ...base, id: "news", mjml });
export const welcome = defineTemplate(schema, { ...base, id: "welcome", mjml });
export const lastCall = defineTemplate(schema, { ...base, id: "last-call", mjml });

export declare const series: WorkflowDefinition;
export declare const t: TestApp<typeof schema>;
export declare const ann: Person<typeof schema>;
export declare const page: VisitedPage;
export declare const link: string;
