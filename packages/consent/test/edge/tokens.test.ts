import type { SendKey, TenantId } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import {
  type ClickToken,
  type ConfirmToken,
  type MessageToken,
  type Token,
  type TokenUse,
  tokenCodec,
  tokenLinks,
} from "../../src/index.js";

function key(kid: string, byte: number) {
  return { kid, secret: new Uint8Array(32).fill(byte) };
}
const codec = tokenCodec({ current: key("a", 1) });
const tenant = "acme" as TenantId;
const fingerprint = `s1:${"ab".repeat(32)}`;

const message: MessageToken = {
  kind: "message",
  tenant,
  fingerprint,
  message: "spring:c_42" as SendKey,
  purpose: "marketing.newsletter",
  topic: "weekly",
  issuedAt: Date.UTC(2026, 10, 21, 12, 0, 0, 7),
};
const confirm: ConfirmToken = {
  ...message,
  kind: "confirm",
  request: "ev_req",
  noticeDigest: "cd".repeat(32),
  nonce: "ef".repeat(16),
  expiresAt: Date.UTC(2026, 11, 5),
};

const click: ClickToken = { kind: "click", tenant, message: message.message };

function useFor({ kind }: Token): TokenUse {
  return kind === "message" ? "unsubscribe" : kind;
}
function seal(token: Token): string {
  return codec.seal(token)(useFor(token));
}

function catchCode(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (WellsentError.isInstance(error)) return error.code;
    throw error;
  }
  return "nothing thrown";
}

describe("a token", () => {
  it.each([
    ["of a message", message],
    ["without a topic", (({ topic: _, ...rest }) => rest)(message)],
    ["of a confirmation", confirm],
    ["of a click in a text message", click],
    ["with letters beyond ASCII", { ...message, tenant: "Ø𝔘" as TenantId }],
  ])("%s opens to what was sealed", (_, token) => {
    expect(codec.open(seal(token), useFor(token))).toEqual({ ok: true, token });
  });

  const uses = ["unsubscribe", "preferences", "view", "click", "open", "confirm"] as const;

  it.each(uses)("for the use %s opens for no other", (use) => {
    const text = use === "confirm" ? codec.seal(confirm)(use) : codec.seal(message)(use);
    expect(uses.filter((other) => codec.open(text, other).ok)).toEqual([use]);
    for (const other of uses)
      if (other !== use)
        expect(codec.open(text, other)).toEqual({ ok: false, code: "TOKEN_FORGED" });
  });

  it.each([
    ["a message", message, "confirm"],
    ["a confirmation", confirm, "unsubscribe"],
    ["a click in a text message", click, "preferences"],
  ] as const)("of %s is not sealed for the use %s", (_, token: Token, use) => {
    expect(catchCode(() => codec.seal(token)(use))).toBe("INPUT_TOKEN_FIELD");
  });

  it("has the form v2.kid.payload.mac, is short and names nobody", () => {
    const text = seal(message);
    expect(text).toMatch(/^v2\.a\.[\w-]+\.[\w-]{22}$/);
    expect(text.length).toBeLessThan(180);
  });

  it("of mail sent years ago still opens after its key was rotated, until the key is let go", () => {
    const text = seal(message);
    const rotated = tokenCodec({ current: key("b", 2), previous: [key("a", 1)] });
    expect(rotated.open(text, "unsubscribe")).toMatchObject({ ok: true });
    expect(rotated.seal(message)("view")).toMatch(/^v2\.b\./);
    expect(tokenCodec({ current: key("b", 2) }).open(text, "unsubscribe")).toEqual({
      ok: false,
      code: "TOKEN_UNKNOWN_KEY",
    });
  });

  it("is told from one made with another secret under the same name", () => {
    expect(tokenCodec({ current: key("a", 9) }).open(seal(message), "unsubscribe")).toEqual({
      ok: false,
      code: "TOKEN_FORGED",
    });
  });

  it("of another tenant does not open where a tenant is expected", () => {
    expect(codec.open(seal(message), "unsubscribe", "other" as TenantId)).toEqual({
      ok: false,
      code: "TOKEN_FOREIGN_TENANT",
    });
    expect(codec.open(seal(message), "unsubscribe", tenant).ok).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["an earlier version", seal(message).replace("v2", "v1")],
    ["too few parts", "v2.a.AA"],
    ["too many parts", `${seal(message)}.x`],
    ["a payload that is not base64url", "v2.a.A+A=.AAAA"],
    ["stray bits after its last byte", `${seal(message).slice(0, -1)}_`],
    ["more than any mail would carry", `v2.a.${"A".repeat(3000)}.AAAA`],
  ])("is refused with %s", (_, text) => {
    expect(codec.open(text, "unsubscribe")).toMatchObject({ ok: false });
  });

  it.each([
    ["an empty tenant", { ...message, tenant: "" as TenantId }, "INPUT_TOKEN_FIELD"],
    ["a click without a message", { ...click, message: "" as SendKey }, "INPUT_TOKEN_FIELD"],
    ["an empty topic", { ...message, topic: "" }, "INPUT_TOKEN_FIELD"],
    ["a purpose beyond 255 bytes", { ...message, purpose: "p".repeat(256) }, "INPUT_TOKEN_FIELD"],
    ["a time before 1970", { ...message, issuedAt: -1 }, "INPUT_TOKEN_FIELD"],
    [
      "a fingerprint without key",
      { ...message, fingerprint: "ab".repeat(32) },
      "INPUT_TOKEN_FIELD",
    ],
    [
      "a fingerprint that is not hex",
      { ...message, fingerprint: `s1:${"xy".repeat(32)}` },
      "INPUT_HEX",
    ],
    ["a short nonce", { ...confirm, nonce: "ef" }, "INPUT_HEX"],
  ])("is not made with %s", (_, token, code) => {
    expect(catchCode(() => seal(token))).toBe(code);
  });

  it.each([
    ["a short secret", { current: { kid: "a", secret: new Uint8Array(31) } }],
    ["a name with a dot", { current: key("a.b", 1) }],
    ["a name used twice", { current: key("a", 1), previous: [key("a", 2)] }],
  ])("has no key with %s", (_, keys) => {
    expect(catchCode(() => tokenCodec(keys))).toBe("INPUT_KEY");
  });
});

describe("the links of a message", () => {
  const pages = tokenLinks(codec, "https://mail.example.com/c");
  const below = (url: string): string => url.slice("https://mail.example.com/c/".length);
  const links = pages.links(message, confirm);

  describe("in a text message", () => {
    const short = pages.links(message, undefined, "sms");
    const base = short.clickBase.length - "https://mail.example.com/c/".length;

    it("have clicks of less than half the length, that name the message alone", () => {
      expect(base).toBeLessThan(60);
      expect(base * 2).toBeLessThan(links.clickBase.length);
      expect(pages.open(below(`${short.clickBase}3`))).toEqual({
        kind: "click",
        tenant,
        fingerprint: "",
        message: message.message,
        purpose: "",
        link: 3,
      });
      expect({ ...short, clickBase: "" }).toEqual({
        ...pages.links(message),
        clickBase: "",
      });
    });

    it("can do nothing else by them, nor with a letter of them changed", () => {
      const [, token = ""] = below(short.clickBase).split("/");
      for (const letter of "upcwo") expect(pages.open(`${letter}/${token}`)).toBeNull();
      expect(pages.open(`l/${token}`)).toBeNull();
      for (let at = 0; at < token.length; at++) {
        const other = token[at] === "A" ? "B" : "A";
        expect(pages.open(`l/${token.slice(0, at)}${other}${token.slice(at + 1)}/0`)).toBeNull();
      }
    });

    it("do not open a longer token's half of a MAC", () => {
      const [version, kid, payload, mac = ""] = codec.seal(message)("click").split(".");
      const half = [version, kid, payload, mac.slice(0, 11)].join(".");
      expect(codec.open(half, "click")).toMatchObject({
        ok: false,
      });
    });
  });

  it("open to their kind, with what the token says", () => {
    const { kind: _, ...said } = message;
    expect(pages.open(below(links.unsubscribe))).toEqual({ kind: "unsubscribe", ...said });
    expect(pages.open(below(links.preferences))).toEqual({ kind: "preferences", ...said });
    expect(pages.open(below(links.view))).toEqual({ kind: "view", ...said });
    expect(pages.open(below(links.openPixel))).toEqual({ kind: "open", ...said });
    expect(pages.open(below(`${links.clickBase}17`))).toEqual({ kind: "click", ...said, link: 17 });
    const { request, noticeDigest, nonce, expiresAt } = confirm;
    expect(pages.open(below(links.confirm ?? ""))).toEqual({
      kind: "confirm",
      ...said,
      request: { eventId: request, noticeDigest, nonce, expiresAt },
    });
  });

  it("have no confirmation where none was asked for", () => {
    expect(pages.links(message)).not.toHaveProperty("confirm");
  });

  it("open nothing but what each is for, and answer as a forged link does elsewhere", () => {
    const letters = ["u", "p", "c", "w", "o", "l"];
    const {
      unsubscribe,
      preferences,
      view,
      confirm: confirming = "",
      openPixel,
      clickBase,
    } = links;
    const short = pages.links(message, undefined, "sms").clickBase;
    for (const url of [unsubscribe, preferences, view, confirming, openPixel, clickBase, short]) {
      const [own, token] = below(url).split("/");
      const opening = letters.filter((letter) => {
        const path = letter === "l" ? `l/${token}/0` : `${letter}/${token}`;
        return pages.open(path) !== null;
      });
      expect(opening).toEqual([own]);
    }
  });

  it.each([
    ["nothing", ""],
    ["no token", "u"],
    ["an unknown letter", below(links.unsubscribe).replace("u/", "x/")],
    ["more after the token", `${below(links.unsubscribe)}/1`],
    ["a click on no link", `${below(links.clickBase)}`],
    ["a click on a negative link", `${below(links.clickBase)}-1`],
    ["a click beyond five digits", `${below(links.clickBase)}100000`],
    ["a forged token", `${below(links.unsubscribe).slice(0, -2)}AA`],
  ])("open to null for %s", (_, path) => {
    expect(pages.open(path)).toBeNull();
  });

  it.each(["http://localhost:3000/m/", "http://127.0.0.1:8080/m", "http://[::1]:3000/"])(
    "may lie below %s, on one's own machine",
    (base) => {
      expect(tokenLinks(codec, base).url("n/a")).toBe(`${base.replace(/\/$/, "")}/n/a`);
    },
  );

  it.each([
    "http://mail.example.com/",
    "http://localhost.example.com/",
    "http://127.0.0.2/",
    "http://user@localhost/",
    "ftp://localhost/",
    "mail.example.com",
    "https://mail.example.com/?a=1",
    "https://u@mail.example.com/",
  ])("do not lie below %s", (base) => {
    expect(catchCode(() => tokenLinks(codec, base))).toBe("INPUT_BASE_URL");
    expect(() => tokenLinks(codec, base)).toThrow(expect.objectContaining({ path: "baseUrl" }));
  });
});
