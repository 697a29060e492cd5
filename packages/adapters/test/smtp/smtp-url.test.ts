import { smtpTransport } from "@wellsent/adapters/smtp";
import type { OutboundEmail } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { readSmtpUrl } from "../../src/smtp/smtp-url.js";
import { sink } from "./sink.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const message: OutboundEmail = {
  ref: "ref-1",
  idempotencyKey: "key-1",
  from: { address: "news@shop.example" },
  to: { address: "ann@mail.example" },
  messageId: "<key-1@shop.example>",
  date: new Date(Date.UTC(2026, 10, 21)),
  subject: "Hello",
  text: "Hello there",
  headers: [],
};

function catchError(url: string | undefined): unknown {
  try {
    return readSmtpUrl(url);
  } catch (error) {
    return error;
  }
}

/** All that an error says or carries. */
function saidBy(error: unknown): string {
  if (!WellsentError.isInstance(error)) return `no error of ours: ${String(error)}`;
  return [error, error.stack, JSON.stringify(error), error.remedy, error.cause]
    .map(String)
    .join(" ");
}

describe("the URL of an SMTP server", () => {
  it.each([
    ["smtp://mail.example", { host: "mail.example", secure: false }],
    ["smtps://mail.example/", { host: "mail.example", secure: true }],
    ["SMTP://Mail.Example:2525", { host: "mail.example", secure: false, port: 2525 }],
    ["smtp://[::1]:25", { host: "::1", secure: false, port: 25 }],
    ["smtp://bücher.example", { host: "xn--bcher-kva.example", secure: false }],
    [
      "smtps://apikey:p%40ss%2F%23%3A@mail.example:465",
      {
        host: "mail.example",
        port: 465,
        secure: true,
        auth: { user: "apikey", pass: "p@ss/#:" },
      },
    ],
  ])("reads %s", (url, server) => {
    expect(readSmtpUrl(url)).toEqual(server);
  });

  it("gives back any user and password that were percent-encoded", () => {
    const text = fc.string({ minLength: 1, unit: "grapheme" });
    fc.assert(
      fc.property(text, text, (user, pass) => {
        const url = `smtp://${encodeURIComponent(user)}:${encodeURIComponent(pass)}@mail.example`;
        expect(readSmtpUrl(url).auth).toEqual({ user, pass });
      }),
    );
  });

  it.each([
    undefined,
    "",
    "mail.example",
    "mail.example:587",
    "https://user:hunter2@mail.example",
    "smtp://",
    "smtp://mail.example:0",
    "smtp://mail.example:70000",
    "smtp://mail.example/inbox",
    "smtp://mail.example?secure=true",
    "smtp://user@mail.example",
    "smtp://:hunter2@mail.example",
    "smtp://user:hunter2%@mail.example",
    // Passwords that were not encoded: the URL parser takes what follows for something else.
    "smtp://user:hunter2/x@mail.example",
    "smtp://user:12/hunter2@mail.example",
    "smtp://user:12#hunter2@mail.example",
    "smtp://user:12?hunter2@mail.example",
  ])("refuses %s, and quotes nothing of it", (url) => {
    const error = catchError(url);
    expect(error).toMatchObject({ code: "ADAPTER_SMTP_URL", path: "url" });
    expect(saidBy(error)).not.toContain("hunter2");
    expect(saidBy(error)).not.toContain("mail.example");
    expect(() => smtpTransport(url)).toThrow(WellsentError);
  });

  it("sends as its user, and with the options beside it", async () => {
    const logins: unknown[] = [];
    const server = await sink({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        logins.push([username, password]);
        done(null, { user: username });
      },
    });
    closing.push(() => server.close());
    const url = `smtp://shop:p%40ss%2Fword@127.0.0.1:${server.port}`;
    const transport = smtpTransport(url, { id: "relay", name: "test.example" });
    closing.push(() => transport.close());
    expect(transport.id).toBe("relay");
    expect(await transport.send(message)).toMatchObject({ outcome: "accepted" });
    expect(logins).toEqual([["shop", "p@ss/word"]]);
  });
});
