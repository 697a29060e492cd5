export type { HostRules } from "./allowed-hosts.js";
export { kyWebhooks, type WebhookOptions } from "./ky-webhooks.js";
export { type SignedHeaders, signedHeaders, webhookSecret } from "./signing.js";
