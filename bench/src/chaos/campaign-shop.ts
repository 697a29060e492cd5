import { appendFileSync } from "node:fs";
import { systemRandom } from "@wellsent/adapters/in-process";
import { type SqliteStore, sqliteStore } from "@wellsent/adapters/sqlite";
import {
  defineSchema,
  defineWorkflow,
  type EmailTransport,
  type TenantId,
  tenantId,
} from "@wellsent/core";
import { createEngine, type Engine } from "@wellsent/core/engine";
import { type CampaignFaces, campaigns } from "@wellsent/core/engine/campaigns";
import { fakeConsentGate, fakePages, fakeRenderer } from "@wellsent/core/testing";
import * as z from "zod";

export const tenant: TenantId = tenantId("acme");
export const pool = "gifts";

const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional() }),
  events: { "order.placed": z.object({}) },
  purposes: { news: {} },
});

const codes = { pool, whenEmpty: "skip" } as const;
const renderer = fakeRenderer({
  spring: { text: "Spring {code.value}", purpose: "news", codes },
  mended: { text: "Mended {code.value}", purpose: "news", codes },
  letter: { text: "A letter", purpose: "news" },
  thanks: { text: "Thanks {code.value}", purpose: "news", codes },
});

const thanks = defineWorkflow(schema, "thanks", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .wait("3m")
    .send({ id: "thanks" }, { purpose: "news" }),
);

/** What one process is told. */
export interface ShopPlace {
  readonly path: string;
  /** What has left, one line a message. */
  readonly log: string;
  /** The instant that the shop's clock shows at `since` of the machine's; `ahead` is added. */
  readonly start: number;
  readonly since: number;
  readonly ahead?: number;
}

/** Minutes of the shop a second: its hours come while the processes are killed. */
const speed = 60;

export type CampaignShop = Engine<typeof schema> & CampaignFaces;

/**
 * One process's engine over the shared file. What it hands over is on disk before it is
 * settled.
 */
export function openCampaignShop({ path, log, start, since, ahead = 0 }: ShopPlace): {
  readonly engine: CampaignShop;
  readonly store: SqliteStore;
  readonly clock: { now(): number };
} {
  const clock = { now: () => start + ahead + (Date.now() - since) * speed };
  const store = sqliteStore({ path, busyTimeoutMs: 10_000 });
  const email: EmailTransport = {
    ...{ specVersion: 1, id: "log", channel: "email" },
    capabilities: {
      ...{ batch: false, idempotency: false, raw: false },
      ...{ envelopeFrom: false, smtputf8: false, longestWaitMs: 60_000 },
    },
    send: async ({ ref, text }) => {
      appendFileSync(log, `${ref} ${text.split("\n")[0] ?? ""}\n`);
      // The moment in which a kill leaves it unknown whether it has left.
      await new Promise((done) => setTimeout(done, 3));
      return { outcome: "accepted", ref, providerMessageId: null };
    },
  };
  const engine = createEngine({
    ...{ schema, store, email, clock, renderer, random: systemRandom, workflows: [thanks] },
    ...{ consent: fakeConsentGate({ allow: "all" }), pages: fakePages() },
    senderFor: () => ({ from: { address: "hello@acme.example" }, timeZone: "Europe/Berlin" }),
    ...{ batch: 20, lease: 120_000, parts: [campaigns({ campaignBatch: 25 })] },
  });
  return { engine, store, clock };
}
