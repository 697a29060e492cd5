import { describe, expect, it } from "vitest";
import { type PublicEndpoint, webHandler } from "../../src/web/index.js";
import { createWorld, tenant } from "../engine/world.js";

async function subscribed() {
  const world = createWorld();
  const ann = await world.person("ann");
  await world.subscribe(ann);
  await world.buys(ann, "order-1");
  await world.engine.drain(tenant);
  const link = world.transport.sent[0]?.text.split("\n").at(-1) ?? "";
  const url = `https://shop.example/m${new URL(link).pathname}`;
  const handle = webHandler(world.engine, { basePath: "/m", now: () => world.clock.now() });
  return { ...world, ann, url, handle };
}

describe("web handler", () => {
  it("unsubscribes by a one-click POST in either encoding of RFC 8058, and answers without redirect or cookie", async () => {
    for (const body of [new URLSearchParams({ "List-Unsubscribe": "One-Click" }), oneClickForm()]) {
      const { url, handle, engine, clock, transport } = await subscribed();
      const response = await handle(new Request(url, { method: "POST", body }));
      expect(response.status).toBe(200);
      expect(response.headers.get("location")).toBeNull();
      expect(response.headers.get("set-cookie")).toBeNull();
      clock.advanceBy(30 * 86_400_000);
      await engine.drain(tenant);
      expect(transport.sent).toHaveLength(1);
    }
  });

  it("takes an empty or mangled body as well: the act is in the URL", async () => {
    for (const body of ["", "--broken"]) {
      const { url, handle, store } = await subscribed();
      const { size } = await store.readLedgerHead(tenant);
      const headers = { "content-type": "multipart/form-data; boundary=x" };
      expect((await handle(new Request(url, { method: "POST", body, headers }))).status).toBe(200);
      expect((await store.readLedgerHead(tenant)).size).toBe(size + 1);
    }
  });

  it("hands on what a form says, however its bytes come in", async () => {
    const bytes = new TextEncoder().encode(
      "name=%C3%84nne+B&note=\u00fc&List-Unsubscribe=One-Click",
    );
    const seen: unknown[] = [];
    const answer = { status: 200, headers: {}, body: "", drafts: [] };
    const engine: PublicEndpoint = {
      respond: async ({ body }) => {
        seen.push(body);
        return answer;
      },
    };
    const handle = webHandler(engine, { basePath: "/m", now: () => 0 });
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const headers = { "content-type": "Application/X-WWW-Form-URLEncoded; charset=utf-8" };
    const init = { method: "POST", headers, body, duplex: "half" as const };
    await handle(new Request("https://shop.example/m/unsubscribe/x", init));
    expect(seen).toEqual([{ name: "Änne B", note: "ü", "List-Unsubscribe": "One-Click" }]);
  });

  it("reads no further than a form can be", async () => {
    const { url, handle } = await subscribed();
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(4_096)),
      cancel: () => {
        cancelled = true;
      },
    });
    const init = { method: "POST", body: endless, duplex: "half" as const };
    expect((await handle(new Request(url, init))).status).toBe(413);
    expect(cancelled).toBe(true);
  });

  it("takes the form of a preference centre of two thousand topics", async () => {
    const names = Array.from({ length: 2_000 }, (_, at) => `on:email:news:topic-${at}`);
    const seen: number[] = [];
    const engine: PublicEndpoint = {
      respond: async ({ body }) => {
        seen.push(Object.keys(body).length);
        return { status: 200, headers: {}, body: "", drafts: [] };
      },
    };
    const body = new URLSearchParams(names.map((name) => [name, "1"]));
    body.set("shown", names.map((name) => `+${name}`).join(" "));
    const url = "https://shop.example/m/p/x";
    const answer = await webHandler(engine, { basePath: "/m", now: () => 0 })(
      new Request(url, { method: "POST", body }),
    );
    expect(answer.status).toBe(200);
    expect(seen).toEqual([2_001]);
  });

  it("hands on together the posts that come in during one turn of the event loop", async () => {
    const order: string[] = [];
    const engine: PublicEndpoint = {
      respond: async () => {
        order.push("heard");
        return { status: 200, headers: {}, body: "", drafts: [] };
      },
    };
    const handle = webHandler(engine, { basePath: "/m", now: () => 0 });
    const post = (): Promise<Response> => {
      order.push("came in");
      const init = { method: "POST", body: new URLSearchParams({ a: "b" }) };
      return handle(new Request("https://shop.example/m/unsubscribe/x", init));
    };
    // Each in a callback of its own, as a server hands them on.
    const posts = Array.from(
      { length: 3 },
      () => new Promise((resolve, reject) => setImmediate(() => void post().then(resolve, reject))),
    );
    await Promise.all(posts);
    expect(order).toEqual([...Array(3).fill("came in"), ...Array(3).fill("heard")]);
  });

  it("changes nothing by GET or HEAD, and sends no body for HEAD", async () => {
    const { url, handle, store } = await subscribed();
    const { size } = await store.readLedgerHead(tenant);
    expect((await handle(new Request(url))).status).toBe(200);
    const head = await handle(new Request(url, { method: "HEAD" }));
    expect(await head.text()).toBe("");
    expect((await store.readLedgerHead(tenant)).size).toBe(size);
  });

  it("answers 404 outside its path and for a link it cannot open, 413 for a body no form has", async () => {
    const { url, handle } = await subscribed();
    expect((await handle(new Request("https://shop.example/elsewhere"))).status).toBe(404);
    expect(
      (await handle(new Request("https://shop.example/m/unsubscribe/forged", { method: "POST" })))
        .status,
    ).toBe(404);
    expect(
      (await handle(new Request(url, { method: "POST", body: "x".repeat(300_000) }))).status,
    ).toBe(413);
  });

  it("sends a click on to its target, and remembers it only with permission to watch clicks", async () => {
    const { url, handle, store, ann } = await subscribed();
    const response = await handle(
      new Request(`${url.replace("/unsubscribe/", "/click/")}/0`, {
        headers: { "accept-language": "en", "user-agent": "test" },
      }),
    );
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("https://shop.example/thanks/ann");
    const needs = { events: {}, messages: null, consent: false };
    const facts = await store.readFacts({ tenant, now: 0, contact: ann, needs });
    // The test's gate allows what the person granted; the click came within a second of the mail,
    // so a machine made it.
    expect(facts?.messages[0]).toMatchObject({
      clickedAt: null,
      machineClickedAt: expect.any(Number),
    });
  });

  it("serves a pixel of bytes, not of text", async () => {
    const { url, handle } = await subscribed();
    const response = await handle(new Request(url.replace("/unsubscribe/", "/open/")));
    expect(response.headers.get("content-type")).toBe("image/gif");
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(String.fromCharCode(...bytes.slice(0, 6))).toBe("GIF89a");
    expect(bytes.at(-1)).toBe(0x3b);
  });
});

function oneClickForm(): FormData {
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  return form;
}
