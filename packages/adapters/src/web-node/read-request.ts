import type { IncomingMessage } from "node:http";
import { AdapterError } from "@wellsent/core/errors";

/** Under frameworks that cut off the path they are mounted at, it is kept here. */
type Mounted = IncomingMessage & { readonly originalUrl?: unknown };

/** The whole path and query, of a target in origin or absolute form (RFC 9112, section 3.2). */
function readTarget({ originalUrl, url = "/" }: Mounted): URL | null {
  const target = typeof originalUrl === "string" ? originalUrl : url;
  // Joined, not resolved: `//host/path` names no host here.
  const absolute = target.startsWith("/") ? `http://localhost${target}` : target;
  const whole = URL.canParse(absolute) ? new URL(absolute) : null;
  // User information is an error in a request's target (RFC 9110, section 4.2.4).
  return whole === null || whole.username !== "" || whole.password !== "" ? null : whole;
}

/** As they came, in their order; a field that came several times stays several. */
function readHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    // Those of HTTP/2 say what the request itself says.
    if (!name.startsWith(":")) headers.append(name, rawHeaders[at + 1] ?? "");
  }
  return headers;
}

/** Read as fast as it is asked for. Whoever stops reading leaves the connection open to answer. */
function streamBody(incoming: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks: AsyncIterator<Uint8Array> = incoming.iterator({ destroyOnReturn: false });
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(Uint8Array.from(value));
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** `Request` takes no others. */
const forbidden: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/**
 * A request of Node's server as the fetch standard has it; a status where it can be none.
 *
 * @throws AdapterError `ADAPTER_BODY_READ` where somebody else has read the body.
 */
export function readRequest(incoming: IncomingMessage, signal: AbortSignal): Request | 400 | 405 {
  const { method = "GET" } = incoming;
  const url = readTarget(incoming);
  if (url === null) return 400;
  if (forbidden.has(method.toUpperCase())) return 405;
  const headers = readHeaders(incoming);
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers, signal });
  if (incoming.readableEnded || incoming.readableDidRead) {
    throw new AdapterError("ADAPTER_BODY_READ", "The body of the request was read before.", {
      remedy: "Mount the handler before whatever parses bodies.",
    });
  }
  const init = { method, headers, signal, body: streamBody(incoming), duplex: "half" } as const;
  return new Request(url, init);
}
