import type { PublicRequest, PublicResponse } from "@wellsent/core";

/** The one method of an engine that public pages need. */
export interface PublicEndpoint {
  respond(
    request: PublicRequest,
    evidence: {
      readonly method: string;
      readonly userAgent: string | null;
      readonly acceptLanguage: string | null;
    },
    options?: { readonly signal?: AbortSignal },
  ): Promise<PublicResponse>;
}

export interface WebHandlerOptions {
  /**
   * Where the handler is mounted, such as `/m`: the path of the `baseUrl` of `consentPages`.
   * Everything else is answered with 404.
   */
  readonly basePath: string;
  readonly now: () => number;
  /**
   * A larger body is refused with 413 before it is read whole. A preference centre posts about a
   * hundred bytes for each topic it offers. Default 256 KiB.
   */
  readonly maxBodyBytes?: number;
}

/**
 * Unsubscribe, preferences, confirmation, clicks: `Request` in, `Response` out, for any server that
 * speaks fetch. Exempt its path from CSRF and origin checks: a mailbox provider's one-click POST
 * carries neither cookie nor origin (RFC 8058, section 3.1).
 * @example
 * const pages = webHandler(engine, { basePath: "/m", now: () => clock.now() });
 * const response = await pages(new Request("https://acme.example/m/"));
 */
export function webHandler(
  engine: PublicEndpoint,
  options: WebHandlerOptions,
): (request: Request) => Promise<Response> {
  const base = `/${options.basePath.replace(/^\/+|\/+$/g, "")}/`.replace("//", "/");
  const limit = options.maxBodyBytes ?? 262_144;
  const nextTurn = sharedTurn();
  return async (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(base)) return plain(404, "Not found.\n");
    const body = await readForm(request, limit);
    if (body === null) return plain(413, "That is more than a form can be.\n");
    if (request.method === "POST") await nextTurn();
    const [locale = "", ...otherLocales] = acceptedLanguages(
      request.headers.get("accept-language"),
    );
    const answer = await engine.respond(
      {
        method: request.method,
        path: url.pathname.slice(base.length),
        query: Object.fromEntries(url.searchParams),
        body,
        ...{ locale, otherLocales },
        at: options.now(),
      },
      {
        method: request.method,
        userAgent: request.headers.get("user-agent"),
        acceptLanguage: request.headers.get("accept-language"),
      },
      { signal: request.signal },
    );
    const silent = request.method === "HEAD" || answer.status === 204;
    const payload = typeof answer.body === "string" ? answer.body : new Uint8Array(answer.body);
    return new Response(silent ? null : payload, {
      status: answer.status,
      headers: answer.headers,
    });
  };
}

function plain(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}

/**
 * Both encodings that RFC 8058 allows. An unreadable or empty body is an empty form: the act is in
 * the URL.
 */
async function readForm(request: Request, limit: number): Promise<Record<string, string> | null> {
  if (request.method !== "POST" || request.body === null) return {};
  const chunks = await readBody(request.body, limit);
  if (chunks === null) return null;
  const contentType = request.headers.get("content-type") ?? "";
  if (/^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType)) {
    const decoder = new TextDecoder();
    const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("");
    return Object.fromEntries(new URLSearchParams(text + decoder.decode()));
  }
  try {
    const form = await new Response(new Blob([...chunks]), {
      headers: { "content-type": contentType },
    }).formData();
    const fields: Record<string, string> = {};
    for (const [name, value] of form) if (typeof value === "string") fields[name] = value;
    return fields;
  } catch {
    return {};
  }
}

/** `null`: more than `limit` bytes, and not read to its end. */
async function readBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
): Promise<readonly Uint8Array<ArrayBuffer>[] | null> {
  const reader = body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
}

/**
 * Lets posts that came in during one turn of the event loop go on together at its end, so that the
 * engine can put their acts into one commit. A store that answers at once would otherwise be done
 * with each before the server hands on the next. Where there is no `setImmediate` nobody waits:
 * other timers may belong to one request, and end with it.
 */
function sharedTurn(): () => Promise<void> {
  let end: Promise<void> | null = null;
  return async () => {
    if (typeof setImmediate !== "function") return;
    end ??= new Promise((resolve) => {
      setImmediate(() => {
        end = null;
        resolve();
      });
    });
    await end;
  };
}

const range =
  /^([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?$/i;

/**
 * The languages a reader takes, best first: RFC 9110, section 12.5.4. Equal weights keep their
 * order, which browsers mean as one. What has the weight 0 is not taken, `*` names no language, and
 * what cannot be read counts for nothing.
 */
function acceptedLanguages(header: string | null): readonly string[] {
  return (header ?? "")
    .split(",")
    .flatMap((entry) => {
      const [, tag, weight = "1"] = range.exec(entry.trim()) ?? [];
      const q = Number(weight);
      return tag === undefined || q === 0 || q > 1 ? [] : [{ tag, q }];
    })
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag);
}
