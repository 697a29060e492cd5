import { describe, expect, it } from "vitest";
import { dkimCoverage, unsubscribeHeaders } from "../../src/entries/pages.js";

const context = {
  unsubscribe: "https://m.example/u/v1.a.AAAA.BBBB",
  scope: { listId: "weekly.acme.example", listName: 'Acme "weekly"' },
};

describe("unsubscribe headers", () => {
  it("are those of RFC 8058, 2369 and 2919", () => {
    expect(
      unsubscribeHeaders({
        ...context,
        unsubscribeMailto: "mailto:leave@acme.example?subject=leave",
        help: "https://acme.example/help",
        owner: "mailto:owner@acme.example",
      }),
    ).toEqual([
      {
        name: "List-Unsubscribe",
        value: "<https://m.example/u/v1.a.AAAA.BBBB>, <mailto:leave@acme.example?subject=leave>",
      },
      { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
      { name: "List-Id", value: '"Acme \\"weekly\\"" <weekly.acme.example>' },
      { name: "List-Help", value: "<https://acme.example/help>" },
      { name: "List-Owner", value: "<mailto:owner@acme.example>" },
    ]);
  });

  it("offer no one click by http, which only one's own machine may have", () => {
    const headers = unsubscribeHeaders({ ...context, unsubscribe: "http://localhost:3000/m/u/v2" });
    expect(headers.map(({ name }) => name)).toEqual(["List-Unsubscribe", "List-Id"]);
    expect(headers[0]?.value).toBe("<http://localhost:3000/m/u/v2>");
  });

  it.each([
    ["plain http", { ...context, unsubscribe: "http://m.example/u" }, "INPUT_HEADER_URL"],
    ["no URL", { ...context, unsubscribe: "unsubscribe" }, "INPUT_HEADER_URL"],
    [
      "a mailto where https must be",
      { ...context, unsubscribe: "mailto:a@b.example" },
      "INPUT_HEADER_URL",
    ],
    [
      "https where a mailto must be",
      { ...context, unsubscribeMailto: "https://m.example/" },
      "INPUT_HEADER_URL",
    ],
    ["a script", { ...context, help: "javascript:alert(1)" }, "INPUT_HEADER_URL"],
    [
      "a comma, which parts URLs",
      { ...context, unsubscribe: "https://m.example/u,v" },
      "INPUT_HEADER_URL",
    ],
    ["an angle bracket", { ...context, unsubscribe: "https://m.example/u>" }, "INPUT_HEADER_URL"],
    [
      "a line break in the URL",
      { ...context, unsubscribe: "https://m.example/\r\nBcc: x@y.example" },
      "INPUT_HEADER_INJECTION",
    ],
    [
      "a line break in the name",
      { ...context, scope: { ...context.scope, listName: "a\nb" } },
      "INPUT_HEADER_INJECTION",
    ],
    [
      "a line break in the list",
      { ...context, scope: { listId: "a.b\r\nX: y" } },
      "INPUT_HEADER_INJECTION",
    ],
    ["no scope", { ...context, scope: { listId: "" } }, "INPUT_HEADER_LIST_ID"],
    [
      "a list that is no identifier",
      { ...context, scope: { listId: "weekly" } },
      "INPUT_HEADER_LIST_ID",
    ],
    [
      "a name no header can hold",
      { ...context, scope: { listId: "a.b", listName: "Grüße" } },
      "INPUT_HEADER_LIST_ID",
    ],
  ])("are refused with %s", (_, given, code) => {
    expect(() => unsubscribeHeaders(given)).toThrow(expect.objectContaining({ code }));
  });
});

describe("dkimCoverage", () => {
  const mail = (h: string): string =>
    `DKIM-Signature: v=1; a=rsa-sha256; d=acme.example;\r\n s=k1; h=${h};\r\n bh=x; b=y\r\nFrom: a@acme.example\r\nList-Id: <a.b>\r\nList-Unsubscribe: <https://m.example>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nDKIM-Signature: h=everything\r\n`;

  it("finds what is covered, across folded lines and any case", () => {
    expect(dkimCoverage(mail("From:List-ID:\r\n  list-unsubscribe:LIST-UNSUBSCRIBE-POST"))).toEqual(
      {
        ok: true,
        missing: [],
        absent: [],
        signatures: 1,
      },
    );
    expect(
      dkimCoverage(new TextEncoder().encode(mail("from:list-id:list-unsubscribe"))).missing,
    ).toEqual(["list-unsubscribe-post"]);
  });

  it("takes the best of several signatures and does not add them up", () => {
    const two = `DKIM-Signature: h=from:list-unsubscribe-post:list-id\r\n${mail("from:list-unsubscribe")}`;
    expect(dkimCoverage(two)).toEqual({
      ok: false,
      missing: ["list-unsubscribe"],
      absent: [],
      signatures: 2,
    });
  });

  it("is not fooled by a body, an unsigned mail, or headers that were signed and are not there", () => {
    expect(dkimCoverage("From: a@b.example\r\n\r\nDKIM-Signature: h=from").signatures).toBe(0);
    expect(dkimCoverage("")).toMatchObject({ ok: false, signatures: 0 });
    const bare =
      "DKIM-Signature: h=from:list-id:list-unsubscribe:list-unsubscribe-post\nFrom: a@b.example\n\n";
    expect(dkimCoverage(bare)).toMatchObject({
      ok: false,
      missing: [],
      absent: ["list-unsubscribe", "list-unsubscribe-post", "list-id"],
    });
  });
});
