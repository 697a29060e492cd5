/**
 * What examples in docstrings take as given. They show what matters, and are compiled with these.
 */
import type { DatabaseSync } from "node:sqlite";
import {
  type App,
  type AppEngine,
  defineForm,
  type Tenant as TenantFace,
  type wellsent,
} from "@wellsent/adapters/app";
import type { SqliteStore } from "@wellsent/adapters/sqlite";
import type {
  confirmStop,
  consentGate,
  consentPages,
  DraftContext,
  importDrafts,
  importRecord,
  missingLabels,
  publishNotice,
} from "@wellsent/consent";
import type { addressProjection, auditLog, openCheckpoint } from "@wellsent/consent/ledger";
import type { erasurePlan } from "@wellsent/consent/rights";
import {
  type ConsentDraft,
  type ContactId,
  type ContactPointId,
  type DeliveryEvent,
  defineSchema,
  type JsonObject,
  type NoteRecord,
  type Segment,
  type SendKey,
  type TenantId,
  type WorkflowDefinition,
} from "@wellsent/core";
import type { EngineOptions } from "@wellsent/core/engine";
import type { commitImport, ImportMapping, inferMapping } from "@wellsent/core/import";
import type { Clock, IdSource, Random, Renderer } from "@wellsent/core/ports";
import type { storeOver } from "@wellsent/core/store-kit";
import type { compileTemplate } from "@wellsent/templates/compile";
import { defineTemplate, field } from "@wellsent/templates/define";
import type { lintSms, lintTemplate } from "@wellsent/templates/lint";
import type { renderJson } from "@wellsent/templates/message";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional(), renewsAt: z.string().optional() }),
  events: { "order.placed": z.object({ total: z.number(), cartId: z.string().optional() }) },
  purposes: { "marketing.news": { topics: ["offers"] }, orders: {} },
});

const layout = "<mjml><mj-body></mj-body></mjml>";
export const news = defineTemplate(schema, {
  ...{ id: "news", purpose: "marketing.news", messageClass: "marketing" },
  ...{ subject: "News", mjml: layout },
});
export const receipt = defineTemplate(schema, {
  ...{ id: "receipt", purpose: "orders", messageClass: "transactional" },
  ...{ fields: { total: field.number() }, subject: "Receipt", mjml: layout },
});
export const newsForm = defineForm(schema, {
  ...{ id: "footer", purpose: "marketing.news", text: "Yes, send me news." },
});

export type Own = typeof schema;
export declare const summer: typeof news;
export declare const missYou: typeof news;
export declare const app: App<Own, typeof news | typeof receipt>;
export declare const acme: TenantFace<Own, typeof news | typeof receipt>;
export declare const ann: { readonly contact: ContactId };
/** Ann again, under another address. */
export declare const anna: { readonly contact: ContactId };
/** Ann's second address. */
export declare const work: ContactPointId;
export declare const note: NoteRecord;
export declare const ben: { readonly contact: ContactId };
export declare const options: Parameters<typeof wellsent>[0];
export declare const editors: { issueFor(issue: string): Promise<JsonObject> };

export declare const engine: AppEngine<Own>;
export declare const store: SqliteStore;
export declare const pages: EngineOptions<Own>["pages"];
export declare const renderer: Renderer;
export declare const clock: Clock;
export declare const random: Random;
export declare const ids: IdSource;
export declare const keys: Parameters<typeof consentGate>[0]["keys"];

export declare const tenant: TenantId;
export declare const contact: ContactId;
export declare const other: ContactId;
export declare const contactPoint: ContactPointId;
export declare const by: DraftContext;
export declare const now: number;
export declare const key: SendKey;
export declare const lapsed: Segment;
export declare const subscribers: Segment;
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
export declare const newsletterWording: Parameters<typeof publishNotice>[0];
export declare const programs: Awaited<ReturnType<typeof compileTemplate>>["programs"];
export declare const lastPublished: string;
export declare const database: DatabaseSync;
export declare function it(name: string, run: () => Promise<void>): void;

export declare const user: string;
export declare const pass: string;
export declare const mjml: string;
export declare const body: string;
export declare const text: string;
export declare const header: readonly string[];
export declare const sample: NonNullable<Parameters<typeof inferMapping>[0]["sample"]>;
export declare const myRows: Parameters<typeof storeOver>[0];

export declare const facts: Parameters<typeof addressProjection>[0];
export declare const before: Parameters<typeof confirmStop>[0];
export declare const tokens: Parameters<typeof consentPages>[0]["tokens"];
export declare const englishDigest: string;
export declare const germanDigest: string;
export declare const english: Parameters<typeof publishNotice>[0];
export declare const german: Parameters<typeof publishNotice>[0];
export declare const gate: Parameters<typeof commitImport>[0]["consent"]["gate"];
export declare const cells: Parameters<typeof importDrafts>[1];
export declare const declaration: Parameters<typeof importRecord>[0];
export declare const importing: Omit<Parameters<typeof commitImport>[0], "consent">;
export declare const brand: Parameters<typeof missingLabels>[0]["brand"];
export declare const purposes: Parameters<typeof missingLabels>[0]["purposes"];
export declare const fetchPublished: () => Promise<string>;
export declare const verifierKey: Parameters<typeof openCheckpoint>[1];
export declare const entries: Parameters<typeof auditLog>[0];
export declare const raiseAlarm: (faults: unknown) => void;
export declare const crm: Parameters<typeof erasurePlan>[0][number];
export declare const opened: Parameters<typeof erasurePlan>[1];

export declare const program: Parameters<typeof lintTemplate>[0];
export declare const smsProgram: Parameters<typeof lintSms>[0];
export declare const loaded: Parameters<typeof renderJson>[0];
export declare const source: typeof news;
export declare const smsSource: NonNullable<NonNullable<Parameters<typeof lintSms>[1]>["source"]>;
export declare const input: Parameters<typeof renderJson>[1];
export declare const From: string;
export declare const To: string;

/** A framework's answer to a request of the host's own site. */
export declare const response: {
  redirect(url: string): void;
  json(body: unknown): void;
};
