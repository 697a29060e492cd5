import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readRequest } from "./read-request.js";

export interface NodeHandlerOptions {
  /**
   * Hears of what the handler throws; whoever asked is answered with 500 and reads nothing of it.
   */
  readonly onFault: (error: unknown) => void;
}

/**
 * Puts a handler of fetch's `Request` and `Response`, such as `webHandler`'s, under `node:http`,
 * `node:https` or a framework on top of them. Bodies are streamed both ways, as fast as they are
 * taken, so that the handler's own limit holds before a large one is in memory. The request's
 * signal aborts when the connection closes before its answer is out. Its URL has the path as it was
 * asked for and `localhost` for its host. The promise never rejects.
 *
 * Mount it before whatever parses bodies.
 *
 * @example
 * ```ts
 * const pages = webHandler(engine, { basePath: "/m", now: () => clock.now() });
 * createServer(nodeHandler(pages, { onFault: (error) => console.error(error) })).listen(3000);
 * ```
 */
export function nodeHandler(
  handle: (request: Request) => Promise<Response>,
  { onFault }: NodeHandlerOptions,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    try {
      const request = readRequest(incoming, gone.signal);
      const answer =
        typeof request === "number"
          ? plain(request, request === 400 ? "Bad request.\n" : "Method not allowed.\n")
          : await handle(request);
      await write(answer, incoming, outgoing, gone.signal);
    } catch (error) {
      // Nobody is left to answer, and that they left is no fault.
      if (gone.signal.aborted) return;
      quietly(() => onFault(error));
      if (outgoing.headersSent) outgoing.destroy();
      else
        await write(
          plain(500, "Something went wrong. Please try again later.\n"),
          ...([incoming, outgoing, gone.signal] as const),
        ).catch(() => outgoing.destroy());
    }
  };
}

function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // What the host's report throws costs no answer.
  }
}

function plain(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}

async function write(
  answer: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  }
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  // What is left of the body would be taken for the next request: it is let run out, and no other
  // comes on this connection.
  if (!incoming.complete && incoming.httpVersionMajor < 2) {
    outgoing.setHeader("connection", "close");
    incoming.resume();
  }
  outgoing.writeHead(answer.status);
  if (answer.body !== null) {
    for await (const chunk of answer.body) {
      signal.throwIfAborted();
      if (!outgoing.write(chunk)) await once(outgoing, "drain", { signal });
    }
  }
  outgoing.end();
}
