import type { TenantId, WebhookCall, WebhookCaller, WebhookOutcome } from "@wellsent/core";
import ky from "ky";
import { checkHosts, type HostRules, hostFault } from "./allowed-hosts.js";
import { signedHeaders } from "./signing.js";

/** The longest answer that is read, in bytes. */
const longestAnswer = 65_536;

export interface WebhookOptions extends HostRules {
  /** The keys of a tenant, each of at least 24 bytes. Every one of them signs. */
  readonly keysFor: (tenant: TenantId) => Promise<readonly Uint8Array[]>;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Calls webhooks over HTTP with ky: one attempt a call, signed as Standard Webhooks are, to named
 * hosts alone, and without following redirects.
 * @throws InputError `INPUT_WEBHOOK_HOSTS`
 * @example
 * const key = Buffer.from(process.env["WEBHOOK_KEY"] ?? "", "base64");
 * const webhooks = kyWebhooks({ hosts: ["hooks.acme.example"], keysFor: async () => [key] });
 */
export function kyWebhooks(options: WebhookOptions): WebhookCaller {
  checkHosts(options);
  // Attempts are counted and repeated by the engine, which outlasts a crash.
  const client = ky.create({
    ...{ retry: 0, timeout: false, throwHttpErrors: false },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  return {
    specVersion: 1,
    id: "ky-webhooks",
    call: async (call, { signal } = {}) => {
      const fault = hostFault(call.url, options);
      if (fault !== null) return { outcome: "refused", reason: fault };
      const timeout = AbortSignal.timeout(call.timeoutMs);
      const headers = await signedHeaders(call, await options.keysFor(call.tenant));
      try {
        const response = await client(call.url, {
          method: "POST",
          body: call.body,
          headers: { ...headers, "content-type": "application/json" },
          redirect: "manual",
          signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        });
        return await outcomeFor(response, call);
      } catch (error) {
        if (signal?.aborted === true) throw error;
        return { outcome: "later", reason: timeout.aborted ? "TIMEOUT" : "NETWORK" };
      }
    },
  };
}

async function outcomeFor(response: Response, { at }: WebhookCall): Promise<WebhookOutcome> {
  const { status, type, headers } = response;
  if (status >= 200 && status < 300) {
    const body = await boundedText(response);
    return body === null
      ? { outcome: "refused", reason: "ANSWER_TOO_LARGE" }
      : { outcome: "answered", body };
  }
  await response.body?.cancel();
  if (type === "opaqueredirect" || (status >= 300 && status < 400))
    return { outcome: "refused", reason: "REDIRECTED" };
  const reason = `STATUS_${status}`;
  if (!isPassing(status)) return { outcome: "refused", reason };
  const retryAfterMs = retryAfter(headers.get("retry-after"), at);
  return { outcome: "later", reason, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
}

/** RFC 9110: Request Timeout, Too Early (RFC 8470), Too Many Requests (RFC 6585), server errors. */
function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** RFC 9110, section 10.2.3: seconds, or a date. `null` for anything else. */
function retryAfter(value: string | null, at: number): number | null {
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - at);
}

/** `null` where it is longer; the rest is not read then. */
async function boundedText({ body }: Response): Promise<string | null> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > longestAnswer) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return new TextDecoder().decode(bytes);
}
