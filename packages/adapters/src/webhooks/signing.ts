import type { Instant } from "@wellsent/core";

const utf8 = new TextEncoder();

/** The headers of Standard Webhooks, https://www.standardwebhooks.com. */
export interface SignedHeaders {
  readonly "webhook-id": string;
  /** Seconds since 1970. */
  readonly "webhook-timestamp": string;
  /** One signature for each key, so that receivers can change keys one after the other. */
  readonly "webhook-signature": string;
}

/** Signs a request with HMAC-SHA256 over its id, its time and its body. */
export async function signedHeaders(
  request: { readonly id: string; readonly at: Instant; readonly body: string },
  keys: readonly Uint8Array[],
): Promise<SignedHeaders> {
  const timestamp = String(Math.floor(request.at / 1000));
  const content = utf8.encode(`${request.id}.${timestamp}.${request.body}`);
  const signatures = await Promise.all(keys.map((key) => signature(key, content)));
  return {
    "webhook-id": request.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.map((one) => `v1,${one}`).join(" "),
  };
}

/** A key as receivers give it to a library that verifies: `whsec_` and base64. */
export function webhookSecret(key: Uint8Array): string {
  return `whsec_${base64(key)}`;
}

async function signature(secret: Uint8Array, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const bytes = new Uint8Array(secret);
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  return base64(new Uint8Array(await crypto.subtle.sign("HMAC", key, content)));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
