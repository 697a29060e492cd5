import { generateKeyPairSync } from "node:crypto";
import type { OutboundEmail } from "@wellsent/core";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { afterEach, describe, expect, it } from "vitest";
import { type DkimOptions, smtpTransport } from "../../src/smtp/index.js";
import { type Sink, sink } from "./sink.js";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "der" },
});
const dkim: DkimOptions = { domainName: "shop.example", keySelector: "s1", privateKey };

const listHeaders = [
  { name: "List-Unsubscribe", value: `<https://shop.example/u/${"t".repeat(120)}>` },
  { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
  { name: "List-Id", value: "Offers <offers.shop.example>" },
];
const message: OutboundEmail = {
  ref: "ref-1",
  idempotencyKey: "key-1",
  from: { address: "news@shop.example", name: "Müller" },
  to: { address: "ok@example.org" },
  messageId: "<key-1@shop.example>",
  date: new Date(Date.UTC(2026, 10, 21)),
  subject: "Grüße",
  html: "<p>Hallo</p>",
  text: "Hallo\n.\nEnde",
  headers: listHeaders,
};

const servers: Sink[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function delivered(mail: OutboundEmail): Promise<Buffer> {
  const server = await sink();
  servers.push(server);
  const transport = smtpTransport({ host: "127.0.0.1", port: server.port, dkim });
  expect(await transport.send(mail)).toMatchObject({ outcome: "accepted" });
  await transport.close();
  return server.taken[0]?.raw ?? Buffer.alloc(0);
}

/** mailauth, an independent verifier, with our public key in place of DNS. */
async function verified(raw: Buffer): Promise<{ result: string; fields: readonly string[] }> {
  const record = `v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`;
  const resolver = async (name: string): Promise<string[][]> => {
    expect(name).toBe("s1._domainkey.shop.example");
    return [[record]];
  };
  const { results } = await dkimVerify(raw, { resolver });
  const [signature] = results;
  return {
    result: signature?.status?.result ?? "none",
    fields: (signature?.signingHeaders?.keys ?? "").toLowerCase().split(/\s*:\s*/),
  };
}

describe("DKIM", () => {
  it("holds at an independent verifier, and covers both one-click headers (RFC 8058, 4)", async () => {
    const { result, fields } = await verified(await delivered(message));
    expect(result).toBe("pass");
    expect(fields).toEqual(
      expect.arrayContaining([
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "list-id",
      ]),
    );
  });

  it("signs finished bytes, too", async () => {
    const raw = Buffer.from(
      [
        "From: news@shop.example",
        "To: ok@example.org",
        "Subject: raw",
        ...listHeaders.map(({ name, value }) => `${name}: ${value}`),
        "",
        ".dot",
        "end",
        "",
      ].join("\r\n"),
    );
    const { result, fields } = await verified(await delivered({ ...message, raw }));
    expect(result).toBe("pass");
    expect(fields).toContain("list-unsubscribe-post");
  });

  it.each(["List-Unsubscribe", "List-Unsubscribe-Post", "Subject"])(
    "notices a changed %s",
    async (name) => {
      const raw = (await delivered(message)).toString("latin1");
      const changed = raw.replace(new RegExp(`^(${name}:\\s+)`, "m"), "$1x");
      expect(changed).not.toBe(raw);
      expect((await verified(Buffer.from(changed, "latin1"))).result).toBe("fail");
    },
  );

  it("refuses keys that nothing could be signed with, instead of sending unsigned", () => {
    const broken = [
      "",
      "no key",
      generateKeyPairSync("ed25519", {
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
        publicKeyEncoding: { type: "spki", format: "pem" },
      }).privateKey,
      generateKeyPairSync("rsa", {
        modulusLength: 512,
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
        publicKeyEncoding: { type: "spki", format: "pem" },
      }).privateKey,
    ];
    for (const key of broken) {
      expect(() =>
        smtpTransport({ host: "127.0.0.1", dkim: { ...dkim, privateKey: key } }),
      ).toThrow(expect.objectContaining({ code: "ADAPTER_DKIM_KEY" }));
    }
    for (const wrong of [{ domainName: "" }, { keySelector: "a;b" }]) {
      expect(() => smtpTransport({ host: "127.0.0.1", dkim: { ...dkim, ...wrong } })).toThrow(
        expect.objectContaining({ code: "ADAPTER_DKIM_KEY" }),
      );
    }
  });
});
