import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { OutboundEmail, SendOutcome } from "@wellsent/core";
import { buildSync } from "esbuild";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type SmtpTransport,
  type SmtpTransportOptions,
  smtpTransport,
} from "../../src/smtp/index.js";
import { parsed, type Sink, sink } from "./sink.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function mailServer(...options: Parameters<typeof sink>): Promise<Sink> {
  const server = await sink(...options);
  closing.push(() => server.close());
  return server;
}

function transportTo(port: number, options: Partial<SmtpTransportOptions> = {}): SmtpTransport {
  const transport = smtpTransport({ host: "127.0.0.1", port, name: "test.example", ...options });
  closing.push(() => transport.close());
  return transport;
}

function mail(local: string, more: Partial<OutboundEmail> = {}): OutboundEmail {
  return {
    ref: `ref-${local.replace(/\W/g, "_")}`,
    idempotencyKey: `key-${local}`,
    from: { address: "news@shop.example", name: "Shop" },
    to: { address: local.includes("@") ? local : `${local}@example.org` },
    messageId: `<key-${local.replace(/\W/g, "_")}@shop.example>`,
    date: new Date(Date.UTC(2026, 10, 21)),
    subject: "Hello",
    text: "Hello there",
    headers: [],
    ...more,
  };
}

function readError(outcome: SendOutcome): object {
  return outcome.outcome === "accepted" ? {} : outcome.error;
}

describe("smtpTransport", () => {
  it("hands over a whole message, with its Message-ID, envelope sender and headers", async () => {
    const server = await mailServer();
    const unsubscribe = `<https://shop.example/u/${"t".repeat(300)}>, <mailto:u@shop.example>`;
    const outcome = await transportTo(server.port).send(
      mail("ok", {
        to: { address: "ok@bücher.example", name: "Jörg, the 2nd" },
        replyTo: { address: "help@shop.example", name: "Help" },
        envelopeFrom: "bounce+7@shop.example",
        subject: "Grüße 🎉",
        html: "<p>Hallo <b>Jörg</b></p>",
        text: "Hallo Jörg\r\n.\r\n..leading dots",
        headers: [
          { name: "List-Unsubscribe", value: unsubscribe },
          { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
        ],
      }),
    );
    expect(outcome).toEqual({ outcome: "accepted", ref: "ref-ok", providerMessageId: null });
    const [taken] = server.taken;
    expect(taken).toMatchObject({ from: "bounce+7@shop.example", to: ["ok@bücher.example"] });
    expect(taken?.raw.toString("latin1")).toContain("<ok@xn--bcher-kva.example>");
    if (taken === undefined) return;
    const message = await parsed(taken);
    expect(message).toMatchObject({
      subject: "Grüße 🎉",
      html: expect.stringContaining("<b>Jörg</b>"),
    });
    expect(message.text.trim().split(/\r?\n/)).toEqual(["Hallo Jörg", ".", "..leading dots"]);
    const header = (name: string): string[] =>
      message.headers.filter((one) => one.name === name).map(({ value }) => value);
    expect(header("List-Unsubscribe")).toEqual([unsubscribe]);
    expect(header("List-Unsubscribe-Post")).toEqual(["List-Unsubscribe=One-Click"]);
    expect(header("Message-ID")).toEqual(["<key-ok@shop.example>"]);
    expect(new Date(header("Date")[0] ?? "").getTime()).toBe(Date.UTC(2026, 10, 21));
  });

  it("composes the same bytes for the same message", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port);
    const message = mail("ok", { html: "<p>x</p>" });
    await transport.send(message);
    await transport.send(message);
    expect(server.taken[1]?.raw.equals(server.taken[0]?.raw ?? Buffer.alloc(0))).toBe(true);
  });

  it.each<[string, string, object]>([
    [
      "rcpt-550",
      "rejected",
      {
        reason: "undetermined",
        error: { kind: "provider", scope: "recipient", retry: "never", smtpCode: 550 },
      },
    ],
    ["rcpt-550-5.1.1", "rejected", { reason: "invalid_address", error: { enhancedCode: "5.1.1" } }],
    [
      "rcpt-550-5.7.1",
      "rejected",
      { reason: "blocked", error: { scope: "account", enhancedCode: "5.7.1" } },
    ],
    ["rcpt-552-5.2.2", "rejected", { reason: "policy", error: { scope: "recipient" } }],
    ["rcpt-550-5.2.1", "rejected", { reason: "policy", error: { scope: "recipient" } }],
    [
      "rcpt-450-4.2.0",
      "failed",
      { error: { scope: "recipient", retry: "after", retryAfterMs: 300_000, smtpCode: 450 } },
    ],
    [
      "rcpt-452",
      "failed",
      { error: { kind: "provider", scope: "recipient", retry: "after", retryAfterMs: 1_800_000 } },
    ],
    [
      "rcpt-421",
      "failed",
      { error: { kind: "rate_limited", scope: "domain", retry: "after", smtpCode: 421 } },
    ],
    ["rcpt-451-4.7.1", "failed", { error: { kind: "rate_limited", scope: "recipient" } }],
    [
      "data-554-5.7.1",
      "rejected",
      { reason: "blocked", error: { scope: "message", smtpCode: 554 } },
    ],
    ["data-550-5.6.0", "rejected", { reason: "policy", error: { kind: "invalid_message" } }],
    ["data-451", "failed", { error: { retry: "after", scope: "message" } }],
    ["data-421", "failed", { error: { kind: "rate_limited", scope: "domain" } }],
  ])("answers %s with %s, by code", async (local, outcome, rest) => {
    for (const hidePIPELINING of [false, true]) {
      const server = await mailServer({ hidePIPELINING });
      const transport = transportTo(server.port, { maxConnections: 1 });
      expect(await transport.send(mail(local))).toMatchObject({
        outcome,
        ref: expect.any(String),
        ...rest,
      });
      expect(await transport.send(mail("ok"))).toMatchObject({ outcome: "accepted" });
      expect(server.taken).toHaveLength(1);
    }
  });

  it("gets a mail through a greylisting, and does not know after a lost answer", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port);
    const tries = [];
    for (let count = 0; count < 3; count++) tries.push(await transport.send(mail("grey-2")));
    expect(tries.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "accepted"]);
    expect(tries[0]).toMatchObject({ error: { scope: "recipient", enhancedCode: "4.7.1" } });
    for (const local of ["lose-dot", "drop-dot"])
      expect(await transport.send(mail(local))).toMatchObject({ outcome: "unknown" });
    expect(server.taken.map(({ to }) => to[0])).toEqual([
      "grey-2@example.org",
      "lose-dot@example.org",
    ]);
  });

  it("tells a relay that is busy from a domain that is, and goes on with the others", async () => {
    let busy = true;
    const plan = (to: string): string => (to.endsWith("@busy.example") ? "rcpt-421-4.7.0" : "ok");
    const server = await mailServer({}, { plan, busy: () => busy });
    const transport = transportTo(server.port, { maxConnections: 2 });
    expect(await transport.send(mail("ann@calm.example"))).toMatchObject({
      outcome: "failed",
      error: { scope: "provider", smtpCode: 421 },
    });
    busy = false;
    const locals = ["a@busy.example", "b@calm.example", "c@busy.example", "d@calm.example"];
    const outcomes = await Promise.all(locals.map((to) => transport.send(mail(to))));
    expect(outcomes).toMatchObject([
      { outcome: "failed", error: { scope: "domain", smtpCode: 421 } },
      { outcome: "accepted" },
      { outcome: "failed", error: { scope: "domain", smtpCode: 421 } },
      { outcome: "accepted" },
    ]);
  });

  it("keeps the connection after a refused recipient, and replaces it after 421", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port, { maxConnections: 1 });
    for (const local of ["ok", "rcpt-550", "data-554", "ok"]) await transport.send(mail(local));
    expect(server.sessions).toHaveLength(1);
    await transport.send(mail("rcpt-421"));
    await transport.send(mail("ok"));
    expect(server.sessions).toHaveLength(2);
    expect(server.taken).toHaveLength(3);
  });

  it("lays a refused sender at the account's door, not the recipient's", async () => {
    const server = await mailServer();
    const from = { address: "from-550-5.7.1@shop.example" };
    const outcome = await transportTo(server.port).send(mail("ok", { from }));
    expect(outcome).toMatchObject({
      outcome: "failed",
      error: { kind: "config", scope: "account", retry: "never" },
    });
  });

  it("replaces a connection after so many messages", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port, { maxConnections: 1, maxMessages: 2 });
    for (let index = 0; index < 5; index++) await transport.send(mail("ok"));
    expect(new Set(server.taken.map(({ session }) => session)).size).toBe(3);
  });

  it("opens no more connections than allowed, and serves all", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port, { maxConnections: 3 });
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => transport.send(mail(`ok-${index}`))),
    );
    expect(outcomes.every(({ outcome }) => outcome === "accepted")).toBe(true);
    expect(server.taken).toHaveLength(40);
    expect(server.sessions.length).toBeLessThanOrEqual(3);
  });

  it("lets a message that shares nothing wait for no other connection to become free", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port, { maxConnections: 2 });
    // The server itself greets by a timer: both connections are there before none fires any more.
    await Promise.all(["ok-a", "ok-b"].map((local) => transport.send(mail(local))));
    expect(server.sessions).toHaveLength(2);
    const controller = new AbortController();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const hanging = transport.send(mail("hang-dot"), { signal: controller.signal });
      const outcomes = await Promise.all(
        Array.from({ length: 4 }, (_, index) => transport.send(mail(`ok-${index}`))),
      );
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(4).fill("accepted"));
      controller.abort(new Error("enough"));
      expect(await hanging).toMatchObject({ outcome: "unknown" });
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ["drop-rcpt", "failed", "network"],
    ["drop-data", "unknown", "network"],
    ["drop-dot", "unknown", "network"],
  ])("takes a connection cut at %s for %s", async (local, outcome, kind) => {
    for (const hidePIPELINING of [false, true]) {
      const server = await mailServer({ hidePIPELINING });
      const transport = transportTo(server.port, { maxConnections: 1 });
      const text = "x".repeat(1_000);
      expect(await transport.send(mail(local, { text }))).toMatchObject({
        outcome,
        error: { kind },
      });
      expect(await transport.send(mail("ok"))).toMatchObject({ outcome: "accepted" });
    }
  });

  it.each([
    ["hang-rcpt", "failed"],
    ["hang-dot", "unknown"],
  ])("resolves to the truth when aborted at %s: %s", async (local, outcome) => {
    const server = await mailServer();
    const transport = transportTo(server.port);
    const controller = new AbortController();
    const sending = transport.send(mail(local), { signal: controller.signal });
    await server.reached(local);
    controller.abort(new Error("enough"));
    expect(await sending).toMatchObject({ outcome, error: { kind: "aborted" } });
    expect(await transport.send(mail("ok"))).toMatchObject({ outcome: "accepted" });
  });

  it.each([
    ["hang-rcpt", "failed", "timeout"],
    ["hang-dot", "unknown", "timeout"],
  ])("gives up on a silent server at %s: %s", async (local, outcome, kind) => {
    const server = await mailServer();
    for (const limit of [{ timeoutMs: 150 }, { socketTimeoutMs: 150 }]) {
      const transport = transportTo(server.port, limit);
      expect(await transport.send(mail(local))).toMatchObject({ outcome, error: { kind } });
    }
  });

  it("rejects with the signal's reason while nothing is written: before, in the queue, while connecting", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port, { maxConnections: 1 });
    const reason = new Error("enough");
    await expect(transport.send(mail("ok"), { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );

    const first = new AbortController();
    const holding = transport.send(mail("hang-rcpt"), { signal: first.signal });
    await server.reached("hang-rcpt");
    const queued = new AbortController();
    const waiting = transport.send(mail("ok"), { signal: queued.signal });
    setTimeout(() => queued.abort(reason), 20);
    await expect(waiting).rejects.toBe(reason);
    first.abort();
    await holding;

    const silent = await silentServer();
    const connecting = new AbortController();
    const opening = transportTo(silent).send(mail("ok"), { signal: connecting.signal });
    setTimeout(() => connecting.abort(reason), 20);
    await expect(opening).rejects.toBe(reason);
    expect(server.taken).toHaveLength(0);
  });

  it("calls a server that does not greet, or is not there, a failure of the provider", async () => {
    const silent = await silentServer();
    expect(await transportTo(silent, { greetingTimeoutMs: 100 }).send(mail("ok"))).toMatchObject({
      outcome: "failed",
      error: { kind: "timeout", scope: "provider", retry: "after" },
    });
    const server = await sink();
    await server.close();
    expect(await transportTo(server.port).send(mail("ok"))).toMatchObject({
      outcome: "failed",
      error: { kind: "network", scope: "provider", retry: "after" },
    });
  });

  it("calls a refused login a failure of the account, and shows no password", async () => {
    const server = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) =>
        auth.password === "right-horse"
          ? done(null, { user: "u" })
          : done(Object.assign(new Error("no"), { responseCode: 535 })),
    });
    const wrong = await transportTo(server.port, { auth: { user: "u", pass: "wrong-horse" } }).send(
      mail("ok"),
    );
    expect(wrong).toMatchObject({
      outcome: "failed",
      error: { kind: "auth", scope: "account", retry: "never" },
    });
    const error = readError(wrong);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("horse");
    const right = await transportTo(server.port, { auth: { user: "u", pass: "right-horse" } }).send(
      mail("ok"),
    );
    expect(right.outcome).toBe("accepted");
  });

  it("sends no password over a network without TLS", async () => {
    const server = await mailServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(null, { user: "u" }),
    });
    const transport = transportTo(server.port, {
      auth: { user: "u", pass: "p" },
      requireTls: true,
    });
    expect(await transport.send(mail("ok"))).toMatchObject({
      outcome: "failed",
      error: { kind: "config", scope: "account" },
    });
  });

  it("speaks STARTTLS where it is offered", async () => {
    const server = await mailServer({ hideSTARTTLS: false });
    expect(await transportTo(server.port).send(mail("ok"))).toMatchObject({
      outcome: "failed",
      error: { kind: "config" },
    });
    const trusting = transportTo(server.port, {
      tls: { rejectUnauthorized: false },
      requireTls: true,
    });
    expect(await trusting.send(mail("ok"))).toMatchObject({ outcome: "accepted" });
  });

  it("refuses headers that are the message's own, and addresses that would need quoting", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port);
    for (const name of ["Bcc", "to", "Content-Type", "DKIM-Signature", "X Spaced", "X:Colon", ""]) {
      const outcome = await transport.send(
        mail("ok", { headers: [{ name, value: "x@example.org" }] }),
      );
      expect(outcome, name).toMatchObject({
        outcome: "failed",
        error: { kind: "invalid_message", retry: "never" },
      });
    }
    for (const address of [
      "a b@example.org",
      "<a@example.org>",
      "a@b@example.org",
      "a",
      "@example.org",
      'a"@example.org',
    ]) {
      expect(await transport.send(mail("ok", { to: { address } })), address).toMatchObject({
        outcome: "rejected",
        reason: "invalid_address",
      });
    }
    expect(server.sessions).toHaveLength(0);
  });

  it("sends letters beyond ASCII left of the @ only where the server takes them", async () => {
    const server = await mailServer();
    expect(await transportTo(server.port).send(mail("jörg"))).toMatchObject({
      reason: "invalid_address",
    });
    expect(await transportTo(server.port, { smtputf8: true }).send(mail("jörg"))).toMatchObject({
      outcome: "accepted",
    });
    expect(server.taken[0]?.to).toEqual(["jörg@example.org"]);
    const old = await mailServer({ hideSMTPUTF8: true });
    expect(await transportTo(old.port, { smtputf8: true }).send(mail("jörg"))).toMatchObject({
      reason: "invalid_address",
    });
    expect(old.taken).toHaveLength(0);
  });

  it("sends finished bytes as they are", async () => {
    const server = await mailServer();
    const raw = Buffer.from("From: a@shop.example\r\nSubject: raw\r\n\r\n.dot\r\nend\r\n");
    await transportTo(server.port).send(mail("ok", { raw }));
    expect(server.taken[0]?.raw.toString()).toBe(raw.toString());
  });

  it("lets nobody see or harm anybody else", async () => {
    const server = await mailServer();
    const locals = ["ok-1", "rcpt-550", "ok-2", "drop-dot", "rcpt-452", "ok-3"];
    const transport = transportTo(server.port, { maxConnections: 2 });
    const outcomes = await Promise.all(locals.map((local) => transport.send(mail(local))));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      "accepted",
      "rejected",
      "accepted",
      "unknown",
      "failed",
      "accepted",
    ]);
    for (const { to, raw } of server.taken) {
      expect(to).toHaveLength(1);
      for (const local of locals)
        if (to[0] !== `${local}@example.org`) expect(raw.includes(`${local}@`)).toBe(false);
    }
  });

  it("answers for the mail at hand and rejects those that wait when aborted", async () => {
    const server = await mailServer();
    const controller = new AbortController();
    const transport = transportTo(server.port, { maxConnections: 1 });
    const { signal } = controller;
    const sending = ["ok", "hang-dot", "ok-2"].map((local) =>
      transport.send(mail(local), { signal }).catch((reason: unknown) => reason),
    );
    await server.reached("hang-dot");
    controller.abort(new Error("enough"));
    expect(await Promise.all(sending)).toMatchObject([
      { outcome: "accepted" },
      { outcome: "unknown" },
      { message: "enough" },
    ]);
  });

  it("lets messages under way come to their end when closed, and takes no more", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port, { maxConnections: 1 });
    const sending = [mail("ok-1"), mail("ok-2")].map((message) => transport.send(message));
    await server.reached("ok-1");
    await transport.close();
    const [first, second] = await Promise.all(sending);
    expect(first).toMatchObject({ outcome: "accepted" });
    expect(["accepted", "failed"]).toContain(second?.outcome);
    expect(await transport.send(mail("ok"))).toMatchObject({
      outcome: "failed",
      error: { kind: "config" },
    });
  });

  it("closes connections nobody uses", async () => {
    let open = 0;
    const server = await mailServer({
      onConnect: (_session, done) => {
        open++;
        done();
      },
      onClose: () => {
        open--;
      },
    });
    await transportTo(server.port, { idleTimeoutMs: 30 }).send(mail("ok"));
    await expect.poll(() => open).toBe(0);
  });

  it("opens a new connection when the server has closed the kept one", async () => {
    let closed = 0;
    const server = await mailServer({
      socketTimeout: 400,
      onClose: () => {
        closed++;
      },
    });
    const transport = transportTo(server.port, { maxConnections: 1 });
    expect(await transport.send(mail("ok"))).toMatchObject({ outcome: "accepted" });
    await expect.poll(() => closed, { timeout: 10_000 }).toBe(1);
    expect(await transport.send(mail("ok"))).toMatchObject({ outcome: "accepted" });
    expect(server.sessions).toHaveLength(2);
  });

  it("rejects a message larger than the server says it takes, without sending it", async () => {
    const server = await mailServer({ size: 500 });
    const outcome = await transportTo(server.port).send(mail("ok", { text: "x".repeat(2_000) }));
    expect(outcome).toMatchObject({
      outcome: "rejected",
      reason: "policy",
      error: { scope: "message" },
    });
    expect(server.taken).toHaveLength(0);
  });

  it("names the missing peer", { timeout: 30_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "wellsent-smtp-"));
    closing.push(async () => rmSync(folder, { recursive: true }));
    const outfile = join(folder, "smtp.mjs");
    buildSync({
      entryPoints: [resolve(import.meta.dirname, "../../src/smtp/index.ts")],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      conditions: ["@wellsent/source"],
    });
    const script = `import { smtpTransport } from ${JSON.stringify(outfile)};
      try { smtpTransport({ host: "localhost" }); } catch ({ code, remedy }) { console.log(code, remedy); }`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      cwd: folder,
      // A package manager's launcher may have put every package within reach.
      env: { ...process.env, NODE_PATH: "" },
    });
    expect(stdout, stderr).toMatch(/^ADAPTER_PEER_MISSING npm install nodemailer@10/);
  });

  it("holds no address in any error", async () => {
    const server = await mailServer();
    const transport = transportTo(server.port);
    for (const local of ["rcpt-550", "data-554", "drop-dot", "rcpt-421"]) {
      const error = readError(await transport.send(mail(local)));
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("example.org");
    }
  });
});

/** Takes connections and says nothing. */
async function silentServer(): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    closing.push(async () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
