import { once } from "node:events";
import {
  request as ask,
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { webHandler } from "../../src/web/index.js";
import { nodeHandler } from "../../src/web-node/index.js";
import { createWorld, tenant } from "../engine/world.js";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

/** A server over one handler, and what its host hears of faults. */
async function serving(
  handle: (request: Request) => Promise<Response>,
  before: (incoming: IncomingMessage & { originalUrl?: string }) => Promise<void> | void = () => {},
) {
  const faults: unknown[] = [];
  const listener = nodeHandler(handle, { onFault: (error) => faults.push(error) });
  const origin = await serve(async (incoming, outgoing) => {
    await before(incoming);
    await listener(incoming, outgoing);
  });
  return { origin, faults };
}

async function pages() {
  const world = createWorld();
  const ann = await world.person("ann");
  await world.subscribe(ann);
  await world.buys(ann, "order-1");
  await world.engine.drain(tenant);
  const link = world.transport.sent[0]?.text.split("\n").at(-1) ?? "";
  const handle = webHandler(world.engine, { basePath: "/m", now: () => world.clock.now() });
  return { ...world, handle, path: `/m${new URL(link).pathname}` };
}

/** Sends what fetch would not. */
async function raw(origin: string, message: string): Promise<string> {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  socket.end(message);
  return text(socket);
}

describe("a handler under node:http", () => {
  it("takes a one-click POST and answers a click, as a server that speaks fetch does", async () => {
    const { handle, path, store } = await pages();
    const { origin, faults } = await serving(handle);
    const { size } = await store.readLedgerHead(tenant);
    const click = await fetch(`${origin}${path.replace("unsubscribe", "click")}/0`, {
      redirect: "manual",
    });
    expect([click.status, click.headers.get("location")]).toEqual([
      302,
      "https://shop.example/thanks/ann",
    ]);
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    const left = await fetch(`${origin}${path}`, { method: "POST", body });
    expect(left.status).toBe(200);
    expect((await store.readLedgerHead(tenant)).size).toBe(size + 1);
    expect(faults).toEqual([]);
  });

  it("hands on method, path, query, fields and bytes, and brings back status, fields and bytes", async () => {
    const { origin } = await serving(async (request) => {
      const { pathname, search, host } = new URL(request.url);
      const said = [request.method, pathname, search, host, request.headers.get("x-two")];
      const headers = new Headers({ "x-said": JSON.stringify(said) });
      headers.append("set-cookie", "a=1");
      headers.append("set-cookie", "b=2");
      return new Response(await request.arrayBuffer(), { status: 207, headers });
    });
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256);
    const answer = await fetch(`${origin}//evil.example/m/u?x=%C3%84&x=2`, {
      ...{
        method: "PUT",
        body: bytes,
        headers: [["x-two", "1"] as const, ["x-two", "2"] as const],
      },
    });
    expect(answer.status).toBe(207);
    expect(JSON.parse(answer.headers.get("x-said") ?? "")).toEqual([
      ...["PUT", "//evil.example/m/u", "?x=%C3%84&x=2", "localhost", "1, 2"],
    ]);
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
  });

  it("has the whole path under a framework that cuts off its mount", async () => {
    const seen: string[] = [];
    const { origin } = await serving(
      async ({ url }) => {
        seen.push(new URL(url).pathname);
        return new Response(null, { status: 204 });
      },
      (incoming) => {
        incoming.originalUrl = incoming.url ?? "";
        incoming.url = "/u/token";
      },
    );
    expect((await fetch(`${origin}/m/u/token`)).status).toBe(204);
    expect(seen).toEqual(["/m/u/token"]);
  });

  it("answers targets and methods that can be no request", async () => {
    const { origin, faults } = await serving(async () => new Response("ok"));
    const end = "HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    for (const user of ["ann:secret", "ann", ":secret"])
      expect(await raw(origin, `GET http://${user}@shop.example/m ${end}`)).toMatch(
        /^HTTP\/1\.1 400 /,
      );
    expect(await raw(origin, `OPTIONS * ${end}`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(origin, `TRACE /m/ ${end}`)).toMatch(/^HTTP\/1\.1 405 /);
    expect(await raw(origin, `GET http://other.example/m/ ${end}`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(faults).toEqual([]);
  });

  it("answers 413 while a body that no form has still comes, and reads it into no memory", async () => {
    const { handle, path, store } = await pages();
    const { origin } = await serving(handle);
    const { size } = await store.readLedgerHead(tenant);
    const call = ask(`${origin}${path}`, { method: "POST" });
    // The server ends the connection after its answer.
    call.on("error", () => {});
    let isAnswered = false;
    const answered = once(call, "response").then(([answer]: IncomingMessage[]) => {
      isAnswered = true;
      return answer;
    });
    while (!isAnswered) {
      call.write(new Uint8Array(65_536));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const answer = await answered;
    expect(answer?.statusCode).toBe(413);
    expect(answer?.headers.connection).toBe("close");
    call.destroy();
    expect((await store.readLedgerHead(tenant)).size).toBe(size);
  });

  it("aborts what nobody waits for any more, and takes that for no fault", async () => {
    const aborted: Promise<unknown>[] = [];
    const { origin, faults } = await serving(async ({ signal }) => {
      const heard = once(signal, "abort");
      aborted.push(heard);
      call.destroy();
      await heard;
      throw signal.reason;
    });
    const call = ask(`${origin}/m/`);
    call.on("error", () => {});
    call.end();
    await expect.poll(() => aborted.length).toBe(1);
    await aborted[0];
    expect(faults).toEqual([]);
  });

  it("stops a streamed answer whose reader has left", async () => {
    let cancelled = false;
    const { origin, faults } = await serving(
      async () =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
            cancel: () => {
              cancelled = true;
            },
          }),
        ),
    );
    const answer = await fetch(`${origin}/m/`);
    const reader = answer.body?.getReader();
    expect((await reader?.read())?.value?.byteLength).toBeGreaterThan(0);
    await reader?.cancel();
    await expect.poll(() => cancelled).toBe(true);
    expect(faults).toEqual([]);
  });

  it("answers a fault with 500 and nothing of it, and tells the host", async () => {
    const fault = new Error("secret");
    const { origin, faults } = await serving(async () => {
      throw fault;
    });
    const answer = await fetch(`${origin}/m/`);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([500, "no-store"]);
    expect(await answer.text()).toBe("Something went wrong. Please try again later.\n");
    expect(faults).toEqual([fault]);
  });

  it("tells the host where a form was read by somebody else, instead of losing it", async () => {
    const { handle, path } = await pages();
    const { origin, faults } = await serving(handle, async (incoming) => {
      await text(incoming);
    });
    const answer = await fetch(`${origin}${path}`, { method: "POST", body: "a=b" });
    expect(answer.status).toBe(500);
    expect(faults).toMatchObject([{ code: "ADAPTER_BODY_READ" }]);
  });
});
