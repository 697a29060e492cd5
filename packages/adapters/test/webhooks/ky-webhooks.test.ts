import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tenantId, type WebhookCall } from "@wellsent/core";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { kyWebhooks, webhookSecret } from "../../src/webhooks/index.js";

const key = new Uint8Array(32).map((_, index) => index * 7);
const old = new Uint8Array(32).map((_, index) => index * 5 + 1);
const seen: { readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
let answer: (response: ServerResponse, path: string) => void = (response) => response.end();
let base = "";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
    answer(response, request.url ?? "");
  });
});
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  base = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
  answer = (response) => response.end();
});

const webhooks = kyWebhooks({ hosts: [], allowLoopback: true, keysFor: async () => [key, old] });

function call(more: Partial<WebhookCall> = {}) {
  return webhooks.call({
    ...{ tenant: tenantId("acme"), id: "run:1:0", url: `${base}/hook`, body: '{"type":"stock é"}' },
    ...{ at: Date.now(), timeoutMs: 5_000, ...more },
  });
}

function status(code: number, headers: Readonly<Record<string, string>> = {}): typeof answer {
  return (response) => {
    response.writeHead(code, headers);
    response.end("{}");
  };
}

describe("a webhook over HTTP", () => {
  it("is signed so that every library of Standard Webhooks verifies it, by either key", async () => {
    answer = (response) => response.end('{"left":2}');
    expect(await call()).toEqual({ outcome: "answered", body: '{"left":2}' });
    const [request] = seen;
    const headers = Object.fromEntries(
      Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    for (const secret of [key, old].map(webhookSecret))
      expect(new Webhook(secret).verify(request?.body ?? "", headers)).toEqual({ type: "stock é" });
    const foreign = webhookSecret(new Uint8Array(32).fill(9));
    expect(() => new Webhook(foreign).verify(request?.body ?? "", headers)).toThrow();
    expect(() => new Webhook(webhookSecret(key)).verify('{"type":"x"}', headers)).toThrow();
    expect(headers).toMatchObject({ "webhook-id": "run:1:0", "content-type": "application/json" });
  });

  it.each([
    [200, {}, "answered"],
    [204, {}, "answered"],
    [400, {}, "refused"],
    [404, {}, "refused"],
    [410, {}, "refused"],
    [408, {}, "later"],
    [429, {}, "later"],
    [500, {}, "later"],
    [503, {}, "later"],
  ])("that is answered with %d makes one attempt: %j %s", async (code, headers, outcome) => {
    answer = status(code, headers);
    expect(await call()).toMatchObject({ outcome });
    expect(seen).toHaveLength(1);
  });

  it("reads Retry-After as seconds and as a date, and nothing else", async () => {
    const at = Date.UTC(2026, 2, 2, 8);
    const retryAfter = async (value: string) => {
      answer = status(503, { "retry-after": value });
      return await call({ at });
    };
    expect(await retryAfter("120")).toMatchObject({ retryAfterMs: 120_000 });
    const date = new Date(at + 60_000).toUTCString();
    expect(await retryAfter(date)).toMatchObject({ retryAfterMs: 60_000 });
    expect(await retryAfter("soon")).toEqual({ outcome: "later", reason: "STATUS_503" });
  });

  it("follows no redirect, wherever it leads", async () => {
    answer = (response, path) =>
      path === "/hook"
        ? status(307, { location: `${base}/inner` })(response, path)
        : response.end();
    expect(await call()).toEqual({ outcome: "refused", reason: "REDIRECTED" });
    expect(seen).toHaveLength(1);
  });

  it("does not read more than is kept of an answer", async () => {
    answer = (response) => response.end("x".repeat(70_000));
    expect(await call()).toEqual({ outcome: "refused", reason: "ANSWER_TOO_LARGE" });
  });

  it("gives up on who never answers, and on who begins and never ends", async () => {
    answer = () => undefined;
    expect(await call({ timeoutMs: 60 })).toEqual({ outcome: "later", reason: "TIMEOUT" });
    answer = (response) => {
      response.writeHead(200);
      response.write("{");
    };
    expect(await call({ timeoutMs: 60 })).toEqual({ outcome: "later", reason: "TIMEOUT" });
    const nobody = await call({ url: "http://127.0.0.1:1/" });
    expect(nobody).toEqual({ outcome: "later", reason: "NETWORK" });
  });
});

describe("the hosts that may be called", () => {
  const fetched: string[] = [];
  const named = kyWebhooks({
    hosts: ["hooks.acme.example", "*.shop.example", "ports.example:8443"],
    keysFor: async () => [key],
    fetch: async (input) => {
      fetched.push(input instanceof Request ? input.url : String(input));
      return new Response("{}");
    },
  });
  const to = async (url: string) => {
    fetched.length = 0;
    const own = { tenant: tenantId("acme"), id: "i", body: "{}", at: 0, timeoutMs: 1_000 };
    const outcome = await named.call({ ...own, url });
    expect(fetched).toHaveLength(outcome.outcome === "answered" ? 1 : 0);
    return "reason" in outcome ? outcome.reason : outcome.outcome;
  };

  it.each([
    ["https://hooks.acme.example/x", "answered"],
    ["https://HOOKS.acme.example:443/x", "answered"],
    ["https://a.b.shop.example/", "answered"],
    ["https://ports.example:8443/", "answered"],
    ["https://ports.example/", "HOST_NOT_ALLOWED"],
    ["https://shop.example/", "HOST_NOT_ALLOWED"],
    ["https://evilshop.example/", "HOST_NOT_ALLOWED"],
    ["https://hooks.acme.example.evil.example/", "HOST_NOT_ALLOWED"],
    ["https://hooks.acme.example:8443/", "HOST_NOT_ALLOWED"],
    ["http://hooks.acme.example/", "NOT_HTTPS"],
    ["https://ann:x@hooks.acme.example/", "ADDRESS"],
    ["https://10.0.0.1/", "HOST_NOT_ALLOWED"],
    ["https://169.254.169.254/latest/meta-data", "HOST_NOT_ALLOWED"],
    ["https://127.0.0.1/", "HOST_NOT_ALLOWED"],
    ["https://2130706433/", "HOST_NOT_ALLOWED"],
    ["https://[::1]/", "HOST_NOT_ALLOWED"],
    ["https://localhost/", "HOST_NOT_ALLOWED"],
    ["file:///etc/passwd", "NOT_HTTPS"],
    ["no address", "ADDRESS"],
  ])("%s: %s", async (url, outcome) => {
    expect(await to(url)).toBe(outcome);
  });

  it.each([[[]], [["*"]], [["*.example"]], [["https://acme.example"]], [["localhost"]], [["A.B"]]])(
    "may not be %j",
    (hosts) => {
      expect(() => kyWebhooks({ hosts, keysFor: async () => [key] })).toThrow(
        expect.objectContaining({ code: "INPUT_WEBHOOK_HOSTS" }),
      );
    },
  );
});
