import type { TenantId, WebhookCaller } from "@wellsent/core";
import type { HostRules } from "../webhooks/allowed-hosts.js";
import { loadPeer } from "./peers.js";
import { type AppKeys, hkdf } from "./secret.js";

/** Which hosts the webhooks of workflows may call. */
export interface AppWebhooks extends HostRules {
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What receivers of a tenant's webhooks need. */
export interface TenantWebhooks {
  /**
   * The secrets that requests are signed with, as libraries of Standard Webhooks take them. The
   * current one first; all of them sign, so that a receiver may know any of them.
   * @example
   * const [secret] = await acme.webhooks.secrets();
   */
  secrets(): Promise<readonly string[]>;
}

/** The adapter of an app: its keys come from the app's secret, one for each tenant. */
export async function appWebhooks(keys: AppKeys, given: AppWebhooks): Promise<WebhookCaller> {
  const { kyWebhooks } = await loadPeer("ky", () => import("../webhooks/index.js"));
  return kyWebhooks({ ...given, keysFor: (tenant) => tenantKeys(keys, tenant) });
}

export function webhooksFace(keys: AppKeys, tenant: TenantId): TenantWebhooks {
  return {
    secrets: async () => {
      const { webhookSecret } = await import("../webhooks/signing.js");
      return (await tenantKeys(keys, tenant)).map(webhookSecret);
    },
  };
}

/** Whoever learns the key of one tenant cannot sign for another. */
function tenantKeys({ webhook }: AppKeys, tenant: TenantId): Promise<readonly Uint8Array[]> {
  const info = new TextEncoder().encode(`wellsent/v1/webhook/${tenant}`);
  return Promise.all(
    [webhook.current, ...webhook.previous].map(({ secret }) =>
      hkdf({ material: new Uint8Array(secret), salt: new Uint8Array(0), info, length: 32 }),
    ),
  );
}
