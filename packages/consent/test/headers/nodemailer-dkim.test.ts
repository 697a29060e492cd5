import { generateKeyPairSync } from "node:crypto";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import nodemailer from "nodemailer";
import { describe, expect, it } from "vitest";
import { dkimCoverage, dkimHeaderFieldNames, unsubscribeHeaders } from "../../src/entries/pages.js";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: "spki", format: "der" }).toString("base64")}`;
const dkim = {
  domainName: "acme.example",
  keySelector: "k1",
  privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
};

/** The bytes nodemailer would put on the wire. */
async function compose(headerFieldNames?: string): Promise<Buffer> {
  const transport = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: "windows",
  });
  const headers = unsubscribeHeaders({
    unsubscribe: "https://mail.acme.example/u/v1.a.AAAA.BBBB",
    scope: { listId: "weekly.acme.example", listName: "Acme weekly" },
  });
  const { message } = await transport.sendMail({
    from: "Acme <news@acme.example>",
    to: "ada@example.com",
    subject: "Hello",
    text: "Hello.",
    headers: headers.map(({ name, value }) => ({ key: name, value })),
    dkim: headerFieldNames === undefined ? dkim : { ...dkim, headerFieldNames },
  });
  if (!Buffer.isBuffer(message)) throw new Error("nodemailer gave no bytes");
  return message;
}

async function verifies(raw: Buffer): Promise<string | undefined> {
  const { results } = await dkimVerify(raw, { resolver: async () => [[record]] });
  return results[0]?.status.result;
}

describe("what nodemailer signs", () => {
  it("nodemailer-default-dkim-misses-post-header: leaves one-click uncovered by default, and we see it", async () => {
    const raw = await compose();
    expect(dkimCoverage(raw)).toEqual({
      ok: false,
      missing: ["list-unsubscribe-post"],
      absent: [],
      signatures: 1,
    });
    expect(await verifies(raw)).toBe("pass");
  });

  it("covers one-click with our list of names, and mailauth finds the signature good", async () => {
    const raw = await compose(dkimHeaderFieldNames);
    expect(dkimCoverage(raw)).toEqual({ ok: true, missing: [], absent: [], signatures: 1 });
    expect(await verifies(raw)).toBe("pass");
  });

  it("no longer verifies when a relay changes a covered header, which the default would not notice", async () => {
    const tamper = (raw: Buffer): Buffer =>
      Buffer.from(raw.toString("latin1").replace("One-Click", "Two-Click"), "latin1");
    expect(await verifies(tamper(await compose(dkimHeaderFieldNames)))).toBe("fail");
    expect(await verifies(tamper(await compose()))).toBe("pass");
  });
});
