import { systemClock, systemRandom } from "@wellsent/adapters/in-process";
import { smtpTransport } from "@wellsent/adapters/smtp";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { consentGate, consentPages, noticeDigest, suppressionKeys } from "@wellsent/consent";
import { euRules } from "@wellsent/consent/rules";
import { defineSchema, type TenantId, tenantId } from "@wellsent/core";
import { createEngine, type Engine } from "@wellsent/core/engine";
import { fakeRenderer } from "@wellsent/core/testing";
import * as z from "zod";

export const tenant: TenantId = tenantId("acme");
export const purpose = "marketing.news" as const;

const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional() }),
  purposes: { [purpose]: {}, "service.orders": {} },
});

const wording = {
  id: "form",
  version: "1",
  locale: "en",
  purposes: [purpose],
  channels: ["email"],
  activities: ["send"],
  controller: "Acme",
  recipients: [],
  text: "Yes",
  withdrawal: "By the link in each mail",
} as const;
export const notice = noticeDigest(wording);

export type Shop = Engine<typeof schema>;

/** One process's engine over the shared file and the shared relay: what a worker of a host is. */
export function openShop(
  path: string,
  port: number,
): { readonly engine: Shop; close(): Promise<void> } {
  const clock = systemClock();
  const store = sqliteStore({ path, busyTimeoutMs: 10_000 });
  const email = smtpTransport({
    host: "127.0.0.1",
    port,
    secure: false,
    maxConnections: 5,
    timeoutMs: 2_000,
    connectTimeoutMs: 2_000,
    greetingTimeoutMs: 2_000,
    socketTimeoutMs: 2_000,
  });
  const engine = createEngine({
    schema,
    store,
    email,
    clock,
    random: systemRandom,
    consent: consentGate({
      rules: [euRules],
      keys: suppressionKeys({ current: { kid: "s1", secret: new Uint8Array(32).fill(1) } }),
    }),
    pages: consentPages({
      baseUrl: "https://acme.example/m/",
      tokens: { current: { kid: "t1", secret: new Uint8Array(32).fill(2) } },
      notice,
      brand: { name: "Acme", listDomain: "lists.acme.example" },
      purposes: [{ purpose, label: "News" }],
    }),
    renderer: fakeRenderer({
      news: { text: "News for {firstName}" },
      receipt: { text: "Your receipt", messageClass: "transactional" },
    }),
    senderFor: () => ({ from: { address: "hello@acme.example" }, timeZone: "Europe/Berlin" }),
    // Short, so that sixty kills fit into minutes: a lease has to outlast the longest hand-over
    // only.
    lease: 10_000,
  });
  return {
    engine,
    async close() {
      await email.close();
      await store.close();
    },
  };
}
