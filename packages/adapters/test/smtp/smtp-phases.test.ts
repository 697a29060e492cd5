import type { OutboundEmail, SendSlot } from "@wellsent/core";
import { afterEach, describe, expect, it } from "vitest";
import {
  type SmtpTransport,
  type SmtpTransportOptions,
  smtpTransport,
} from "../../src/smtp/index.js";
import { type Dialogue, type DialogueServer, dialogueServer } from "./dialogue-server.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function setUp(
  dialogue: Dialogue | ((connection: number) => Dialogue),
  options: Partial<SmtpTransportOptions> = {},
): Promise<{ readonly transport: SmtpTransport; readonly server: DialogueServer }> {
  const server = await dialogueServer(dialogue);
  closing.push(() => server.close());
  const transport = smtpTransport({
    host: "127.0.0.1",
    port: server.port,
    name: "test.example",
    maxConnections: 1,
    ...options,
  });
  closing.push(() => transport.close());
  return { transport, server };
}

/** More than both ends' buffers take, so that its end is never written while nobody reads. */
const large = Buffer.concat([
  Buffer.from("From: news@shop.example\r\nSubject: large\r\n\r\n"),
  Buffer.alloc(16_000_000, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab\r\n"),
]);

function mail(more: Partial<OutboundEmail> = {}): OutboundEmail {
  return {
    ref: "ref-1",
    idempotencyKey: "key-1",
    from: { address: "news@shop.example" },
    to: { address: "ann@example.org" },
    messageId: "<key-1@shop.example>",
    date: new Date(Date.UTC(2026, 10, 21)),
    subject: "Hello",
    text: "Hello there",
    headers: [],
    ...more,
  };
}

const pipelining = { extensions: ["PIPELINING"] };

describe("a connection that is lost", () => {
  it.each<[keyof Dialogue, string, string, string]>([
    ["greeting", "failed", "network", "provider"],
    ["ehlo", "failed", "network", "provider"],
    ["mail", "failed", "network", "provider"],
    ["rcpt", "failed", "network", "provider"],
    ["data", "failed", "network", "provider"],
    ["dot", "unknown", "network", "provider"],
  ])("at %s leaves a small mail %s", async (stage, outcome, kind, scope) => {
    for (const more of [{}, pipelining]) {
      const { transport } = await setUp({ [stage]: "drop", ...more });
      expect(await transport.send(mail())).toMatchObject({ outcome, error: { kind, scope } });
    }
  });

  it("in the middle of a large mail is a certain failure, and is not after its end", async () => {
    for (const more of [{}, pipelining]) {
      const cut = await setUp({ body: "drop", ...more });
      expect(await cut.transport.send(mail({ raw: large }))).toMatchObject({
        outcome: "failed",
        error: { kind: "network", scope: "provider", retry: "after" },
      });
      const lost = await setUp({ dot: "drop", ...more });
      expect(await lost.transport.send(mail({ raw: large }))).toMatchObject({
        outcome: "unknown",
        error: { retry: "never" },
      });
      expect(lost.server.heard).toContain(".");
    }
  });
});

describe("a mail that is stopped in its middle", () => {
  it("has not left, by the caller's signal or by the clock, and its end never does", async () => {
    const aborted = await setUp({ body: "hang" });
    const controller = new AbortController();
    const sending = aborted.transport.send(mail({ raw: large }), { signal: controller.signal });
    await aborted.server.reached("body");
    controller.abort(new Error("enough"));
    expect(await sending).toMatchObject({
      outcome: "failed",
      error: { kind: "aborted", scope: "message", retry: "after" },
    });
    const silent = await setUp({ body: "hang" }, { timeoutMs: 300 });
    expect(await silent.transport.send(mail({ raw: large }))).toMatchObject({
      outcome: "failed",
      error: { kind: "timeout", scope: "provider", retry: "after" },
    });
    for (const { heard } of [aborted.server, silent.server]) expect(heard).not.toContain(".");
  });

  it.each([
    ["552 5.3.4 too big", "rejected", { reason: "policy", error: { smtpCode: 552 } }],
    ["451 4.3.0 trouble", "failed", { error: { scope: "domain", smtpCode: 451 } }],
    ["250 2.0.0 taken", "failed", { error: { scope: "provider", retry: "after" } }],
  ])(
    "by an answer before its end (%s) is %s, and the connection is not used again",
    async (...row) => {
      const [body, outcome, rest] = row;
      const { transport, server } = await setUp((connection) => (connection === 1 ? { body } : {}));
      expect(await transport.send(mail({ raw: large }))).toMatchObject({ outcome, ...rest });
      expect(await transport.send(mail())).toMatchObject({ outcome: "accepted" });
      expect(server.connections).toBe(2);
      expect(server.heard.filter((one) => one === "." || one === "RSET")).toEqual(["."]);
    },
  );
});

async function place(transport: SmtpTransport): Promise<SendSlot<OutboundEmail>> {
  const got = await transport.reserve();
  if ("error" in got) throw got.error;
  return got.slot;
}

describe("a place that is reserved", () => {
  it("is a connection that is open and logged in, with only the mail itself to come", async () => {
    const { transport, server } = await setUp(
      { extensions: ["PIPELINING", "AUTH PLAIN"], auth: "235 2.7.0 OK" },
      { auth: { user: "u", pass: "p" } },
    );
    const slot = await place(transport);
    expect(server.heard).toEqual(["EHLO", "AUTH"]);
    expect(await slot.send(mail())).toMatchObject({ outcome: "accepted" });
    expect(server.heard).toEqual(["EHLO", "AUTH", "MAIL", "RCPT", "DATA", "body", "."]);
  });

  it("is waited for, first come, first served, and comes back with the outcome", async () => {
    const { transport, server } = await setUp({});
    const first = await place(transport);
    const order: string[] = [];
    const waiting = ["second", "third"].map(async (name) => {
      const slot = await place(transport);
      order.push(name);
      return slot;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(order).toEqual([]);
    await first.send(mail());
    const second = await waiting[0];
    expect(order).toEqual(["second"]);
    second?.release();
    expect(await (await waiting[1])?.send(mail())).toMatchObject({ outcome: "accepted" });
    expect(server.connections).toBe(1);
  });

  it("waits a moment for others that become free, and not for those that stay in use", async () => {
    const { transport } = await setUp({}, { maxConnections: 2 });
    const [first, second] = [await place(transport), await place(transport)];
    const taken: number[] = [];
    const waiting = [1, 2, 3].map(async (number) => {
      const slot = await place(transport);
      taken.push(number);
      return slot;
    });
    first.release();
    for (let turn = 0; turn < 50; turn += 1) await null;
    expect(taken).toEqual([]);
    second.release();
    const slots = await Promise.all(waiting.slice(0, 2));
    expect(taken).toEqual([1, 2]);
    slots[0]?.release();
    (await waiting[2])?.release();
    slots[1]?.release();
  });

  it("is given up with the signal's reason, while waiting and while connecting", async () => {
    const reason = new Error("enough");
    const { transport } = await setUp({ greeting: "hang" });
    const connecting = new AbortController();
    const opening = transport.reserve({ signal: connecting.signal });
    const queued = new AbortController();
    const waiting = transport.reserve({ signal: queued.signal });
    setTimeout(() => queued.abort(reason), 20);
    await expect(waiting).rejects.toBe(reason);
    connecting.abort(reason);
    await expect(opening).rejects.toBe(reason);
  });

  it("is no place where the server cannot be used, and the next one is tried anew", async () => {
    const { transport } = await setUp((connection) =>
      connection === 1 ? { greeting: "421 4.3.2 busy" } : {},
    );
    expect(await transport.reserve()).toMatchObject({
      error: { kind: "rate_limited", scope: "provider", smtpCode: 421 },
    });
    expect(await (await place(transport)).send(mail())).toMatchObject({ outcome: "accepted" });
  });

  it("whose server has gone meanwhile is a failure, and its connection is replaced", async () => {
    const { transport, server } = await setUp({});
    const slot = await place(transport);
    server.cut();
    await expect.poll(() => server.open).toBe(0);
    expect(await slot.send(mail())).toMatchObject({
      outcome: "failed",
      error: { kind: "network", scope: "provider", retry: "after" },
    });
    expect(await (await place(transport)).send(mail())).toMatchObject({ outcome: "accepted" });
  });

  it("keeps the transport from closing only while a mail is on its way", async () => {
    const { transport, server } = await setUp(
      { dot: "hang" },
      { maxConnections: 2, timeoutMs: 300 },
    );
    const idle = await place(transport);
    const busy = await place(transport);
    const sending = busy.send(mail());
    await server.reached(".");
    await transport.close();
    expect(await sending).toMatchObject({ outcome: "unknown", error: { kind: "timeout" } });
    expect(await idle.send(mail())).toMatchObject({ outcome: "failed", error: { kind: "config" } });
    expect(await transport.reserve()).toMatchObject({
      error: { kind: "config", scope: "account" },
    });
    expect(server.heard.filter((one) => one === "MAIL")).toHaveLength(1);
  });
});

describe("the longest wait", () => {
  it("holds for send with all its waiting, also where a server does not forget", async () => {
    const { transport } = await setUp({ dot: "hang" }, { timeoutMs: 200 });
    const started = performance.now();
    const outcomes = await Promise.all([transport.send(mail()), transport.send(mail())]);
    expect(performance.now() - started).toBeLessThan(transport.capabilities.longestWaitMs);
    expect(outcomes).toMatchObject([
      { outcome: "unknown", error: { kind: "timeout" } },
      { outcome: "failed", error: { kind: "timeout", scope: "provider", retry: "after" } },
    ]);
    const stubborn = await setUp({ rcpt: "550 5.1.1 unknown", rset: "hang" });
    const asked = performance.now();
    expect(await stubborn.transport.send(mail())).toMatchObject({ outcome: "rejected" });
    expect(performance.now() - asked).toBeLessThan(2_000);
  });
});
