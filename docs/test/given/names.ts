/** What examples in docstrings take as given. They show what matters, and are compiled with these. */
import type { DatabaseSync } from "node:sqlite";
import { type App, defineForm, type Tenant as TenantFace } from "@wellsent/adapters/app";
import type { SqliteStore } from "@wellsent/adapters/sqlite";
import type { DraftContext } from "@wellsent/consent";
import {
  type ConsentDraft,
  type ContactId,
  type ContactPointId,
  type DeliveryEvent,
  defineSchema,
  type Segment,
  type TenantId,
  type WorkflowDefinition,
} from "@wellsent/core";
import type { Engine, EngineOptions } from "@wellsent/core/engine";
import type { ImportMapping } from "@wellsent/core/import";
import type { Clock, Ids, Random, Renderer } from "@wellsent/core/ports";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional() }),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { "marketing.news": { topics: ["offers"] }, orders: {} },
});

const body = "<mjml><mj-body></mj-body></mjml>";
export const news = defineTemplate(schema, {
  ...{ id: "news", purpose: "marketing.news", messageClass: "marketing" },
  ...{ subject: "News", mjml: body },
});
export const newsForm = defineForm(schema, {
  ...{ id: "footer", purpose: "marketing.news", text: "Yes, send me news." },
});

type Own = typeof schema;
export declare const app: App<Own, typeof news>;
export declare const acme: TenantFace<Own, typeof news>;
export declare const ann: { readonly contact: ContactId };
export declare const ben: { readonly contact: ContactId };
export declare const options: Parameters<typeof import("@wellsent/adapters/app").wellsent>[0];

export declare const engine: Engine<Own>;
export declare const store: SqliteStore;
export declare const pages: EngineOptions<Own>["pages"];
export declare const renderer: Renderer;
export declare const clock: Clock;
export declare const random: Random;
export declare const ids: Ids;
export declare const keys: Parameters<
  typeof import("@wellsent/consent").consentGate
>[0]["keys"];

export declare const tenant: TenantId;
export declare const contact: ContactId;
export declare const other: ContactId;
export declare const contactPoint: ContactPointId;
export declare const by: DraftContext;
export declare const now: number;
export declare const lapsed: Segment;
export declare const welcome: WorkflowDefinition;
export declare const summerSeries: WorkflowDefinition;
export declare const suppressionDrafts: readonly ConsentDraft[];
export declare const eventsOfProvider: readonly DeliveryEvent[];
export declare const orders: readonly {
  readonly id: string;
  readonly at: number;
  readonly contact: ContactId;
  readonly total: number;
}[];
export declare const mapping: ImportMapping;
export declare const newsletterWording: Parameters<
  typeof import("@wellsent/consent").publishNotice
>[0];
export declare const programs: Awaited<
  ReturnType<typeof import("@wellsent/templates/compile").compileTemplate>
>["programs"];
export declare const lastPublished: string;
export declare const database: DatabaseSync;
export declare function it(name: string, run: () => Promise<void>): void;
